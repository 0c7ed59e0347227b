import ArgumentParser
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckRecording
import TapedeckPlatform

/// `tapedeck recover`: makes a cassette of the journal of a recording that did not end.
struct RecoverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recover",
        abstract: "Makes a cassette of what a killed recorder had journalled.",
        discussion: "The journal is removed once the cassette is safe on disk.")

    @Argument(help: "The journal: the cassette's path with .journal behind it.")
    var journal: String

    @Option(help: "Where to write the cassette; by default where the recording would have.")
    var cassette: String?

    @OptionGroup
    var existing: ExistingOptions

    func run() async throws {
        try await report {
            _ = try Files.read(journal, atMost: 1)
            let left = try CaptureJournal.recover(journal)
            var (facts, entries) = (left.facts, left.entries)
            let path = cassette ?? facts.cassette
            try Secrets.check(path, of: "the cassette")
            facts.existing = existing.mode ?? (path == facts.cassette ? facts.existing : .fail)
            let old = try ExistingOptions.old(path, facts.existing)
            if facts.title.isEmpty { facts.title = CassetteAssembly.title(for: entries) }
            var made = CassetteAssembly.cassette(of: entries, facts: facts, after: old)
            facts.cassette = path
            RecordCommand.finish(&made, facts)
            try CassetteAssembly.write(made, to: path, redactor: Redactor(secrets: Secrets.known()))
            left.remove()
            let unfinished = entries.count { $0.exchange.ending == .unfinished }
            let note = unfinished == 0 ? "" : "; \(unfinished) of them had not ended and are marked so"
            Terminal.tell("tapedeck: recovered \(entries.count) exchanges into \(path)\(note)")
        }
    }
}
