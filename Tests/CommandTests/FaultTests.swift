import TapedeckJSONText
import TapedeckTestSupport
import Testing

/// Faults of a run, the same words before replay, simulate and record.
struct FaultTests {
    private let scratch = Scratch()

    init() throws {
        try scratch.write(try Package.bytes("cassettes/apprunner/connections/create-github.har"), to: "c.har")
    }

    /// curl, several times: its status and what it printed, a line each.
    private static func times(_ count: Int, name: String = "my-github-connection", url: String = "{url}") -> [String] {
        let words = DeckProgram.create(name).map { $0.replacing("{url}", with: url) }
        let call = words.map { "'\($0)'" }.joined(separator: " ")
        return ["sh", "-c", "for i in $(seq \(count)); do \(call) 2>/dev/null; echo \" = $?\"; done"]
    }

    private static let modes = [
        ["replay", "c.har"], ["simulate"], ["record", "--upstream", "stand-in", "--cassette", "n.har"],
    ]

    @Test(arguments: modes)
    func aScriptOfAttemptsEndsInSuccess(words: [String]) async throws {
        let outcome = try await DeckProgram.run(
            words + ["--fault", "CreateConnection:1=reset,close,503:html,throttling,cut:5", "--journal", "j", "--"]
                + Self.times(5), in: scratch.path)
        let marks = outcome.output.split(separator: "\n").filter { $0.contains(" = ") }
        #expect(marks.map { $0.split(separator: " ").last } == ["56", "52", "22", "22", "18"], "\(outcome.output)")
        let lines = String(decoding: try scratch.read("j"), as: UTF8.self).split(separator: "\n")
        let decisions = try lines.map { try JSONParser.parse(Array($0.utf8))["decision"]?.string ?? "" }
        #expect(decisions == ["reset", "close", "503:html", "throttling", "cut:5"].map { "fault \($0)" })
        // What befell the answer is said in the same words.
        let faults = try lines.map { try JSONParser.parse(Array($0.utf8))["fault"]?.string }
        #expect(faults == ["reset", "close", nil, nil, "cut:5"])
    }

