import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckTestSupport
import Testing

/// Cassettes of every form that there has been, brought to today's; and how old they may be.
struct UpgradingTests {
    private static let folder = "Tests/CassetteFormatTests/Old"

    /// Every format up to the current one has a cassette here.
    @Test(arguments: Array(1...Cassette.currentFormat))
    func everyFormatHasACassetteThatIsReadAndUpgraded(format: Int) throws {
        let bytes = try Package.bytes("\(Self.folder)/format-\(format).har")
        var cassette = try Cassette(bytes: bytes)
        #expect(cassette.format == format)
        let notes = cassette.upgrade()
        #expect(notes.isEmpty == (format == Cassette.currentFormat))
        #expect(cassette.findings(text: cassette.bytes).filter { $0.rule != "cut" } == [])
        if format == Cassette.currentFormat { #expect(cassette.bytes == bytes) }
    }

    @Test
    func theFirstFormOfFormat1GetsDigestsAndIsCurrentThen() throws {
        var cassette = try Cassette(bytes: Package.bytes("\(Self.folder)/without-entry-digests.har"))
        let kinds = cassette.entries.map(\.origin.kind)
        #expect(cassette.upgrade() == ["1 captured entry has a digest now"])
        #expect(cassette.entries.map(\.origin.kind) == kinds)
        var again = try Cassette(bytes: cassette.bytes)
        #expect(again.upgrade() == [])
        #expect(again.bytes == cassette.bytes)
    }

    @Test
    func aChangedCassetteIsNotMadeToLookCaptured() throws {
        let bytes = try Package.bytes("\(Self.folder)/without-entry-digests.har")
        let text = String(decoding: bytes, as: UTF8.self).replacing("PENDING_HANDSHAKE", with: "AVAILABLE")
        var cassette = try Cassette(bytes: Array(text.utf8))
        _ = cassette.upgrade()
        #expect(cassette.entries.map(\.origin.kind) == [.edited])
    }

    @Test(arguments: [
        ("2020-11-03T00:00:00Z", 7, nil), ("2020-11-03T00:00:00Z", 6, "it was recorded 7 days ago, and 6 are allowed"),
        ("", 7, "_cassette.recordedAt says no time, so its age can't be told"),
    ])
    func saysWhatIsTooOld(made: String, days: Int, problem: String?) throws {
        let cassette = Cassette(title: "t", recordedAt: made, entries: [])
        let now = try #require(Instant(iso8601: "2020-11-10T00:00:00Z"))
        #expect(cassette.expiry(after: days, now: now)?.problem == problem)
    }
}
