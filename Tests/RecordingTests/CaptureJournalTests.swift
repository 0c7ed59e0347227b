import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckPlatform
import TapedeckRecording
import TapedeckTestSupport
import Testing

struct CaptureJournalTests {
    private let scratch = Scratch()
    private let facts = CaptureJournal.Facts(cassette: "c.har", title: "t", recordedAt: "2026", timing: .normalised)

    private func entry(_ sequence: Int, body: String = "{}", ending: Exchange.Ending = .complete) -> [UInt8] {
        Entry(
            Exchange(
                sequence: sequence, request: Request(body: Array(body.utf8)),
                response: Response(status: 200, reason: "OK"), startedAt: 0, ending: ending),
            url: "https://h/", origin: Origin(.captured, upstream: "h")
        ).bytes
    }

    /// Makes a journal and lets go of it, as a recorder that died does.
    private func leave(_ path: String, _ rows: [(Int, [UInt8])] = []) async throws {
        let journal = try CaptureJournal(path: path, facts: facts)
        for (sequence, bytes) in rows { try await journal.store(sequence, bytes) }
        try journal.close()
    }

    @Test
    func givesBackWhatItWasGiven() async throws {
        let path = "\(scratch.path)/new/j"
        try await leave(path, [2, 1, 3].map { ($0, entry($0)) } + [(2, entry(2, body: "[]"))])
        let found = try CaptureJournal.recover(path)
        #expect(found.facts == facts)
        let entries = try found.entries()
        #expect(entries.map(\.exchange.sequence) == [1, 2, 3])
        #expect(entries.map { String(decoding: $0.exchange.request.body, as: UTF8.self) } == ["{}", "[]", "{}"])
        try found.remove()
        #expect(!Files.exists(path))
        rmdir("\(scratch.path)/new")
    }

    /// A value that is a byte, and no text: SQLite does not mind.
    @Test
    func whatIsNoTextInAJournalIsNoneOfItsFacts() async throws {
        let path = "\(scratch.path)/j"
        try await leave(path)
        var bytes = try Files.read(path)
        let title: [UInt8] = [3, 23, 15] + Array("titlet".utf8)
        let place = try #require(bytes.firstRange(of: title))
        bytes.replaceSubrange(place, with: [3, 23, 14] + Array("title".utf8) + [0xFF])
        try Files.writeDurably(bytes, to: path)
        let error = #expect(throws: RecordingError.self) { try CaptureJournal.glance(path) }
        #expect(error?.code == .notAJournal)
        #expect(throws: RecordingError.self) { try CaptureJournal.recover(path) }
    }

    @Test
    func isForItsOwnerAlone() throws {
        let path = "\(scratch.path)/j"
        let journal = try CaptureJournal(path: path, facts: facts)
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
        try journal.remove()
    }

    @Test
    func leavesAnEarlierJournalAlone() async throws {
        let path = "\(scratch.path)/j"
        try await leave(path)
        let error = #expect(throws: RecordingError.self) { try CaptureJournal(path: path, facts: facts) }
        #expect(error?.code == .journalExists)
        #expect(error?.message.contains("tapedeck recover \(path)") == true)
        #expect(try CaptureJournal.recover(path).facts == facts)
    }

    @Test
    func aLiveJournalIsNotTakenAway() async throws {
        let path = "\(scratch.path)/j"
        let journal = try CaptureJournal(path: path, facts: facts)
        let taken = #expect(throws: RecordingError.self) { try CaptureJournal.recover(path) }
        #expect(taken?.code == .journalInUse)
        #expect(taken?.message.contains("its recorder is still running") == true)
        let second = #expect(throws: RecordingError.self) { try CaptureJournal(path: path, facts: facts) }
        #expect(second?.code == .journalInUse)
        #expect(second?.message.contains("recover") == false)
        // And it goes on as if nothing had been tried.
        try await journal.store(1, entry(1))
        #expect(try journal.entries().count == 1)
        try journal.remove()
    }

    @Test
    func losesNothingWhenManyWaitAtATime() async throws {
        let journal = try CaptureJournal(path: "\(scratch.path)/j", facts: facts)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for sequence in 1...200 {
                journal.begin(sequence) { self.entry(sequence, ending: .unfinished) }
                if sequence.isMultiple(of: 10) { continue }
                group.addTask { try await journal.store(sequence, self.entry(sequence)) }
            }
            try await group.waitForAll()
        }
        let entries = try journal.entries()
        #expect(entries.map(\.exchange.sequence) == Array(1...200))
        #expect(
            entries.filter { $0.exchange.ending == .unfinished }.map(\.exchange.sequence)
                == Array(stride(from: 10, through: 200, by: 10)))
        try journal.remove()
    }

    @Test
    func losesNothingWhenOneThatWasAloneIsJoined() async throws {
        let journal = try CaptureJournal(path: "\(scratch.path)/j", facts: facts)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for row in 0..<3 {
                group.addTask {
                    for number in 0..<100 {
                        let sequence = 3 * number + row
                        journal.begin(sequence) { self.entry(sequence, ending: .unfinished) }
                        try await journal.store(sequence, self.entry(sequence), isAlone: row == 0)
                    }
                }
            }
            try await group.waitForAll()
        }
        let entries = try journal.entries()
        #expect(entries.map(\.exchange.sequence) == Array(0..<300))
        #expect(entries.allSatisfy { $0.exchange.ending == .complete })
        try journal.remove()
    }

    @Test
    func storesThoughTheTaskThatWaitsIsCancelled() async throws {
        let journal = try CaptureJournal(path: "\(scratch.path)/j", facts: facts)
        try await Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await journal.store(1, self.entry(1))
        }.value
        #expect(try journal.entries().count == 1)
        try journal.remove()
    }

    @Test
    func refusesAnotherFile() throws {
        let path = "\(scratch.path)/other"
        try Files.writeDurably(
            Array(
                "not a database, and longer than a header of one hundred bytes ............................................"
                    .utf8), to: path)
        let error = #expect(throws: RecordingError.self) { try CaptureJournal.recover(path) }
        #expect(error?.code == .notAJournal)
        let missing = #expect(throws: RecordingError.self) { try CaptureJournal.recover("\(scratch.path)/none") }
        #expect(missing?.code == .fileFailed)
    }
}
