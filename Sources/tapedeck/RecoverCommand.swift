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
        discussion: """
            The journal is removed once the cassette is safe on disk. Of a journal that has nothing in it no cassette is made, one \
            that is there stays as it is, and the status is 1.
            """)

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
            var facts = left.facts
            let path = cassette ?? facts.cassette
            try Secrets.check(path, of: "the cassette")
            if CaptureJournal.isPart(path, of: journal) {
                throw Failure(
                    .usage, "\(path) is the journal itself, which is removed at the end; give another --cassette")
            }
            if let written = facts.written, Self.digest(of: path) == written {
                // Its recorder died in the moment between.
                try left.remove()
                Terminal.tell("tapedeck: \(path) has all of \(journal) already")
                return
            }
            facts.existing = existing.mode ?? (path == facts.cassette ? facts.existing : .fail)
            let old = try ExistingOptions.old(path, facts.existing)
            let title = facts.title.isEmpty ? nil : facts.title
            let replaced =
                facts.existing == .replace ? try ReplacedCassette(path, bind: facts.bind, title: title) : nil
            if facts.title.isEmpty { facts.title = try CassetteAssembly.title(of: left) }
            facts.cassette = path
            let made = try CassetteAssembly.write(
                left, facts: facts, after: old, to: path, redactor: Redactor(secrets: Secrets.known()),
                leavingUnreadable: true,
                beforeWriting: { digest in
                    // It matters only where this dies in the moment between, and a full disk must not keep what is on it.
                    try? left.note(written: digest)
                })
            if made.unreadable.isEmpty { try left.remove() }
            RecordCommand.tell(made, facts)
            if made.isWritten { replaced?.tellOfLosses() }
            let note = made.unfinished == 0 ? "" : "; \(made.unfinished) of them had not ended and are marked so"
            let nothing =
                made.unreadable.isEmpty
                ? "there is nothing in \(journal) to recover" : "nothing of \(journal) can be read"
            Terminal.tell(
                made.isWritten
                    ? "tapedeck: \(made.sentence("recovered", "into", path))\(note)"
                    : "tapedeck: \(nothing), and \(path) was not written"
            )
            if !made.unreadable.isEmpty {
                throw Failure(
                    .badInput,
                    "\(made.unreadable.joined(separator: "; ")); left out, and the journal stays as it is")
            }
            if !made.isWritten { throw ExitCode(ExitStatus.findings.rawValue) }
        }
    }

    /// The digest that a cassette has; `nil` where there is none that can be read.
    private static func digest(of path: String) -> String? {
        guard Files.exists(path), !Files.isDirectory(path), let cassette = try? CassetteFiles.load(path).cassette,
            cassette.hasValidDigest
        else { return nil }
        return cassette.digest
    }
}
