import TapedeckExchangeModel
import TapedeckPlayback
import TapedeckTestSupport
import Testing

@testable import tapedeck

/// What stands before a player, without a socket.
struct WatchedResponderTests {
    private func watched(_ words: String) throws -> WatchedResponder {
        let path = "\(Package.root)/cassettes/apprunner/connections/create-github.har"
        let player = Player([(name: "deck", reel: try CassetteFiles.reel(path))], atEnd: .hold)
        let sessions = SessionPlayers(.byHeader) { PlayerResponder(player, session: $0) }
        return WatchedResponder(
            sessions, journal: try RequestJournal(file: nil), faults: FaultDesk([try FaultRule(words: words)]),
            sessions: sessions, note: nil)
    }

    private func request(of session: String) -> Request {
        Request(
            method: "POST", target: "/",
            headers: [
                HeaderField("X-Amz-Target", "AppRunner.CreateConnection"), HeaderField("X-Tapedeck-Session", session),
            ], body: Array(#"{"ConnectionName":"my-github-connection","ProviderType":"GITHUB"}"#.utf8))
    }

    /// Rules stay for the sessions that are still to come; who has met his is answered on the event loop as without any.
    @Test
    func aFaultThatIsOverForASessionHoldsItUpNoLonger() async throws {
        let deck = try watched("CreateConnection:2=503")
        var seen: [Int?] = []
        for _ in 0..<2 {
            #expect(deck.immediateResponse(to: request(of: "one")) == nil)
            seen.append(await deck.respond(to: request(of: "one")).response?.status)
        }
        #expect(seen == [200, 503])
        #expect(deck.immediateResponse(to: request(of: "one"))?.response?.status == 200)
        #expect(deck.immediateResponse(to: request(of: "two")) == nil)
        let other = try watched("TagResource=503")
        #expect(other.immediateResponse(to: request(of: "one"))?.response?.status == 200)
    }
}
