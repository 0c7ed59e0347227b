import TapedeckTestSupport
import Testing

/// Real clients, recorded against the stand-in and replayed: what they print is the same.
struct RealClientTests {
    struct RealClient: Sendable, CustomTestStringConvertible {
        let name: String
        let program: String
        let words: [String]

        var testDescription: String { name }
    }

    private static let options = ["--connection-name", "my-github-connection", "--provider-type", "GITHUB"]
    static let all = [
        RealClient(
            name: "AWS CLI v1", program: "\(Package.root)/.venv/bin/aws",
            words: ["apprunner", "create-connection"] + options),
        RealClient(
            name: "AWS CLI v2", program: "/usr/bin/aws",
            words: ["apprunner", "create-connection"] + options + ["--endpoint-url", "{url}"]),
        RealClient(
            name: "boto3", program: "\(Package.root)/.venv/bin/python",
            words: [
                "\(Package.root)/Fixtures/clients/boto3-client.py", "CreateConnection",
                #"{"ConnectionName":"my-github-connection","ProviderType":"GITHUB"}"#,
            ]),
    ]
    static let found: [RealClient] = all.filter { client in
        let isThere = access(client.program, X_OK) == 0
        if !isThere { print("skipped: \(client.name) is not at \(client.program); run scripts/setup --clients") }
        return isThere
    }

    private let scratch = Scratch()

    @Test(arguments: found)
    func printsTheSameOnReplay(client: RealClient) async throws {
        let words = [client.program] + client.words
        let recorded = try await DeckProgram.run(
            ["record", "--upstream", "stand-in", "--cassette", "c.har", "--"] + words, in: scratch.path)
        #expect(recorded.status == 0, "\(recorded.error)")
        #expect(recorded.told == ["tapedeck: recorded 1 exchange in c.har"])
        let replayed = try await DeckProgram.run(["replay", "c.har", "--"] + words, in: scratch.path)
        #expect(replayed.status == 0, "\(replayed.error)")
        #expect(replayed.told == ["tapedeck: 1 played, 0 missed, 0 never played"])
        #expect(replayed.output == recorded.output)
        #expect(replayed.output.contains("PENDING_HANDSHAKE"))
        let linted = try await DeckProgram.run(["lint", "c.har"], in: scratch.path)
        #expect(linted.status == 0, "\(linted.output)")
    }

    /// As they stand, through the proxy: AWS CLI v2 of Debian ignores the endpoint's variables.
    @Test(arguments: found, ["proxy", "auto"])
    func goesThroughTheProxyByTheServicesOwnName(client: RealClient, mode: String) async throws {
        let words = [client.program] + client.words.filter { $0 != "--endpoint-url" && $0 != "{url}" }
        let recorded = try await DeckProgram.run(
            ["record", "--upstream", "stand-in", "--mode", mode, "--block-others", "--cassette", "c.har", "--"] + words,
            in: scratch.path)
        #expect(recorded.status == 0, "\(recorded.error)")
        #expect(recorded.told == ["tapedeck: recorded 1 exchange in c.har"])
        let replayed = try await DeckProgram.run(
            ["replay", "--mode", mode, "--block-others", "c.har", "--"] + words, in: scratch.path)
        #expect(replayed.status == 0, "\(replayed.error)")
        #expect(replayed.told == ["tapedeck: 1 played, 0 missed, 0 never played"])
        #expect(replayed.output == recorded.output)
        #expect(replayed.output.contains("PENDING_HANDSHAKE"))
        if mode == "proxy" {
            let text = String(decoding: try scratch.read("c.har"), as: UTF8.self)
            #expect(text.contains("https://apprunner.us-east-1.amazonaws.com"))
        }
    }

