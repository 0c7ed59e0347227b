public import ArgumentParser
import TapedeckPlatform
public import TapedeckUpkeep

extension ExportFormat: ExpressibleByArgument {}

/// `tapedeck export`: a cassette in another tool's format.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes a cassette in another tool's format.",
        discussion: """
            vcr: vcrpy's YAML. har-plain: HAR without members of our own. curl: a shell script of the requests. wiremock: stub \
            mappings, one file to import. What a format can't hold is told on standard error.
            """)

    @Argument(help: "The cassette.")
    var cassette: String

    @Option(help: "The format: \(ExportFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
    var to: ExportFormat

    @Option(name: [.short, .long], help: "The file to write; standard output unless given.")
    var output: String?

    func run() async throws {
        try await report {
            let (text, losses) = to.export(try CassetteFiles.load(cassette).cassette)
            if let output {
                try Files.writeDurably(Array(text.utf8), to: output)
            } else {
                Terminal.write(text)
            }
            for loss in losses { Terminal.tell("tapedeck: \(loss)") }
        }
    }
}
