import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckPlatform
import TapedeckTestSupport
import Testing

@testable import TapedeckTesting

/// Faults in tests.
struct FaultTraitTests {
    @Test(.cassette("apprunner/connections/create-github"), .fault("CreateConnection:1=503,throttling,ok"))
    func hurtsTheRequestsThatItNamesAndSparesTheRest() async throws {
        let deck = try Deck.required
        let client = Client(url: deck.url)
        await #expect(throws: Client.Refused(status: 503)) { try await client.create("my-github-connection") }
        await #expect(throws: Client.Refused(status: 400)) { try await client.create("my-github-connection") }
        #expect(try await client.create("my-github-connection").contains("PENDING_HANDSHAKE"))
        #expect(deck.requests.map(\.decision).prefix(2) == ["fault 503", "fault throttling"])
        #expect(deck.requests.last?.decision.hasPrefix("played entry 1") == true)
    }

    @Test(.standIn())
    func isAddedWhileTheTestRuns() async throws {
        let deck = try Deck.required
        let client = Client(url: deck.url)
        _ = try await client.create("abcd")
        try deck.addFault("500")
        await #expect(throws: Client.Refused(status: 500)) { try await client.create("efgh") }
        #expect(throws: CassetteUnavailable.self) { try deck.addFault("explode") }
        #expect(throws: CassetteUnavailable.self) { try deck.addFault("certificate:expired") }
        _ = try await client.create("efgh")
    }

    @Test
    func isAFindingWhereAnEntrysOwnStrikesNothing() async throws {
        var cassette = try Cassette(bytes: Package.bytes("cassettes/apprunner/connections/create-github.har"))
        cassette.entries[0].fault = try FaultScript(words: "cut:9999")
        let scratch = Scratch()
        try Files.writeDurably(cassette.bytes, to: "\(scratch.path)/c.har")
        var found: [String] = []
        let session = try DeckSession([DeckTrait.cassette("\(scratch.path)/c").part])
        try await session.run(for: Optional<Test.ID>.none) { deck in
            _ = try await Client(url: deck.url).create("my-github-connection")
        } tell: {
            found.append($0.text)
        }
        #expect(found.count == 1)
        #expect(found.first?.contains("/c.har, cut:9999 strikes nothing: the body of its answer has") == true)
    }

    @Test
    func isAFindingWhereNothingMetIt() async throws {
        var found: [String] = []
        let session = try DeckSession([
            .standIn(StandInSettings(handshake: .manual, quota: 1, pageSize: 1, seed: 1)),
            .fault("CreateConnection:2=503"),
        ])
        try await session.run(for: Optional<Test.ID>.none) { deck in
            _ = try await Client(url: deck.url).create("abcd")
        } tell: {
            found.append($0.text)
        }
        #expect(found == ["the fault CreateConnection:2=503 was not met"])
    }

    @Test
    func aloneHurtsNobodyAndSaysSo() {
        let error = #expect(throws: CassetteUnavailable.self) { try DeckSession([.fault("reset")]) }
        #expect(error?.description.contains("write .cassette(\"NAME\") or .standIn() beside it") == true)
    }
}
