import Synchronization
import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckPlayback
import Testing

/// Many clients on one replay.
struct SessionTests {
    private func request(_ call: (ConnectionOperation, String, String), _ session: String) -> Request {
        var request = Calls.request(call.0, call.1)
        request.headers.append("X-Tapedeck-Session", session)
        request.headers.append(
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=\(session)/20200101/us-east-1/apprunner/aws4_request, SignedHeaders=host, Signature=0"
        )
        return request
    }

    @Test(arguments: [SessionKey.byHeader, .byAccessKey])
    func eachSessionHasItsOwnPosition(key: SessionKey) async {
        let player = Player(Calls.cassette([Calls.create("one1"), Calls.list("one1", "A"), Calls.list("one1", "B")]))
        let deck = SessionPlayers(key) { _ in PlayerResponder(player) }
        for session in ["first", "second"] {
            for call in [Calls.create("one1"), Calls.list("one1", ""), Calls.list("one1", "")] {
                #expect(await deck.respond(to: request(call, session)).response?.status == 200)
            }
        }
        #expect(await deck.respond(to: request(Calls.create("one1"), "first")).response?.status == 400)
        #expect(deck.count == 2)
        #expect(deck.tracks.map(\.number) == [1, 2, 3, 4])
        #expect(deck.tracks.map(\.session?.number) == [1, 1, 2, 2])
        #expect(deck.tracks.first?.session?.description == "session 1 (first)")
        #expect(deck.summary.played == 6)
        #expect(deck.summary.missed == 1)
        #expect(deck.summary.neverPlayed.isEmpty)
    }

    /// A presigned request says who signed it in its query.
    @Test
    func aPresignedRequestIsOfItsKeysSession() async {
        let player = Player(Calls.cassette([Calls.create("one1")]))
        let deck = SessionPlayers(.byAccessKey) { _ in PlayerResponder(player) }
        for key in ["AKONE", "AKTWO"] {
            var request = Calls.request(.createConnection, Calls.create("one1").1)
            request.target = "/?X-Amz-Credential=\(key)%2F20200101%2Fus-east-1%2Fapprunner%2Faws4_request"
            #expect(await deck.respond(to: request).response?.status == 200)
            #expect(await deck.respond(to: request).response?.status == 400)
        }
        #expect(deck.count == 2)
    }

    /// What is taken out of a request for its comparison is not what its session is told by.
    @Test
    func aRequestIsOfItsSessionWhateverIsTakenOutOfIt() async {
        let player = Player(Calls.cassette([Calls.create("one1")]))
        let deck = SessionPlayers(.byAccessKey, comparingBy: Redactor(secrets: [])) { _ in PlayerResponder(player) }
        var request = Calls.request(.createConnection, Calls.create("one1").1)
        request.target = "/?X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20200101%2Fus-east-1%2Fapprunner%2Faws4_request"
        #expect(await deck.respond(to: request).response?.status == 200)
        #expect(await deck.respond(to: request).response?.status == 400)
        #expect(deck.count == 1)
        // The key itself is shown nowhere.
        #expect(deck.session(of: request)?.description.contains("AKIAIOSFODNN7EXAMPLE") == false)
    }

    /// Where a cassette stands for one session says nothing of another: a miss says which one it was.
    @Test
    func aMissNamesItsSession() async {
        let player = Player(Calls.cassette([Calls.create("one1")]))
        let deck = SessionPlayers(.byHeader) { PlayerResponder(player, session: $0) }
        for session in ["first", "second", "second"] {
            _ = await deck.respond(to: request(Calls.create("one1"), session))
        }
        let asked = deck.summary.misses.map(\.explanation)
        let sentence = "CreateConnection for one1 was recorded 1 time in deck, and all have been played"
        #expect(asked.count == 1)
        #expect(asked.first?.hasPrefix("in session 2 (second), \(sentence)") == true, "\(asked)")
        let alone = SessionPlayers(.single) { PlayerResponder(player, session: $0) }
        for _ in 0..<2 { _ = await alone.respond(to: request(Calls.create("one1"), "first")) }
        #expect(alone.summary.misses.first?.explanation.hasPrefix(sentence) == true)
    }

