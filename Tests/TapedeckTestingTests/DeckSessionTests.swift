import Testing

@testable import TapedeckTesting

/// What a deck advises.
struct DeckSessionTests {
    /// What it finds is recorded anew: no other test's cassette may be.
    @Test(arguments: [
        ("M.S/creates()", #"M.S/creates\("#), ("M.S/T/creates(name:of:)", #"M.S/T/creates\("#),
        ("M.S/`costs $1 (or [2])`()", #"M.S/`costs \$1 \(or \[2\]\)`\("#),
    ])
    func theCommandThatRecordsFindsOneTest(id: String, filter: String) {
        #expect(DeckSession.filter(of: id) == filter)
    }
}
