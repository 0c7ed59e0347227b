import GRDB
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckTestSupport
import Testing

@testable import TapedeckRecording

/// What a journal notes beside the exchanges, and what becomes of that where it can't be written.
struct JournalNotesTests {
    private let scratch = Scratch()

    private func entry(_ sequence: Int) -> [UInt8] {
        Entry(
            Exchange(sequence: sequence, request: Request(), response: nil, startedAt: 0), url: "https://h/",
            origin: Origin(.captured, upstream: "h")
        ).bytes
    }

    @Test(arguments: [false, true])
    func noExchangeIsStoredWithoutWhatWasNotedBeforeIt(isAlone: Bool) async throws {
        let path = "\(scratch.path)/j"
        let journal = try CaptureJournal(
            path: path,
            facts: CaptureJournal.Facts(cassette: "c.har", title: "t", recordedAt: "2026", timing: .normalised))
        func rename(_ old: String, _ new: String) async throws {
            try await journal.queue.write { try $0.execute(sql: "ALTER TABLE \(old) RENAME TO \(new)") }
        }
        try await rename("fact", "away")
        var turns = PlayedTurns()
        let isBehind = turns.pass(7, since: 0)
        #expect(isBehind)
        journal.note(turns)
        let error = await #expect(throws: RecordingError.self) {
            try await journal.store(1, self.entry(1), isAlone: isAlone)
        }
        #expect(error?.code == .journalFailed)
        try await rename("away", "fact")
        try await journal.store(2, entry(2), isAlone: isAlone)
        try journal.close()
        let found = try CaptureJournal.recover(path)
        #expect(found.facts.turns == turns)
        #expect(try found.entries().map(\.exchange.sequence) == [2])
        try found.remove()
    }
}
