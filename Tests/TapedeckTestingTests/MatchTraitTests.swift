@testable import TapedeckTesting
import Testing

/// A test whose client sends what was not recorded quite so.
struct MatchTraitTests {
    @Test(.cassette("apprunner/connections/create-github"), .match("body:ignore=$.Tags"))
    func passesOverAPlaceOfTheBody() async throws {
        let deck = try Deck.required
        let client = Client(url: deck.url)
        let made = try await client.call(
            .createConnection,
            #"{"ConnectionName":"my-github-connection","ProviderType":"GITHUB","Tags":[{"Key":"run","Value":"7"}]}"#)
        #expect(made.contains(#""ConnectionName":"my-github-connection""#))
        // It is never silent.
        #expect(deck.journal.text.contains("without a look at /Tags"))
    }

    @Test(.cassette("apprunner/connections/create-github"), .match("operation"))
    func comparesByTheOperationAlone() async throws {
        let made = try await Client(url: Deck.required.url).create("another-name")
        #expect(made.contains(#""ConnectionName":"my-github-connection""#))
    }

    @Test
    func saysHowRequestsCanBeCompared() {
        let cassettes = DeckTrait.cassette("apprunner/connections/create-github").part
        #expect {
            try DeckSession([cassettes, .match(["body"])])
        } throws: {
            "\($0)".hasPrefix("requests can't be compared by \"body\"; expected operation, or body:ignore=PLACE")
        }
        #expect {
            try DeckSession([
                .standIn(.init(handshake: .manual, quota: 1, pageSize: 1, seed: 1)), .match(["operation"]),
            ])
        } throws: {
            "\($0)".hasPrefix("a stand-in compares nothing")
        }
        #expect(throws: CassetteUnavailable.self) { try DeckSession([.match(["operation"])]) }
    }
}
