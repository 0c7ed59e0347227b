import Synchronization
import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText
import TapedeckPlayback
import Testing

struct MissTests {
    @Test
    func explainsItselfByTheNearestEntries() throws {
        var player = Player(
            Calls.cassette([Calls.create("one1"), Calls.create("two2"), Calls.list("one1", "AVAILABLE")]))
        let outcome = player.play(
            Calls.request(.createConnection, #"{"ConnectionName":"two2","ProviderType":"BITBUCKET"}"#))
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
                  to fix it, record the whole conversation again: tapedeck record --upstream stand-in --overwrite --cassette deck
                """)
    }

    /// Values that are cut are cut where they differ, not before.
    @Test
    func neverSaysTheSameTwice() {
        let long = String(repeating: "x", count: 200)
        for (recorded, sent) in [(long + "a", long + "b"), (long, long + "b"), ("\u{E9}", "e\u{301}")] {
            let found = Difference.between(recorded: .string(recorded), sent: .string(sent))
            #expect(found.count == 1)
            let (left, right) = (found.first?.recorded ?? "", found.first?.sent ?? "")
            #expect(Array(left.utf8) != Array(right.utf8) && left.count <= 84 && right.count <= 84, "\(left) \(right)")
        }
    }

    @Test
    func cannotBeMistakenForTheService() throws {
        var player = Player(Calls.cassette([Calls.create("one1")]))
        let response = try #require(player.play(Calls.request(.listConnections, "{}")).plan.response)
        #expect(response.status == 400)
        let body = try JSONParser.parse(response.body)
        #expect(body["__type"]?.string == "TapedeckMiss")
        #expect(body["message"]?.string?.hasPrefix("no ListConnections is recorded in deck") == true)
        #expect(response.headers["Content-Length"] == String(response.body.count))
    }

    @Test(arguments: [
        ("stand-in", "c.har", "--upstream stand-in --overwrite --cassette c.har"),
        (
            "apprunner.us-east-1.amazonaws.com", "/my tests/it's.har",
            #"--upstream https://apprunner.us-east-1.amazonaws.com --overwrite --cassette '/my tests/it'\''s.har'"#
        ),
    ])
    func namesACommandThatCanBePasted(upstream: String, path: String, words: String) {
        var cassette = Calls.cassette([Calls.create("one1")])
        cassette.entries[0].origin = Origin(.captured, upstream: upstream)
        var player = Player([(path, cassette)])
        guard case .missed(let miss) = player.play(Calls.request(.listConnections, "{}")) else {
            Issue.record("nothing was missed")
            return
        }
        #expect(miss.explanation.hasSuffix(": tapedeck record \(words)"))
        #expect(player.summary.missed == 1)
    }

    /// What can be said of the new cassette beforehand is what the old one had.
    @Test
    func theCommandKeepsWhatTheCassetteBinds() throws {
        var cassette = Calls.cassette([Calls.create("one1")])
        cassette.bind = [.member("ConnectionName"), try #require(BindRule(words: "/Tags/0/Value"))]
        (cassette.title, cassette.timing) = ("It's created", .kept)
        var player = Player([("c.har", cassette)])
        guard case .missed(let miss) = player.play(Calls.request(.listConnections, "{}")) else {
            Issue.record("nothing was missed")
            return
        }
        #expect(
            miss.remedy == "tapedeck record --upstream stand-in --overwrite --cassette c.har --bind ConnectionName "
                + #"--bind /Tags/0/Value --title 'It'\''s created' --keep-timing"#)
        // A title of one word is nevertheless one that somebody gave.
        cassette.title = "create-github"
        for made in [cassette, try Cassette(bytes: cassette.bytes)] {
            var titled = Player([("c.har", made)])
            guard case .missed(let miss) = titled.play(Calls.request(.listConnections, "{}")) else {
                Issue.record("nothing was missed")
                return
            }
            #expect(miss.remedy.contains(" --title create-github "))
        }
        // A title that the recorder made is made anew.
        cassette.title = "CreateConnection"
        var other = Player([("c.har", cassette)])
        guard case .missed(let miss) = other.play(Calls.request(.listConnections, "{}")) else {
            Issue.record("nothing was missed")
            return
        }
        #expect(!miss.remedy.contains("--title"))
    }

    /// The whole conversation over one of them would leave what the others have unplayed.
    @Test
    func severalCassettesAreRecordedAsOne() throws {
        var player = Player([
            ("p.har", Calls.cassette([Calls.create("one1")])), ("q.har", Calls.cassette([Calls.create("two2")])),
        ])
        guard case .missed(let miss) = player.play(Calls.request(.createConnection, Calls.create("zzz").1)) else {
            Issue.record("nothing was missed")
            return
        }
        #expect(
            miss.explanation.hasSuffix(
                "\n  to fix it, record the whole conversation again, into one cassette that is replayed alone: "
                    + "tapedeck record --upstream stand-in --cassette NEW.har"), "\(miss.explanation)")
    }

    @Test
    func aTargetThatNamesNoOperationIsNamedByItsPlace() throws {
        var player = Player(Calls.cassette([Calls.create("one1")]))
        let request = Request(headers: [HeaderField("X-Amz-Target", "AppRunner.")], body: Array("{}".utf8))
        guard case .missed(let miss) = player.play(request) else {
            Issue.record("nothing was missed")
            return
        }
        #expect(miss.headline == "no \(request.method) \(request.path) is recorded in deck")
    }

    @Test
    func othersMayRunBeforeEachComparison() async {
        let pauses = Atomic(0)
        let calls = (0..<100).map { Calls.create("one\($0)") }
        let deck = PlayerResponder(
            Player(Calls.cassette(calls)), pause: { pauses.add(1, ordering: .relaxed) })
        let missed = Calls.request(.createConnection, #"{"ConnectionName":"one1","ProviderType":"BITBUCKET"}"#)
        #expect(await deck.respond(to: missed).response?.status == 400)
        #expect(pauses.load(ordering: .relaxed) == 64)
    }

    @Test
    func keepsNoMoreOfMissesThanItSaysAndCountsThemAll() {
        let long = String(repeating: "x", count: 10_000)
        let members = (0..<100).map { #""\#(long.prefix(300))\#($0)":"\#(long.prefix(300))""# }.joined(separator: ",")
        let body = #"{"ConnectionName":"\#(long)",\#(members)}"#
        var player = Player(Calls.cassette([Calls.create("one1")]))
        var request = Calls.request(.createConnection, body)
        for _ in 0..<3 { _ = player.play(request) }
        request.headers.replace("X-Amz-Target", with: "AppRunner.\(long.prefix(1000))")
        request.body = []
        for _ in 0..<(Player.missesKept + 7) { _ = player.play(request) }
        let summary = player.summary
        #expect(summary.missed == Player.missesKept + 10)
        #expect(summary.misses.count == Player.missesKept)
        #expect(summary.misses.allSatisfy { $0.explanation.utf8.count < 8000 })
        #expect(summary.misses.allSatisfy { ($0.operation + ($0.resource ?? "") + $0.body).utf8.count <= 600 })
        #expect(!summary.isClean)
    }

    /// The nearest entry is among those of the same connection, wherever it stands.
    @Test
    func findsTheSameConnectionAmongMany() throws {
        var calls = (0..<500).map { Calls.create("other\($0)") }
        calls.append((.createConnection, #"{"ConnectionName":"mine","ProviderType":"GITHUB","Tags":[]}"#, "{}"))
        var player = Player(Calls.cassette(calls))
        guard case .missed(let miss) = player.play(Calls.request(.createConnection, Calls.create("mine").1)) else {
            Issue.record("nothing was missed")
            return
        }
        #expect(miss.nearest.first?.entry.sequence == 501)
        #expect(miss.nearest.count == 3)
    }

    @Test
    func whatComesNearestToAMissIsNoLeftoverToo() {
        var player = Player(Calls.cassette([Calls.create("one1"), Calls.delete("one1")]))
        _ = player.play(Calls.request(.createConnection, #"{"ConnectionName":"one2","ProviderType":"GITHUB"}"#))
        #expect(player.summary.neverPlayed.map(\.sequence) == [1, 2])
        #expect(player.summary.leftovers.map(\.sequence) == [2])
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