    @Test
    func leavesNoBundleBehindAndHandsOutOnlyWhatWasAskedFor() async throws {
        let shown = try await DeckProgram.run(
            [
                "simulate", "--mode", "proxy", "--", "sh", "-c",
                #"ls -l "$AWS_CA_BUNDLE"; grep -c PRIVATE "$AWS_CA_BUNDLE"; env"#,
            ], in: scratch.path, environment: ["AWS_ENDPOINT_URL": "http://the.users", "SSL_CERT_DIR": "/theirs"])
        let lines = shown.output.split(separator: "\n").map(String.init)
        #expect(lines.first?.hasPrefix("-rw------- ") == true)
        #expect(lines.dropFirst().first == "0")
        var environment: [String: String] = [:]
        for line in lines {
            environment[String(line.prefix { $0 != "=" })] = String(line.drop { $0 != "=" }.dropFirst())
        }
        let url = try #require(environment["TAPEDECK_URL"])
        for name in ["HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy"] { #expect(environment[name] == url) }
        let bundle = try #require(environment["AWS_CA_BUNDLE"])
        for name in ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"] {
            #expect(environment[name] == bundle)
        }
        #expect(environment["NO_PROXY"] == "127.0.0.1,localhost,::1")
        #expect(environment["SSL_CERT_DIR"] == "/theirs")
        #expect(environment["AWS_ENDPOINT_URL"] == nil && environment["AWS_ENDPOINT_URL_APPRUNNER"] == nil)
        #expect(access(bundle, F_OK) != 0)
    }

    /// Making the shipped cassettes again changes nothing but what must differ: when, and the versions of the clients.
    @Test(
        .enabled(
            if: found.count == all.count,
            "not every client of the shipped cassettes is here; run scripts/setup --clients"))
    func rerecordingChangesOnlyWhatMustDiffer() async throws {
        let outcome = try await DeckProgram.run(
            program: ["\(Package.root)/scripts/rerecord", scratch.path], in: scratch.path,
            environment: ["TAPEDECK": DeckProgram.path], deadline: Patience.seconds)
        try #require(outcome.status == 0, "\(outcome.error)")
        let made = scratch.files(ending: ".har")
        #expect(made.count >= 14)
        for path in made {
            let old = lines(try Package.bytes("cassettes/\(path)"))
            let new = lines(try scratch.read(path))
            #expect(new == old, "\(path): scripts/rerecord makes it again")
        }
    }

    private func lines(_ bytes: [UInt8]) -> [Substring] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n").filter { line in
            !["\"recordedAt\":", "\"client\":", "\"digest\":"].contains { line.contains($0) }
        }
    }

    @Test
    func passesTheCommandsOutputAndStatusThrough() async throws {
        let shell =
            "echo out; echo err >&2; echo \"$TAPEDECK_URL $AWS_ENDPOINT_URL $AWS_ENDPOINT_URL_APPRUNNER $1\"; exit 7"
        for words in [["simulate"], ["record", "--upstream", "stand-in", "--cassette", "c.har"]] {
            let outcome = try await DeckProgram.run(words + ["--", "sh", "-c", shell, "sh", "{url}"], in: scratch.path)
            #expect(outcome.status == 7)
            let lines = outcome.output.split(separator: "\n")
            #expect(lines.first == "out")
            #expect(outcome.error.contains("err\n"))
            let urls = lines.last?.split(separator: " ") ?? []
            #expect(urls.count == 4)
            #expect(Set(urls).count == 1)
            #expect(urls.first?.hasPrefix("http://127.0.0.1:") == true)
        }
    }

    @Test
    func aMissEndsAStrictRun() async throws {
        try scratch.write(try Package.bytes("cassettes/apprunner/connections/create-github.har"), to: "c.har")
        let words = ["replay", "c.har", "--", "sh", "-c", "\"$@\" || true", "sh"] + DeckProgram.create("another-name")
        let strict = try await DeckProgram.run(words, in: scratch.path)
        #expect(strict.status == 1)
        #expect(strict.error.contains(#"/ConnectionName: recorded "my-github-connection", sent "another-name""#))
        #expect(strict.error.contains("tapedeck: 0 played, 1 missed, 1 never played"))
        #expect(strict.error.contains("never played: entry 1 (CreateConnection my-github-connection) of c.har"))
        let lenient = try await DeckProgram.run(["replay", "--no-strict"] + words.dropFirst(), in: scratch.path)
        #expect(lenient.status == 0)
    }
}

extension Scratch {
    /// Every file below it whose name ends so, as paths from it.
    func files(ending suffix: String) -> [String] {
        Package.files(in: path, ending: suffix)
    }
}
