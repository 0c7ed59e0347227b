import TapedeckTestSupport
import Testing

/// The help texts, compared whole with files of reference.
struct HelpTests {
    /// Each command has a file of reference; a new one is added here.
    static let commands = [
        "record", "replay", "spy", "verify", "simulate", "chaos", "inspect", "lint", "edit", "diff", "drift", "export",
        "import", "upgrade", "recover", "report", "client", "sessions", "doctor", "history", "compare", "can-upgrade",
        "init", "advance",
    ]

    @Test(arguments: [""] + commands + ["report merge", "client init", "client check"])
    func printsTheHelpOfReference(command: String) async throws {
        let scratch = Scratch()
        let words = command.split(separator: " ").map(String.init) + ["--help"]
        // argument-parser wraps at the terminal's width; without a terminal it reads COLUMNS.
        let outcome = try await DeckProgram.run(words, in: scratch.path, environment: ["COLUMNS": "100"])
        #expect(outcome.status == 0)
        let path = "Tests/CommandTests/Help/\(command.isEmpty ? "tapedeck" : command.replacing(" ", with: "-")).txt"
        if getenv("TAPEDECK_UPDATE") != nil {
            try Package.write(Array(outcome.output.utf8), to: path)
        }
        let expected = String(decoding: try Package.bytes(path), as: UTF8.self)
        #expect(outcome.output == expected, "to update it: TAPEDECK_UPDATE=1 swift test --filter HelpTests")
    }

    @Test
    func namesTheCommandsThatHaveAFile() async throws {
        let outcome = try await DeckProgram.run(["--help"], in: "/tmp")
        let names = outcome.output.split(separator: "\n").drop { $0 != "SUBCOMMANDS:" }.dropFirst()
            .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") && !$0.contains("See ") }.compactMap {
                $0.split(separator: " ").first.map(String.init)
            }
        #expect(names == Self.commands)
    }
}
