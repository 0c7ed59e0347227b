import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText
import TapedeckPlayback
import Testing

/// Conversations as traces: what was asked, what was seen.
struct PlayerTests {
    @Test
    func playsATrackInItsOrder() {
        var player = Player(
            Calls.cassette([
                Calls.create("one1"), Calls.list("one1", "PENDING_HANDSHAKE"), Calls.list("one1", "AVAILABLE"),
            ])
        )
        #expect(player.see(Calls.create("one1")) == "PENDING_HANDSHAKE")
        #expect(player.see(Calls.list("one1", "")) == "PENDING_HANDSHAKE")
        #expect(player.see(Calls.list("one1", "")) == "AVAILABLE")
        #expect(player.summary.isClean)
        #expect(player.summary.played == 3)
    }

    /// Earlier versions have recorded white space round the operation's name as a part of it.
    @Test(arguments: ["AppRunner.CreateConnection ", "\tAppRunner.CreateConnection"])
    func playsWhatWasRecordedWithWhiteSpaceRoundItsTarget(target: String) throws {
        var cassette = Calls.cassette([Calls.create("one1")])
        cassette.entries[0].exchange.request.headers.replace("X-Amz-Target", with: target)
        for reel in [Reel(cassette), try Reel(bytes: cassette.bytes)] {
            var player = Player([("deck", reel)])
            #expect(player.see(Calls.create("one1")) == "PENDING_HANDSHAKE")
            #expect(player.summary.isClean)
        }
    }

    @Test
    func failsAtTheEndOrHolds() {
        let cassette = Calls.cassette([Calls.list("one1", "AVAILABLE")])
        var failing = Player(cassette)
        _ = failing.see(Calls.list("one1", ""))
        #expect(
            failing.see(Calls.list("one1", ""))
                == "ListConnections for one1 was recorded 1 time in deck, and all have been played")
        #expect(!failing.summary.isClean)
        var holding = Player(cassette, atEnd: .hold)
        for _ in 0..<5 { #expect(holding.see(Calls.list("one1", "")) == "AVAILABLE") }
        #expect(holding.summary.isClean)
    }

    @Test
    func movesTwoConnectionsApart() {
        var player = Player(
            Calls.cassette([
                Calls.list("one1", "PENDING_HANDSHAKE"), Calls.list("two2", "PENDING_HANDSHAKE"),
                Calls.list("one1", "AVAILABLE"),
                Calls.list("two2", "ERROR"),
            ]))
        #expect(player.see(Calls.list("one1", "")) == "PENDING_HANDSHAKE")
        #expect(player.see(Calls.list("one1", "")) == "AVAILABLE")
        #expect(player.see(Calls.list("two2", "")) == "PENDING_HANDSHAKE")
        #expect(player.see(Calls.list("two2", "")) == "ERROR")
    }

    @Test
    func passesOverReadsThatAChangeMadeUntrue() {
        var player = Player(
            Calls.cassette([
                Calls.create("one1"), Calls.list("one1", "PENDING_HANDSHAKE"), Calls.list("one1", "AVAILABLE"),
                Calls.delete("one1"), Calls.list("one1", "DELETED"),
            ]))
        _ = player.see(Calls.create("one1"))
        #expect(player.see(Calls.list("one1", "")) == "PENDING_HANDSHAKE")
        #expect(player.see(Calls.delete("one1")) == "DELETED")
        #expect(player.see(Calls.list("one1", "")) == "DELETED")
        #expect(player.summary.neverPlayed.map(\.sequence) == [3])
    }

    @Test
    func holdsReadsBackUntilTheirChange() {
        let cassette = Calls.cassette([
            Calls.create("one1"), Calls.list("one1", "PENDING_HANDSHAKE"), Calls.delete("one1"),
            Calls.list("one1", "DELETED"),
        ])
        var failing = Player(cassette)
        _ = failing.see(Calls.create("one1"))
        _ = failing.see(Calls.list("one1", ""))
        #expect(
            failing.see(Calls.list("one1", ""))
                == "the next ListConnections for one1 was recorded after entry 3 (DeleteConnection one1) of deck, which has not been played yet"
        )
        var holding = Player(cassette, atEnd: .hold)
        _ = holding.see(Calls.create("one1"))
        for _ in 0..<3 { #expect(holding.see(Calls.list("one1", "")) == "PENDING_HANDSHAKE") }
        _ = holding.see(Calls.delete("one1"))
        #expect(holding.see(Calls.list("one1", "")) == "DELETED")
    }

    @Test(arguments: [
        #"{"ConnectionName": "one1", "ProviderType": "GITHUB"}"#,
        #"{ "ProviderType":"GITHUB","ConnectionName":"\u006fne1"}"#,
    ])
    func comparesBodiesAsValues(body: String) {
        var player = Player(Calls.cassette([Calls.create("one1")]))
        #expect(player.see((.createConnection, body, "")) == "PENDING_HANDSHAKE")
    }

