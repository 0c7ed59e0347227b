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

    private static let sessions = [ClientSession(number: 1, name: "a"), ClientSession(number: 2, name: "b")]

    /// Each letter is a request of session a or b.
    @Test(arguments: [
        (["Create:2=reset"], "aabba", "- reset - reset -"), (["Create:2=reset"], "abab", "- - reset reset"),
        (["Create=reset,503"], "abba", "reset reset 503 503"), (["*:*=ok,hang"], "aabba", "- hang - hang -"),
        (["Create=reset", "*=close"], "abab", "reset reset close close"), (["Create=ok*2,503"], "aabab", "- - - 503 -"),
    ])
    func countsForEachSessionByItself(rules: [String], requests: String, expected: String) throws {
        let desk = FaultDesk(try rules.map { try FaultRule(words: $0) })
        let met = requests.map { desk.take(for: "Create", in: Self.sessions[$0 == "a" ? 0 : 1])?.description ?? "-" }
        #expect(met.joined(separator: " ") == expected)
        // Another session may come.
        #expect(
            desk.take(for: "Create", in: ClientSession(number: 3))?.description
                == FaultDesk(
                    desk.rules.map(\.rule)
                ).take(for: "Create")?.description)
    }

    @Test
    func oneForASessionIsMetByNoOther() throws {
        var rule = try FaultRule(words: "Create:2=reset")
        rule.session = Self.sessions[1]
        let desk = FaultDesk([rule])
        #expect(desk.unmet.map(\.description) == ["the fault Create:2=reset of session 2 (b) was not met"])
        let met = "aabaab".map { desk.take(for: "Create", in: Self.sessions[$0 == "a" ? 0 : 1])?.description ?? "-" }
        #expect(met == ["-", "-", "-", "-", "-", "reset"])
        #expect(desk.isEmpty)
    }

    /// What one session met has been seen, whatever the others did not come to.
    @Test(arguments: [
        ("Create=reset,503,ok", "", "the fault Create=reset,503,ok was not met"),
        ("Create:2=reset", "ab", "the fault Create:2=reset was not met"),
        (
            "Create=reset,503,ok", "ab",
            "the fault Create=reset,503,ok was met in 1 of its 3 steps only, by session 1 (a), which came furthest"
        ),
        ("Create=reset,503,ok", "abb", nil), ("Create:2=reset", "abb", nil), ("*:*=hang", "a", nil),
        ("Create=reset", "b", nil), ("*:*=hang", "", "the fault *:*=hang was not met"),
    ])
    func isUnmetWhereNoSessionCameToItsEnd(words: String, requests: String, expected: String?) throws {
        let desk = FaultDesk([try FaultRule(words: words)])
        for letter in requests { _ = desk.take(for: "Create", in: Self.sessions[letter == "a" ? 0 : 1]) }
        #expect(desk.unmet.map(\.description) == [expected].compactMap(\.self))
    }

    @Test
    func saysInHowManySessionsItHasBegunAndEnded() throws {
        let desk = FaultDesk([try FaultRule(words: "Create:2=reset")])
        for letter in "aab" { _ = desk.take(for: "Create", in: Self.sessions[letter == "a" ? 0 : 1]) }
        let waiting = try #require(desk.rules.first)
        #expect((waiting.begun, waiting.ended) == (2, 1))
        // What a session that comes next begins with.
        #expect((waiting.position.skips, waiting.position.times) == (1, 1))
    }

    /// Whose connection it is, is not known when its certificate is shown.
    @Test
    func aCertificateIsCountedOverAllSessions() throws {
        let desk = FaultDesk([try FaultRule(words: "certificate:expired,reset")])
        #expect(desk.take(for: "Create", in: Self.sessions[0]) == nil)
        #expect(desk.takeCertificate() == .expired)
        #expect(desk.takeCertificate() == nil)
        #expect(desk.take(for: "Create", in: Self.sessions[1]) == .wire(.reset))
        #expect(desk.isEmpty)
    }

    @Test
    func aStrayIsOfItsSession() throws {
        let desk = FaultDesk([try FaultRule(words: "*:*=cut:50")])
        for session in Self.sessions {
            let step = try #require(desk.take(for: "Create", in: session))
            if session.number == 1 { desk.strayed(step, from: "Create", in: session, because: "why") }
        }
        #expect(desk.unmet.isEmpty)
        let step = try #require(FaultStep(word: "cut"))
        #expect(
            desk.strayed(step, from: "List", in: Self.sessions[1], because: "why").description
                == "in session 2 (b), the fault cut could not strike List: why")
    }

    @Test(arguments: [
        "Create=reset,503,ok", "Create:2=reset", "*=close", "*:2=close", "Create:*=hang", "*:*=hang", "*=garbage:a=b",
    ])
    func readsWhatItWrites(words: String) throws {
        #expect(try FaultRule(words: words).description == words)
    }

    @Test(arguments: [
        ("Create:0=reset", "0 is not the number of a request, from 1, or *"),
        ("Create:=reset", "'' is not the number of a request, from 1, or *"),
        ("Create:x=reset", "x is not the number of a request, from 1, or *"),
        ("a:1:2=reset", "a:1:2 is not of the form OPERATION or OPERATION:N"),
        ("Create reset", "Create reset is no fault; expected \(FaultStep.forms)"),
        ("Create=explode", "explode is no fault; expected \(FaultStep.forms)"),
        ("reset*9999,ok*2", "with ok*2 there would be more than 10000 steps"),
        (
            "Create:2=ok,certificate:expired",
            "a certificate is shown before it is known that Create is asked for; give certificate:expired to any operation (*)"
        ),
    ])
    func saysWhatIsWrong(words: String, sentence: String) {
        let error = #expect(throws: FaultRule.Unreadable.self) { try FaultRule(words: words) }
        #expect(error?.description == sentence)
    }

    /// A cassette's fault that leaves the answer whole has given it, though more were to come.
    @Test(arguments: ["late:5,ok", "ok,503", "503,odd-headers,reset,ok"])
    func anEntryIsPlayedOnceItsAnswerHasCome(words: String) throws {
        var cassette = Calls.cassette([Calls.create("one1"), Calls.list("one1", "AVAILABLE")])
        cassette.entries[0].fault = try FaultScript(words: words)
        var player = Player(cassette)
        if words.hasPrefix("503") {
            _ = player.see(Calls.create("one1"))
            #expect(
                player.see(Calls.list("one1", "")).hasPrefix("the next ListConnections for one1 was recorded after"))
        }
        #expect(player.see(Calls.create("one1")) == "PENDING_HANDSHAKE")
        #expect(player.see(Calls.list("one1", "")) == "AVAILABLE")
        #expect(player.summary.neverPlayed.isEmpty)
    }

    @Test(arguments: [
        (["Create=reset"], "L", ["the fault Create=reset was not met"]), (["Create=reset"], "C", []),
        (["Create=reset,503,ok"], "CC", []),
        (["Create=reset,503,ok"], "C", ["the fault Create=reset,503,ok was met in 1 of its 3 steps only"]),
        (["Create:5=503", "L=ok"], "CCCC", ["the fault Create:5=503 was not met"]), (["*:*=ok,hang"], "C", []),
        (["Create:*=hang"], "L", ["the fault Create:*=hang was not met"]), (["ok*3"], "", []),
    ])
    func tellsWhatWasAskedForAndNeverCame(rules: [String], requests: String, expected: [String]) throws {
        let desk = FaultDesk(try rules.map { try FaultRule(words: $0) })
        for request in requests { _ = desk.take(for: request == "C" ? "Create" : "List") }
        #expect(desk.unmet.map(\.description) == expected)
        // Another round that meets nothing doesn't hide it.
        desk.reset()
        #expect(desk.unmet.map(\.description) == expected)
    }

    /// Of rounds the one counts that came furthest with a rule of the run; one that was added is for its own round.
    @Test
    func eachRoundHasTheRulesOfTheRun() throws {
        let desk = FaultDesk([try FaultRule(words: "Create=503,reset"), try FaultRule(words: "List=hang")])
        #expect(desk.take(for: "Create")?.description == "503")
        #expect(desk.take(for: "Create")?.description == "reset")
        desk.add(try FaultRule(words: "Delete=close"))
        #expect(desk.remove(2))
        desk.reset()
        #expect(desk.rules.map(\.number) == [1, 2])
        #expect(!desk.isEmpty)
        #expect(desk.take(for: "Create")?.description == "503")
        #expect(
            desk.unmet.map(\.description) == ["the fault List=hang was not met", "the fault Delete=close was not met"])
        #expect(desk.take(for: "List")?.description == "hang")
        desk.reset()
        #expect(desk.unmet.map(\.description) == ["the fault Delete=close was not met"])
        desk.add(try FaultRule(words: "Tag=close"))
        #expect(desk.rules.last?.number == 4)
    }

    @Test
    func tellsOfTimesThatAreLeft() throws {
        let desk = FaultDesk([FaultRule(try FaultScript(words: "503"), operation: "Create", times: 3)])
        for _ in 0..<2 { _ = desk.take(for: "Create") }
        #expect(desk.unmet.map(\.description) == ["the fault Create=503 was met in 2 of its 3 steps only"])
        _ = desk.take(for: "Create")
        #expect(desk.unmet.isEmpty)
    }

    /// What other programs are told of a rule's form is what is read.
    @Test(arguments: [
        "ok", "reset", "reset:head", "reset:after-head", "reset:12", "reset:012", "reset:0", "reset:", "reset:tail",
        "close", "hang", "hang:1", "cut", "cut:1", "cut:999999999", "cut:1000000000", "stall:5", "cut-chunk",
        "reset-body", "reset-body:5", "late", "late:9999999", "slow:0:1", "slow:1:0", "slow:1", "garbage", "garbage:",
        "garbage:a b", "garbage:a=b", "garbage:a*b", "garbage:a*0", "garbage:a*99999", "garbage:*3", "garbage:a1%2C",
        "garbage:\n", "garbage:gr\u{FC}n", "throttling", "error:A", "error:A:404", "error:A:0404", "error:A:600",
        "error:A b", "error:", "503", "status:503", "status:503:html", "199", "600", "503:html", "503:txt",
        "type:application/x-amz-json-1.0", "type:a", "type:/", "type:a/b; c=d", "type:*/b", "redirect",
        "redirect:http://127.0.0.1:8080/x?a=b%2C", "redirect:", "redirect:a b", "redirect:a*", "odd-headers",
        "repeated-headers", "certificate:expired", "certificate:old", "reset*3", "reset*03", "reset*+3", "reset*0",
        "ok*10000", "ok*10001", "ok*99999", "ok*1000,503*2", "ok,", ",ok", "", "Create=ok", "Create:2=ok",
        "Create:0=ok", "Create:02=ok", "Create:1000000=ok", "Create:1000001=ok", "Create:*=ok", ":*=ok", "*=ok",
        "=ok", "**=ok", "Create:=ok", "a b=ok", "Create:1:2=ok", "Create=", "Create=garbage:x=y", "ok=ok",
        "503,garbage:=,ok",
    ])
    func isReadWhereItsPatternFits(words: String) throws {
        let isRead = (try? FaultRule(words: words)) != nil
        let pattern = try Regex(FaultRule.pattern)
        #expect(try (pattern.wholeMatch(in: words) != nil) == isRead)
        let script = try Regex(FaultStep.pattern)
        #expect(try (script.wholeMatch(in: words) != nil) == ((try? FaultScript(words: words)) != nil))
    }

    /// Nobody asks for the trouble of a rule that was taken away.
    @Test
    func oneThatIsTakenAwayIsNoLongerMet() throws {
        let desk = FaultDesk(try ["*:*=hang", "Create=503,502"].map { try FaultRule(words: $0) })
        #expect(desk.take(for: "Create")?.description == "hang")
        #expect(desk.remove(1))
        #expect(!desk.remove(1) && !desk.remove(0) && !desk.remove(3))
        #expect(desk.take(for: "Create")?.description == "503")
        #expect(desk.unmet.count == 1)
        #expect(desk.remove(2))
        #expect(desk.unmet.isEmpty && desk.isEmpty)
        desk.add(try FaultRule(words: "reset"))
        #expect(desk.rules.map(\.number) == [3])
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

    /// What would begin behind the end of an answer hurts nobody; the answer has been given.
    @Test(arguments: [
        ("cut:68", "the body of its answer has 68 bytes"), ("stall:99", "the body of its answer has 68 bytes"),
        ("reset-body:68", "the body of its answer has 68 bytes"), ("reset:999", "its answer has 107 bytes"),
    ])
    func aFaultBehindTheAnswersEndIsAStray(word: String, reason: String) async throws {
        var cassette = Calls.cassette([Calls.create("one")])
        let count = Calls.create("one").2.utf8.count
        cassette.entries[0].exchange.response?.headers = [HeaderField("Content-Length", "\(count)")]
        let responder = PlayerResponder(Player(cassette))
        let step = try #require(FaultStep(word: word))
        let desk = FaultDesk()
        let request = Calls.request(.createConnection, Calls.create("one").1)
        let hit = await step.hit(request, from: responder, of: desk)
        #expect(hit.plan.fault == nil)
        #expect(hit.plan.response?.status == 200)
        #expect(responder.summary.isClean)
        #expect(desk.strays.map(\.description) == ["the fault \(word) could not strike CreateConnection: \(reason)"])
        desk.reset()
        #expect(desk.strays.count == 1)
    }

    /// Where only the connection's end says where a body ends, a reset or a silence behind it is trouble.
    @Test(arguments: [("stall:999", true), ("reset-body:999", true), ("reset:999", true), ("cut:999", false)])
    func aBodyThatEndsWithItsConnectionIsHurtBehindItsEnd(word: String, isHurt: Bool) throws {
        let answer = ResponsePlan(Response(status: 200, reason: "OK", body: [1, 2, 3]))
        let step = try #require(FaultStep(word: word))
        #expect((step.idleness(for: answer, to: Calls.request(.createConnection, "{}")) == nil) == isHurt)
    }

    /// One for every request is met where it did something once.
    @Test
    func aStrayOfARuleForEveryRequestCountsWhereNoneStrikes() throws {
        let desk = FaultDesk([try FaultRule(words: "*:*=cut:50")])
        let step = try #require(desk.take(for: "Create"))
        desk.strayed(step, from: "Create", because: "why")
        #expect(desk.strays.isEmpty)
        #expect(desk.unmet.map(\.description) == ["the fault *:*=cut:50 was not met"])
        #expect(desk.take(for: "Create") == step)
        #expect(desk.unmet.isEmpty)
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
