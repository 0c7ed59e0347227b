import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckTestSupport
import Testing

/// Nothing that was changed by hand goes on to claim that it was captured.
struct MendingTests {
    private let bytes = Samples.cassette([Samples.exchange(1), Samples.exchange(2)]).bytes

    private func mended(_ old: String, _ new: String) throws -> (cassette: Cassette, notes: [String]) {
        var cassette = try Cassette(
            bytes: Array(String(decoding: bytes, as: UTF8.self).replacing(old, with: new).utf8))
        let notes = cassette.mend()
        return (cassette, notes)
    }

    @Test
    func leavesACassetteAsItWas() throws {
        var cassette = try Cassette(bytes: bytes)
        #expect(cassette.mend() == [])
        #expect(cassette.bytes == bytes)
    }

    @Test(arguments: [
        (#""status": 200"#, #""status": 500"#), (#""_ended""#, #""_fault": {"kind": "reset"}, "_ended""#),
        (#""_ended""#, #""_delay": 5, "_ended""#), (#""_ended""#, #""_match": {"body": "any"}, "_ended""#),
        (#""upstream": "stand-in""#, #""upstream": "apprunner.us-east-1.amazonaws.com""#),
        (#"PENDING_HANDSHAKE\""#, #"AVAILABLE\""#),
    ])
    func whatWasChangedSaysEdited(old: String, new: String) throws {
        let (cassette, notes) = try mended(old, new)
        #expect(cassette.entries.map(\.origin.kind) == [.edited, .captured])
        #expect(notes.first == "entry 1 was changed since it was captured: its origin is edited now")
        #expect(try Cassette(bytes: cassette.bytes).findings(text: cassette.bytes).filter { $0.rule == "digest" } == [])
    }

    /// Facts and numbers are counted and read off anew; they claim nothing.
    @Test(arguments: [(#""_state": "PEND"#, #""_state": "P"#), (#""_sequence": 1"#, #""_sequence": 0"#)])
    func whatIsDerivedMayBeMended(old: String, new: String) throws {
        #expect(try mended(old, new).cassette.entries.map(\.origin.kind) == [.captured, .captured])
    }

    @Test
    func anEntryWithoutADigestIsDoubtfulOnlyWhereTheCassetteIs() throws {
        let start = String(decoding: bytes, as: UTF8.self)
        let own = try #require(start.split(separator: "\n").first { $0.contains(#""_digest""#) })
        let (cassette, notes) = try mended(String(own) + "\n", "")
        #expect(cassette.entries.map(\.origin.kind) == [.edited, .captured])
        #expect(notes.count == 1)
        var whole = try Cassette(bytes: bytes)
        for index in whole.entries.indices { whole.entries[index].digest = nil }
        whole.digest = nil
        #expect(whole.mend().count == 2)
    }

    @Test
    func aCassetteFromBeforeEntriesHadDigestsIsTrusted() throws {
        var old = try Cassette(bytes: try Package.bytes("Tests/CassetteFormatTests/Old/without-entry-digests.har"))
        #expect(old.findings(text: try Package.bytes("Tests/CassetteFormatTests/Old/without-entry-digests.har")) == [])
        #expect(old.mend() == [])
        #expect(String(decoding: old.bytes, as: UTF8.self).contains(#""_digest": "sha256:"#))
    }

    @Test
    func mendsALengthOfWhatIsNotCaptured() throws {
        let (cassette, notes) = try mended(#"PENDING_HANDSHAKE\""#, #"AVAILABLE\""#)
        let response = try #require(cassette.entries.first?.exchange.response)
        #expect(response.headers["Content-Length"] == String(response.body.count))
        #expect(notes.count == 2)
        #expect(!cassette.findings(text: cassette.bytes).map(\.rule).contains("length"))
    }

    @Test
    func keepsAWrongLengthThatWasCaptured() {
        var exchange = Samples.exchange()
        exchange.response?.headers.replace("Content-Length", with: "1")
        var cassette = Samples.cassette([exchange])
        for index in cassette.entries.indices { cassette.entries[index].digest = cassette.entries[index].currentDigest }
        #expect(cassette.mend() == [])
        #expect(cassette.entries.first?.exchange.response?.headers["Content-Length"] == "1")
    }
}
