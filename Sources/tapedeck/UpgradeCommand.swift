import ArgumentParser
import TapedeckCassetteFormat
import TapedeckJSONText
import TapedeckPlatform

/// `tapedeck upgrade`: brings older cassettes to the form that is written today.
struct UpgradeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upgrade",
        abstract: "Brings cassettes of older versions to the form that is written today.",
        discussion: """
            What is current is left as it is, and said to be. A cassette that was changed by hand stays one: its entries \
            say edited. Newer formats than this version's are refused.
            """)

    @Argument(help: "The cassettes to upgrade.")
    var cassettes: [String]

    func run() async throws {
        try await report {
            var worst = ExitStatus.success
            for path in cassettes {
                do { try Self.upgrade(path) } catch {
                    let failure = Failure(error)
                    worst = worst == .success ? failure.status : worst
                    Terminal.tell("tapedeck: \(failure.message)")
                }
            }
            if worst != .success { throw worst() }
        }
    }

    private static func upgrade(_ path: String) throws {
        let loaded = try CassetteFiles.load(path)
        guard try JSONParser.parse(loaded.bytes)["log"]?["_cassette"] != nil else {
            throw Failure(
                .badInput,
                "\(path) is another program's HAR, and no cassette; `tapedeck import \(path) --cassette PATH` makes one of it"
            )
        }
        var cassette = loaded.cassette
        let notes = cassette.upgrade()
        let bytes = cassette.bytes
        guard bytes != loaded.bytes else {
            return Terminal.tell("tapedeck: \(path) is current: format \(cassette.format), as this version writes it")
        }
        try Files.writeDurably(bytes, to: path)
        let what = notes.isEmpty ? ["it is laid out as this version does"] : notes
        for note in what { Terminal.tell("tapedeck: \(path): \(note)") }
    }
}
