import Synchronization
import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckHTTPFront
import TapedeckJSONText
import TapedeckTestSupport
import Testing

/// `tapedeck spy` and `tapedeck drift`: what is asked upstream, what never is, and what is told of it.
struct SpyTests {
    private let scratch = Scratch()
    private let create = "\(Package.root)/cassettes/apprunner/connections/create-github.har"

    /// A service that counts what it is asked below its path, and lists one connection. A port may have been that of another
    /// test's server, whose client still asks there.
    private final class Service: ImmediateResponder {
        static let path = "/service"
        let asked = Mutex<[String]>([])
        let status: String

        init(status: String = "AVAILABLE") { self.status = status }

        func respond(to request: Request) async -> ResponsePlan { immediateResponse(to: request) ?? ResponsePlan(nil) }

        func immediateResponse(to request: Request) -> ResponsePlan? {
            let operation = request.headers["X-Amz-Target"] ?? "none"
            if request.target.hasPrefix(Self.path) { asked.withLock { $0.append(operation) } }
            let body = Array(
                #"{"ConnectionSummaryList":[{"ConnectionName":"abcd","Status":"\#(status)"}]}"#.utf8)
            return ResponsePlan(
                Response(
                    status: 200, reason: "OK",
                    headers: [
                        HeaderField("Content-Type", "application/x-amz-json-1.0"),
                        HeaderField("Content-Length", String(body.count)),
                    ], body: body))
        }
    }

    private static func call(_ operation: String, _ body: String = "{}") -> String {
        "curl -sS \"$TAPEDECK_URL/\" -H 'X-Amz-Target: \(operation)' -H 'Content-Type: application/x-amz-json-1.0' -d '\(body)'"
    }

    private func copy(_ path: String) throws {
        try scratch.write(Package.bytes(String(path.dropFirst(Package.root.count + 1))), to: "c.har")
    }

    @Test
    func playsWhatIsThereAndRecordsReadsThatAreNot() async throws {
        try copy(create)
        let service = Service()
        let script = [
            Self.call(
                "AppRunner.CreateConnection", #"{"ConnectionName":"my-github-connection","ProviderType":"GITHUB"}"#),
            Self.call("AppRunner.ListConnections"),
        ].joined(separator: "; ")
        try await HTTPFront.withFront(responder: service) { front in
            let words = [
                "spy", "c.har", "--upstream", front.url + Service.path, "--resign", "off", "--", "sh", "-c", script,
            ]
            let first = try await DeckProgram.run(words, in: scratch.path)
            #expect(first.status == 0, "\(first.error)")
            #expect(
                first.told.suffix(2) == [
                    "tapedeck: recorded 1 exchange in c.har", "tapedeck: 1 played, 1 recorded, 0 refused",
                ])
            // The second run finds everything, and asks nobody.
            let second = try await DeckProgram.run(words, in: scratch.path)
            #expect(second.status == 0, "\(second.error)")
            #expect(second.told == ["tapedeck: 2 played, 0 recorded, 0 refused"])
            #expect(second.output == first.output)
        }
        #expect(service.asked.withLock { $0 } == ["AppRunner.ListConnections"])
        let cassette = try Cassette(bytes: scratch.read("c.har"))
        #expect(cassette.entries.map(\.operation) == ["CreateConnection", "ListConnections"])
        #expect(scratch.names == ["c.har"])
    }

    @Test(arguments: [
        "AppRunner.CreateConnection", "AppRunner.TagResource", "AppRunner.PauseService", "Other.ListThings", "none",
    ])
    func neverPassesOnWhatMayChangeSomething(operation: String) async throws {
        let service = Service()
        try await HTTPFront.withFront(responder: service) { front in
            let words = ["spy", "new.har", "--upstream", front.url + Service.path, "--resign", "off"]
            let command = ["--", "sh", "-c", Self.call(operation)]
            let refused = try await DeckProgram.run(words + command, in: scratch.path)
            #expect(refused.status == 1)
            #expect(refused.output.contains("TapedeckWriteRefused"))
            #expect(refused.told.last == "tapedeck: 0 played, 0 recorded, 1 refused")
            #expect(service.asked.withLock { $0 } == [])
            #expect(scratch.names == [])
            let allowed = try await DeckProgram.run(words + ["--allow-writes"] + command, in: scratch.path)
            #expect(allowed.status == 0, "\(allowed.error)")
            #expect(service.asked.withLock { $0 } == [operation])
        }
    }

