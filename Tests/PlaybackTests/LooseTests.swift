import Synchronization
import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText
import Testing

@testable import TapedeckPlayback

/// Comparison by rule, end policies and the clock.
struct LooseTests {
    private func see(_ player: inout Player, _ call: (ConnectionOperation, String, String), at now: Int64? = nil)
        -> String
    {
        switch player.play(Calls.request(call.0, call.1), at: now) {
        case .played(let entry, _): "\(entry.sequence)\(entry.looseness.map { " \($0)" } ?? "")"
        case .missed(let miss): miss.headline
        }
    }

    @Test
    func aRunsRuleComesIntoPlayOnlyWhereNothingAnswersAsItStands() {
        let cassette = Calls.cassette([Calls.create("one1"), Calls.create("two2")])
        var player = Player([("deck", cassette)], loosely: MatchRule(comparesBody: false))
        #expect(see(&player, Calls.create("two2")) == "2")
        #expect(see(&player, Calls.create("other")) == "1 by its operation alone")
        let played = "for other was recorded 2 times in deck, and all have been played"
        #expect(see(&player, Calls.create("other")) == "CreateConnection \(played)")
    }

    @Test
    func aConnectionThatIsCreatedAgainUnderAnotherNameStartsOver() {
        let cassette = Calls.cassette([Calls.create("one1"), Calls.list("one1", "A"), Calls.list("one1", "B")])
        var player = Player(
            [("deck", cassette)], atEnd: .restartOnCreate, loosely: MatchRule(comparesBody: false))
        for name in ["other", "another", "one1"] {
            let calls = [Calls.create(name), Calls.list(name, ""), Calls.list(name, "")]
            let seen = calls.map { see(&player, $0).prefix(1) }
            #expect(seen == ["1", "2", "3"], "\(name)")
        }
        let played = "for other was recorded 2 times in deck, and all have been played"
        #expect(see(&player, Calls.list("other", "")) == "ListConnections \(played)")
    }

    @Test
    func aPlaceMayBePassedOver() {
        let cassette = Calls.cassette([Calls.create("one1")])
        let rule = MatchRule(ignoredMembers: [JSONPointer(steps: ["Tags"])])
        var player = Player([("deck", cassette)], atEnd: .hold, loosely: rule)
        let tagged = #"{"ConnectionName":"one1","ProviderType":"GITHUB","Tags":[]}"#
        #expect(see(&player, (.createConnection, tagged, "")) == "1 without a look at /Tags")
        #expect(see(&player, Calls.create("one1")) == "1")
    }

    @Test
    func anEntrysOwnRuleIsTold() {
        var player = Player(Calls.cassette([Calls.create("one1")], match: MatchRule(comparesBody: false)))
        #expect(see(&player, Calls.create("other")) == "1 by its operation alone")
        let all = MatchRule(ignoredMembers: [JSONPointer(steps: [])])
        var other = Player(Calls.cassette([Calls.create("one1")], match: all))
        #expect(see(&other, Calls.create("other")) == "1 without a look at the body")
    }

