import Synchronization
import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText
import TapedeckPlatform
import TapedeckPlayback

/// What was asked and what the deck decided: the latest requests in memory, and all of them in a file where one is given.
///
/// Header fields are left out, and bodies go through the redaction of recordings: nothing here opens anything.
final class RequestJournal: Sendable {
    /// One request and what became of it.
    private struct Line: Sendable {
        let number: Int
        let at: Int64
        let event: Event
        /// What it is reckoned to take.
        let bytes: Int
    }

    private enum Event: Sendable {
        indirect case answered(Request, Answer)
        /// A request's bytes, and the entry that answered it: most of these are never looked at.
        case played([UInt8], PlayerResponder.Played)
        /// A request's bytes and those that answered it, of which the same is true.
        case written([UInt8], ArraySlice<UInt8>)

        /// What is answered by its bytes is where all clients play together.
        var session: ClientSession? {
            if case .answered(_, let answer) = self { answer.session } else { nil }
        }

        var parts: (request: Request, answer: Answer) {
            switch self {
            case .answered(let request, let answer): (request, answer)
            case .played(let bytes, let played):
                (PlainRequest.request(bytes), ReplayCommand.answer(played.outcome, isTold: false))
            case .written(let bytes, let answer):
                (PlainRequest.request(bytes), Answer(plan: ResponsePlan(Response(written: answer))))
            }
        }
    }

    /// Which requests somebody asks about.
    struct Wanted: Sendable {
        /// Only those of this operation; `nil` for all.
        var operation: String?
        /// Only those of this session; `nil` for all.
        var session: AskedSession?
    }

    private struct State {
        var lines = Recent<Line>()
        var bytes = 0
        var count = 0
        /// How often all of it was forgotten: numbers begin again then.
        var resets = 0
        var counts: [String: Int] = [:]
        /// Of each session, by its number, how many requests there were of those operations.
        var ofSessions: [Int: [String: Int]] = [:]
        /// How many requests were of operations that are not among these.
        var others = 0
        /// How often entries were played by their bytes, and by whom.
        var played: [Int: Int] = [:]
        var player: PlayerResponder?
        var hasToldOfFailure = false
        /// Whether the file's last line has no end.
        var isTorn = false

        /// Counts a request: those of the service's operations, and of so many others, each by itself, because a client decides
        /// what it sends; the rest together.
        mutating func count(_ operation: String, of session: ClientSession? = nil) {
            if isAlone(operation) || counts.count < 256 {
                counts[operation, default: 0] += 1
                if let session { ofSessions[session.number, default: [:]][operation, default: 0] += 1 }
            } else {
                others += 1
            }
        }

        /// Whether an operation is surely none of those that are counted together.
        func isAlone(_ operation: String) -> Bool {
            counts[operation] != nil || ConnectionOperation(rawValue: operation) != nil
        }

        /// Keeps a line, and lets older ones go where it takes too much room.
        mutating func add(_ event: Event, bytes size: Int, at: Int64, limit: Int) -> Line {
            count += 1
            let line = Line(number: count, at: at, event: event, bytes: size)
            lines.append(line)
            bytes += size
            while bytes > limit, lines.count > 1, let oldest = lines.popFirst() { bytes -= oldest.bytes }
            return line
        }

        /// How many requests there were of each operation, and of those that are counted together.
        var allCounts: (each: [String: Int], others: Int) {
            var (each, together) = (counts, others)
            for (slot, count) in played {
                guard let player, case .played(let entry, _) = player.outcome(slot) else { continue }
                let operation = entry.operation ?? ""
                if others == 0 || isAlone(operation) {
                    each[operation, default: 0] += count
                } else {
                    together += count
                }
            }
            return (each, together)
        }
    }

    /// Bytes of the requests and responses that are kept in memory; older ones are let go.
    private static let limit = 8 << 20

    private let state = Mutex(State())
    private let turns = Turns()
    private let redactor: Redactor
    private let file: AppendedFile?

