import Glibc
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckPlatform
import TapedeckRecording
import TapedeckTestSupport
import Testing

struct CaptureJournalTests {
    private let scratch = Scratch()
    private let facts = CaptureJournal.Facts(cassette: "c.har", title: "t", recordedAt: "2026", timing: .normalised)

    private func entry(_ sequence: Int, body: String = "{}") -> Entry {
        Entry(
            Exchange(
                sequence: sequence, request: Request(body: Array(body.utf8)),
                response: Response(status: 200, reason: "OK"), startedAt: 0),
            url: "https://h/", origin: Origin(.captured, upstream: "h"))
    }

    @Test
    func givesBackWhatItWasGiven() async throws {
        let path = "\(scratch.path)/new/j"
        let journal = try CaptureJournal(path: path, facts: facts)
        for sequence in [2, 1, 3] { try await journal.store(entry(sequence)) }
        try await journal.store(entry(2, body: "[]"))
        #expect(try journal.entries().map(\.exchange.sequence) == [1, 2, 3])
        let found = try CaptureJournal.recover(path)
        #expect(found.facts == facts)
        #expect(found.entries.map { String(decoding: $0.exchange.request.body, as: UTF8.self) } == ["{}", "[]", "{}"])
        try journal.remove()
        #expect(!Files.exists(path))
        rmdir("\(scratch.path)/new")
    }

    @Test
    func isForItsOwnerAlone() throws {
        let path = "\(scratch.path)/j"
        _ = try CaptureJournal(path: path, facts: facts)
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
    }

    @Test
    func leavesAnEarlierJournalAlone() throws {
        let path = "\(scratch.path)/j"
        _ = try CaptureJournal(path: path, facts: facts)
        let error = #expect(throws: RecordingError.self) { try CaptureJournal(path: path, facts: facts) }
        #expect(error?.code == .journalExists)
        #expect(error?.message.contains("tapedeck recover \(path)") == true)
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