    /// An entry with a rule of its own keeps its place in time for a request that is as it was recorded.
    @Test
    func anEntryWithARuleIsPlayedInItsTurnWhereItAnswersAsItStands() {
        var cassette = Calls.cassette(Array(repeating: Calls.create("one1"), count: 4))
        cassette.entries[1].match = MatchRule(ignoredMembers: [JSONPointer(steps: ["Tags"])])
        cassette.entries[2].match = MatchRule(comparesBody: false)
        var player = Player(cassette)
        let expected = ["1", "2 without a look at /Tags", "3 by its operation alone", "4"]
        for entry in expected { #expect(see(&player, Calls.create("one1")) == entry) }
        #expect(
            see(&player, Calls.create("one1"))
                == "CreateConnection for one1 was recorded 2 times in deck, and all have been played")
        #expect(player.summary.neverPlayed.isEmpty)
        var held = Player(cassette, atEnd: .hold)
        for entry in expected + ["4", "4"] { #expect(see(&held, Calls.create("one1")) == entry) }
    }

    /// For another request than its own it is there where no entry answers that as it stands, or all that do have been played.
    @Test
    func anEntryWithARuleGivesWayToOneThatAnswersAsItStands() {
        var cassette = Calls.cassette([Calls.create("one1"), Calls.create("two2")])
        cassette.entries[0].match = MatchRule(comparesBody: false)
        var player = Player(cassette)
        #expect(see(&player, Calls.create("two2")) == "2")
        #expect(see(&player, Calls.create("two2")) == "1 by its operation alone")
    }

    /// A connection whose polls show three states, one of them by a rule.
    private func polled(_ ruled: Int) -> Cassette {
        var cassette = Calls.cassette([
            Calls.create("one1"), Calls.list("one1", "PENDING_HANDSHAKE"), Calls.list("one1", "ERROR"),
            Calls.list("one1", "AVAILABLE"),
        ])
        cassette.entries[ruled].match = MatchRule(ignoredMembers: [JSONPointer(steps: ["MaxResults"])])
        return cassette
    }

    /// Polls of which one has a rule show the recorded states in their order, whichever that is, and hold the last one.
    @Test(arguments: 1...3)
    func aPollWithARuleShowsItsStateInItsTurn(ruled: Int) {
        var player = Player([("deck", polled(ruled))], atEnd: .hold)
        for number in [1, 2, 3, 4, 4, 4] {
            let call = number == 1 ? Calls.create("one1") : Calls.list("one1", "")
            #expect(see(&player, call).prefix(1) == "\(number)")
        }
    }

    private let life = Calls.cassette([
        Calls.create("one1"), Calls.list("one1", "PENDING_HANDSHAKE"), Calls.list("one1", "AVAILABLE"),
        Calls.delete("one1"),
        Calls.listAll(),
    ])

    @Test
    func aConnectionCreatedAgainStartsOver() {
        var player = Player([("deck", life)], atEnd: .restartOnCreate)
        for _ in 0..<3 {
            #expect(see(&player, Calls.create("one1")) == "1")
            #expect(see(&player, Calls.list("one1", "")) == "2")
            #expect(see(&player, Calls.list("one1", "")) == "3")
            #expect(see(&player, Calls.list("one1", "")).contains("all have been played"))
            #expect(see(&player, Calls.delete("one1")) == "4")
            #expect(see(&player, Calls.listAll()) == "5")
        }
    }

    @Test
    func anotherConnectionIsNotStartedOverWithIt() {
        let both = Calls.cassette([
            Calls.create("one1"), Calls.create("two2"), Calls.list("one1", "A"), Calls.list("two2", "B"),
            Calls.listAll("x"),
        ])
        var player = Player([("deck", both)], atEnd: .restartOnCreate)
        for (call, entry) in [(Calls.create("one1"), "1"), (Calls.create("two2"), "2"), (Calls.list("two2", ""), "4")] {
            #expect(see(&player, call) == entry)
        }
        #expect(see(&player, Calls.create("one1")) == "1")
        #expect(see(&player, Calls.list("one1", "")) == "3")
        #expect(see(&player, Calls.listAll()) == "5")
        #expect(see(&player, Calls.list("two2", "")).contains("all have been played"))
    }

    @Test
    func whoComesAgainLooksBeforeTheConnectionIsCreated() {
        var player = Player([("deck", looked)], atEnd: .restartOnCreate)
        for round in 0..<3 {
            for _ in 0...min(round, 1) { #expect(see(&player, Calls.list("one1", "")) == "1") }
            #expect(see(&player, Calls.listAll()) == "2")
            #expect(see(&player, Calls.create("one1")) == "3")
            #expect(see(&player, Calls.list("one1", "")) == "4")
            #expect(see(&player, Calls.listAll()) == "5")
            // It lives: what was true before is not true now.
            for read in [Calls.list("one1", ""), Calls.listAll()] {
                #expect(see(&player, read).contains("was recorded 2 times"))
            }
            #expect(see(&player, Calls.delete("one1")) == "6")
        }
    }

    /// One connection that is gone as it was does not show before it is created again.
    @Test(arguments: [[], ["ConnectionName"]])
    func eachRoundListsWhatIsThereInIt(rules: [String]) throws {
        func calls(_ one: String, _ two: String) -> [(ConnectionOperation, String, String)] {
            [
                Calls.listAll(), Calls.create(one), Calls.listAll(one), Calls.create(two), Calls.listAll(one, two),
                Calls.delete(one), Calls.listAll(two), Calls.delete(two), Calls.listAll(),
            ]
        }
        var player = Player(
            [("deck", Calls.cassette(calls("one1", "two2")))], atEnd: .restartOnCreate,
            binding: try rules.map { try #require(Binding(words: $0)) })
        for round in 0..<3 {
            let names = rules.isEmpty ? ("one1", "two2") : ("a-\(round)", "b-\(round)")
            for (number, call) in calls(names.0, names.1).enumerated() {
                #expect(see(&player, call) == "\(number + 1)", "round \(round)")
            }
        }
    }

    /// It was never created, so it is not as it was before that.
    @Test
    func whatWasThereBeforeTheRecordingIsNotThereAgain() {
        let calls = [Calls.listAll("old"), Calls.list("old", "A"), Calls.delete("old"), Calls.listAll()]
        var player = Player([("deck", Calls.cassette(calls))], atEnd: .restartOnCreate)
        for (number, call) in calls.enumerated() { #expect(see(&player, call) == "\(number + 1)") }
        for call in [Calls.listAll(), Calls.list("old", "")] {
            #expect(see(&player, call).hasSuffix("and all have been played"))
        }
    }

    @Test
    func aCreateWhoseFirstTryFailedStartsOverToo() {
        var cassette = Calls.cassette([
            Calls.listAll(), Calls.create("one1"), Calls.create("one1"), Calls.create("two2"), Calls.delete("two2"),
            Calls.delete("one1"),
        ])
        cassette.entries[1].exchange.response?.status = 500
        var player = Player([("deck", cassette)], atEnd: .restartOnCreate)
        for round in 0..<2 {
            #expect(see(&player, Calls.listAll()) == "1", "round \(round)")
            for entry in ["2", "3"] { #expect(see(&player, Calls.create("one1")) == entry, "round \(round)") }
            #expect(see(&player, Calls.create("two2")) == "4")
            #expect(see(&player, Calls.delete("two2")) == "5")
            // One of the two is there, so what was recorded when nothing was is not true.
            #expect(see(&player, Calls.listAll()).contains("ListConnections was recorded"))
            #expect(see(&player, Calls.delete("one1")) == "6")
        }
    }

    /// Another connection starts over between a connection's end and the look at it.
    @Test
    func whoLooksAtWhatIsGoneSeesThatAlsoWhenAnotherOneHasStartedOver() {
        let calls = [
            Calls.create("one1"), Calls.create("two2"), Calls.delete("one1"), Calls.delete("two2"),
            Calls.list("two2", "NONE"),
        ]
        var player = Player([("deck", Calls.cassette(calls))], atEnd: .restartOnCreate)
        for (number, call) in calls.dropLast().enumerated() { #expect(see(&player, call) == "\(number + 1)") }
        #expect(see(&player, calls[0]) == "1")
        #expect(see(&player, calls[4]) == "5")
    }

    /// A client that polled less often than the recorded one left reads behind that were never true again.
    @Test
    func whoComesAgainDoesNotSeeWhatTheRoundBeforeHadLeftOver() {
        var player = Player(
            [
                (
                    "deck",
                    Calls.cassette([
                        Calls.list("one1", "NONE"), Calls.create("one1"), Calls.list("one1", "P"),
                        Calls.list("one1", "A"), Calls.delete("one1"),
                    ])
                )
            ], atEnd: .restartOnCreate)
        for _ in 0..<2 {
            #expect(see(&player, Calls.list("one1", "")) == "1")
            #expect(see(&player, Calls.create("one1")) == "2")
            #expect(see(&player, Calls.list("one1", "")) == "3")
            #expect(see(&player, Calls.delete("one1")) == "5")
        }
    }

    @Test
    func whatARuleAllowsAndHasBeenPlayedIsSaidToHaveBeen() {
        var player = Player(
            [("deck", Calls.cassette([Calls.create("one1"), Calls.create("two2")]))],
            loosely: MatchRule(comparesBody: false))
        for name in ["a", "b"] { #expect(see(&player, Calls.create(name)).hasSuffix("by its operation alone")) }
        #expect(
            see(&player, Calls.create("c"))
                == "CreateConnection for c was recorded 2 times in deck, and all have been played")
    }

    @Test
    func nobodyIsToldThatNothingIsThereWhileAnotherConnectionIs() {
        let both = Calls.cassette([
            Calls.listAll(), Calls.create("one1"), Calls.create("two2"), Calls.delete("one1"), Calls.delete("two2"),
        ])
        var player = Player([("deck", both)], atEnd: .restartOnCreate)
        for (call, entry) in [
            (Calls.listAll(), "1"), (Calls.create("one1"), "2"), (Calls.create("two2"), "3"),
            (Calls.delete("one1"), "4"),
        ] {
            #expect(see(&player, call) == entry)
        }
        #expect(see(&player, Calls.listAll()).contains("all have been played"))
        #expect(see(&player, Calls.delete("two2")) == "5")
        #expect(see(&player, Calls.listAll()) == "1")
    }

    @Test
    func aTrackThatFailsAtItsEndDoesNotLookBack() {
        var player = Player([("deck", looked)])
        for call in [
            Calls.list("one1", ""), Calls.create("one1"), Calls.list("one1", ""), Calls.delete("one1"),
        ] { _ = see(&player, call) }
        #expect(see(&player, Calls.list("one1", "")).contains("all have been played"))
    }

    private let looked = Calls.cassette([
        Calls.list("one1", "NONE"), Calls.listAll(), Calls.create("one1"), Calls.list("one1", "AVAILABLE"),
        Calls.listAll("one1"), Calls.delete("one1"),
    ])

    /// The entries are a second apart.
    private var timed: Cassette {
        var cassette = life
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

    /// A poll with a rule that was recorded in another region has no turn among those of the client's own.
    @Test
    func aPollWithARuleOfAnotherRegionComesBehind() {
        func signed(_ request: Request, _ region: String) -> Request {
            var request = request
            request.headers.append(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=AKID/20200101/\(region)/apprunner/aws4_request, SignedHeaders=host, Signature=0"
            )
            return request
        }
        var cassette = polled(2)
        for index in cassette.entries.indices {
            let request = cassette.entries[index].exchange.request
            cassette.entries[index].exchange.request = signed(request, index == 2 ? "eu-west-1" : "us-east-1")
        }
        var player = Player(cassette)
        for (number, call) in [(1, Calls.create("one1"))] + [2, 4, 3].map({ ($0, Calls.list("one1", "")) }) {
            let outcome = player.play(signed(Calls.request(call.0, call.1), "us-east-1"))
            guard case .played(let entry, _) = outcome else {
                Issue.record("\(outcome)")
                continue
            }
            #expect(entry.sequence == number)
        }
    }

    /// By the clock, too, a poll with a rule has its turn, and what was shown before it is shown until then.
    @Test(arguments: 1...3)
    func aPollWithARuleHasItsTime(ruled: Int) {
        var cassette = polled(ruled)
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

    /// Nobody has recorded what was there after the change.
    @Test(arguments: [(EndPolicy.hold, nil), (.fail, 0), (.hold, 0)] as [(EndPolicy, Int64?)])
    func whatAChangeHasMadeUntrueIsNotHeld(policy: EndPolicy, now: Int64?) {
        let cassette = Calls.cassette([
            Calls.listAll(), Calls.create("one1"), Calls.list("one1", "A"), Calls.delete("one1"),
        ])
        var player = Player([("deck", cassette)], atEnd: policy)
        for _ in 0..<2 { #expect(see(&player, Calls.listAll(), at: now) == "1") }
        #expect(see(&player, Calls.create("one1"), at: now) == "2")
        for _ in 0..<2 { #expect(see(&player, Calls.list("one1", ""), at: now) == "3") }
        #expect(see(&player, Calls.delete("one1"), at: now) == "4")
        let since = "(DeleteConnection one1) of deck, which has been played since"
        #expect(see(&player, Calls.list("one1", ""), at: now).hasSuffix("was recorded before entry 4 \(since)"))
        #expect(
            see(&player, Calls.listAll(), at: now).hasPrefix("the last ListConnections was recorded before entry 4"))
    }

    /// What follows would not show that it was made once more.
    @Test
    func aChangeThatAnotherOneFollowedIsNotHeld() {
        let arn = "arn:aws:apprunner:r:123456789012:connection/one1/0"
        let calls = [
            Calls.create("one1"), Calls.by(.tagResource, arn: arn), Calls.by(.untagResource, arn: arn),
            Calls.delete("one1"), Calls.listAll(),
        ]
        var player = Player([("deck", Calls.cassette(calls))], atEnd: .hold)
        for number in [0, 1, 1, 0, 2, 2] { #expect(see(&player, calls[number]) == "\(number + 1)") }
        #expect(
            see(&player, calls[1]).hasSuffix("before entry 3 (UntagResource one1) of deck, which has been played since")
        )
        // Tags have no say in whether it is there.
        #expect(see(&player, calls[0]) == "1")
        for number in [3, 3, 4, 4] { #expect(see(&player, calls[number]) == "\(number + 1)") }
        #expect(
            see(&player, calls[0]).hasSuffix(
                "before entry 4 (DeleteConnection one1) of deck, which has been played since"))
    }

    /// Where the track has been moved on past what is not yet true, what is no longer true is not shown in its place.
    @Test
    func whatIsNoLongerTrueIsNotHeldForWhatIsNotYet() {
        let calls = [Calls.listAll(), Calls.create("one1"), Calls.delete("one1"), Calls.listAll()]
        var player = Player([("deck", Calls.cassette(calls))], atEnd: .hold)
        for number in [0, 1] { #expect(see(&player, calls[number]) == "\(number + 1)") }
        let isMoved = player.skip(track: 0, at: nil)
        #expect(isMoved)
        #expect(see(&player, calls[0]).hasPrefix("the next ListConnections was recorded after entry 3"))
    }

    /// Whoever asks otherwise is not shown what the entry before it says to another.
    @Test
    func whatWasPlayedForOneRequestIsNotHeldForAnother() {
        var cassette = Calls.cassette([Calls.list("one1", "PENDING_HANDSHAKE"), Calls.list("one1", "AVAILABLE")])
        cassette.entries[1].exchange.startedAt = 60_000
        cassette.entries[1].match = MatchRule(ignoredMembers: [JSONPointer(steps: ["ConnectionName"])])
        var player = Player([("deck", cassette)])
        for _ in 0..<2 { #expect(see(&player, Calls.list("one1", ""), at: 0) == "1") }
        #expect(see(&player, Calls.list("two2", ""), at: 0) == "2 without a look at /ConnectionName")
    }

    /// What is repeated does not put its time forward.
    @Test
    func aChangeThatIsHeldIsAsOldAsItIs() {
        var cassette = polled(1)
        for index in cassette.entries.indices { cassette.entries[index].exchange.startedAt = Int64(index) * 1000 }
        var player = Player([("deck", cassette)], atEnd: .hold)
        for now: Int64 in [0, 9000] { #expect(see(&player, Calls.create("one1"), at: now) == "1") }
        #expect(see(&player, Calls.list("one1", ""), at: 9000).prefix(1) == "4")
    }

    /// A refusal says nothing that a later change makes untrue for its client.
    @Test
    func aChangeThatWasRefusedIsHeld() {
        let other = (
            ConnectionOperation.createConnection, #"{"ConnectionName":"one1","ProviderType":"BITBUCKET"}"#, "{}"
        )
        var cassette = Calls.cassette([Calls.create("one1"), Calls.create("one1"), Calls.delete("one1"), other])
        cassette.entries[1].exchange.response?.status = 400
        var player = Player([("deck", cassette)], atEnd: .hold)
        for (call, entry) in [("one1", "1"), ("one1", "2"), ("one1", "2")] {
            #expect(see(&player, Calls.create(call)) == entry)
        }
        #expect(see(&player, Calls.delete("one1")) == "3")
        #expect(see(&player, other) == "4")
        #expect(see(&player, Calls.create("one1")) == "2")
    }

    /// Whoever moves a track on past a change that nobody has made goes on seeing what is true until then.
    @Test(arguments: [(EndPolicy.hold, nil), (.fail, 99_000)] as [(EndPolicy, Int64?)])
    func whatIsPassedOverBeforeItsChangeIsNotShown(policy: EndPolicy, now: Int64?) {
        let calls = [
            Calls.create("one1"), Calls.list("one1", "P"), Calls.list("one1", "A"), Calls.delete("one1"),
            Calls.list("one1", "NONE"),
        ]
        var player = Player([("deck", Calls.cassette(calls))], atEnd: policy)
        for number in [0, 1] { #expect(see(&player, calls[number], at: now) == "\(number + 1)") }
        while player.skip(track: 1, at: now) {}
        for _ in 0..<2 { #expect(see(&player, calls[1], at: now) == "3") }
        #expect(see(&player, calls[3], at: now) == "4")
        for _ in 0..<2 { #expect(see(&player, calls[4], at: now) == "5") }
    }

    /// What a miss says of entries is what became of them.
    @Test
    func whatWasPassedOverIsNotSaidToHaveBeenPlayed() {
        let calls = [
            Calls.create("one1"), Calls.list("one1", "P"), Calls.list("one1", "A"), Calls.list("one1", "A"),
            Calls.delete("one1"), Calls.list("one1", "NONE"),
        ]
        var player = Player(Calls.cassette(calls))
        for (number, entry) in [(0, "1"), (1, "2"), (4, "5"), (5, "6")] {
            #expect(see(&player, calls[number]) == entry)
        }
        let told = "ListConnections for one1 was recorded 4 times in deck: 2 played, 2 passed over, and none is left"
        #expect(see(&player, calls[5]) == told)
        var other = Player(Calls.cassette(Array(calls.prefix(2))))
        #expect(see(&other, calls[0]) == "1")
        let isMoved = other.skip(track: 1, at: nil)
        #expect(isMoved)
        #expect(see(&other, calls[1]).hasSuffix("1 time in deck: 0 played, 1 passed over, and none is left"))
    }

    /// A place that the run passes over is no reason for a miss.
    @Test
    func aLooseTrackSaysWhyItStops() {
        let cassette = Calls.cassette([
            Calls.create("one1"), Calls.list("one1", "A"), Calls.delete("one1"), Calls.list("one1", "NONE"),
        ])
        let rule = MatchRule(ignoredMembers: [JSONPointer(steps: ["MaxResults"])])
        var player = Player([("deck", cassette)], loosely: rule)
        let asked = (ConnectionOperation.listConnections, #"{"ConnectionName":"one1","MaxResults":5}"#, "")
        #expect(see(&player, Calls.create("one1")) == "1")
        #expect(see(&player, asked) == "2 without a look at /MaxResults")
        let told = "the next ListConnections for one1 was recorded after entry 3 (DeleteConnection one1) of deck"
        #expect(see(&player, asked).hasPrefix(told))
    }

    @Test
    func aListIsHeldWhateverBecomesOfTags() {
        let arn = "arn:aws:apprunner:r:123456789012:connection/one1/0"
        let calls = [
            Calls.create("one1"), Calls.list("one1", "A"), Calls.by(.listTagsForResource, arn: arn),
            Calls.by(.tagResource, arn: arn),
        ]
        var player = Player([("deck", Calls.cassette(calls))], atEnd: .hold)
        for (number, call) in calls.enumerated() { #expect(see(&player, call) == "\(number + 1)") }
        #expect(see(&player, calls[1]) == "2")
        #expect(see(&player, calls[2]).hasSuffix("which has been played since"))
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
