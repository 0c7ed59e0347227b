import GRDB
import TapedeckPlatform

extension CaptureJournal {
    /// What a recording that did not end left behind. Nobody else can take it away while this value lives.
    public struct Recovery: Sendable, JournalRows {
        /// What the journal says of the recording.
        public let facts: Facts
        public let path: String
        private let queue: DatabaseQueue
        private let lock: FileLock

        fileprivate init(facts: Facts, path: String, queue: DatabaseQueue, lock: FileLock) {
            (self.facts, self.path, self.queue, self.lock) = (facts, path, queue, lock)
        }

        public func forEachRow(_ body: ([UInt8]) throws(RecordingError) -> Void) throws(RecordingError) {
            try CaptureJournal.forEachRow(of: queue, path: path, body)
        }

        /// Notes that a cassette of all that the journal holds is about to be put in its place.
        ///
        /// - Parameter digest: the cassette's.
        /// - Throws: ``RecordingError``: `journalFailed`.
        public func note(written digest: String) throws(RecordingError) {
            try CaptureJournal.note(written: digest, in: queue, path: path)
        }

        /// Closes and removes the journal; only once the cassette is safe.
        ///
        /// - Throws: ``RecordingError``: `journalFailed`.
        public func remove() throws(RecordingError) {
            do { try queue.close() } catch {
                throw RecordingError(.journalFailed, "can't close the journal \(path): \(CaptureJournal.reason(error))")
            }
            CaptureJournal.removeFiles(path)
        }
    }

    /// Whether a path leads to a journal, or to one of the files that SQLite keeps beside it: what is written there goes with it.
    public static func isPart(_ path: String, of journal: String) -> Bool {
        files(of: journal).contains { Files.areSame($0, path) }
    }

    /// Reads the journal of a recording that did not end. The file is left as it is.
    ///
    /// - Throws: ``RecordingError``: `journalInUse` for one that a recorder is writing to, `notAJournal` for another file,
    ///   `fileFailed` for one that can't be opened.
    public static func recover(_ path: String) throws(RecordingError) -> Recovery {
        guard Files.exists(path) else {
            throw RecordingError(.fileFailed, "can't read \(path): there is no such file")
        }
        guard let lock = try lock(path) else {
            throw RecordingError(
                .journalInUse,
                "\(path) is not left behind: its recorder is still running; end that one, and it writes the cassette itself"
            )
        }
        // Looked at before SQLite is let near it: SQLite makes a database of any file shorter than a header.
        let header = try beginning(of: path)
        guard header == Self.header else {
            let what =
                header.isEmpty ? "it is empty: the recorder ended before it had begun" : "it is not a SQLite file"
            throw RecordingError(.notAJournal, "\(path) can't be read as a journal: \(what)")
        }
        let queue: DatabaseQueue
        let pairs: [String: String]
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
            pairs = try queue.read { try Self.pairs(of: $0) }
        } catch {
            throw RecordingError(.notAJournal, "\(path) can't be read as a journal: \(reason(error))")
        }
        guard let facts = Facts(pairs) else {
            throw RecordingError(
                .notAJournal,
                "\(path) is a SQLite file, but not a journal that this version reads; "
                    + "a journal that was copied needs \(path)-wal beside it")
        }
        return Recovery(facts: facts, path: path, queue: queue, lock: lock)
    }

    /// What can be seen of a journal without taking it away.
    public struct Glance: Sendable {
        /// Whether a recorder is writing to it.
        public let isLive: Bool
        /// What it says of the recording.
        public let facts: Facts
        /// Exchanges in it, ended or not.
        public let exchanges: Int
    }

    /// Looks at a journal; one that is being written to goes on undisturbed.
    ///
    /// - Throws: ``RecordingError`` as ``recover(_:)`` does.
    public static func glance(_ path: String) throws(RecordingError) -> Glance {
        guard try beginning(of: path) == header else {
            throw RecordingError(.notAJournal, "\(path) can't be read as a journal: it is empty, or no SQLite file")
        }
        let isLive = try lock(path) == nil
        do {
            var configuration = Configuration()
            configuration.readonly = true
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            let (found, count) = try queue.read { database in
                (try pairs(of: database), try Int.fetchOne(database, sql: "SELECT count(*) FROM entry") ?? 0)
            }
            try queue.close()
            guard let facts = Facts(found) else {
                throw RecordingError(
                    .notAJournal, "\(path) is a SQLite file, but not a journal that this version reads")
            }
            return Glance(isLive: isLive, facts: facts, exchanges: count)
        } catch let error as RecordingError {
            throw error
        } catch {
            throw RecordingError(.notAJournal, "\(path) can't be read as a journal: \(reason(error))")
        }
    }

    /// The facts of a journal, by name; none where the file is not a journal that this version reads.
    private static func pairs(of database: Database) throws -> [String: String] {
        let id = try Int.fetchOne(database, sql: "PRAGMA application_id")
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard id == applicationID, version <= Self.version else { return [:] }
        // A file that was damaged, or made by somebody else, has anything in it.
        let rows = try Row.fetchAll(database, sql: "SELECT name, value FROM fact").compactMap { row in
            String.fromDatabaseValue(row["name"]).flatMap { name in
                String.fromDatabaseValue(row["value"]).map { (name, $0) }
            }
        }
        return Dictionary(rows) { first, _ in first }
    }
}
