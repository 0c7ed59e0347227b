import GRDB
import Synchronization
public import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckPlatform

/// Where exchanges are made durable before the client sees their responses: a SQLite file beside the cassette.
///
/// WAL with full synchronisation, so a committed exchange survives the death of the process and of the machine; mode
/// 0600. It holds redacted entries only. While a recorder runs, the file is locked; one that is there and not locked belongs
/// to a recording that did not end, and ``recover(_:)`` reads it.
///
/// Writes go through one queue, on which those that wait are committed together.
public final class CaptureJournal: Sendable, JournalRows {
    /// The path of the journal's file.
    public let path: String
    private let lock: Mutex<FileLock?>
    let queue: DatabaseQueue
    let pending = Mutex(Pending())

    /// The number that SQLite keeps as the file's application id: `TPDK`.
    static let applicationID = 0x5450_444B
    static let version = 1
    /// How every SQLite file begins.
    static let header = Array("SQLite format 3\0".utf8)

    /// The SQLite that this process runs with, such as `3.40.1`.
    public static func libraryVersion() throws(RecordingError) -> String {
        do {
            return try DatabaseQueue().read { try String.fetchOne($0, sql: "SELECT sqlite_version()") } ?? ""
        } catch {
            throw RecordingError(.journalUnusable, "SQLite can't be used: \(error)")
        }
    }

    /// The journal's place for a cassette: beside the file that a link leads to, so that two recorders never work on one file.
    public static func path(forCassette cassette: String) -> String {
        "\(Files.target(of: cassette)).journal"
    }

