import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckPlayback
import Testing

/// Which request of a run meets which fault.
struct FaultDeskTests {
    private func met(_ rules: [String], _ operations: [String]) throws -> [String] {
        let desk = FaultDesk(try rules.map { try FaultRule(words: $0) })
        return operations.map { desk.take(for: $0)?.description ?? "-" }
    }

    @Test(arguments: [
        (["Create=reset,503,ok"], "CCLCC", "reset 503 - - -"), (["Create:2=reset"], "CLCC", "- - reset -"),
        (["reset,close"], "LCC", "reset close -"), (["*:2=reset"], "LCC", "- reset -"),
        (["Create:*=throttling,ok"], "CCLCC", "throttling - - throttling -"),
        (["Create=reset", "*=close"], "CLC", "reset close -"), (["*=close", "Create=reset"], "CC", "close reset"),
        (["Create:2=reset", "Create=503"], "CC", "503 reset"), ([":*=hang"], "CL", "hang hang"),
        (["garbage:a=b"], "C", "garbage:a=b"), (["Create=ok,redirect:http://h/?a=b"], "CC", "- redirect:http://h/?a=b"),
    ])
    func givesEachRequestItsFault(rules: [String], requests: String, expected: String) throws {
        let operations = requests.map { $0 == "C" ? "Create" : "List" }
        #expect(try met(rules, operations).joined(separator: " ") == expected)
    }

    @Test(arguments: [
        "Create=reset,503,ok", "Create:2=reset", "*=close", "*:2=close", "Create:*=hang", "*:*=hang", "*=garbage:a=b",
    ])
    func readsWhatItWrites(words: String) throws {
        #expect(try FaultRule(words: words).description == words)
    }

    @Test(arguments: [
        ("Create:0=reset", "0 is not the number of a request, from 1, or *"),
        ("Create:x=reset", "x is not the number of a request, from 1, or *"),
        ("a:1:2=reset", "a:1:2 is not of the form OPERATION or OPERATION:N"),
        ("Create reset", "Create reset is no fault; expected \(FaultStep.forms)"),
        ("Create=explode", "explode is no fault; expected \(FaultStep.forms)"),
    ])
    func saysWhatIsWrong(words: String, sentence: String) {
        #expect(throws: FaultRule.Unreadable(description: sentence)) { try FaultRule(words: words) }
    }

    @Test
    func aCertificateWaitsForAConnection() throws {
        let desk = FaultDesk([try FaultRule(words: "certificate:expired,reset,certificate:unknown")])
        #expect(desk.take(for: "Create") == nil)
        #expect(desk.takeCertificate() == .expired)
        #expect(desk.takeCertificate() == nil)
        #expect(desk.take(for: "Create") == .wire(.reset))
        #expect(desk.takeCertificate() == .unknown)
        #expect(desk.isEmpty)
    }

    @Test
    func anAnswerThatWasLostIsThereForTheNextAttempt() async throws {
        let responder = PlayerResponder(Player(Calls.cassette([Calls.create("one1")])))
        let request = Calls.request(.createConnection, Calls.create("one1").1)
        let cut = await FaultStep.cut.plan(for: request, from: responder)
        #expect(cut.fault == .cutBody(at: Calls.create("one1").2.utf8.count / 2))
        #expect(responder.summary.played == 0)
        #expect(await responder.respond(to: request).fault == nil)
        #expect(responder.summary.isClean)
        // At the track's end it is a miss, and told as one.
        #expect(await FaultStep.cut.plan(for: request, from: responder).response?.status == 400)
        #expect(responder.summary.missed == 1)
    }

    @Test
    func anEntrysOwnScriptIsGoneThroughBeforeItCountsAsPlayed() throws {
        var cassette = Calls.cassette([Calls.create("one1"), Calls.list("one1", "AVAILABLE")])
        cassette.entries[0].fault = try FaultScript(words: "reset,503,ok")
        var player = Player(cassette)
        let request = Calls.request(.createConnection, Calls.create("one1").1)
        #expect(player.play(request).plan == ResponsePlan(nil, fault: .reset))
        #expect(player.play(request).plan.response?.status == 503)
        // Nothing has been created yet.
        #expect(player.see(Calls.list("one1", "")).contains("has not been played yet"))
        #expect(player.see(Calls.create("one1")) == "PENDING_HANDSHAKE")
        #expect(player.see(Calls.list("one1", "")) == "AVAILABLE")
        #expect(player.summary.neverPlayed.isEmpty)
    }
}
