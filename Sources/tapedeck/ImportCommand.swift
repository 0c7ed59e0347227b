import ArgumentParser
import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckJSONText
import TapedeckPlatform
import TapedeckRecording
import TapedeckUpkeep
import TapedeckYAMLPages

/// `tapedeck import`: another tool's recording as a cassette.
struct ImportCommand: AsyncParsableCommand {
    /// The formats that are read.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case har, vcr
    }

    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Takes another tool's recording over into a cassette.",
        discussion: """
            Reads HAR, of a browser or of mitmproxy, and vcrpy's YAML. Secrets are taken out as record does. The entries are \
            marked edited, because nothing vouches for them; exchanges that are no operations on connections are left out.
            """)

    @Argument(help: "The file to read.")
    var file: String

    @Option(help: "The cassette to write; it must not exist.")
    var cassette: String

    @Option(
        help:
            "The file's format: har or vcr. By default by its ending, .yaml and .yml being vcrpy's, and by how it begins."
    )
    var from: Format?

    @Option(help: "What happens in it, in one sentence.")
    var title: String?

    @Flag(help: "Keep the exchanges of other services and operations too.")
    var all = false

    @Flag(help: "Replace a cassette that is there already.")
    var overwrite = false

    @OptionGroup
    var redaction: RedactionOptions

    func run() async throws {
        try await report {
            do { try take() } catch let error as ImportError {
                throw Failure(.badInput, "\(file): \(error.message)")
            }
        }
    }

    private func take() throws {
        try Secrets.check(cassette, of: "--cassette")
        if Files.exists(cassette), !overwrite {
            throw Failure(.cantWrite, "\(cassette) exists; give another --cassette, or --overwrite to replace it")
        }
        let isPage =
            try file.hasSuffix(".yaml") || file.hasSuffix(".yml")
            || Files.read(file, atMost: Self.beginning.count) == Self.beginning
        let format = from ?? (isPage ? .vcr : .har)
        let redactor = Redactor(secrets: Secrets.known(), rules: try redaction.rules())
        let foreign = try read(format)
        let imported = try CassetteImport.cassette(
            from: foreign, title: redactor.redact(title ?? "imported from \(Self.name(of: file))"),
            recordedAt: Instant.now.iso8601(), source: "imported by tapedeck from \(format.rawValue)",
            keepsAll: all, redactor: redactor)
        try CassetteAssembly.write(imported.cassette, to: cassette, redactor: redactor)
        for omission in imported.omissions { Terminal.tell("tapedeck: \(omission)") }
        Terminal.tell("tapedeck: imported \(imported.cassette.entries.count) of \(file) into \(cassette)")
    }

    private func read(_ format: Format) throws -> Cassette {
        guard format == .vcr else { return try CassetteFiles.load(file).cassette }
        let text = String(decoding: try Files.read(file), as: UTF8.self)
        let page: JSONValue
        do throws(YAMLError) { page = try YAMLText.parse(text, name: file) } catch {
            throw Failure(.badInput, error.message)
        }
        return try CassetteImport.vcr(page)
    }

    /// How vcrpy's pages begin.
    private static let beginning = Array("interactions:".utf8)

    private static func name(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}