    /// Makes a new journal.
    ///
    /// - Parameter facts: what recovery needs beside the entries.
    /// - Throws: ``RecordingError``: `journalInUse` where a recorder is writing to it, `journalExists` where one was left
    ///   behind, `journalUnusable` otherwise.
    public init(path: String, facts: Facts) throws(RecordingError) {
        self.path = path
        do throws(FileError) {
            try Files.makeDirectories(Files.parent(of: path))
        } catch {
            throw RecordingError(.journalUnusable, "can't record to \(path): \(error)")
        }
        guard let lock = try Self.lock(path) else {
            throw RecordingError(
                .journalInUse,
                "another recorder is writing to \(path) at this moment; end it first, or give another --cassette")
        }
        // The lock makes the file, so one that is empty is new, or was left before anything was in it.
        guard try Self.beginning(of: path).isEmpty else {
            throw RecordingError(
                .journalExists,
                "an earlier recording did not end: \(path) is still there; "
                    + "run `tapedeck recover \(path)` to keep what it holds, or remove the file")
        }
        self.lock = Mutex(lock)
        do {
            queue = try DatabaseQueue(path: path, configuration: Self.configuration)
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

    /// Takes the lock that says that somebody is at work on a journal; `nil` where another one holds it.
    static func lock(_ path: String) throws(RecordingError) -> FileLock? {
        do throws(FileError) {
            return try FileLock(path)
        } catch {
            throw RecordingError(.journalUnusable, "can't write the journal \(path): \(error.reason)")
        }
    }

    /// The first bytes of a file.
    static func beginning(of path: String) throws(RecordingError) -> [UInt8] {
        do throws(FileError) { return try Files.read(path, atMost: header.count) } catch {
            throw RecordingError(.fileFailed, "\(error)")
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
        /// What becomes of a cassette that was there before.
        public var existing: ExistingMode
        /// What the cassette binds.
        public var bind: [BindRule] = []
        /// Whether reads that say the same again are dropped.
        public var compactsPolls = false
        /// What clients say in the place of recorded values.
        public var said = SaidWords()
        /// How far the cassette that is added to had been played, where it is; `nil` puts what is recorded behind all of it.
        public var turns: PlayedTurns?
        /// The digest of the cassette that was made of all that the journal holds, and put in its place if the recorder did not die
        /// that moment; `nil` where none was.
        public internal(set) var written: String?

        /// Makes facts.
        public init(
            cassette: String, title: String, recordedAt: String, timing: Cassette.Timing, existing: ExistingMode = .fail
        ) {
            self.cassette = cassette
            self.title = title
            self.recordedAt = recordedAt
            self.timing = timing
            self.existing = existing
        }

        init?(_ pairs: [String: String]) {
            guard let cassette = pairs["cassette"], let title = pairs["title"], let recordedAt = pairs["recordedAt"]
            else { return nil }
            let timing = pairs["timing"].flatMap { Cassette.Timing(rawValue: $0) } ?? .normalised
            self.init(
                cassette: cassette, title: title, recordedAt: recordedAt, timing: timing,
                existing: pairs["existing"].flatMap { ExistingMode(rawValue: $0) } ?? .fail)
            bind = (pairs["bind"] ?? "").split(separator: "\n").compactMap { BindRule(words: String($0)) }
            compactsPolls = pairs["compactPolls"] == "true"
            said = SaidWords(text: pairs[Self.saidName] ?? "")
            turns = PlayedTurns(text: pairs[Self.turnsName])
            written = pairs[Self.writtenName]
        }

        static let saidName = "said"
        static let turnsName = "turns"
        static let writtenName = "written"

        fileprivate var pairs: [(String, String)] {
            [
                ("cassette", cassette), ("title", title), ("recordedAt", recordedAt), ("timing", timing.rawValue),
                ("existing", existing.rawValue), ("bind", bind.map(\.description).joined(separator: "\n")),
                ("compactPolls", String(compactsPolls)), (Self.saidName, said.text),
            ] + (turns.map { [(Self.turnsName, $0.text)] } ?? [])
        }
    }

    /// Bytes of a page of the file.
    private static let pageSize = 8192
    /// How many pages, 16 MiB, are written to the log before they are copied to the file.
    private static let pagesBetweenCheckpoints = 2048

    static var configuration: GRDB.Configuration {
        var configuration = GRDB.Configuration()
        configuration.label = "tapedeck.journal"
        configuration.prepareDatabase { database in
            // An ordinary entry takes more than half of SQLite's own 4 KiB, so that each would have a page of its own, and a
            // commit two writes more. It counts where the file is made; before the next line, which makes it.
            try database.execute(sql: "PRAGMA page_size = \(pageSize)")
            try database.execute(sql: "PRAGMA journal_mode = WAL")
            try database.execute(sql: "PRAGMA wal_autocheckpoint = \(pagesBetweenCheckpoints)")
            try database.execute(sql: "PRAGMA synchronous = FULL")
        }
        return configuration
    }

    /// Notes what clients say in the place of recorded values. It is durable with the next exchange that is stored, or that one
    /// isn't stored either.
    func note(_ said: SaidWords) {
        note(Facts.saidName) { said.text }
    }

    /// Notes how far the cassette that is added to has been played. It is durable with the next exchange that is stored, or that
    /// one isn't stored either.
    func note(_ turns: PlayedTurns) {
        note(Facts.turnsName) { turns.text }
    }

    /// Notes that a cassette of all that the journal holds is about to be put in its place.
    ///
    /// - Parameter digest: the cassette's.
    /// - Throws: ``RecordingError``: `journalFailed`.
    public func note(written digest: String) throws(RecordingError) {
        try Self.note(written: digest, in: queue, path: path)
    }

    static func note(written digest: String, in queue: DatabaseQueue, path: String) throws(RecordingError) {
        do { try queue.write { try write(Facts.writtenName, digest, to: $0) } } catch {
            throw RecordingError(.journalFailed, "can't write to the journal \(path): \(reason(error))")
        }
    }

    static func write(_ fact: String, _ value: String, to database: Database) throws {
        try database.execute(sql: "INSERT OR REPLACE INTO fact VALUES (?, ?)", arguments: [fact, value])
    }

    /// Whether no exchange has begun.
    ///
    /// - Throws: ``RecordingError``: `journalFailed`.
    public func isEmpty() throws(RecordingError) -> Bool {
        do {
            try writeNotes()
            return try queue.read { try Row.fetchOne($0, sql: "SELECT 1 FROM entry LIMIT 1") } == nil
        } catch {
            throw RecordingError(.journalFailed, "can't read the journal \(path): \(Self.reason(error))")
        }
    }

    public func forEachRow(_ body: ([UInt8]) throws(RecordingError) -> Void) throws(RecordingError) {
        do { try writeNotes() } catch {
            throw RecordingError(.journalFailed, "can't write to the journal \(path): \(Self.reason(error))")
        }
        try Self.forEachRow(of: queue, path: path, body)
    }

    static func forEachRow(
        of queue: DatabaseQueue, path: String, _ body: ([UInt8]) throws(RecordingError) -> Void
    ) throws(RecordingError) {
        do {
            try queue.read { database in
                let rows = try String.fetchCursor(database, sql: "SELECT json FROM entry ORDER BY sequence")
                while let row = try rows.next() { try body(Array(row.utf8)) }
            }
        } catch let error as RecordingError {
            throw error
        } catch {
            throw RecordingError(.journalFailed, "can't read the journal \(path): \(reason(error))")
        }
    }

    /// Closes the journal and lets go of its file.
    public func close() throws(RecordingError) {
        try end {}
    }

    /// Closes the journal and removes its files; only once the cassette is safe.
    public func remove() throws(RecordingError) {
        try end { Self.removeFiles(path) }
    }

    /// Closes the database, does something with its files while they are still this journal's alone, and lets go of them.
    private func end(_ work: () -> Void) throws(RecordingError) {
        do { try queue.close() } catch {
            throw RecordingError(.journalFailed, "can't close the journal \(path): \(Self.reason(error))")
        }
        work()
        lock.withLock { $0 = nil }
    }

    /// Removes a journal and the files that SQLite keeps beside it.
    static func removeFiles(_ path: String) {
        for file in files(of: path) { try? Files.remove(file) }
    }

    /// A journal and the files that SQLite keeps beside it, which go first.
    public static func files(of path: String) -> [String] {
        ["\(path)-wal", "\(path)-shm", path]
    }

    /// SQLite's error for people.
    static func reason(_ error: any Error) -> String {
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
