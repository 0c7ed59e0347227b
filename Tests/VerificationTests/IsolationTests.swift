import TapedeckContract
import TapedeckJSONText
import TapedeckTestSupport
import TapedeckVerification
import TapedeckYAMLPages
import Testing

/// What a scenario hands to a client, and what is seen of it: with shells and curl in the client's place.
struct IsolationTests {
    /// A client that is a shell script; `$URL` is the endpoint, the other words follow.
    private static func client(_ script: String, words: [String] = [], more: String = "") async throws
        -> InstalledClient
    {
        let run = ["sh", "-c", script, "client"] + words
        let page = """
            client: script
            title: A script
            programs: [sh]
            version: { run: ["{program}", -c, echo script/1.0], match: 'script/([0-9.]+)' }
            environment: { URL: "{url}" }
            operations:
              CreateConnection: { run: \(JSONValue.array(run.map { .string($0) }).text()) }
            \(more)
            """
        let profile = try ClientProfile(YAMLText.parse(page, name: "script.yaml"))
        return try #require(await InstalledClient.find(profile, root: Package.root, path: Bench.path))
    }

    private static func scenario(_ more: String = "", line: String = "") throws -> Scenario {
        let page = """
            scenario: s/one
            clause: REQ-1
            title: t
            response:
              headers: { Location: "{elsewhere}/x" }
              body: { Connection: {} }
            call:
              operation: CreateConnection
              with: { ConnectionName: a name, ProviderType: GITHUB }
              \(line)
            \(more)
            """
        return try Scenario(YAMLText.parse(page, name: "one.yaml"))
    }

    private static func run(
        _ script: String, words: [String] = [], more: String = "", scenario text: String = "", line: String = "",
        deadline: Int = 60
    ) async throws -> Observation.Run {
        let scenario = try scenario(text, line: line)
        let runner = ScenarioRunner(
            client: try await client(script, words: words, more: more), path: Bench.path, deadline: deadline)
        let seen = try await runner.observe(scenario, cassette: Bench.library.cassette(of: scenario))
        return try #require(seen.runs.first)
    }

    @Test(arguments: [
        ("http://stray.example/x", "GET stray.example/x"),
        ("https://stray.example/", "CONNECT stray.example:443"),
    ])
    func aStrayConnectionIsCaughtAndGoesNowhere(url: String, seen: String) async throws {
        let run = try await Self.run(#"curl -s -o /dev/null "$1"; curl -s "$URL/""#, words: [url])
        #expect(run.strays == [seen])
        #expect(run.requests.count == 1)
    }

    @Test
    func allOfAClientsVariablesAreTheScenarios() async throws {
        let run = try await Self.run(
            "env | sort | sed -e \"s,$HOME,HOME,\" -e 's,127.0.0.1:[0-9]*,HERE,'; ls -A",
            more: "settings: { x: { environment: { GIVEN: 'got {value}' } } }",
            scenario: "token: true\nsettings: { x: 7 }\nexpect: { wire: { region: eu-west-2 } }")
        let lines = String(decoding: run.output, as: UTF8.self).split(separator: "\n").map(String.init)
        let mine = lines.filter {
            !$0.hasPrefix("PATH=") && !$0.hasPrefix("_=") && !$0.hasPrefix("PWD=") && !$0.hasPrefix("SHLVL=")
        }
        #expect(
            mine.sorted()
                == [
                    "ALL_PROXY=http://HERE", "AWS_ACCESS_KEY_ID=TAPEDECKKEYID0000001", "AWS_CONFIG_FILE=HOME/config",
                    "AWS_DEFAULT_REGION=eu-west-2", "AWS_EC2_METADATA_DISABLED=true", "AWS_REGION=eu-west-2",
                    "AWS_SECRET_ACCESS_KEY=tapedeck-verify-secret-that-opens-nothing",
                    "AWS_SESSION_TOKEN=tapedeck-verify-session-token-that-opens-nothing",
                    "AWS_SHARED_CREDENTIALS_FILE=HOME/credentials", "GIVEN=got 7", "HOME=HOME",
                    "HTTPS_PROXY=http://HERE",
                    "HTTP_PROXY=http://HERE", "LC_ALL=C.UTF-8", "NO_PROXY=HERE,localhost", "TMPDIR=HOME", "TZ=UTC",
                    "URL=http://HERE", "all_proxy=http://HERE", "http_proxy=http://HERE", "https_proxy=http://HERE",
                    "no_proxy=HERE,localhost",
                ].map { $0.replacing("HERE,localhost", with: "127.0.0.1,localhost") })
    }

