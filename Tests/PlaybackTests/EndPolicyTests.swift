import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import Testing

@testable import TapedeckPlayback

/// What a track does at its end, and when a connection starts over.
struct EndPolicyTests {
    @Test
    func aConnectionCreatedAgainStartsOver() {
        var player = Player([("deck", Calls.life)], atEnd: .restartOnCreate)
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
}
