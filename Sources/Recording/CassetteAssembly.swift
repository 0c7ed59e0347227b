import TapedeckAWSSigning
import TapedeckAWSWire
public import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckPlatform

/// Makes a cassette of journalled entries, one after the other: neither they nor its text are ever there as a whole.
public struct CassetteAssembly {
    /// What a cassette was made of, and what people should know of it.
    public struct Made: Sendable {
        /// Entries that were journalled.
        public var journalled = 0
        /// Those of them that are in the cassette now.
        public var added = 0
        /// Those of these that had not ended.
        public var unfinished = 0
        /// Those that were left out because the cassette had one for their request.
        public var known = 0
        /// Those that were left out because they are reads that said what the one before said.
        public var droppedPolls = 0
        /// Reads that the cassette had before and that were dropped for the same reason.
        public var droppedBefore = 0
        /// What is wrong with those that were left out because they can't be read.
        public var unreadable: [String] = []
        /// Whether there was an entry that can be read; otherwise nothing is written.
        public var isWritten: Bool { journalled > unreadable.count }
        /// Values that look made up and are not bound.
        public var madeUp: [Cassette.MadeUp] = []
    }

    private let facts: CaptureJournal.Facts
    private let redactor: Redactor
    private let file: NewFile
    private let path: String
    private var text: CassetteText
    private var normaliser: Normaliser?
    private var polls: PollFilter?
    /// The entries that stand for what is left out, by what was asked, in order.
    private var known: [Question: [Entry]]?
    /// What is bound or was taken out, in the order in which the recording says it.
    private var bound: BoundWords
    /// The same, in the order in which the old cassette says it.
    private var boundBefore: BoundWords
    /// What the recording says in the place of what the old cassette does.
    private var said: SaidWords
    /// The number of the last entry; `nil` where entries keep their own.
    private var last: Int?
    /// Old entries that are not written yet: what was recorded while they were played stands before the next change.
    private var left: ArraySlice<Entry> = []
    private let rules: [BindRule]
    private var search: MadeUpSearch
    private var made = Made()
    private var secrets: Set<String> = []
    private let leavesUnreadable: Bool

    /// Writes the cassette of a journal; it takes its place once it is whole, and until then an old one stays as it is. Where
    /// nothing is kept, nothing is written.
    ///
    /// Times and the clients' own ids are normalised unless the recording keeps them.
    ///
    /// - Parameters:
    ///   - facts: of the recording; its title is that of the cassette.
    ///   - old: the cassette whose entries these follow, numbered on; its title and its kind of times stay.
    ///   - redactor: looks once more that no secret is in it. The recording's own, where there is one: it knows more than the
    ///     process does.
    ///   - leavesUnreadable: whether an entry that can't be read is left out, and told of, so that the others are kept.
    ///   - change: changes the bytes of each entry before it is read.
    ///   - willWrite: called with the cassette's digest when nothing is left but to put it in its place, and it has all of the
    ///     journal.
    /// - Throws: ``RecordingError``: `secret`, `fileFailed` with the file's trouble, or what the journal throws.
    public static func write(
        _ journal: some JournalRows, facts: CaptureJournal.Facts, after old: Cassette? = nil, to path: String,
        redactor: Redactor, leavingUnreadable leavesUnreadable: Bool = false,
        changing change: ([UInt8]) -> [UInt8] = { $0 },
        beforeWriting willWrite: (String) throws(RecordingError) -> Void = { _ in }
    ) throws(RecordingError) -> Made {
        var assembly = try CassetteAssembly(
            facts: facts, after: old, to: path, redactor: redactor, leavesUnreadable: leavesUnreadable)
        try assembly.learn(of: journal, changing: change)
        try journal.forEachRow { (row) throws(RecordingError) in try assembly.add(change(row), of: journal) }
        return try assembly.finish(willWrite)
    }

