import GRDB
public import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckPlatform

/// Where exchanges are made durable before the client sees their responses: a SQLite file beside the cassette.
///
/// WAL with full synchronisation, so a committed exchange survives the death of the process and of the machine; mode
/// 0600. It holds redacted entries only. A journal that is still there belongs to a recording that did not end;
/// ``recover(_:)`` reads it.
public final class CaptureJournal: Sendable {
    /// The path of the journal's file.
    public let path: String
    private let queue: DatabaseQueue

    /// The number that SQLite keeps as the file's application id: `TPDK`.
    private static let applicationID = 0x5450_444B
    private static let version = 1
    /// How every SQLite file begins.
    private static let header = Array("SQLite format 3\0".utf8)

    /// The journal's place for a cassette.
    public static func path(forCassette cassette: String) -> String {
        "\(cassette).journal"
    }

    /// Makes a new journal.
    ///
    /// - Parameter facts: what recovery needs beside the entries.
    /// - Throws: ``RecordingError``: `journalExists` where there is one already, `journalUnusable` otherwise.
    public init(path: String, facts: Facts) throws(RecordingError) {
        do throws(FileError) {
            try Files.makeDirectories(Files.parent(of: path))
        } catch {
            throw RecordingError(.journalUnusable, "can't record to \(path): \(error)")
        }
        do throws(FileError) {
            try Files.make(path)
        } catch {
            guard error.code == .exists else {
                throw RecordingError(.journalUnusable, "can't write the journal \(path): \(error.reason)")
            }
            throw RecordingError(
                .journalExists,
                "an earlier recording did not end: \(path) is still there; "
                    + "run `tapedeck recover \(path)` to keep what it holds, or remove the file")
        }
        self.path = path
        do {
            queue = try DatabaseQueue(path: path, configuration: Self.configuration(readOnly: false))
            try queue.write { database in
                try database.execute(sql: "PRAGMA application_id = \(Self.applicationID)")
                try database.execute(sql: "PRAGMA user_version = \(Self.version)")
                try database.execute(sql: "CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
                try database.execute(sql: "CREATE TABLE entry (sequence INTEGER PRIMARY KEY, json BLOB NOT NULL)")
                for (name, value) in facts.pairs {
                    try database.execute(sql: "INSERT INTO fact VALUES (?, ?)", arguments: [name, value])
                }
            }
        } catch {
            Self.removeFiles(path)
            throw RecordingError(.journalUnusable, "can't make the journal \(path): \(Self.reason(error))")
        }
    }

    /// What a journal says of its recording.
    public struct Facts: Sendable, Hashable {
        /// Where the cassette was to be written.
        public var cassette: String
        /// The cassette's title.
        public var title: String
        /// When the recording began.
        public var recordedAt: String
        /// Whether the cassette keeps real times.
        public var timing: Cassette.Timing

        /// Makes facts.
        public init(cassette: String, title: String, recordedAt: String, timing: Cassette.Timing) {
            self.cassette = cassette
            self.title = title
            self.recordedAt = recordedAt
            self.timing = timing
        }

        fileprivate var pairs: [(String, String)] {
            [("cassette", cassette), ("title", title), ("recordedAt", recordedAt), ("timing", timing.rawValue)]
        }
    }

    private static func configuration(readOnly: Bool) -> GRDB.Configuration {
        var configuration = GRDB.Configuration()
        configuration.label = "tapedeck.journal"
        configuration.readonly = readOnly
        configuration.prepareDatabase { database in
            if readOnly { return }
            try database.execute(sql: "PRAGMA journal_mode = WAL")
            try database.execute(sql: "PRAGMA synchronous = FULL")
        }
        return configuration
    }

    /// Makes an entry durable; one of the same sequence is replaced. Returns once it is on disk.
    ///
    /// - Throws: ``RecordingError`` with the code `journalFailed`.
    public func store(_ entry: Entry) async throws(RecordingError) {
        let sequence = entry.exchange.sequence
        let json = String(decoding: entry.bytes, as: UTF8.self)
        do {
            try await queue.write { database in
                try database.execute(sql: "INSERT OR REPLACE INTO entry VALUES (?, ?)", arguments: [sequence, json])
            }
        } catch {
            throw RecordingError(
                .journalFailed,
                "exchange \(sequence) can't be written to the journal \(path): \(Self.reason(error)); "
                    + "what was journalled before is safe")
        }
    }

    /// Every entry, in order.
    public func entries() throws(RecordingError) -> [Entry] {
        try Self.entries(of: queue, path: path)
    }

    private static func entries(of queue: DatabaseQueue, path: String) throws(RecordingError) -> [Entry] {
        let rows: [String]
        do {
            rows = try queue.read { try String.fetchAll($0, sql: "SELECT json FROM entry ORDER BY sequence") }
        } catch {
            throw RecordingError(.journalFailed, "can't read the journal \(path): \(reason(error))")
        }
        var entries: [Entry] = []
        for row in rows {
            do throws(CassetteError) {
                entries.append(try Entry(bytes: Array(row.utf8)))
            } catch {
                throw RecordingError(.notAJournal, "the journal \(path) holds an entry that can't be read: \(error)")
            }
        }
        return entries
    }

    /// Reads the journal of a recording that did not end. The file is left as it is.
    ///
    /// - Throws: ``RecordingError``: `notAJournal` for another file, `fileFailed` for one that can't be opened.
    public static func recover(_ path: String) throws(RecordingError) -> (facts: Facts, entries: [Entry]) {
        guard Files.exists(path) else {
            throw RecordingError(.fileFailed, "can't read \(path): there is no such file")
        }
        // Looked at before SQLite is let near it: SQLite makes a database of any file shorter than a header.
        let header: [UInt8]
        do throws(FileError) {
            header = try Files.read(path, atMost: Self.header.count)
        } catch {
            throw RecordingError(.fileFailed, "\(error)")
        }
        guard header == Self.header else {
            let what =
                header.isEmpty ? "it is empty: the recorder ended before it had begun" : "it is not a SQLite file"
            throw RecordingError(.notAJournal, "\(path) can't be read as a journal: \(what)")
        }
        let queue: DatabaseQueue
        let pairs: [String: String]
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration(readOnly: false))
            pairs = try queue.read { database in
                let id = try Int.fetchOne(database, sql: "PRAGMA application_id")
                let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
                guard id == applicationID, version <= Self.version else { return [:] }
                let rows = try Row.fetchAll(database, sql: "SELECT name, value FROM fact")
                return Dictionary(uniqueKeysWithValues: rows.map { ($0["name"], $0["value"]) })
            }
        } catch {
            throw RecordingError(.notAJournal, "\(path) can't be read as a journal: \(reason(error))")
        }
        guard let cassette = pairs["cassette"], let title = pairs["title"], let recordedAt = pairs["recordedAt"] else {
            throw RecordingError(
                .notAJournal,
                "\(path) is a SQLite file, but not a journal that this version reads; "
                    + "a journal that was copied needs \(path)-wal beside it")
        }
        let timing = pairs["timing"].flatMap { Cassette.Timing(rawValue: $0) } ?? .normalised
        let facts = Facts(cassette: cassette, title: title, recordedAt: recordedAt, timing: timing)
        let entries = try entries(of: queue, path: path)
        do { try queue.close() } catch {
            throw RecordingError(.journalFailed, "can't close the journal \(path): \(reason(error))")
        }
        return (facts, entries)
    }

    /// Closes the journal and removes its files; only once the cassette is safe.
    public func remove() throws(RecordingError) {
        do { try queue.close() } catch {
            throw RecordingError(.journalFailed, "can't close the journal \(path): \(Self.reason(error))")
        }
        Self.removeFiles(path)
    }

    /// Removes a journal and the files that SQLite keeps beside it.
    public static func removeFiles(_ path: String) {
        for file in ["\(path)-wal", "\(path)-shm", path] { try? Files.remove(file) }
    }

    /// SQLite's error for people.
    private static func reason(_ error: any Error) -> String {
        guard let error = error as? DatabaseError else { return String(describing: error) }
        switch error.resultCode {
        case .SQLITE_FULL: return "the disk is full"
        case .SQLITE_READONLY: return "it is read-only"
        case .SQLITE_CANTOPEN: return "the file can't be opened"
        case .SQLITE_NOTADB: return "it is not a SQLite file"
        case .SQLITE_BUSY, .SQLITE_LOCKED: return "another process is using it"
        case .SQLITE_IOERR: return "the disk failed (\(error.message ?? "input/output error"))"
        default: return error.message ?? "SQLite error \(error.resultCode.rawValue)"
        }
    }
}
