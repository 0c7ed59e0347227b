import TapedeckAWSWire
import TapedeckExchangeModel
import TapedeckJSONText
import TapedeckPlayback
import Testing

struct MissTests {
    @Test
    func explainsItselfByTheNearestEntries() throws {
        var player = Player(Deck.cassette([Deck.create("one1"), Deck.create("two2"), Deck.list("one1", "AVAILABLE")]))
        let outcome = player.play(
            Deck.request(.createConnection, #"{"ConnectionName":"two2","ProviderType":"BITBUCKET"}"#))
        guard case .missed(let miss) = outcome else {
            Issue.record("nothing was missed")
            return
        }
        #expect(
            miss.explanation == """
                no CreateConnection for two2 with this input is recorded in deck: {"ConnectionName":"two2","ProviderType":"BITBUCKET"}
                  nearest is entry 2 (CreateConnection two2) of deck:
                    /ProviderType: recorded "GITHUB", sent "BITBUCKET"
                  nearest is entry 1 (CreateConnection one1) of deck:
                    /ConnectionName: recorded "one1", sent "two2"
                    /ProviderType: recorded "GITHUB", sent "BITBUCKET"
                  to fix it, record the whole conversation again: tapedeck record --upstream URL --overwrite --cassette deck -- COMMAND
                """)
    }

    @Test
    func cannotBeMistakenForTheService() throws {
        var player = Player(Deck.cassette([Deck.create("one1")]))
        let response = try #require(player.play(Deck.request(.listConnections, "{}")).plan.response)
        #expect(response.status == 400)
        let body = try JSONParser.parse(response.body)
        #expect(body["__type"]?.string == "TapedeckMiss")
        #expect(body["message"]?.string?.hasPrefix("no ListConnections is recorded in deck") == true)
        #expect(response.headers["Content-Length"] == String(response.body.count))
    }

    @Test(arguments: [
        (#"{"a":1}"#, #"{"a":1.0}"#, []),
        (#"{"a":1}"#, #"{"b":1}"#, ["/a: recorded 1, sent nothing", "/b: recorded nothing, sent 1"]),
        ("[1]", "[1,2]", ["the body: recorded [1], sent [1,2]"]), ("[1,2]", "[1,3]", ["/1: recorded 2, sent 3"]),
        (#"{"a/b":{"~":1}}"#, #"{"a/b":{"~":2}}"#, ["/a~1b/~0: recorded 1, sent 2"]),
    ])
    func namesEachDifference(recorded: String, sent: String, expected: [String]) throws {
        let found = Difference.between(recorded: try JSONParser.parse(recorded), sent: try JSONParser.parse(sent))
        #expect(found.map(\.description) == expected)
    }
}
