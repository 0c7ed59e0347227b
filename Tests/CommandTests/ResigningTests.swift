import Synchronization
import TapedeckExchangeModel
import TapedeckHTTPFront
import TapedeckPlatform
import Testing

/// `record` signs again with the user's own credentials, wherever AWS's tools keep them.
struct ResigningTests {
    /// An upstream that remembers whose key each request was signed with.
    private final class Upstream: Responder {
        private let authorizations = Mutex<[String]>([])

        var keys: [String] {
            authorizations.withLock { $0 }.map { header in
                String(header.split(separator: "Credential=").last?.prefix { $0 != "/" } ?? "")
            }
        }

        func respond(to request: Request) async -> ResponsePlan {
            authorizations.withLock { $0.append(request.headers["Authorization"] ?? "") }
            let body = Array("{}".utf8)
            return ResponsePlan(
                Response(
                    status: 200, reason: "OK",
                    headers: [
                        HeaderField("Content-Type", "application/x-amz-json-1.0"),
                        HeaderField("Content-Length", "2"),
                    ], body: body))
        }
    }

    private func record(
        config: String = "", credentials: String = "", environment: [String: String] = [:], options: [String] = []
    ) async throws -> (outcome: DeckProgram.Outcome, keys: [String]) {
        let home = try Files.makeTemporaryDirectory("tapedeck-resign")
        defer { Files.removeTree(home) }
        try Files.writeDurably(Array(config.utf8), to: "\(home)/.aws/config")
        try Files.writeDurably(Array(credentials.utf8), to: "\(home)/.aws/credentials")
        let upstream = Upstream()
        let front = try await HTTPFront.start(responder: upstream)
        let none = ["AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""]
        let outcome = try await DeckProgram.run(
            ["record", "--upstream", front.url, "--cassette", "c.har"] + options + ["--"]
                + DeckProgram.create("resigned"),
            in: home, environment: none.merging(environment) { $1 })
        await front.stop()
        return (outcome, upstream.keys)
    }

    /// The upstream is reached at another address than its name has, or through the user's own proxy; who comes through the
    /// deck's proxy has signed for the service itself, and that signature goes on.
    @Test(arguments: ["--resolve", "--upstream-proxy"])
    func passesTheClientsOwnSignatureOn(way: String) async throws {
        let home = try Files.makeTemporaryDirectory("tapedeck-as-sent")
        defer { Files.removeTree(home) }
        let upstream = Upstream()
        try await HTTPFront.withFront(responder: upstream) { front in
            let host = "apprunner.us-east-1.amazonaws.com"
            let how = way == "--resolve" ? "\(host):\(front.port):127.0.0.1" : front.url
            let outcome = try await DeckProgram.run(
                [
                    "record", "--upstream", "http://\(host):\(front.port)", "--mode", "proxy", way, how, "--cassette",
                    "c.har", "--",
                ]
                    + DeckProgram.create("as-sent").map { $0 == "{url}/" ? "https://\(host)/" : $0 },
                in: home, environment: ["AWS_ACCESS_KEY_ID": "OWN", "AWS_SECRET_ACCESS_KEY": "a-secret-of-OWN"])
            #expect(outcome.status == 0, "\(outcome.error)")
        }
        #expect(upstream.keys == ["AKIDEXAMPLE"])
    }

    private static func keys(_ name: String) -> String {
        "aws_access_key_id = \(name)\naws_secret_access_key = a-secret-of-\(name)\n"
    }

    @Test(arguments: [
        ("environment", "", "", ["AWS_ACCESS_KEY_ID": "OWN", "AWS_SECRET_ACCESS_KEY": "a-secret-of-OWN"], []),
        ("default profile", "", "[default]\n" + keys("OWN"), [:], []),
        ("AWS_PROFILE", "[profile p]\n" + keys("OWN"), "[default]\n" + keys("OTHER"), ["AWS_PROFILE": "p"], []),
        ("config", "[profile p]\n" + keys("OWN"), "", [:], ["--profile", "p"]),
        ("credentials", "[p]\n" + keys("OTHER"), "[p]\n" + keys("OWN"), [:], ["--profile", "p"]),
        (
            "credential_process",
            "[profile p]\ncredential_process = sh -c 'echo $PRINTED'\n", "",
            ["PRINTED": #"{"Version":1,"AccessKeyId":"OWN","SecretAccessKey":"a-secret-of-OWN"}"#], ["--profile", "p"]
        ),
    ])
    func signsAgainWithTheUsersCredentials(
        place: String, config: String, credentials: String, environment: [String: String], options: [String]
    ) async throws {
        let (outcome, keys) = try await record(
            config: config, credentials: credentials, environment: environment, options: options)
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(keys == ["OWN"])
    }

    @Test(arguments: [
        ("nope", "", "can't sign again with the profile nope: The config profile (nope) could not be found"),
        ("p", "[profile p]\n", "can't sign again with the profile p: Unable to locate credentials."),
        (
            "p", "[profile p]\naws_access_key_id = K\n",
            "can't sign again with the profile p: Partial credentials found in config-file"
        ),
        (
            "p", "[profile p]\ncredential_process = false\n",
            "can't sign again with the profile p: Error when retrieving credentials from custom-process: false ended"
        ),
    ])
    func saysWhyAProfileHasNoCredentials(profile: String, config: String, part: String) async throws {
        let (outcome, keys) = try await record(config: config, options: ["--profile", profile])
        #expect(outcome.status == 64)
        #expect(outcome.told.first?.contains(part) == true, "\(outcome.error)")
        #expect(keys.isEmpty)
    }

    /// A client may use another profile than the deck does.
    @Test
    func noProfilesKeyIsKept() async throws {
        let home = try Files.makeTemporaryDirectory("tapedeck-profiles")
        defer { Files.removeTree(home) }
        let key = "another/profiles+key/0123456789abcdefghi"
        try Files.writeDurably(
            Array("[other]\naws_access_key_id = AKIAI44QH8DHBEXAMPLE\naws_secret_access_key = \(key)\n".utf8),
            to: "\(home)/.aws/credentials")
        try await HTTPFront.withFront(responder: Upstream()) { front in
            let outcome = try await DeckProgram.run(
                ["record", "--upstream", front.url, "--resign", "off", "--cassette", "c.har", "--", "sh", "-c"]
                    + [
                        #"curl -s -H 'X-Amz-Target: AppRunner.CreateConnection' -d '{"a":"\#(key)"}' "$AWS_ENDPOINT_URL""#
                    ],
                in: home)
            #expect(outcome.status == 0)
        }
        let kept = String(decoding: try Files.read("\(home)/c.har"), as: UTF8.self)
        #expect(kept.contains("{secret}"))
        #expect(!kept.contains(key))
    }
}