    /// What would begin behind an answer's end is told, and the run has not seen the trouble that was asked for.
    @Test
    func tellsOfAFaultThatCouldNotStrike() async throws {
        let outcome = try await DeckProgram.run(
            ["replay", "c.har", "--fault", "CreateConnection=cut:9999", "--"] + Self.times(1), in: scratch.path)
        #expect(
            outcome.told == [
                "tapedeck: the fault cut:9999 could not strike CreateConnection: the body of its answer has 259 bytes",
                "tapedeck: 1 played, 0 missed, 0 never played",
            ])
        #expect(outcome.output.hasSuffix("} = 0\n"), "\(outcome.output)")
        #expect(outcome.status == 1)
    }

    /// A request is one request, whatever was to befall its answer.
    @Test(arguments: [["replay", "c.har"], ["simulate"]])
    func aRequestThatMeetsAFaultIsCountedOnce(words: [String]) async throws {
        let call = DeckProgram.create("other").map { "'\($0)'" }.joined(separator: " ")
        let shell =
            "\(call); \(call); curl -s \"$TAPEDECK_CONTROL_URL/_deck/requests?operation=CreateConnection\" >seen"
        _ = try await DeckProgram.run(
            words + ["--fault", "CreateConnection=cut,cut:9999", "--", "sh", "-c", shell], in: scratch.path)
        let seen = try JSONParser.parse(try scratch.read("seen"))
        #expect(seen["count"]?.text() == "2")
        #expect(seen["requests"]?.array?.count == 2)
    }

    @Test
    func anAnswerLostOnTheWayIsThereForTheNextAttempt() async throws {
        let outcome = try await DeckProgram.run(
            ["replay", "c.har", "--fault", "CreateConnection=cut,reset:body,ok", "--"] + Self.times(3),
            in: scratch.path)
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(outcome.output.split(separator: "\n").last?.hasSuffix("} = 0") == true, "\(outcome.output)")
        #expect(outcome.told.last == "tapedeck: 1 played, 0 missed, 0 never played")
    }

    /// What comes late, slowly or oddly has come: the client goes on from there.
    @Test(arguments: ["late:1", "slow:99:1", "type:text/html", "repeated-headers", "odd-headers"])
    func anAnswerThatComesWholeHasBeenPlayed(word: String) async throws {
        try scratch.write(try Package.bytes("cassettes/apprunner/connections/handshake-available.har"), to: "h.har")
        let create = DeckProgram.create("my-github-connection").map { "'\($0)'" }.joined(separator: " ")
        let list = create.replacing("CreateConnection", with: "ListConnections")
            .replacing(#","ProviderType":"GITHUB""#, with: "")
        let faults = ["CreateConnection", "ListConnections"].flatMap { ["--fault", "\($0)=\(word)"] }
        let outcome = try await DeckProgram.run(
            ["replay", "h.har"] + faults + ["--", "sh", "-ec", "\(create); \(list); \(list)"], in: scratch.path)
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(outcome.told.last == "tapedeck: 3 played, 0 missed, 0 never played")
    }

    /// A stand-in has done what it was asked for, whatever becomes of its answer.
    @Test
    func aServiceWhoseAnswerIsLostHasDoneItsWork() async throws {
        let outcome = try await DeckProgram.run(
            ["simulate", "--fault", "cut", "--"] + Self.times(2), in: scratch.path)
        #expect(
            outcome.output.split(separator: "\n").last?.contains("InvalidRequestException") == true, "\(outcome.output)"
        )
    }

    @Test
    func aRecordingIsOfTheWholeAnswer() async throws {
        let outcome = try await DeckProgram.run(
            ["record", "--upstream", "stand-in", "--cassette", "n.har", "--fault", "cut", "--"] + Self.times(1),
            in: scratch.path)
        #expect(outcome.output.hasSuffix(" = 18\n"), "\(outcome.output)")
        #expect(try await DeckProgram.run(["lint", "n.har"], in: scratch.path).status == 0)
        let entry = try await DeckProgram.run(["inspect", "n.har", "--entry", "1", "--json"], in: scratch.path).output
        #expect(try JSONParser.parse(Array(entry.utf8))["_ended"]?.string == "complete")
    }

    @Test
    func certificatesAreBadOneAfterAnotherAndThenGood() async throws {
        let outcome = try await DeckProgram.run(
            [
                "replay", "c.har", "--mode", "proxy", "--fault",
                "certificate:expired,certificate:other-name,certificate:unknown", "--",
            ] + Self.times(4, url: "https://apprunner.us-east-1.amazonaws.com"), in: scratch.path)
        let ends = outcome.output.split(separator: "\n").map { $0.split(separator: " ").last ?? "" }
        #expect(ends == ["60", "60", "60", "0"], "\(outcome.output)\(outcome.error)")
        #expect(
            outcome.error.contains(
                "tapedeck: fault certificate:other-name for apprunner.us-east-1.amazonaws.com"), "\(outcome.error)")
        // What became of each is one sentence, and says nothing of the library nor of a bundle that may not be read.
        let refused = outcome.told.filter { $0.contains("did not take") }
        let sentence =
            "tapedeck: a client did not take the certificate for apprunner.us-east-1.amazonaws.com, as it should not: "
        let reasons = [
            "it is no longer valid", "it is another host's", "its authority is one that nobody was told of",
        ]
        #expect(refused == reasons.map { sentence + $0 })
    }

    @Test
    func tellsOfAClientThatTakesABadCertificate() async throws {
        let words = Self.times(1, url: "https://apprunner.us-east-1.amazonaws.com").map {
            $0.replacing("curl", with: "curl -k").replacing("'curl -k'", with: "curl -k")
        }
        let outcome = try await DeckProgram.run(
            ["replay", "c.har", "--mode", "proxy", "--fault", "certificate:expired", "--"] + words, in: scratch.path)
        #expect(outcome.output.hasSuffix("} = 0\n"), "\(outcome.output)")
        #expect(outcome.status == 1)
        #expect(
            outcome.told.contains(
                "tapedeck: a client took the certificate for apprunner.us-east-1.amazonaws.com, though it is no longer valid: it does not check that"
            ), "\(outcome.error)")
    }

    @Test
    func simulateBehindTLSShowsBadCertificatesToo() async throws {
        let call = Self.times(2)[2].replacing("{url}", with: "https://localhost:${TAPEDECK_URL##*:}")
            .replacing("'https://localhost:${TAPEDECK_URL##*:}/'", with: "\"https://localhost:${TAPEDECK_URL##*:}/\"")
        let outcome = try await DeckProgram.run(
            ["simulate", "--tls", "ca.pem", "--fault", "certificate:other-name", "--", "sh", "-c", call],
            in: scratch.path)
        let ends = outcome.output.split(separator: "\n").map { $0.split(separator: " ").last ?? "" }
        #expect(ends == ["60", "0"], "\(outcome.output)\(outcome.error)")
        #expect(outcome.told.contains("tapedeck: fault certificate:other-name for localhost"), "\(outcome.error)")
    }

    private static let unmet = [
        ["--fault", "Foo=503"], ["--fault", "CreateConnection:5=503"], ["--fault", "certificate:expired"],
    ]

    /// Whoever asked for trouble that never came has tested nothing with it.
    @Test(arguments: modes, unmet)
    func tellsOfTroubleThatNeverCame(words: [String], fault: [String]) async throws {
        let outcome = try await DeckProgram.run(words + fault + ["--"] + Self.times(1), in: scratch.path)
        let rule = fault[1].hasPrefix("certificate") ? "*=\(fault[1])" : fault[1]
        let line = "tapedeck: the fault \(rule) was not met"
        #expect(outcome.told.contains { $0.hasPrefix(line) }, "\(outcome.error)")
        #expect(outcome.told.contains { $0.contains("--mode proxy") } == rule.hasPrefix("*"), "\(outcome.error)")
        #expect(outcome.status == (words[0] == "replay" ? 1 : 0))
        guard words[0] == "replay" else { return }
        let lenient = try await DeckProgram.run(
            words + ["--no-strict"] + fault + ["--"] + Self.times(1), in: scratch.path)
        #expect(lenient.status == 0)
    }

    /// What nothing here knows is taken with a word; what the cassette has needs none, whatever the service has.
    @Test(arguments: modes)
    func saysThatNothingKnowsAnOperation(words: [String]) async throws {
        let outcome = try await DeckProgram.run(
            words + ["--fault", "Foo:2=503", "--fault", "TagResource=503", "--"] + Self.times(1), in: scratch.path)
        let sentence =
            "tapedeck: --fault Foo:2=503: nothing here knows an operation Foo; only a client that asks for it meets 503"
        #expect(outcome.told.filter { $0.contains("nothing here knows") } == [sentence])
        guard words[0] == "replay" else { return }
        let text = String(decoding: try scratch.read("c.har"), as: UTF8.self)
        let own = text.replacing("AppRunner.CreateConnection", with: "AppRunner.createConnectio")
        try scratch.write(own.utf8, to: "own.har")
        let known = try await DeckProgram.run(
            ["replay", "own.har", "--no-strict", "--fault", "createConnectio=503", "--", "true"], in: scratch.path)
        #expect(known.status == 0, "\(known.error)")
        #expect(!known.error.contains("nothing here knows"), "\(known.error)")
    }

    @Test(arguments: [
        (
            ["--fault", "CreateConection=reset"],
            "--fault CreateConection=reset: there is no operation CreateConection; did you mean CreateConnection?"
        ),
        (
            ["--fault", "fault=503"],
            "--fault fault=503: there is no operation fault: their names begin with a capital letter; for requests of any operation give 503 alone"
        ),
        (
            ["--fault", "certificate:expired"],
            "--fault *=certificate:expired is about certificates, which only a proxy shows; add --mode proxy; see `tapedeck help replay`"
        ),
        (
            ["--mode", "proxy", "--fault", "CreateConnection=certificate:expired"],
            "--fault can't be CreateConnection=certificate:expired; expected [OPERATION][:N]=FAULT,FAULT,...: a certificate is shown before it is known that CreateConnection is asked for; give certificate:expired to any operation (*); see `tapedeck help replay`"
        ),
    ])
    func saysWhatIsWrongWithARule(words: [String], sentence: String) async throws {
        let outcome = try await DeckProgram.run(["replay", "c.har"] + words, in: scratch.path)
        #expect(outcome.status == 64)
        #expect(outcome.error == "tapedeck: \(sentence)\n")
    }
}
