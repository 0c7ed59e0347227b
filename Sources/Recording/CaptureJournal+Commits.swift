import GRDB
import Synchronization
import TapedeckExchangeModel

extension CaptureJournal {
    /// How long after an exchange has begun that is written, unless it has ended by then.
    private static let noteDelay = Duration.milliseconds(20)

    /// Notes that an exchange has begun. It is written soon, and durable with the next commit that somebody waits for; most
    /// exchanges end before, and cost one write.
    ///
    /// - Parameter entry: makes the entry that says so; it is not called for an exchange that has ended by then.
    public func begin(_ sequence: Int, _ entry: @escaping @Sendable () -> [UInt8]?) {
        let isFirst = pending.withLock { pending in
            pending.begun[sequence] = entry
            defer { pending.isNoteDue = true }
            return !pending.isNoteDue
        }
        if !isFirst { return }
        Task {
            // Nobody cancels it.
            try? await Task.sleep(for: Self.noteDelay)
            self.enqueue { pending in
                pending.isNoteDue = false
                pending.due.merge(pending.begun) { $1 }
                pending.begun = [:]
            }
        }
    }

    /// Makes an entry durable in the place of the note that it began. Returns once it is on disk, whether or not the task
    /// that waits is cancelled.
    ///
    /// - Parameters:
    ///   - bytes: the entry as ``Entry/bytes`` gives it; these very bytes are stored.
    ///   - isAlone: whether no other exchange is under way. Then nobody's thread is needed meanwhile, and the entry is written
    ///     on the caller's: handing it over and back takes about as long as the disk does.
    /// - Throws: ``RecordingError`` with the code `journalFailed`.
    public func store(_ sequence: Int, _ bytes: [UInt8], isAlone: Bool = false) async throws(RecordingError) {
        if isAlone, let result = storeHere(sequence, bytes) { return try result.get() }
        let result = await withCheckedContinuation { waiting in
            enqueue { pending in
                pending.forget(sequence)
                pending.ended.append(Ended(sequence: sequence, bytes: bytes, waiting: waiting))
            }
        }
        try result.get()
    }

    /// Writes an entry on this thread; `nil` where somebody is writing already.
    private func storeHere(_ sequence: Int, _ bytes: [UInt8]) -> Result<Void, RecordingError>? {
        let isIdle = pending.withLock { pending in
            if pending.isCommitting { return false }
            pending.isCommitting = true
            pending.forget(sequence)
            return true
        }
        if !isIdle { return nil }
        let result = queue.inDatabase { write([(sequence, bytes)], to: $0, isDurable: true) }
        let isDone = pending.withLock { pending in
            pending.isCommitting = !(pending.due.isEmpty && pending.ended.isEmpty)
            return !pending.isCommitting
        }
        if !isDone { commitNext() }
        return result.mapError { unwritten(sequence, $0) }
    }

    private func unwritten(_ sequence: Int, _ error: any Error) -> RecordingError {
        RecordingError(
            .journalFailed,
            "exchange \(sequence) can't be written to the journal \(path): \(Self.reason(error)); "
                + "what was journalled before is safe")
    }

    /// What is to be written with the next commit.
    struct Pending {
        /// Entries of exchanges that have begun a moment ago, by sequence; made only when they are written.
        var begun: [Int: @Sendable () -> [UInt8]?] = [:]
        /// Those that have not ended since.
        var due: [Int: @Sendable () -> [UInt8]?] = [:]
        var ended: [Ended] = []
        var isNoteDue = false
        var isCommitting = false

        /// Drops the note that an exchange began: it has ended.
        mutating func forget(_ sequence: Int) {
            begun[sequence] = nil
            due[sequence] = nil
        }

        /// Takes what is to be written now.
        mutating func next() -> (begun: [Int: @Sendable () -> [UInt8]?], ended: [Ended]) {
            defer { (due, ended) = ([:], []) }
            isCommitting = !(due.isEmpty && ended.isEmpty)
            return (due, ended)
        }
    }

    /// An exchange's entry, and who waits until it is on disk.
    struct Ended {
        let sequence: Int
        let bytes: [UInt8]
        let waiting: CheckedContinuation<Result<Void, RecordingError>, Never>
    }

    private func enqueue(_ add: (inout Pending) -> Void) {
        let isIdle = pending.withLock { pending in
            add(&pending)
            defer { pending.isCommitting = true }
            return !pending.isCommitting
        }
        if isIdle { commitNext() }
    }

    /// Commits after which others may use the database.
    private static let commitsInARow = 64

    /// Commits all that waits, and what has come to wait meanwhile after that.
    private func commitNext() {
        queue.asyncWriteWithoutTransaction { database in
            for _ in 0..<Self.commitsInARow {
                let batch = self.pending.withLock { $0.next() }
                if batch.begun.isEmpty && batch.ended.isEmpty { return }
                self.commit(batch.begun, batch.ended, to: database)
            }
            self.commitNext()
        }
    }

    private func commit(
        _ begun: [Int: @Sendable () -> [UInt8]?], _ ended: [Ended], to database: Database
    ) {
        let begun = begun.compactMap { sequence, entry in entry().map { (sequence, $0) } }
        let result = write(begun + ended.map { ($0.sequence, $0.bytes) }, to: database, isDurable: !ended.isEmpty)
        for item in ended {
            // One that can't be written must not take the others with it.
            let own =
                (try? result.get()) == nil && ended.count > 1
                ? write([(item.sequence, item.bytes)], to: database, isDurable: true) : result
            item.waiting.resume(returning: own.mapError { unwritten(item.sequence, $0) })
        }
    }

    /// Writes what has begun and not ended, without waiting until it is due.
    func writeNotes() throws {
        try queue.writeWithoutTransaction { database in
            let begun = self.pending.withLock { pending in
                defer { (pending.begun, pending.due) = ([:], [:]) }
                return pending.begun.merging(pending.due) { $1 }
            }
            let rows = begun.compactMap { sequence, entry in entry().map { (sequence, $0) } }
            if !rows.isEmpty { try self.write(rows, to: database, isDurable: false).get() }
        }
    }

    private func write(_ rows: [(Int, [UInt8])], to database: Database, isDurable: Bool) -> Result<Void, any Error> {
        Result {
            // Nobody waits for a mere note: it need not be synced by itself, and dies with the machine only.
            if !isDurable { try database.execute(sql: "PRAGMA synchronous = NORMAL") }
            defer { if !isDurable { try? database.execute(sql: "PRAGMA synchronous = FULL") } }
            let statement = try database.cachedStatement(sql: "INSERT OR REPLACE INTO entry VALUES (?, ?)")
            func insert() throws {
                for (sequence, bytes) in rows {
                    try statement.execute(arguments: [sequence, String(decoding: bytes, as: UTF8.self)])
                }
            }
            // One row is a transaction by itself.
            if rows.count == 1 { return try insert() }
            try database.inTransaction {
                try insert()
                return .commit
            }
        }
    }
}