    private init(
        facts: CaptureJournal.Facts, after old: Cassette?, to path: String, redactor: Redactor, leavesUnreadable: Bool
    ) throws(RecordingError) {
        self.leavesUnreadable = leavesUnreadable
        var cassette =
            old ?? Cassette(title: facts.title, recordedAt: facts.recordedAt, entries: [], timing: facts.timing)
        cassette.bind += facts.bind.filter { !cassette.bind.contains($0) }
        self.facts = facts
        self.redactor = redactor
        self.path = path
        normaliser = cassette.timing == .normalised ? Normaliser() : nil
        polls = facts.compactsPolls ? PollFilter() : nil
        bound = BoundWords(cassette.bind)
        rules = cassette.bind
        said = facts.said
        var boundBefore = bound
        known =
            facts.existing == .onlyMissing
            ? old.map { Dictionary(grouping: $0.entries) { Question($0, &boundBefore) } } : nil
        self.boundBefore = boundBefore
        last = old.map { $0.entries.last?.exchange.sequence ?? 0 }
        search = MadeUpSearch(bound: cassette.bind + cassette.entries.flatMap(\.bind))
        text = CassetteText(cassette) { FastDigest() }
        do throws(FileError) { file = try NewFile(path) } catch { throw RecordingError(.fileFailed, "\(error)") }
        try put(text.beginning)
        left = cassette.entries[...]
        if facts.turns == nil { try putOld(left.count) } else if old != nil { last = 0 }
    }

    /// Writes so many of the old entries that are left. Those before which something was put are numbered on.
    private mutating func putOld(_ count: Int) throws(RecordingError) {
        for var entry in left.prefix(count) {
            if facts.turns != nil, let last, entry.exchange.sequence <= last {
                entry.exchange.sequence = last + 1
                if normaliser != nil { entry.exchange.startedAt = Normaliser.start(of: last + 1) }
            }
            if facts.turns != nil, last != nil { last = entry.exchange.sequence }
            if try !put(entry) { made.droppedBefore += 1 }
        }
        left = left.dropFirst(count)
    }

    /// Writes the old entries that come before an exchange: those that had been played, and what follows them but for the next
    /// change, of which its client had not heard yet.
    private mutating func putOld(before sequence: Int) throws(RecordingError) {
        guard let turns = facts.turns, !left.isEmpty else { return }
        let played = turns.last(before: sequence)
        let start = left.lastIndex { $0.exchange.sequence <= played }.map { $0 + 1 } ?? left.startIndex
        let end = left[start...].firstIndex { Envelope.operation(of: $0.exchange.request)?.isMutation ?? true }
        try putOld((end ?? left.endIndex) - left.startIndex)
    }

    /// Learns what the recording says in the place of what stands in the entries that stand for what is left out: what is added
    /// belongs to them.
    private mutating func learn(
        of journal: some JournalRows, changing change: ([UInt8]) -> [UInt8]
    ) throws(RecordingError) {
        guard let known else { return }
        var (bound, boundBefore) = (bound, boundBefore)
        var asked: [Question: Int] = [:]
        try journal.forEachRow { (row) throws(RecordingError) in
            guard let entry = try? journal.entry(change(row)) else { return }
            var question = Question(entry, &bound)
            if known[question] == nil { question = Question(said.asRecorded(entry), &boundBefore) }
            guard let entries = known[question] else { return }
            // A connection that was deleted and created again is another one.
            let old = entries[min(asked[question, default: 0], entries.count - 1)]
            asked[question, default: 0] += 1
            let (new, since) = (entry.exchange, entry.exchange.sequence)
            said.learn(new.request, as: old.exchange.request, by: rules, since: since)
            said.learn(ids: new.response, as: old.exchange.response, since: since)
        }
    }

    /// Adds a journalled entry.
    private mutating func add(_ row: [UInt8], of journal: some JournalRows) throws(RecordingError) {
        made.journalled += 1
        // What is decided by what an entry says needs its value.
        if known == nil, polls == nil, said.isIdle, facts.turns == nil, var line = EntryLine(row) {
            line.renew(sequence: nextNumber(), normaliser: &normaliser)
            search.look(at: line)
            let (text, renewed) = text.text(of: line)
            made.added += 1
            // The line says all that its layout says, in fewer bytes.
            return try put(text, searching: renewed)
        }
        var entry: Entry
        do throws(RecordingError) { entry = try journal.entry(row) } catch {
            guard leavesUnreadable else { throw error }
            made.unreadable.append(error.message)
            return
        }
        let asked = known == nil ? nil : Question(entry, &bound)
        if !said.isIdle { entry = said.asRecorded(entry) }
        if let known, let asked, known[asked] != nil || known[Question(entry, &boundBefore)] != nil {
            made.known += 1
            return
        }
        try putOld(before: entry.exchange.sequence)
        if let number = nextNumber() { entry.exchange.sequence = number }
        if let exchange = normaliser?.normalise(entry.exchange) { entry.exchange = exchange }
        guard try put(entry) else {
            made.droppedPolls += 1
            return
        }
        made.added += 1
        if entry.exchange.ending == .unfinished { made.unfinished += 1 }
    }

