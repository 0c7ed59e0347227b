public import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckPlatform

/// Makes a cassette of journalled entries.
public enum CassetteAssembly {
    /// The cassette; its times and the clients' own ids are normalised unless the recording keeps them.
    public static func cassette(of entries: [Entry], facts: CaptureJournal.Facts) -> Cassette {
        var normaliser = Normaliser()
        let kept = entries.map { entry -> Entry in
            guard facts.timing == .normalised else { return entry }
            var entry = entry
            entry.exchange = normaliser.normalise(entry.exchange)
            return entry
        }
        return Cassette(title: facts.title, recordedAt: facts.recordedAt, entries: kept, timing: facts.timing)
    }

    /// A title for a recording that was given none: its operations, in order.
    public static func title(for entries: [Entry]) -> String {
        var names: [String] = []
        for entry in entries where names.last != entry.operation ?? "?" { names.append(entry.operation ?? "?") }
        return names.isEmpty ? "nothing was recorded" : names.joined(separator: ", then ")
    }

    /// Writes a cassette, having looked once more that no secret is in it.
    ///
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