    @Test
    func aSessionThatIsNamedBeforehandIsTheOneThatComes() async {
        let player = Player(Calls.cassette([Calls.create("one1")]))
        let deck = SessionPlayers(.byHeader) { PlayerResponder(player, session: $0) }
        let asked = request(Calls.create("one1"), "second")
        #expect(deck.begunSession(of: asked) == nil)
        #expect(deck.session(numbered: 1) == nil)
        let named = deck.session(named: "second")
        #expect(named == ClientSession(number: 1, name: "second"))
        #expect(deck.session(of: asked) == named)
        #expect(deck.begunSession(of: asked) == named)
        #expect(deck.session(numbered: 1) == named)
        for number in [0, 2, .min, .max] { #expect(deck.session(numbered: number) == nil) }
        let long = deck.session(named: String(repeating: "x", count: 5000))
        #expect(long?.name == String(repeating: "x", count: 61) + "...")
        #expect(deck.count == 2)
        #expect(SessionPlayers(.single) { _ in PlayerResponder(player) }.session(of: asked) == nil)
    }

    /// Names that must not be shown are shown alike.
    @Test
    func aNameThatIsShownForSeveralSessionsIsNoneOfThem() async {
        let player = Player(Calls.cassette([Calls.create("one1")]))
        let long = String(repeating: "x", count: 70)
        let deck = SessionPlayers(.byHeader) { PlayerResponder(player, session: $0) }
        for name in ["\(long)1", "short", "\(long)2"] { _ = deck.session(named: name) }
        let shown = String(repeating: "x", count: 61) + "..."
        #expect(deck.sessions(called: shown).map(\.number) == [1, 3])
        #expect(deck.sessions(called: "\(long)2").map(\.number) == [3])
        #expect(deck.sessions(called: "short").map(\.number) == [2])
        #expect(deck.sessions(called: "other").isEmpty)
    }

    @Test
    func aRequestOfASessionTooManyIsRefusedAndCounted() async {
        let player = Player(Calls.cassette([Calls.create("one1")]))
        let refused = Mutex<[String]>([])
        let refuse: @Sendable (Request, ResponsePlan) -> Void = { request, _ in
            refused.withLock { $0.append(request.headers["X-Tapedeck-Session"] ?? "") }
        }
        let deck = SessionPlayers(.byHeader, refusing: refuse) { _ in PlayerResponder(player) }
        for number in 0..<SessionPlayers.limit {
            _ = await deck.respond(to: request(Calls.create("one1"), "\(number)"))
        }
        #expect(deck.summary.isClean)
        #expect(await deck.respond(to: request(Calls.create("one1"), "more")).response?.status == 400)
        #expect(refused.withLock { $0 } == ["more"])
        #expect(deck.summary.refused == 1)
        #expect(!deck.summary.isClean)
        deck.reset()
        #expect(deck.summary.refused == 1)
    }

    /// What was found in one round of a run is not hidden by the next; an entry has to be played in one of them.
    @Test(arguments: [SessionKey.single, .byHeader])
    func whatWasFoundBeforeAResetStaysFound(key: SessionKey) async {
        let player = Player(Calls.cassette([Calls.create("one1"), Calls.create("two2"), Calls.create("three3")]))
        let deck = SessionPlayers(key) { _ in PlayerResponder(player) }
        for names in [["one1", "other"], ["one1", "two2"], []] {
            for name in names { _ = await deck.respond(to: request(Calls.create(name), "first")) }
            deck.reset()
            #expect(deck.tracks.allSatisfy { $0.position == 0 })
        }
        #expect(deck.summary.played == 3)
        #expect(deck.summary.missed == 1)
        #expect(deck.summary.misses.map(\.resource) == ["other"])
        #expect(deck.summary.neverPlayed.map(\.resource) == ["three3"])
    }

    /// So that who looks on need not have thousands of them each time.
    @Test
    func aFewTracksAreThoseThatAreNotAtTheirEnd() async {
        let player = Player(Calls.cassette([Calls.create("one1"), Calls.create("two2"), Calls.list("one1", "A")]))
        let deck = SessionPlayers(.byHeader) { _ in PlayerResponder(player) }
        for session in ["first", "second"] {
            #expect(await deck.respond(to: request(Calls.create("one1"), session)).response?.status == 200)
        }
        let expected = [0: [], 1: [2], 2: [2, 3], 3: [1, 2, 3], 4: [1, 2, 3, 5], 9: [1, 2, 3, 4, 5, 6]]
        for (limit, numbers) in expected { #expect(deck.tracks(limit: limit).map(\.number) == numbers) }
        #expect(deck.tracks(limit: 4).last?.session?.number == 2)
        #expect(deck.trackCount == 6)
    }

    @Test
    func whatNoSessionHasPlayedIsLeftOver() async {
        let player = Player(Calls.cassette([Calls.create("one1"), Calls.create("two2"), Calls.create("three3")]))
        let deck = SessionPlayers(.byHeader) { _ in PlayerResponder(player) }
        #expect(deck.summary.neverPlayed.count == 3)
        _ = await deck.respond(to: request(Calls.create("one1"), "first"))
        _ = await deck.respond(to: request(Calls.create("two2"), "second"))
        #expect(deck.summary.neverPlayed.map(\.sequence) == [3])
    }

    @Test
    func aHundredClientsOfOneReplayAreServedNoEntryTwice() async {
        let calls = (0..<1000).map { number in
            (ConnectionOperation.listConnections, "{}", #"{"ConnectionSummaryList":[],"NextToken":"\#(number)"}"#)
        }
        let deck = SessionPlayers(.single) { [player = Player(Calls.cassette(calls))] _ in PlayerResponder(player) }
        let served = await withTaskGroup(of: [[UInt8]].self) { group in
            for _ in 0..<100 {
                group.addTask {
                    var bodies: [[UInt8]] = []
                    for _ in 0..<10 {
                        bodies.append(
                            await deck.respond(to: Calls.request(.listConnections, "{}")).response?.body ?? [])
                    }
                    return bodies
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(served).count == 1000)
        #expect(deck.summary.isClean)
    }

    @Test
    func sessionsAreBounded() async {
        let player = Player(Calls.cassette([Calls.create("one1")]))
        let deck = SessionPlayers(.byHeader) { _ in PlayerResponder(player) }
        for number in 0..<SessionPlayers.limit {
            _ = deck.immediateResponse(to: request(Calls.create("one1"), "\(number)"))
        }
        let plan = await deck.respond(to: request(Calls.create("one1"), "one more"))
        let text = String(decoding: plan.response?.body ?? [], as: UTF8.self)
        #expect(text.contains("TapedeckTooManySessions"))
    }
}
