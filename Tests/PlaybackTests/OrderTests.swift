import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckPlayback
import Testing

/// Reads against changes: what a client may see before and after a change of the same thing.
struct OrderTests {
    private let conversation = Calls.cassette([
        Calls.create("one1"), Calls.listAll("one1"), Calls.delete("one1"), Calls.listAll(),
    ])
    private let early =
        "the next ListConnections was recorded after entry 3 (DeleteConnection one1) of deck, which has not been played yet"

    @Test
    func aListOfEverythingWaitsForEveryChange() {
        var failing = Player(conversation)
        #expect(failing.see(Calls.create("one1")) == "PENDING_HANDSHAKE")
        #expect(failing.see(Calls.listAll()) == "one1")
        #expect(failing.see(Calls.listAll()) == early)
        var holding = Player(conversation, atEnd: .hold)
        _ = holding.see(Calls.create("one1"))
        for _ in 0..<3 { #expect(holding.see(Calls.listAll()) == "one1") }
        _ = holding.see(Calls.delete("one1"))
        #expect(holding.see(Calls.listAll()) == #"{"ConnectionSummaryList":[]}"#)
    }

    @Test
    func aListOfEverythingIsPassedOverOnceItIsUntrue() {
        var player = Player(conversation)
        _ = player.see(Calls.create("one1"))
        _ = player.see(Calls.delete("one1"))
        #expect(player.see(Calls.listAll()) == #"{"ConnectionSummaryList":[]}"#)
        #expect(player.summary.neverPlayed.map(\.sequence) == [2])
    }

    @Test
    func aListOfEverythingIsNotPlayedBeforeTheFirstChange() {
        var player = Player(Calls.cassette([Calls.create("one1"), Calls.listAll("one1")]))
        #expect(
            player.see(Calls.listAll())
                == "the next ListConnections was recorded after entry 1 (CreateConnection one1) of deck, which has not been played yet"
        )
    }

    /// Two connections, changed in another order than recorded.
    @Test
    func aListOfEverythingTakesChangesInAnyOrder() {
        var player = Player(Calls.cassette([Calls.create("one1"), Calls.create("two2"), Calls.listAll("both")]))
        _ = player.see(Calls.create("two2"))
        #expect(player.see(Calls.listAll()).hasPrefix("the next ListConnections was recorded after entry 1 "))
        _ = player.see(Calls.create("one1"))
        #expect(player.see(Calls.listAll()) == "both")
    }

    private func arn(region: String = "us-east-1", account: String = "123456789012") -> String {
        "arn:aws:apprunner:\(region):\(account):connection/one1/0"
    }

    @Test(arguments: [("eu-west-1", "123456789012"), ("us-east-1", "111122223333")])
    func oneNameInTwoPlacesIsTwoConnections(region: String, account: String) {
        let other = arn(region: region, account: account)
        let tags = Calls.by(.listTagsForResource, arn: other, #"{"Tags":[],"Status":"tags"}"#)
        var player = Player(Calls.cassette([Calls.by(.deleteConnection, arn: arn()), tags]))
        #expect(player.see(tags) == "tags")
    }

    /// A name says no account; the answers' ARNs do.
    @Test
    func aNameAndAnARNAreOneConnection() {
        let created = (
            ConnectionOperation.createConnection, Calls.create("one1").1,
            #"{"Connection":{"ConnectionArn":"\#(arn(account: "111122223333"))","Status":"PENDING_HANDSHAKE"}}"#
        )
        let delete = Calls.by(.deleteConnection, arn: arn(account: "111122223333"))
        var player = Player(
            Calls.cassette([created, Calls.list("one1", "AVAILABLE"), delete, Calls.list("one1", "DELETED")]),
            atEnd: .hold)
        _ = player.see(Calls.create("one1"))
        for _ in 0..<2 { #expect(player.see(Calls.list("one1", "")) == "AVAILABLE") }
        _ = player.see(delete)
        #expect(player.see(Calls.list("one1", "")) == "DELETED")
    }

    /// Who moves a track on before its time holds nothing that was not true yet.
    @Test
    func whatWasPassedOverTooEarlyIsNotHeld() {
        let deck = PlayerResponder(
            Player(
                [("deck", Calls.cassette([Calls.create("one1"), Calls.list("one1", "A"), Calls.list("one1", "B")]))],
                atEnd: .hold))
        #expect(deck.skip(track: 2))
        let list = Calls.request(.listConnections, Calls.list("one1", "").1)
        #expect(deck.hit(list) == nil)
        #expect(deck.hit(Calls.request(.createConnection, Calls.create("one1").1)) != nil)
        #expect(deck.hit(list)?.response?.body == Array(Calls.list("one1", "B").2.utf8))
    }
}
