import GRDB
public import TapedeckContract
import TapedeckJSONText
import TapedeckPlatform

/// The judgements of clients that were kept, in a SQLite file: one a client and run, each with the whole report.
public final class RunHistory: Sendable {
    /// Where it is kept where nobody says.
    public static let usualPath = ".tapedeck/history.sqlite"

    private let path: String
    private let queue: DatabaseQueue

    /// The number that SQLite keeps as the file's application id: `TPHI`.
    private static let applicationID = 0x5450_4849
    private static let version = 1

    /// Opens the file; makes it, and its directory, where they are not there.
    ///
    /// - Throws: ``HistoryError`` for a file of another program or a newer version, or one that can't be had.
    public init(path: String) throws(HistoryError) {
        self.path = path
        do throws(FileError) {
            try Files.makeDirectories(Files.parent(of: path))
            try Files.makeIfMissing(path)
        } catch {
            throw HistoryError(.unusable, "can't keep a history in \(path): \(error.systemReason)")
        }
        var configuration = Configuration()
        configuration.label = "tapedeck.history"
        // Runs of several clients may end at the same time.
        configuration.busyMode = .timeout(30)
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.write { database in try RunHistory.prepare(database, path) }
        } catch {
            throw RunHistory.trouble(error, path)
        }
    }

    private static func prepare(_ database: Database, _ path: String) throws {
        let id = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let isEmpty = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0
        guard id == applicationID || id == 0 && isEmpty else {
            throw HistoryError(.notOurs, "\(path) is a SQLite file of another program; give another --history")
        }
        guard try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0 <= version else {
            throw HistoryError(
                .notOurs, "\(path) was written by a newer version; install it, or give another --history")
        }
        guard isEmpty else { return }
        try database.execute(sql: "PRAGMA application_id = \(applicationID)")
        try database.execute(sql: "PRAGMA user_version = \(version)")
        try database.execute(
            sql: """
                CREATE TABLE run (
                    number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, client TEXT NOT NULL, version TEXT NOT NULL,
                    report TEXT NOT NULL)
                """)
    }

    private static func trouble(_ error: any Error, _ path: String) -> HistoryError {
        if let error = error as? HistoryError { return error }
        guard let error = error as? DatabaseError else { return HistoryError(.unusable, "\(path): \(error)") }
        switch error.resultCode {
        case .SQLITE_NOTADB: return HistoryError(.notOurs, "\(path) is not a history of runs; give another --history")
        case .SQLITE_CORRUPT: return HistoryError(.notOurs, "\(path) is damaged; give another --history")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return HistoryError(.unusable, "\(path) is in use by another process; end it, or try again")
        default:
            return HistoryError(.unusable, "\(path): \(error.message ?? "SQLite error \(error.resultCode.rawValue)")")
        }
    }
}

extension RunHistory {
    /// Keeps what came of each client of a report.
    ///
    /// - Parameter time: when it was run, as ISO 8601.
    /// - Returns: the runs' numbers, in the report's order.
    public func keep(_ report: Report, at time: String) throws(HistoryError) -> [Int64] {
        do {
            return try queue.write { database in
                try report.judged.map { judged in
                    try database.execute(
                        sql: "INSERT INTO run (at, client, version, report) VALUES (?, ?, ?, ?)",
                        arguments: [
                            time, judged.client, judged.version, Report(judged: [judged]).json.text(),
                        ])
                    return database.lastInsertedRowID
                }
            }
        } catch {
            throw RunHistory.trouble(error, path)
        }
    }

    /// The runs, the oldest first.
    ///
    /// - Parameter client: those of one client; of all where it is `nil`.
    public func runs(of client: String? = nil) throws(HistoryError) -> [KeptRun] {
        do {
            let rows = try queue.read { database in
                try Row.fetchAll(
                    database, sql: "SELECT * FROM run WHERE ? IS NULL OR client = ? ORDER BY number",
                    arguments: [client, client])
            }
            return try rows.map(KeptRun.init)
        } catch {
            throw RunHistory.trouble(error, path)
        }
    }
}

extension KeptRun {
    fileprivate init(_ row: Row) throws {
        let text: String = row["report"]
        let report = try Report(JSONParser.parse(Array(text.utf8)))
        guard let judged = report.judged.first else {
            throw HistoryError(.notOurs, "run \(row["number"] as Int64) of the history holds no client")
        }
        self.init(number: row["number"], at: row["at"], judged: judged)
    }
}
