import TapedeckPlatform
import TapedeckTestSupport
import Testing

/// The diff driver that `tapedeck diff --help` names, with the real git.
@Suite(.enabled(if: Files.isExecutable("/usr/bin/git"), "git is not at /usr/bin/git"))
struct GitDiffTests {
    private let scratch = Scratch()

    private func git(_ words: String...) async throws -> DeckProgram.Outcome {
        try await DeckProgram.run(
            program: ["/usr/bin/git", "-c", "user.name=t", "-c", "user.email=t@example.com"] + words, in: scratch.path)
    }

    @Test
    func gitDiffShowsExchanges() async throws {
        let bytes = try Package.bytes("cassettes/apprunner/connections/create-github.har")
        try scratch.write(bytes, to: "c.har")
        try scratch.write("*.har diff=tapedeck\n".utf8, to: ".gitattributes")
        _ = try await git("init", "-q")
        _ = try await git("config", "diff.tapedeck.textconv", "tapedeck inspect --full")
        _ = try await git("add", "-A")
        let made = try await git("commit", "-qm", "a cassette")
        #expect(made.status == 0, "\(made.error)")
        // Laid out otherwise, it says the same.
        let text = String(decoding: bytes, as: UTF8.self)
        try scratch.write(text.replacing("\n      ", with: "\n        ").utf8, to: "c.har")
        #expect(try await git("diff").output.contains("@@") == false)
        try scratch.write(text.replacing("PENDING_HANDSHAKE", with: "AVAILABLE").utf8, to: "c.har")
        let shown = try await git("diff")
        #expect(shown.status == 0, "\(shown.error)")
        let lines = shown.output.split(separator: "\n").filter {
            ($0.hasPrefix("+") || $0.hasPrefix("-")) && $0.count > 4
        }
        #expect(lines.contains(#"-    "Status": "PENDING_HANDSHAKE""#), "\(shown.output)")
        #expect(lines.contains(#"+    "Status": "AVAILABLE""#), "\(shown.output)")
    }

    /// As in the middle of a merge: what can't be read is compared as text, and keeps nothing else from being shown.
    @Test
    func aBrokenCassetteKeepsNoOtherDifferenceFromBeingShown() async throws {
        let text = String(
            decoding: try Package.bytes("cassettes/apprunner/connections/create-github.har"), as: UTF8.self)
        try scratch.write(text.utf8, to: "c.har")
        try scratch.write("one\n".utf8, to: "other.txt")
        try scratch.write("*.har diff=tapedeck\n".utf8, to: ".gitattributes")
        _ = try await git("init", "-q")
        _ = try await git("config", "diff.tapedeck.textconv", "tapedeck inspect --full")
        _ = try await git("add", "-A")
        _ = try await git("commit", "-qm", "a cassette")
        try scratch.write("<<<<<<< HEAD\u{1B}\n\(text)".utf8, to: "c.har")
        try scratch.write("two\n".utf8, to: "other.txt")
        let shown = try await git("diff")
        #expect(shown.status == 0)
        #expect(shown.output.contains("\n+<<<<<<< HEAD\\x1b\n"), "\(shown.output)")
        #expect(shown.output.contains("\n+two\n"))
        #expect(shown.told.first?.hasPrefix("tapedeck: c.har: not JSON: ") == true)
    }
}