    private mutating func nextNumber() -> Int? {
        if let number = last { last = number + 1 }
        return last
    }

    /// Writes an entry; `false` where it is a read that says what the one before said.
    private mutating func put(_ entry: Entry) throws(RecordingError) -> Bool {
        if polls?.keeps(entry) == false { return false }
        search.look(at: entry)
        try put(text.text(of: entry))
        return true
    }

    private mutating func put(_ text: [UInt8], searching line: [UInt8]? = nil) throws(RecordingError) {
        secrets.formUnion(redactor.findings(in: line ?? text))
        do throws(FileError) { try file.write(text) } catch { throw RecordingError(.fileFailed, "\(error)") }
    }

    private mutating func finish(_ willWrite: (String) throws(RecordingError) -> Void) throws(RecordingError) -> Made {
        try putOld(left.count)
        try put(text.end)
        guard secrets.isEmpty else {
            throw RecordingError(
                .secret, "\(path) is not written: it would hold \(secrets.sorted().joined(separator: " and "))")
        }
        if !made.isWritten { return made }
        let digest = text.digest
        if made.unreadable.isEmpty { try willWrite("sha256:\(String(decoding: digest.text, as: UTF8.self))") }
        do throws(FileError) {
            try file.overwrite(at: digest.place, digest.text)
            try file.commit()
        } catch {
            throw RecordingError(.fileFailed, "\(error)")
        }
        made.madeUp = search.found
        return made
    }

    /// What was asked in an entry, for telling whether it has been asked before.
    private struct Question: Hashable {
        let operation: String?
        let body: [UInt8]

        init(_ entry: Entry, _ bound: inout BoundWords) {
            let request = entry.exchange.request
            operation = entry.operation ?? "\(request.method) \(request.target)"
            body = bound.settled(request.body)
        }
    }

    /// A title for a recording that was given none: its operations, in order. An entry that can't be read has none.
    ///
    /// - Parameter change: changes the bytes of each entry before it is read.
    public static func title(
        of journal: some JournalRows, changing change: ([UInt8]) -> [UInt8] = { $0 }
    ) throws(RecordingError) -> String {
        var title = RecordingTitle()
        try journal.forEachRow { (row) throws(RecordingError) in
            if title.add(line: row, change) { return }
            if let entry = try? journal.entry(change(row)) { title.add(entry) }
        }
        return title.title
    }

    /// Writes a cassette, having looked once more that no secret is in it.
    ///
    /// - Throws: ``RecordingError``: `secret`, or `fileFailed` with the file's trouble.
    public static func write(_ cassette: Cassette, to path: String, redactor: Redactor) throws(RecordingError) {
        let bytes = cassette.bytes
        let found = redactor.findings(in: bytes)
        guard found.isEmpty else {
            throw RecordingError(.secret, "\(path) is not written: it would hold \(found.joined(separator: " and "))")
        }
        do throws(FileError) {
            try Files.writeDurably(bytes, to: path)
        } catch {
            throw RecordingError(.fileFailed, "\(error)")
        }
    }
}

/// The entries of a journal as they were stored.
public protocol JournalRows {
    /// The journal's file.
    var path: String { get }

    /// Hands over the bytes of each entry, as ``Entry/bytes`` made them, in the order of their numbers.
    func forEachRow(_ body: ([UInt8]) throws(RecordingError) -> Void) throws(RecordingError)
}

extension JournalRows {
    /// Every entry, in order.
    ///
    /// - Throws: ``RecordingError``: `notAJournal` for one that can't be read, and what the journal throws.
    public func entries() throws(RecordingError) -> [Entry] {
        var entries: [Entry] = []
        try forEachRow { (row) throws(RecordingError) in entries.append(try entry(row)) }
        return entries
    }

    /// The entry of a row.
    fileprivate func entry(_ row: [UInt8]) throws(RecordingError) -> Entry {
        do throws(CassetteError) { return try Entry(bytes: row) } catch {
            throw RecordingError(.notAJournal, "the journal \(path) holds an entry that can't be read: \(error)")
        }
    }
}
