public import ArgumentParser
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckPlatform
public import TapedeckUpkeep
import TapedeckWording

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
            try Secrets.check(output, of: "--output")
            let loaded = try CassetteFiles.load(cassette).cassette
            let (text, losses) = to.export(loaded)
            try check(text, of: loaded)
            if let output {
                if Files.areSame(cassette, output) {
                    throw Failure(.usage, "--output \(output) is the cassette itself; give another file")
                }
                try Files.writeDurably(Array(text.utf8), to: output)
            } else {
                Terminal.write(text)
            }
            for loss in losses { Terminal.tell("tapedeck: \(loss)") }
        }
    }

    /// Sees that no secret goes out: the cassette may be another program's file, which nobody looked through.
    private func check(_ text: String, of exported: Cassette) throws {
        let redactor = Redactor(secrets: Secrets.known())
        var found = Set(redactor.findings(in: Array(text.utf8)))
        for exchange in exported.entries.map(\.exchange) {
            found.formUnion(redactor.findings(in: exchange.request.body))
            found.formUnion(redactor.findings(in: exchange.response?.body ?? []))
        }
        guard found.isEmpty else {
            throw Failure(
                .internalError,
                "\(cassette) is not exported: that would write \(found.sorted().joined(separator: " and ")); "
                    + "`tapedeck lint --secrets \(ShellWord.quoted(cassette))` says where it is")
        }
    }
}