    /// Makes a journal.
    ///
    /// - Parameters:
    ///   - file: where lines of JSON are appended; mode 0600 where it is made.
    ///   - redactor: the run's, which knows its rules.
    init(file: String?, redactor: Redactor = Redactor(secrets: Secrets.known())) throws {
        try Secrets.check(file, of: "--journal")
        if let file { try Self.check(file) }
        self.redactor = redactor
        self.file = try file.map { path throws(FileError) in try AppendedFile(path) }
        let isTorn = self.file?.endsWithinLine ?? false
        state.withLock { $0.isTorn = isTorn }
    }

    /// Sees that a file holds nothing but lines of a journal, because behind anything else they would spoil it.
    private static func check(_ path: String) throws {
        let start = #"{"number":"#
        let text = try Files.ordinaryText(path, atMost: start.utf8.count) ?? ""
        // A run that was killed may have left less than a line.
        guard text.hasPrefix(start) || start.hasPrefix(text) else {
            throw Failure(
                .cantWrite,
                "--journal \(path) holds something else than a journal, and would be spoilt; give another file")
        }
    }

    /// Whether the file lacks lines; that has been told.
    var isIncomplete: Bool {
        state.withLock { $0.hasToldOfFailure }
    }

    /// Whether lines go into a file.
    var isWritten: Bool {
        file != nil
    }

    /// Tells of an answer, without what must not be shown.
    func tell(_ answer: Answer, for request: Request) {
        redactor.learn(of: request.body, answer.plan.response?.body ?? [])
        Terminal.tell(redactor.redact("tapedeck: \(answer.line(for: request))"), color: answer.color)
    }

    /// A text without what must not be shown.
    func shown(_ text: String) -> String {
        redactor.redact(text)
    }

    /// An operation without what must not be shown: a client decides what it asks for.
    private func shown(operation: String) -> String {
        ConnectionOperation(rawValue: operation) == nil ? redactor.redact(operation) : operation
    }

    /// Notes a request.
    func add(_ request: Request, _ answer: Answer) {
        let at = SystemClock.milliseconds
        let operation = request.operationName
        let bytes = request.body.count + (answer.plan.response?.body.count ?? 0) + 512
        state.withLock { state in
            state.count(operation, of: answer.session)
            write(state.add(.answered(request, answer), bytes: bytes, at: at, limit: Self.limit), &state)
        }
    }

    /// Notes a request that was answered by its bytes. It is for a journal without a file.
    func add(_ request: PlainRequest, _ played: PlayerResponder.Played) {
        let at = SystemClock.milliseconds
        let bytes = Array(request.bytes)
        state.withLock { state in
            state.played[played.slot, default: 0] += 1
            if state.player == nil { state.player = played.responder }
            _ = state.add(.played(bytes, played), bytes: bytes.count + 512, at: at, limit: Self.limit)
        }
    }

    /// Notes a request that was answered by bytes. It is for a journal without a file.
    func add(_ request: PlainRequest, answer: ArraySlice<UInt8>) {
        let at = SystemClock.milliseconds
        let bytes = Array(request.bytes)
        let operation =
            ConnectionOperation(target: request.target)?.rawValue ?? PlainRequest.request(bytes).operationName
        state.withLock { state in
            state.count(operation)
            _ = state.add(
                .written(bytes, answer), bytes: bytes.count + answer.count + 512, at: at, limit: Self.limit)
        }
    }

    /// Forgets everything; the file stays as it is.
    func reset() {
        state.withLock {
            $0 = State(resets: $0.resets + 1, hasToldOfFailure: $0.hasToldOfFailure, isTorn: $0.isTorn)
        }
    }

    /// Whether any request was of an operation, or may have been.
    func hasMet(_ operation: String) -> Bool {
        let (counts, others) = state.withLock { ($0.allCounts.each, $0.others) }
        return others > 0 || counts.keys.contains { $0 == operation || shown(operation: $0) == operation }
    }

