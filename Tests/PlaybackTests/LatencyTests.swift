import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckPlayback
import Testing

/// How much later answers come.
struct LatencyTests {
    @Test(arguments: [
        ("recorded", Latency.recorded), ("none", .none), ("250", .between(250...250)), ("10-50", .between(10...50)),
        ("NORMAL(80,20)", .normal(mean: 80, deviation: 20)), ("normal(80, 20)", .normal(mean: 80, deviation: 20)),
    ])
    func readsItsForms(words: String, latency: Latency) {
        #expect(Latency(words: words) == latency)
    }

    @Test(arguments: [
        "", "-1", "50-10", "1-2-3", "NORMAL(1)", "NORMAL(1,2", "1.5", "99999999", "10ms", "NORMAL()", "NORMAL(1,-2)",
    ])
    func refusesWhatIsNone(words: String) {
        #expect(Latency(words: words) == nil)
    }

    @Test
    func theSameSeedGivesTheSameRun() {
        let latency = Latency.between(0...1000)
        func run(_ seed: UInt64) -> [Int] { (0..<100).map { latency.milliseconds(seed: seed, number: $0) } }
        #expect(run(7) == run(7))
        #expect(run(7) != run(8))
        #expect(Set(run(7)).count > 50)
    }

    @Test
    func aBellLiesRoundItsMean() {
        let drawn = (0..<2000).map { Latency.normal(mean: 100, deviation: 10).milliseconds(seed: 1, number: $0) }
        #expect((98...102).contains(drawn.reduce(0, +) / drawn.count))
        let within = drawn.filter { (90...110).contains($0) }.count
        #expect((1200...1550).contains(within))
        #expect((0..<100).allSatisfy { Latency.normal(mean: 0, deviation: 50).milliseconds(seed: 1, number: $0) >= 0 })
    }

    @Test
    func answersComeLater() async {
        let player = PlayerResponder(Player(Calls.cassette([Calls.create("one1"), Calls.create("two2")])))
        let deck = DelayedResponder(player, latency: .between(30...30), seed: 0)
        #expect(await deck.respond(to: Calls.request(.createConnection, Calls.create("one1").1)).delay == 30)
        #expect(deck.immediateResponse(to: Calls.request(.createConnection, Calls.create("two2").1))?.delay == 30)
    }

    /// Whoever of the parallel clients comes first.
    @Test
    func aSessionWaitsAsLongInEachRun() async {
        func run(_ order: [String]) async -> [String: [Int]] {
            let player = PlayerResponder(Player(Calls.cassette([Calls.create("one1")]), atEnd: .hold))
            let deck = DelayedResponder(player, latency: .between(0...100_000), seed: 7, sessions: .byHeader)
            var waits: [String: [Int]] = [:]
            for session in order {
                var request = Calls.request(.createConnection, Calls.create("one1").1)
                request.headers.append(SessionKey.header, session)
                waits[session, default: []].append(await deck.respond(to: request).delay)
            }
            return waits
        }
        let waits = await run(["a", "a", "b", "b"])
        #expect(await run(["b", "a", "b", "a"]) == waits)
        #expect(Set(waits.values.joined()).count == 4)
    }

    /// Who puts a deck back to its beginning has the same run again.
    @Test(arguments: SessionKey.allCases)
    func aRunThatBeginsAnewWaitsAsItDid(sessions: SessionKey) async {
        let player = PlayerResponder(Player(Calls.cassette([Calls.create("one1")]), atEnd: .hold))
        let deck = DelayedResponder(player, latency: .between(0...100_000), seed: 7, sessions: sessions)
        func waits() async -> [Int] {
            var waits: [Int] = []
            for _ in 0..<4 {
                waits.append(await deck.respond(to: Calls.request(.createConnection, Calls.create("one1").1)).delay)
            }
            return waits
        }
        let first = await waits()
        #expect(await waits() != first)
        deck.restart()
        #expect(await waits() == first)
    }

    @Test
    func recordedTimesAreKeptWhereAskedFor() {
        var cassette = Calls.cassette([Calls.create("one1")])
        cassette.entries[0].exchange.timing = Exchange.Timing(wait: 40, receive: 2)
        cassette.entries[0].delay = 5
        let request = Calls.request(.createConnection, Calls.create("one1").1)
        var quick = Player(cassette)
        #expect(quick.play(request).plan.delay == 5)
        var slow = Player([("deck", cassette)], keepsTimes: true)
        #expect(slow.play(request).plan.delay == 47)
    }
}
