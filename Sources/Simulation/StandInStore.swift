import Glibc
import GRDB
import TapedeckConnectionService
import TapedeckJSONText

/// The stand-in's state in a SQLite file: WAL with full synchronisation, mode 0600.
public final class StandInStore: Sendable {
    private let path: String
    private let queue: DatabaseQueue

    /// The number that SQLite keeps as the file's application id: `TPST`.
    private static let applicationID = 0x5450_5354
    private static let version = 1

    /// Opens or makes the file.
    ///
    /// - Throws: ``StandInError`` for a file of another program or a newer version, or one that can't be had.
    public init(path: String) throws(StandInError) {
        self.path = path
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StandInError(.unusable, "can't keep the state in \(path): \(String(cString: strerror(errno)))")
        }
        close(descriptor)
        var configuration = Configuration()
        configuration.label = "tapedeck.stand-in"
        configuration.busyMode = .immediateError
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA journal_mode = WAL")
            try database.execute(sql: "PRAGMA synchronous = FULL")
            try database.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
        }
        let found: (id: Int, version: Int)
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
            found = try queue.write { database in
                let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
                if tables == 0 {
                    try database.execute(sql: "PRAGMA application_id = \(Self.applicationID)")
                    try database.execute(sql: "PRAGMA user_version = \(Self.version)")
                    try database.execute(
                        sql: """
                            CREATE TABLE shelf (account TEXT, region TEXT, json TEXT NOT NULL, PRIMARY KEY (account, region))
                            """)
                    try database.execute(sql: "CREATE TABLE common (json TEXT NOT NULL)")
                }
                return (
                    try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0,
                    try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
                )
            }
        } catch {
            throw Self.trouble(error, path)
        }
        guard found.id == Self.applicationID else {
            throw StandInError(.notOurs, "\(path) is a SQLite file of another program; give another --state")
        }
        guard found.version <= Self.version else {
            throw StandInError(.newer, "\(path) was written by a newer version; install it, or give another --state")
        }
    }

    private static func trouble(_ error: any Error, _ path: String) -> StandInError {
        guard let error = error as? DatabaseError else { return StandInError(.failed, "\(path): \(error)") }
        switch error.resultCode {
        case .SQLITE_NOTADB: return StandInError(.notOurs, "\(path) is not a file of the stand-in; give another --state")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return StandInError(.unusable, "\(path) is in use by another process; end it, or give another --state")
        case .SQLITE_FULL: return StandInError(.failed, "\(path) can't be written: the disk is full")
        case .SQLITE_READONLY, .SQLITE_CANTOPEN:
            return StandInError(.unusable, "\(path) or its directory can't be written; give another --state")
        default: return StandInError(.failed, "\(path): \(error.message ?? "SQLite error \(error.resultCode.rawValue)")")
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

    /// Writes what the last request changed, in one transaction.
    func save(_ service: ConnectionService) throws(StandInError) {
        if service.changed.isEmpty { return }
        let shelves = service.changed.map { ($0.account, $0.region, service.record(of: $0).text()) }
        let common = service.commonRecord.text()
        do {
            try queue.write { database in
                for (account, region, json) in shelves {
                    try database.execute(
                        sql: "INSERT OR REPLACE INTO shelf VALUES (?, ?, ?)", arguments: [account, region, json])
                }
                try database.execute(sql: "DELETE FROM common")
                try database.execute(sql: "INSERT INTO common VALUES (?)", arguments: [common])
            }
        } catch {
            throw Self.trouble(error, path)
        }
    }
}
