import TapedeckTesting
import Testing

/// A thousand tests without a deck and a thousand with one: what a trait costs a test. `scripts/bench-trait` runs it.
@Suite(.serialized)
struct TraitCost {
    @Test(arguments: 0..<1000)
    func without(number: Int) {}

    @Test(.cassette("apprunner/connections/create-github", allowingLeftovers: true), arguments: 0..<1000)
    func with(number: Int) throws {
        _ = try Deck.required
    }
}
