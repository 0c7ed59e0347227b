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
        let facts = pending.withLock { $0.takeFacts() }
        let result = queue.inDatabase { write([(sequence, bytes)], facts, to: $0, isDurable: true) }
        let isDone = pending.withLock { pending in
            pending.isCommitting = pending.hasWork
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
        /// What is to be known of the recording, by its name.
        var facts: Facts = [:]
        /// The same, which could not be written, and is tried again with what is written next.
        var unwritten: Facts = [:]
        var isNoteDue = false
        var isCommitting = false

        /// Drops the note that an exchange began: it has ended.
        mutating func forget(_ sequence: Int) {
            begun[sequence] = nil
            due[sequence] = nil
        }

        /// Whether there is anything that waits to be written.
        var hasWork: Bool {
            !(due.isEmpty && ended.isEmpty && facts.isEmpty)
        }

        /// Takes what is to be written now; `nil` for nothing.
        mutating func next() -> (begun: [Int: @Sendable () -> [UInt8]?], ended: [Ended], facts: Facts)? {
            isCommitting = hasWork
            if !isCommitting { return nil }
            defer { (due, ended) = ([:], []) }
            return (due, ended, takeFacts())
        }

        /// Takes the facts that are to be written now.
        mutating func takeFacts() -> Facts {
            defer { (facts, unwritten) = ([:], [:]) }
            return unwritten.merging(facts) { $1 }
        }

        /// Facts by their names; the texts are made only when they are written.
        typealias Facts = [String: @Sendable () -> String]
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
                guard let batch = self.pending.withLock({ $0.next() }) else { return }
                self.commit(batch.begun, batch.ended, batch.facts, to: database)
            }
            self.commitNext()
        }
    }

    private func commit(
        _ begun: [Int: @Sendable () -> [UInt8]?], _ ended: [Ended], _ facts: Pending.Facts, to database: Database
    ) {
        let begun = begun.compactMap { sequence, entry in entry().map { (sequence, $0) } }
        let rows = begun + ended.map { ($0.sequence, $0.bytes) }
        let result = write(rows, facts, to: database, isDurable: !ended.isEmpty)
        for item in ended {
            // One that can't be written must not take the others with it.
            let own =
                (try? result.get()) == nil && ended.count > 1
                ? write([(item.sequence, item.bytes)], facts, to: database, isDurable: true) : result
            item.waiting.resume(returning: own.mapError { unwritten(item.sequence, $0) })
        }
    }

    /// Writes what has begun and not ended, without waiting until it is due.
    func writeNotes() throws {
        try queue.writeWithoutTransaction { database in
            let (begun, facts) = self.pending.withLock { pending in
                defer { (pending.begun, pending.due) = ([:], [:]) }
                return (pending.begun.merging(pending.due) { $1 }, pending.takeFacts())
            }
            let rows = begun.compactMap { sequence, entry in entry().map { (sequence, $0) } }
            if !(rows.isEmpty && facts.isEmpty) {
                try self.write(rows, facts, to: database, isDurable: false).get()
            }
        }
    }

    /// Notes a fact: it is written soon, by itself or with what waits to be written.
    func note(_ fact: String, _ text: @escaping @Sendable () -> String) {
        enqueue { $0.facts[fact] = text }
    }

    private func write(
        _ rows: [(Int, [UInt8])], _ facts: Pending.Facts, to database: Database, isDurable: Bool
    ) -> Result<Void, any Error> {
        let result = Result { try insert(rows, facts, to: database, isDurable: isDurable) }
        if case .failure = result {
            pending.withLock { $0.unwritten.merge(facts) { newer, _ in newer } }
        }
        return result
    }

    private func insert(
        _ rows: [(Int, [UInt8])], _ facts: Pending.Facts, to database: Database, isDurable: Bool
    ) throws {
        // Nobody waits for a mere note: it need not be synced by itself, and dies with the machine only.
        if !isDurable { try database.execute(sql: "PRAGMA synchronous = NORMAL") }
        defer { if !isDurable { try? database.execute(sql: "PRAGMA synchronous = FULL") } }
        let statement = try database.cachedStatement(sql: "INSERT OR REPLACE INTO entry VALUES (?, ?)")
        func insert() throws {
            for (fact, text) in facts { try Self.write(fact, text(), to: database) }
            for (sequence, bytes) in rows {
                try statement.execute(arguments: [sequence, String(decoding: bytes, as: UTF8.self)])
            }
        }
        // One row is a transaction by itself.
        if rows.count == 1, facts.isEmpty { return try insert() }
        try database.inTransaction {
            try insert()
            return .commit
        }
    }
}