    @Test
    func theWordsOfACallAreFilledIn() async throws {
        let run = try await Self.run(
            #"printf '%s\n' "$@""#,
            words: ["{ConnectionName}", "{region}", "{key}", "{operation}", "{input}", "x{ProviderType}x"],
            more: "endpoint: { arguments: [--at, '{url}'] }")
        let words = String(decoding: run.output, as: UTF8.self).split(separator: "\n").map(String.init)
        #expect(
            words.dropLast() == [
                "a name", "us-east-1", "TAPEDECKKEYID0000001", "CreateConnection",
                #"{"ConnectionName":"a name","ProviderType":"GITHUB"}"#, "xGITHUBx", "--at",
            ])
        #expect(words.last?.hasPrefix("http://127.0.0.1:") == true)
    }

    @Test
    func aCommandLineStandsAfterTheCommandWithItsFilesAndVariables() async throws {
        let run = try await Self.run(
            "unused",
            more: #"command: [sh, -c, 'cat "$1"; shift; printf "%s\n" "$@"; env', command]"#,
            scenario: "files: { in.txt: 'what the file holds ' }\nvariables: { MORE: and more, AWS_REGION: null }",
            line: "line: [in.txt, --at, '{url}', x y]")
        let lines = String(decoding: run.output, as: UTF8.self).split(separator: "\n").map(String.init)
        #expect(lines.first == "what the file holds --at")
        #expect(lines[1].hasPrefix("http://127.0.0.1:"))
        #expect(lines[2] == "x y")
        #expect(lines.contains("MORE=and more"))
        #expect(!lines.contains { $0.hasPrefix("AWS_REGION=") })
        #expect(lines.contains("AWS_DEFAULT_REGION=us-east-1"))
    }

    @Test
    func aClientIsInterruptedOnceItsFirstRequestHasArrived() async throws {
        let run = try await Self.run(
            "unused",
            more: #"command: [sh, -c, 'trap "exit 130" INT; curl -s "$URL/"; while :; do sleep 0.1; done', command]"#,
            line: "line: [x]\n  interrupt: true")
        #expect(run.exit == .status(130))
        #expect(run.requests.count == 1)
    }

    @Test
    func aClientThatIsNotTheCommandIsNotAskedForItsLine() async throws {
        let client = try await Self.client("true")
        let scenario = try Self.scenario(line: "line: [x]")
        #expect(
            scenario.lacking(in: client.profile)
                == "the profile does not say that the client is the command of the synopsis")
    }

    /// Not the first difference alone, and none cut off.
    @Test
    func allThatARequestDiffersInIsTold() async throws {
        let page = """
            scenario: s/one
            clause: REQ-1
            title: t
            cassette: apprunner/connections/create-github
            call: { operation: CreateConnection, with: { ConnectionName: my-github-connection, ProviderType: GITHUB } }
            """
        let scenario = try Scenario(YAMLText.parse(page, name: "one.yaml"))
        let client = try await Self.client(
            #"""
            curl -s -o /dev/null -H "X-Amz-Target: AppRunner.CreateConnection" "$URL/" \
                -d '{"ConnectionName":"another name","ProviderType":"BITBUCKET"}'
            """#)
        let seen = try await ScenarioRunner(client: client, path: Bench.path).observe(
            scenario, cassette: Bench.library.cassette(of: scenario))
        let miss = try #require(seen.runs.first?.requests.first?.miss)
        #expect(miss.contains(#"/ConnectionName: recorded "my-github-connection", sent "another name""#), "\(miss)")
        #expect(miss.contains(#"/ProviderType: recorded "GITHUB", sent "BITBUCKET""#), "\(miss)")
    }

    @Test
    func aClientThatDoesNotEndIsEndedAtItsDeadline() async throws {
        let run = try await Self.run("echo begun; sleep 600", deadline: 1)
        #expect(run.exit == .deadline(1))
    }

    @Test
    func aClientThatSendsForEverIsStoppedAtTheLimit() async throws {
        let run = try await Self.run(#"while :; do curl -s -o /dev/null "$URL/"; done"#)
        guard case .stopped(let requests) = run.exit else {
            Issue.record("it ended by \(run.exit)")
            return
        }
        #expect((21...40).contains(requests))
    }

    /// The scenario of RTY-8 with a client that follows: the host of the redirect sees it.
    @Test
    func aClientThatFollowsARedirectDeviates() async throws {
        let scenario = try #require(try Bench.scenarios.first { $0.id == "retries/redirect" })
        for (option, isKept) in [("-sS", true), ("-sSL", false)] {
            let client = try await Self.client(
                #"curl \#(option) -X POST -d x -H "X-Amz-Target: AppRunner.CreateConnection" "$URL/""#)
            let suite = Suite(library: Bench.library, runner: ScenarioRunner(client: client, path: Bench.path))
            let verdict = await suite.verdict(on: scenario)
            #expect(verdict.kind == (isKept ? .conforms : .deviates), "\(option)")
            #expect(
                verdict.evidence.contains { $0.contains("something was sent elsewhere: POST 127.0.0.1") } == !isKept)
        }
    }

    /// The scenarios of NET-2 with a client that looks at no certificate: each sees the request.
    @Test(arguments: ["network/unknown-authority", "network/other-name", "network/expired"])
    func aClientThatChecksNoCertificateDeviates(id: String) async throws {
        let scenario = try #require(try Bench.scenarios.first { $0.id == id })
        for (option, isKept) in [("-sS", true), ("-sSk", false)] {
            let client = try await Self.client(
                #"curl \#(option) -d x -H "X-Amz-Target: AppRunner.CreateConnection" "$URL/""#,
                more: "settings: { attempts: {}, proxy: {} }")
            let suite = Suite(library: Bench.library, runner: ScenarioRunner(client: client, path: Bench.path))
            let verdict = await suite.verdict(on: scenario)
            #expect(verdict.kind == (isKept ? .conforms : .deviates), "\(option) \(verdict.evidence)")
        }
    }
}