    @Test
    func driftAsksOnlyReadsAndTellsWhatIsOtherwise() async throws {
        let recorder = Service(status: "PENDING_HANDSHAKE")
        try await HTTPFront.withFront(responder: recorder) { front in
            let script = [Self.call("AppRunner.CreateConnection"), Self.call("AppRunner.ListConnections")]
            let made = try await DeckProgram.run(
                [
                    "record", "--upstream", front.url + Service.path, "--resign", "off", "--cassette", "c.har", "--",
                    "sh", "-c",
                    script.joined(separator: ";"),
                ], in: scratch.path)
            #expect(made.status == 0, "\(made.error)")
            let same = try await DeckProgram.run(
                ["drift", "c.har", "--upstream", front.url + Service.path, "--resign", "off"], in: scratch.path)
            #expect(same.status == 0, "\(same.error)")
            #expect(
                same.told == [
                    "tapedeck: 1 of 2 entries may change something and were not played (CreateConnection); --allow-writes plays them",
                    "tapedeck: \(front.url)\(Service.path) answers as c.har says",
                ])
        }
        #expect(recorder.asked.withLock { $0.count } == 3)
        let later = Service()
        try await HTTPFront.withFront(responder: later) { front in
            let words = ["drift", "c.har", "--upstream", front.url + Service.path, "--resign", "off"]
            let other = try await DeckProgram.run(words, in: scratch.path)
            #expect(other.status == 1)
            #expect(
                other.output
                    == "changed: entry 1, ListConnections\n    response.body/ConnectionSummaryList/0/Status: \"PENDING_HANDSHAKE\" -> \"AVAILABLE\"\n"
            )
            let all = try await DeckProgram.run(words + ["--allow-writes", "--output", "today.har"], in: scratch.path)
            #expect(all.status == 1)
        }
        #expect(
            later.asked.withLock { $0 }
                == ["AppRunner.ListConnections", "AppRunner.CreateConnection", "AppRunner.ListConnections"])
        #expect(scratch.names == ["c.har", "today.har"])
    }

    /// A whole life of a connection, whose ARN is another one each time, against the stand-in.
    @Test
    func driftFollowsTheArnsOfToday() async throws {
        let life = "\(Package.root)/cassettes/apprunner/connections/tags.har"
        let outcome = try await DeckProgram.run(
            ["drift", life, "--upstream", "stand-in", "--allow-writes", "--seed", "77"], in: scratch.path)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.error)")
        let none = try await DeckProgram.run(["drift", create, "--upstream", "stand-in"], in: scratch.path)
        #expect(none.status == 1)
        #expect(none.told.last == "tapedeck: \(create) holds nothing to ask")
        let dead = try await DeckProgram.run(
            ["drift", life, "--upstream", "http://127.0.0.1:1", "--resign", "off"], in: scratch.path)
        #expect(dead.status == 69)
    }

    /// Which of two fields a service reads nobody knows.
    /// The cassette still has it: nothing is asked upstream that was asked when it was recorded.
    @Test
    func anAnswerThatAFaultLostIsPlayedAgain() async throws {
        try copy(create)
        let service = Service()
        let create = Self.call(
            "AppRunner.CreateConnection", #"{"ConnectionName":"my-github-connection","ProviderType":"GITHUB"}"#)
        let list = Self.call("AppRunner.ListConnections")
        try await HTTPFront.withFront(responder: service) { front in
            let ended = try await DeckProgram.run(
                ["spy", "c.har", "--upstream", front.url + Service.path, "--resign", "off", "--allow-writes"]
                    + ["--fault", "CreateConnection=cut", "--fault", "ListConnections=cut:3", "--journal", "asked"]
                    + ["--", "sh", "-c", "\(create); echo; \(create); echo; \(list)"], in: scratch.path)
            #expect(ended.told.last == "tapedeck: 1 played, 1 recorded, 0 refused", "\(ended.error)")
            let lines = ended.output.split(separator: "\n")
            #expect(lines.count == 3 && lines[1].hasSuffix("}}") && lines[2] == #"{"C"#, "\(ended.output)")
            // Each request has one line, with what its client got.
            let asked = try scratch.read("asked").split(separator: 10).map { try JSONParser.parse(Array($0)) }
            #expect(asked.map { $0["decision"]?.string } == ["fault cut", "played", "fault cut:3"], "\(asked)")
        }
        #expect(service.asked.withLock { $0 } == ["AppRunner.ListConnections"])
    }

    @Test
    func aRefusalThroughTroubleSaysWhyOnce() async throws {
        try copy(create)
        let call = Self.call("AppRunner.DeleteConnection", #"{"ConnectionArn":"arn:aws:apprunner:r:1:connection/x/y"}"#)
        let ended = try await DeckProgram.run(
            [
                "spy", "c.har", "--upstream", "http://127.0.0.1:1", "--resign", "off", "--fault", "late:1",
                "--journal", "asked", "--", "sh", "-c", call,
            ], in: scratch.path)
        #expect(ended.status == 1)
        #expect(ended.told.count { $0.contains("refused: DeleteConnection is not in c.har") } == 1, "\(ended.error)")
        let asked = try scratch.read("asked").split(separator: 10).map { try JSONParser.parse(Array($0)) }
        #expect(asked.map { $0["decision"]?.string } == ["fault late:1"])
        #expect(asked.first?["explanation"]?.string?.hasPrefix("refused: DeleteConnection is not in c.har") == true)
    }

    @Test
    func aRequestThatNamesTwoOperationsIsRefused() async throws {
        let service = Service()
        let call = Self.call("AppRunner.ListConnections") + " -H 'x-amz-target: AppRunner.DeleteConnection'"
        try await HTTPFront.withFront(responder: service) { front in
            let words = [
                "spy", "c.har", "--upstream", front.url + Service.path, "--resign", "off", "--", "sh", "-c", call,
            ]
            let ended = try await DeckProgram.run(words, in: scratch.path)
            #expect(ended.status == 1)
            #expect(ended.told.last == "tapedeck: 0 played, 0 recorded, 1 refused", "\(ended.error)")
        }
        #expect(service.asked.withLock { $0 } == [])
    }
}
