import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText
import TapedeckPlayback
import Testing

/// Comparison by rules of entries and by those of runs.
struct LooseTests {
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

    /// Polls of which one has a rule show the recorded states in their order, whichever that is, and hold the last one.
    @Test(arguments: 1...3)
    func aPollWithARuleShowsItsStateInItsTurn(ruled: Int) {
        var player = Player([("deck", Calls.polled(ruled))], atEnd: .hold)
        for number in [1, 2, 3, 4, 4, 4] {
            let call = number == 1 ? Calls.create("one1") : Calls.list("one1", "")
            #expect(see(&player, call).prefix(1) == "\(number)")
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
        var cassette = Calls.polled(2)
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
}
