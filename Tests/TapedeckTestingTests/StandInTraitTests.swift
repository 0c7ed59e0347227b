@testable import TapedeckTesting
import Testing

/// A test against the stand-in.
struct StandInTraitTests {
    private func statuses(_ client: Client) async throws -> String {
        try await client.call(.listConnections, "{}")
    }

    @Test(.standIn())
    func answersAsTheServiceAndEndsAHandshakeWhenTold() async throws {
        let deck = try Deck.required
        let client = Client(url: deck.url)
        _ = try await client.create("abcd")
        #expect(try await statuses(client).contains("PENDING_HANDSHAKE"))
        #expect(deck.finishHandshake(of: "abcd"))
        #expect(try await statuses(client).contains(#""Status":"AVAILABLE""#))
        #expect(!deck.finishHandshake(of: "abcd"))
        #expect(!deck.finishHandshake(of: "other"))
        #expect(deck.requests.map(\.operation) == ["CreateConnection", "ListConnections", "ListConnections"])
        #expect(deck.requests.first?.resource == "abcd")
        #expect(deck.requests.allSatisfy { $0.status == 200 })
    }

    @Test(.standIn(handshake: .afterReads(1), quota: 1), arguments: 1...2)
    func eachTestHasAServiceOfItsOwn(time: Int) async throws {
        let client = Client(url: try Deck.required.url)
        _ = try await client.create("abcd")
        await #expect(throws: Client.Refused(status: 400)) { try await client.create("efgh") }
        _ = try await statuses(client)
        #expect(try await statuses(client).contains(#""Status":"AVAILABLE""#))
    }

    /// The same seed gives the same ids, so that a test may compare them.
    @Test(.standIn(seed: 7))
    func theSeedSaysTheIds() async throws {
        let answer = try await Client(url: try Deck.required.url).create("abcd")
        let other = try await withKnownSeed(7)
        #expect(identifier(answer) == identifier(other))
        #expect(identifier(answer).utf8.count == 32)
    }

    private func withKnownSeed(_ seed: UInt64) async throws -> String {
        let session = try DeckSession([.standIn(.init(handshake: .manual, quota: 10, pageSize: 100, seed: seed))])
        return try await session.run(for: nil, body: { try await Client(url: $0.url).create("abcd") }, tell: { _ in })
    }

    private func identifier(_ answer: String) -> Substring {
        answer.split(separator: "/").dropFirst(2).first?.prefix { $0 != "\"" } ?? ""
    }
}

/// The handle of a test.
struct DeckTests {
    @Test(.cassette("apprunner/connections/handshake-available"))
    func movesATrackOnWhenTold() async throws {
        let deck = try Deck.required
        let client = Client(url: deck.url)
        _ = try await client.create("my-github-connection")
        #expect(deck.advance("ListConnections", of: "my-github-connection"))
        let answer = try await client.call(.listConnections, #"{"ConnectionName":"my-github-connection"}"#)
        #expect(answer.contains(#""Status":"AVAILABLE""#))
        #expect(!deck.advance("ListConnections"))
        #expect(!deck.advance("CreateConnection", of: "other"))
        // It is passed over, and so not left over.
        #expect(deck.summary.neverPlayed == [])
        #expect(deck.requests.last?.decision.hasPrefix("played entry ") == true)
    }

    @Test(.cassette("apprunner/connections/create-github", allowingLeftovers: true))
    func hasAllThatAProcessNeeds() throws {
        let deck = try Deck.required
        #expect(deck.environment["AWS_ENDPOINT_URL_APPRUNNER"] == deck.url)
        #expect(deck.environment["AWS_ACCESS_KEY_ID"] == deck.credentials.accessKeyID)
        #expect(deck.environment["AWS_REGION"] == deck.region)
        // A proxy of the machine's, or a setting to pass over endpoints, would lead elsewhere.
        #expect(deck.environment["NO_PROXY"]?.contains("127.0.0.1") == true)
        #expect(deck.environment["no_proxy"] == deck.environment["NO_PROXY"])
        #expect(deck.environment["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] == "false")
        #expect(!deck.isRecording)
    }

    /// Whom the machine reaches without its proxy a test reaches so too.
    @Test(arguments: [
        ("", "127.0.0.1,localhost"), ("mine.example", "mine.example,127.0.0.1,localhost"),
        ("localhost, mine.example", "localhost, mine.example,127.0.0.1"), ("*", "*"),
    ])
    func keepsTheMachinesExceptions(own: String, exceptions: String) {
        #expect(Deck.exceptions(besides: own) == exceptions)
    }
}
