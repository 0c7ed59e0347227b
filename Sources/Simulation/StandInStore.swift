import GRDB
import TapedeckConnectionService
import TapedeckJSONText
import TapedeckPlatform

/// The stand-in's state in a SQLite file: WAL with full synchronisation, mode 0600.
public final class StandInStore: Sendable {
    private let path: String
    let queue: DatabaseQueue

    /// The number that SQLite keeps as the file's application id: `TPST`.
    private static let applicationID = 0x5450_5354
    private static let version = 1

    /// Opens or makes the file.
    ///
    /// - Throws: ``StandInError`` for a file of another program or a newer version, or one that can't be had.
    public init(path: String) throws(StandInError) {
        self.path = path
        do throws(FileError) {
            try Files.makeIfMissing(path)
        } catch {
            throw StandInError(.unusable, "can't keep the state in \(path): \(error.systemReason)")
        }
        var configuration = Configuration()
        configuration.label = "tapedeck.stand-in"
        configuration.busyMode = .immediateError
        configuration.prepareDatabase { database in
            // One process at a time; and a file that is not ours is left as it is, its journal mode too.
            try database.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
            try Self.check(database, path)
            try database.execute(sql: "PRAGMA journal_mode = WAL")
            try database.execute(sql: "PRAGMA synchronous = FULL")
        }
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.write { database in
                if try Self.isEmpty(database) {
                    try database.execute(sql: "PRAGMA application_id = \(Self.applicationID)")
                    try database.execute(sql: "PRAGMA user_version = \(Self.version)")
                    try database.execute(
                        sql: """
                            CREATE TABLE shelf (account TEXT, region TEXT, json TEXT NOT NULL, PRIMARY KEY (account, region))
                            """)
                    try database.execute(sql: "CREATE TABLE common (json TEXT NOT NULL)")
                }
            }
        } catch {
            throw Self.trouble(error, path)
        }
    }

    private static func isEmpty(_ database: Database) throws -> Bool {
        try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0
    }

    private static func check(_ database: Database, _ path: String) throws {
        let id = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        guard try id == applicationID || (id == 0 && isEmpty(database)) else {
            throw StandInError(.notOurs, "\(path) is a SQLite file of another program; give another --state")
        }
        guard try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0 <= version else {
            throw StandInError(.newer, "\(path) was written by a newer version; install it, or give another --state")
        }
    }

    fileprivate static func trouble(_ error: any Error, _ path: String) -> StandInError {
        if let error = error as? StandInError { return error }
        guard let error = error as? DatabaseError else { return StandInError(.failed, "\(path): \(error)") }
        switch error.resultCode {
        case .SQLITE_NOTADB:
            return StandInError(.notOurs, "\(path) is not a file of the stand-in; give another --state")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return StandInError(.unusable, "\(path) is in use by another process; end it, or give another --state")
        case .SQLITE_CORRUPT: return StandInError(.notOurs, "\(path) is damaged; give another --state")
        case .SQLITE_FULL: return StandInError(.failed, "\(path) can't be written: the disk is full")
        case .SQLITE_READONLY, .SQLITE_CANTOPEN:
            return StandInError(.unusable, "\(path) or its directory can't be written; give another --state")
        default:
            return StandInError(.failed, "\(path): \(error.message ?? "SQLite error \(error.resultCode.rawValue)")")
        }
    }

    /// Takes up what the file holds.
    func load(into service: inout ConnectionService) throws(StandInError) {
        let kept: (shelves: [(String, String, String)], common: String?)
        do {
            kept = try queue.read { database in
                let rows = try Row.fetchAll(database, sql: "SELECT account, region, json FROM shelf")
                let common = try String.fetchOne(database, sql: "SELECT json FROM common")
                return (rows.map { ($0["account"], $0["region"], $0["json"]) }, common)
            }
        } catch {
            throw Self.trouble(error, path)
        }
        let damaged = StandInError(.notOurs, "\(path) holds a state that can't be read; give another --state")
        for (account, region, json) in kept.shelves {
            let owner = ConnectionService.Owner(account: account, region: region)
            guard let record = try? JSONParser.parse(json), service.restore(owner, from: record) else { throw damaged }
        }
        if let common = kept.common {
            guard let record = try? JSONParser.parse(common), service.restoreCommon(record) else { throw damaged }
        }
    }

    /// Does some work on the queue of the database, one after another.
    func perform<Value: Sendable>(_ work: @escaping @Sendable (Writer) -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            queue.asyncWriteWithoutTransaction { database in
                continuation.resume(returning: work(Writer(database: database, path: self.path)))
            }
        }
    }

    /// Writes to the file; lives only as long as the work that it was handed to.
    struct Writer {
        fileprivate let database: Database
        fileprivate let path: String

        /// Writes what the last request changed, in one transaction.
        func save(_ service: ConnectionService) throws(StandInError) {
            if service.changed.isEmpty { return }
            do {
                try database.inTransaction {
                    for owner in service.changed {
                        try database.execute(
                            sql: "INSERT OR REPLACE INTO shelf VALUES (?, ?, ?)",
                            arguments: [owner.account, owner.region, service.record(of: owner).text()])
                    }
                    try database.execute(sql: "DELETE FROM common")
                    try database.execute(
                        sql: "INSERT INTO common VALUES (?)", arguments: [service.commonRecord.text()])
                    return .commit
                }
            } catch {
                throw StandInStore.trouble(error, path)
            }
        }
    }
}
