import TapedeckTesting
import Testing

private let cassettes = #filePath.split(separator: "/").dropLast(5).reduce("") { "\($0)/\($1)" } + "/cassettes"

@Test(.cassette("apprunner/connections/create-github", allowingLeftovers: true, in: cassettes))
func givesATestAnEndpoint() throws {
    let deck = try #require(Deck.current)
    #expect(deck.url.hasPrefix("http://127.0.0.1:"))
}
