import TapedeckAWSSigning
public import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckPlatform

/// Makes a cassette of journalled entries, one after the other: neither they nor its text are ever there as a whole.
public struct CassetteAssembly {
    /// What a cassette was made of, and what people should know of it.
    public struct Made: Sendable {
        /// Entries that were journalled.
        public var journalled = 0
        /// Those of them that had not ended.
        public var unfinished = 0
        /// Entries that were left out because the cassette had one for their request.
        public var known = 0
        /// Reads that were dropped because they said what the one before said.
        public var droppedPolls = 0
        /// What is wrong with entries that were left out because they can't be read.
        public var unreadable: [String] = []
        /// Entries but for the reads that were dropped.
        public var kept: Int { journalled - droppedPolls - unreadable.count }
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
    private var known: Set<Question>?
    /// What is bound or was taken out, in the order in which the recording says it; an old cassette has its own order.
    private var bound: BoundWords
    /// The number of the last entry; `nil` where entries keep their own.
    private var last: Int?
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
    /// - Throws: ``RecordingError``: `secret`, `fileFailed` with the file's trouble, or what the journal throws.
    public static func write(
        _ journal: some JournalRows, facts: CaptureJournal.Facts, after old: Cassette? = nil, to path: String,
        redactor: Redactor, leavingUnreadable leavesUnreadable: Bool = false,
        changing change: ([UInt8]) -> [UInt8] = { $0 }
    ) throws(RecordingError) -> Made {
        var assembly = try CassetteAssembly(
            facts: facts, after: old, to: path, redactor: redactor, leavesUnreadable: leavesUnreadable)
        try journal.forEachRow { (row) throws(RecordingError) in try assembly.add(change(row), of: journal) }
        return try assembly.finish()
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
        var boundBefore = bound
        known =
            facts.existing == .onlyMissing
            ? old.map { Set($0.entries.map { Question($0, &boundBefore) }) } : nil
        last = old.map { $0.entries.last?.exchange.sequence ?? 0 }
        search = MadeUpSearch(bound: cassette.bind + cassette.entries.flatMap(\.bind))
        text = CassetteText(cassette) { FastDigest() }
        do throws(FileError) { file = try NewFile(path) } catch { throw RecordingError(.fileFailed, "\(error)") }
        try put(text.beginning)
        for entry in cassette.entries { try put(entry) }
    }

    /// Adds a journalled entry.
    private mutating func add(_ row: [UInt8], of journal: some JournalRows) throws(RecordingError) {
        made.journalled += 1
        // What is decided by what an entry says needs its value.
        if known == nil, polls == nil, var line = EntryLine(row) {
            line.renew(sequence: nextNumber(), normaliser: &normaliser)
            search.look(at: line)
            let (text, renewed) = text.text(of: line)
            // The line says all that its layout says, in fewer bytes.
            return try put(text, searching: renewed)
        }
        var entry: Entry
        do throws(RecordingError) { entry = try journal.entry(row) } catch {
            guard leavesUnreadable else { throw error }
            made.unreadable.append(error.message)
            return
        }
        if entry.exchange.ending == .unfinished { made.unfinished += 1 }
        if let known, known.contains(Question(entry, &bound)) {
            made.known += 1
            return
        }
        if let number = nextNumber() { entry.exchange.sequence = number }
        if let exchange = normaliser?.normalise(entry.exchange) { entry.exchange = exchange }
        try put(entry)
    }

    private mutating func nextNumber() -> Int? {
        if let number = last { last = number + 1 }
        return last
    }

    private mutating func put(_ entry: Entry) throws(RecordingError) {
        if polls?.keeps(entry) == false { return }
        search.look(at: entry)
        try put(text.text(of: entry))
    }

    private mutating func put(_ text: [UInt8], searching line: [UInt8]? = nil) throws(RecordingError) {
        secrets.formUnion(redactor.findings(in: line ?? text))
        do throws(FileError) { try file.write(text) } catch { throw RecordingError(.fileFailed, "\(error)") }
    }

    private consuming func finish() throws(RecordingError) -> Made {
        try put(text.end)
        guard secrets.isEmpty else {
            throw RecordingError(
                .secret, "\(path) is not written: it would hold \(secrets.sorted().joined(separator: " and "))")
        }
        made.droppedPolls = polls?.dropped ?? 0
        if made.kept == 0 { return made }
        do throws(FileError) {
            try file.overwrite(at: text.digest.place, text.digest.text)
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
