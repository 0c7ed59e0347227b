import TapedeckTestSupport
import Testing

/// upgrade, and lint's --expire-after, as processes.
struct UpgradeCommandTests {
    private let scratch = Scratch()
    private let old = "Tests/CassetteFormatTests/Old"

    @Test
    func upgradesOnceAndSaysWhatIsCurrent() async throws {
        try scratch.write(Package.bytes("\(old)/without-entry-digests.har"), to: "c.har")
        let first = try await DeckProgram.run(["upgrade", "c.har"], in: scratch.path)
        #expect(first.status == 0)
        #expect(first.told == ["tapedeck: c.har: 1 captured entry has a digest now"])
        let bytes = try scratch.read("c.har")
        let second = try await DeckProgram.run(["upgrade", "c.har"], in: scratch.path)
        #expect(second.status == 0)
        #expect(second.told == ["tapedeck: c.har is current: format 1, as this version writes it"])
        #expect(try scratch.read("c.har") == bytes)
        #expect(try await DeckProgram.run(["lint", "c.har"], in: scratch.path).status == 0)
    }

    @Test
    func refusesWhatIsNoCassette() async throws {
        try scratch.write(#"{"log":{"entries":[]}}"#.utf8, to: "h.har")
        let outcome = try await DeckProgram.run(["upgrade", "h.har", "none.har"], in: scratch.path)
        #expect(outcome.status == 65)
        #expect(
            outcome.told == [
                "tapedeck: h.har is another program's HAR, and no cassette; `tapedeck import h.har --cassette PATH` makes one of it",
                "tapedeck: can't read none.har: there is no such file",
            ])
    }

    @Test
    func lintFindsWhatIsTooOld() async throws {
        let text = String(decoding: try Package.bytes("\(old)/format-1.har"), as: UTF8.self)
        let made = try #require(text.split(separator: "\n").first { $0.contains("recordedAt") })
        let aged = text.replacing(made, with: #"      "recordedAt": "2020-11-03T00:32:51Z","#)
        try scratch.write(aged.utf8, to: "c.har")
        #expect(try await DeckProgram.run(["lint", "c.har"], in: scratch.path).status == 0)
        let outcome = try await DeckProgram.run(["lint", "--expire-after", "30", "c.har"], in: scratch.path)
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("days ago, and 30 are allowed; see with tapedeck drift"))
        #expect(outcome.output.hasSuffix("[expired]\n"))
        #expect(
            try await DeckProgram.run(["lint", "--expire-after", "-1", "c.har"], in: scratch.path).status == 64)
    }
}