    /// How many requests there were, and the latest of them.
    ///
    /// - Parameters:
    ///   - wanted: which of them.
    ///   - number: only those after this one.
    ///   - limit: at most so many, the latest.
    ///   - remark: what a person should know of what is asked for; `nil` where all is well.
    func overview(
        _ wanted: Wanted, after number: Int, limit: Int = .max, remark: String? = nil
    ) async -> JSONValue {
        // Where some are asked for, any line may be one of them.
        let most = wanted.operation == nil && wanted.session == nil ? limit : .max
        let isShort = state.withLock { min($0.lines.count, $0.count - number, most) } <= 256
        // All of a full journal take a while: however many ask for it, other questions come in between.
        return isShort
            ? await look(wanted, number, limit, most, remark)
            : await turns.take { await look(wanted, number, limit, most, remark) }
    }

    /// How many requests of some session, or of all, there were.
    private struct Counts {
        /// How many there were in all; `nil` where that is not known.
        let all: Int?
        let each: [String: Int]
        /// How many more there were of all sessions.
        let others: Int
    }

    private func sums(of session: AskedSession?, _ state: State) -> Counts {
        let all = state.allCounts
        switch session {
        case nil: return Counts(all: state.count, each: all.each, others: all.others)
        case .toCome: return Counts(all: 0, each: [:], others: 0)
        case .begun(let session):
            let own = state.ofSessions[session.number] ?? [:]
            return Counts(all: all.others == 0 ? own.values.reduce(0, +) : nil, each: own, others: all.others)
        }
    }

    private func look(
        _ wanted: Wanted, _ number: Int, _ limit: Int, _ most: Int, _ remark: String?
    ) async -> JSONValue {
        let operation = wanted.operation
        let (counted, isAlone, resets, lines) = state.withLock { state in
            // Numbers follow one another.
            let lines = state.lines.latest(min(state.count - number, most))
            return (sums(of: wanted.session, state), operation.map(state.isAlone) ?? true, state.resets, lines)
        }
        let others = counted.others
        let counts = Dictionary(counted.each.map { (shown(operation: $0.key), $0.value) }, uniquingKeysWith: +)
        let asked = operation.map { shown(operation: $0) }
        // What is shown alike may be among those that are counted together.
        let isKnown = others == 0 || isAlone && asked == operation
        let count: Int? = if let asked { isKnown ? counts[asked] ?? 0 : nil } else { counted.all }
        let found = lines.filter { line in
            guard isOf(wanted.session, line) else { return false }
            guard let asked else { return true }
            let name = line.event.parts.request.operationName
            return name == operation || shown(operation: name) == asked
        }
        var told: [JSONValue] = []
        for line in found.suffix(limit) {
            if told.count % 64 == 63 { await Task.yield() }
            // Nobody waits for it any more.
            if Task.isCancelled { break }
            told.append(json(line))
        }
        let sorted = counts.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.number(JSONNumber($0.value))) }
        var answer = JSONObject([
            ("count", count.map { .number(JSONNumber($0)) } ?? .null), ("resets", .number(JSONNumber(resets))),
            ("counts", .object(JSONObject(sorted))),
        ])
        if others > 0 { answer["others"] = .number(JSONNumber(others)) }
        if count == nil {
            answer["remark"] = .string(
                "there were so many operations that \(others) requests of some, maybe of this one, were counted together"
            )
        } else if let remark {
            answer["remark"] = .string(remark)
        }
        answer["requests"] = .array(told)
        return .object(answer)
    }

    private func isOf(_ session: AskedSession?, _ line: Line) -> Bool {
        switch session {
        case nil: true
        case .toCome: false
        case .begun(let session): line.event.session == session
        }
    }

    private func write(_ line: Line, _ state: inout State) {
        guard let file else { return }
        do throws(FileError) {
            try file.append((state.isTorn ? [10] : []) + json(line).bytes(.compact) + [10])
            state.isTorn = false
        } catch {
            state.isTorn = true
            // A disk that is full is full for every request that follows: that is said once.
            if !state.hasToldOfFailure { Terminal.tell("tapedeck: the journal is not complete: \(error.message)") }
            state.hasToldOfFailure = true
        }
    }

    private func json(_ line: Line) -> JSONValue {
        let (request, answer) = line.event.parts
        return JournalLine(
            number: line.number, at: Instant(milliseconds: line.at), request: request, decision: answer.decision,
            explanation: answer.explanation, session: answer.session.map { ($0.number, $0.name) }, plan: answer.plan
        ).json(redactor)
    }
}