    @Test(arguments: [
        "", "{}", "not JSON", #"{"ConnectionName":"one1"}"#,
        #"{"ConnectionName":"one1","ProviderType":"GITHUB","Tags":null}"#,
        #"{"ConnectionName":"one1","ProviderType":"github"}"#,
    ])
    func anotherBodyIsAMiss(body: String) {
        var player = Player(Calls.cassette([Calls.create("one1")]))
        #expect(player.see((.createConnection, body, "")).contains("with this input is recorded in deck"))
        #expect(player.summary.misses.count == 1)
    }

    @Test
    func headersNeverTakePart() {
        var player = Player(Calls.cassette([Calls.create("one1")]))
        var request = Calls.request(.createConnection, Calls.create("one1").1)
        request.headers.append("Authorization", "x")
        request.headers.append("User-Agent", "y")
        request.headers.replace("x-amz-target", with: "AppRunner.CreateConnection")
        guard case .played = player.play(request) else {
            Issue.record("the request was missed")
            return
        }
    }

    @Test
    func aRuleMayIgnoreMembersOrTheWholeBody() {
        var ignoring = Player(
            Calls.cassette(
                [Calls.create("one1")],
                match: MatchRule(ignoredMembers: [JSONPointer(steps: ["Tags"]), JSONPointer(steps: ["ProviderType"])])))
        #expect(
            ignoring.see((.createConnection, #"{"ConnectionName":"one1","ProviderType":"BITBUCKET","Tags":[]}"#, ""))
                == "PENDING_HANDSHAKE")
        var any = Player(Calls.cassette([Calls.create("one1")], match: MatchRule(comparesBody: false)), atEnd: .hold)
        for body in ["", "{}", "[7]"] { #expect(any.see((.createConnection, body, "")) == "PENDING_HANDSHAKE") }
    }

    @Test
    func severalCassettesFollowOneAnother() {
        var player = Player([
            ("a", Calls.cassette([Calls.list("one1", "PENDING_HANDSHAKE")])),
            ("b", Calls.cassette([Calls.list("one1", "AVAILABLE")])),
        ])
        #expect(player.see(Calls.list("one1", "")) == "PENDING_HANDSHAKE")
        #expect(player.see(Calls.list("one1", "")) == "AVAILABLE")
    }

    /// Each ending is played as what it was.
    @Test(arguments: [
        (Exchange.Ending.noResponse, Fault.close), (.closed, .close), (.reset, .reset), (.timedOut, .hang),
        (.cutBody, .cutBody(at: 2)), (.resetBody, .resetBody(at: 2)), (.stalledBody, .stallBody(at: 2)),
    ])
    func whatWasCutOffIsPlayedCutOff(ending: Exchange.Ending, fault: Fault) {
        let isBegun = [.cutBody, .resetBody, .stalledBody].contains(ending)
        let response = isBegun ? Response(status: 200, reason: "OK", body: [1, 2]) : nil
        let exchange = Exchange(
            sequence: 1, request: Calls.request(.listConnections, "{}"), response: response, startedAt: 0,
            ending: ending)
        let entry = Entry(exchange, url: "https://h/", origin: Origin(.captured, upstream: "h"))
        var player = Player(Cassette(title: "t", recordedAt: "", entries: [entry]))
        #expect(player.play(Calls.request(.listConnections, "{}")).plan == ResponsePlan(response, fault: fault))
    }

    /// Of what the upstream did not answer, nothing can be played: no client may take it for a closed connection.
    @Test(arguments: [Exchange.Ending.unfinished, .clientLeft, .interrupted, .unreachable, .unreadable])
    func whatNeverEndedIsNotPlayed(ending: Exchange.Ending) {
        let exchange = Exchange(
            sequence: 1, request: Calls.request(.listConnections, "{}"), response: nil, startedAt: 0, ending: ending)
        let entry = Entry(exchange, url: "https://h/", origin: Origin(.captured, upstream: "h"))
        let player = Player(Cassette(title: "t", recordedAt: "", entries: [entry]))
        #expect(player.summary.unplayable.map(\.sequence) == [1])
    }

    /// An operation is put with POST to /; what is put otherwise is another request.
    @Test(arguments: [("PUT", "/"), ("POST", "/wrong"), ("POST", "//"), ("GET", "/wrong/path")])
    func theMethodAndThePathCount(method: String, path: String) {
        var request = Calls.request(.createConnection, Calls.create("one1").1)
        (request.method, request.target) = (method, path)
        var player = Player([("deck", Calls.cassette([Calls.create("one1")]))])
        guard case .missed(let miss) = player.play(request) else {
            Issue.record("it was played")
            return
        }
        #expect(miss.headline == "no CreateConnection at \(method) \(path) is recorded in deck")
    }
}
