import Synchronization
import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText
import TapedeckPlayback
import Testing

/// Reads that move on by the clock of the run.
struct ClockTests {
    /// The entries are a second apart.
    private var timed: Cassette {
        var cassette = Calls.life
        for index in cassette.entries.indices { cassette.entries[index].exchange.startedAt = Int64(index) * 1000 }
        return cassette
    }

    @Test
    func readsMoveOnWhenAsMuchTimeHasPassed() {
        var player = Player([("deck", timed)])
        #expect(see(&player, Calls.create("one1"), at: 0) == "1")
        for now: Int64 in [100, 500, 1099] { #expect(see(&player, Calls.list("one1", ""), at: now) == "2") }
        for now: Int64 in [1100, 9000, 99_000] { #expect(see(&player, Calls.list("one1", ""), at: now) == "3") }
    }

    /// By the clock, too, a poll with a rule has its turn, and what was shown before it is shown until then.
    @Test(arguments: 1...3)
    func aPollWithARuleHasItsTime(ruled: Int) {
        var cassette = Calls.polled(ruled)
        for index in cassette.entries.indices { cassette.entries[index].exchange.startedAt = Int64(index) * 1000 }
        var player = Player([("deck", cassette)])
        #expect(see(&player, Calls.create("one1"), at: 0) == "1")
        for (now, entry): (Int64, String) in [(0, "2"), (999, "2"), (1000, "3"), (1999, "3"), (2000, "4"), (9000, "4")]
        {
            #expect(see(&player, Calls.list("one1", ""), at: now).prefix(1) == entry)
        }
    }

    /// Who looks seldom sees what is there when he looks, and each state at its time, however late he came.
    @Test(arguments: [false, true])
    func whoLooksSeldomSeesTheStateOfTheTime(looksAtOnce: Bool) {
        var cassette = Calls.cassette(
            [Calls.create("one1")] + ["P", "Q", "R", "S", "T"].map { Calls.list("one1", $0) })
        for index in cassette.entries.indices { cassette.entries[index].exchange.startedAt = Int64(index) * 1000 }
        var player = Player([("deck", cassette)])
        #expect(see(&player, Calls.create("one1"), at: 500) == "1")
        if looksAtOnce { #expect(see(&player, Calls.list("one1", ""), at: 500) == "2") }
        // Measured from the first look where there was one, else from the client's own change.
        let late: Int64 = looksAtOnce ? 0 : 1000
        for (now, entry): (Int64, String) in [(3400, "4"), (3500, "5"), (4499, "5"), (4500, "6"), (99_000, "6")] {
            #expect(see(&player, Calls.list("one1", ""), at: now + late) == entry, "\(now)")
        }
        #expect(player.summary.neverPlayed.isEmpty)
    }

    /// Recordings have no time between them.
    @Test
    func theClockKnowsNoTimeBetweenTwoCassettes() {
        func cassette(_ calls: [(ConnectionOperation, String, String)], from start: Int64) -> Cassette {
            var cassette = Calls.cassette(calls)
            for index in cassette.entries.indices {
                cassette.entries[index].exchange.startedAt = start + Int64(index) * 1000
            }
            return cassette
        }
        let one = cassette([Calls.create("one1"), Calls.list("one1", "P"), Calls.list("one1", "Q")], from: 0)
        let other = cassette([Calls.list("one1", "R"), Calls.list("one1", "S")], from: 99_000)
        var player = Player([("deck", one), ("other", other)])
        for (now, entry): (Int64, String) in [
            (0, "1"), (1, "2"), (999, "2"), (1001, "3"), (1001, "1"), (2000, "1"), (2001, "2"),
        ] {
            let call = entry == "1" && now == 0 ? Calls.create("one1") : Calls.list("one1", "")
            #expect(see(&player, call, at: now) == entry, "\(now)")
        }
    }

    /// However many reads there are to pass over, with rules and without.
    @Test
    func theClockPassesOverThousandsOfReadsOfTwoTracks() {
        var cassette = Calls.cassette([Calls.create("one1")] + (0..<8000).map { _ in Calls.list("one1", "P") })
        for index in cassette.entries.indices {
            cassette.entries[index].exchange.startedAt = Int64(index)
            if index % 2 == 1 {
                cassette.entries[index].match = MatchRule(ignoredMembers: [JSONPointer(steps: ["MaxResults"])])
            }
        }
        var player = Player([("deck", cassette)])
        #expect(see(&player, Calls.create("one1"), at: 0) == "1")
        #expect(see(&player, Calls.list("one1", ""), at: 6000).prefix(4) == "6001")
        #expect(see(&player, Calls.list("one1", ""), at: 99_000).prefix(4) == "8001")
    }

    /// What is no time apart moves on with each read, and trouble of an entry's own waits for its read.
    @Test
    func theClockPassesOverNothingThatHasNoTimeOfItsOwn() throws {
        var cassette = Calls.cassette([Calls.create("one1")] + ["P", "Q", "R"].map { Calls.list("one1", $0) })
        var player = Player([("deck", cassette)])
        for call in [Calls.create("one1"), Calls.list("one1", "")] { _ = see(&player, call, at: 0) }
        for entry in ["3", "4"] { #expect(see(&player, Calls.list("one1", ""), at: 99_000) == entry) }
        for index in cassette.entries.indices { cassette.entries[index].exchange.startedAt = Int64(index) * 1000 }
        cassette.entries[2].fault = try FaultScript(words: "503,ok")
        var other = Player([("deck", cassette)])
        for call in [Calls.create("one1"), Calls.list("one1", "")] { _ = see(&other, call, at: 0) }
        for entry in ["3", "3", "4"] { #expect(see(&other, Calls.list("one1", ""), at: 99_000) == entry) }
    }

    /// What is repeated does not put its time forward.
    @Test
    func aChangeThatIsHeldIsAsOldAsItIs() {
        var cassette = Calls.polled(1)
        for index in cassette.entries.indices { cassette.entries[index].exchange.startedAt = Int64(index) * 1000 }
        var player = Player([("deck", cassette)], atEnd: .hold)
        for now: Int64 in [0, 9000] { #expect(see(&player, Calls.create("one1"), at: now) == "1") }
        #expect(see(&player, Calls.list("one1", ""), at: 9000).prefix(1) == "4")
    }

    /// The time of what followed a change comes with the client's own change, not before.
    @Test
    func byTheClockALastStateIsTrueUntilTheClientChangesIt() {
        var cassette = Calls.cassette([
            Calls.create("one1"), Calls.list("one1", "P"), Calls.list("one1", "A"), Calls.delete("one1"),
            Calls.list("one1", "NONE"),
        ])
        for index in cassette.entries.indices { cassette.entries[index].exchange.startedAt = Int64(index) * 1000 }
        var player = Player([("deck", cassette)])
        #expect(see(&player, Calls.create("one1"), at: 0) == "1")
        for (now, entry): (Int64, String) in [(0, "2"), (1000, "3"), (3000, "3"), (99_000, "3")] {
            #expect(see(&player, Calls.list("one1", ""), at: now) == entry)
        }
        #expect(see(&player, Calls.delete("one1"), at: 99_000) == "4")
        #expect(see(&player, Calls.list("one1", ""), at: 99_000) == "5")
    }

    /// A client that has changed a connection sees that, whatever the clock says; until then what it read is read again.
    @Test(arguments: [EndPolicy.fail, .hold])
    func whatTheClientHasChangedNeedsNoTime(policy: EndPolicy) {
        var cassette = Calls.cassette([
            Calls.listAll(), Calls.list("one1", "NONE"), Calls.create("one1"), Calls.listAll("one1"),
            Calls.list("one1", "AVAILABLE"), Calls.delete("one1"), Calls.listAll(),
        ])
        for index in cassette.entries.indices { cassette.entries[index].exchange.startedAt = Int64(index) * 1000 }
        var player = Player([("deck", cassette)], atEnd: policy)
        let (all, one) = (Calls.listAll(), Calls.list("one1", ""))
        let calls = [all, all, one, one, Calls.create("one1"), all, all, one, Calls.delete("one1"), all]
        let seen = calls.map { see(&player, $0, at: 0) }
        #expect(seen == ["1", "1", "2", "2", "3", "4", "4", "5", "6", "7"])
    }

    @Test
    func aTrackThatIsToldMovesOnWhateverTheClockSays() async {
        let clock = ReplayClock(speed: 0) { 7 }
        let deck = PlayerResponder(Player([("deck", timed)]), clock: clock)
        func read() async -> String {
            let plan = await deck.respond(to: Calls.request(.listConnections, Calls.list("one1", "").1))
            return String(decoding: plan.response?.body ?? [], as: UTF8.self)
        }
        _ = await deck.respond(to: Calls.request(.createConnection, Calls.create("one1").1))
        for _ in 0..<3 { #expect(await read().contains("PENDING_HANDSHAKE")) }
        #expect(deck.skip(track: 2))
        for _ in 0..<3 { #expect(await read().contains("AVAILABLE")) }
        deck.reset()
        _ = await deck.respond(to: Calls.request(.createConnection, Calls.create("one1").1))
        #expect(await read().contains("PENDING_HANDSHAKE"))
        clock.advance(by: 999)
        #expect(await read().contains("PENDING_HANDSHAKE"))
        clock.advance(by: 1)
        #expect(await read().contains("AVAILABLE"))
    }

    @Test(arguments: [(0.0, 0), (1.0, 500), (60.0, 30_000)] as [(Double, Int64)])
    func aClockGoesAsFastAsItIsTold(speed: Double, expected: Int64) {
        let times = Times([100, 600])
        let clock = ReplayClock(speed: speed) { times.next() }
        #expect(clock.now == expected)
    }
}

private final class Times: Sendable {
    private let left: Mutex<[Int64]>

    init(_ times: [Int64]) {
        left = Mutex(times)
    }

    func next() -> Int64 {
        left.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
    }
}
