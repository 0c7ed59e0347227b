public import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText
import TapedeckPlatform

/// Makes a cassette of journalled entries.
public enum CassetteAssembly {
    /// The cassette; its times and the clients' own ids are normalised unless the recording keeps them.
    ///
    /// - Parameter old: the cassette whose entries these follow, numbered on; its title and its kind of times stay.
    public static func cassette(
        of entries: [Entry], facts: CaptureJournal.Facts, after old: Cassette? = nil
    ) -> Cassette {
        var normaliser = Normaliser()
        let timing = old?.timing ?? facts.timing
        let last = old?.entries.last?.exchange.sequence ?? 0
        let known = facts.existing == .onlyMissing ? Set(old?.entries.map(Question.init) ?? []) : []
        let added = entries.filter { !known.contains(Question($0)) }
        let kept = added.enumerated().map { index, entry -> Entry in
            var entry = entry
            if old != nil { entry.exchange.sequence = last + index + 1 }
            if timing == .normalised { entry.exchange = normaliser.normalise(entry.exchange) }
            return entry
        }
        guard var cassette = old else {
            return Cassette(title: facts.title, recordedAt: facts.recordedAt, entries: kept, timing: timing)
        }
        cassette.entries += kept
        return cassette
    }

    /// What was asked in an entry, for telling whether it has been asked before.
    private struct Question: Hashable {
        let operation: String?
        let body: [UInt8]

        init(_ entry: Entry) {
            let request = entry.exchange.request
            operation = entry.operation ?? "\(request.method) \(request.target)"
            body = (try? JSONParser.parse(request.body))?.canonicalBytes ?? request.body
        }
    }

    /// A title for a recording that was given none: its operations, in order.
    public static func title(for entries: [Entry]) -> String {
        var names: [String] = []
        for entry in entries where names.last != entry.operation ?? "?" { names.append(entry.operation ?? "?") }
        return names.isEmpty ? "nothing was recorded" : names.joined(separator: ", then ")
    }

    /// Writes a cassette, having looked once more that no secret is in it.
    ///
    /// - Parameter redactor: the recording's own, where there is one: it knows more than the process does.
    /// - Throws: ``RecordingError``: `secret`, or `fileFailed` with the file's trouble.
    public static func write(_ cassette: Cassette, to path: String, redactor: Redactor) throws(RecordingError) {
        let bytes = cassette.bytes
        let found = redactor.findings(in: bytes)
        guard found.isEmpty else {
            throw RecordingError(.secret, "\(path) is not written: it would hold \(found.joined(separator: " and "))")
        }
        do throws(FileError) {
            try Files.writeDurably(bytes, to: path)
        } catch {
            throw RecordingError(.fileFailed, "\(error)")
        }
    }
}
