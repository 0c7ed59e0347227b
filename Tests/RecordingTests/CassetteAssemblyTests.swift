import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckPlatform
import TapedeckRecording
import TapedeckTestSupport
import Testing

/// A cassette that is made row by row is the one that is made of all entries as values.
struct CassetteAssemblyTests {
    private let scratch = Scratch()

    /// A journal of rows that are there.
    private struct Rows: JournalRows {
        let path = "rows"
        let rows: [[UInt8]]

        func forEachRow(_ body: ([UInt8]) throws(RecordingError) -> Void) throws(RecordingError) {
            for row in rows { try body(row) }
        }
    }

    /// Entries as a recorder keeps them: those of shipped cassettes, with a recorder's times and fields, and odd ones.
    private static let entries: [Entry] = {
        var entries: [Entry] = []
        for path in Package.files(under: "cassettes", ending: ".har") {
            // What can't be read fails the tests that read the shipped cassettes.
            entries += (try? Cassette(bytes: Package.bytes(path)).entries) ?? []
        }
        for index in entries.indices {
            entries[index].origin = Origin(
                .captured, upstream: "127.0.0.1:1", client: "aws-cli/2", signature: "as sent")
            entries[index].origin.isInsecure = index.isMultiple(of: 7)
            entries[index].digest = nil
            entries[index].exchange.startedAt = 1_764_375_000_123 + Int64(index) * 7_777_777
            entries[index].exchange.timing = Exchange.Timing(send: index % 3, wait: index, receive: index % 5)
            entries[index].exchange.request.headers.append("User-Agent", "aws-cli/2 x")
            entries[index].exchange.request.headers.append("amz-sdk-invocation-id", "id-\(index / 2)")
            entries[index].exchange.request.headers.append("amz-sdk-request", "attempt=1; ttl=20201103T003251Z; max=3")
        }
        entries += odd(like: entries[0])
        for index in entries.indices { entries[index].exchange.sequence = index + 1 }
        return entries
    }()

    private static func odd(like plain: Entry) -> [Entry] {
        func changed(_ change: (inout Exchange) -> Void) -> Entry {
            var exchange = plain.exchange
            change(&exchange)
            return Entry(
                exchange, url: "https://h\(exchange.request.target)", origin: plain.origin, redactions: ["a", "b"])
        }
        return [
            changed { $0.request.body = Array("{\"Name\":\"ä\\u0001\"}".utf8) },
            changed { $0.request.body = [0xFF, 0, 0x22] },
            changed { $0.response?.body = Array("a \"quoted\"\r\n\u{1}\u{7F} text \\ é".utf8) },
            changed { $0.request.target = "/a?b=c&d" },
            changed { $0.request.target = "/a#b?c=d" },
            changed { $0.request.target = "/a?" },
            changed { $0.response = nil },
            changed { $0.ending = .unfinished },
            changed { $0.ending = .cutBody },
            changed { $0.response?.version = "HTTP/2" },
            changed { $0.request.headers = [] },
            changed { $0.request.headers.append("X", "say \"that\"") },
            changed { $0.request.headers.append("Authorization", "Basic x") },
            changed { $0.request.headers.replace("Authorization", with: "Bearer {secret}") },
            changed { $0.request.headers.fields.insert(HeaderField("authorization", "AWS4-HMAC-SHA256 x"), at: 0) },
            changed { $0.request.body = Array(#"{"ConnectionName":"ci-1764375000","Other":"deadbeef42"}"#.utf8) },
            changed { $0.request.body = Array(#"{"N":"ABABABAB-ABAB-ABAB-ABAB-ABABABABABAB\/"}"#.utf8) },
            changed { $0.request.body = [] },
            changed { $0.request.method = "GET" },
        ]
    }

    /// The cassette as it was made before: of entries that are all there.
    private func reference(_ entries: [Entry], facts: CaptureJournal.Facts, after old: Cassette?) throws -> Cassette {
        var normaliser = Normaliser()
        let timing = old?.timing ?? facts.timing
        let last = old?.entries.last?.exchange.sequence ?? 0
        func question(_ entry: Entry) -> String {
            "\(entry.operation ?? entry.exchange.request.method + entry.exchange.request.target) \(entry.exchange.request.body)"
        }
        let known = facts.existing == .onlyMissing ? Set(old?.entries.map(question) ?? []) : []
        let kept = try entries.map { try Entry(bytes: $0.bytes) }.filter { !known.contains(question($0)) }
            .enumerated().map { index, entry -> Entry in
                var entry = entry
                if old != nil { entry.exchange.sequence = last + index + 1 }
                if timing == .normalised { entry.exchange = normaliser.normalise(entry.exchange) }
                return entry
            }
        var cassette = old ?? Cassette(title: facts.title, recordedAt: facts.recordedAt, entries: [], timing: timing)
        cassette.entries += kept
        cassette.bind += facts.bind.filter { !cassette.bind.contains($0) }
        if facts.compactsPolls { _ = cassette.compactPolls() }
        return cassette
    }

    private static let facts = CaptureJournal.Facts(
        cassette: "c", title: #"A "title""#, recordedAt: "2026-11-29T00:00:00Z", timing: .normalised)

    struct Way: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var facts = CassetteAssemblyTests.facts
        var hasOld = false

        init(_ words: String, hasOld: Bool = false, _ change: (inout CaptureJournal.Facts) -> Void = { _ in }) {
            testDescription = words
            self.hasOld = hasOld
            change(&facts)
        }
    }

    @Test(arguments: [
        Way("normalised"), Way("times kept") { $0.timing = .kept },
        Way("appended", hasOld: true) { $0.existing = .append },
        Way("what was missing", hasOld: true) { $0.existing = .onlyMissing },
        Way("polls dropped") { $0.compactsPolls = true },
        Way("appended, polls dropped", hasOld: true) { ($0.existing, $0.compactsPolls) = (.append, true) },
        Way("what was missing, polls dropped", hasOld: true) {
            ($0.existing, $0.compactsPolls) = (.onlyMissing, true)
        },
        Way("bound") { $0.bind = [.member("ConnectionName"), .account] },
    ])
    func rowByRowIsAsAllAtOnce(way: Way) throws {
        var old = Cassette(title: "old", recordedAt: "then", entries: Array(Self.entries.prefix(5)))
        old.bind = [.region]
        let kept = way.hasOld ? old : nil
        let path = "\(scratch.path)/c.har"
        let made = try CassetteAssembly.write(
            Rows(rows: Self.entries.map(\.bytes)), facts: way.facts, after: kept, to: path, redactor: Redactor())
        let cassette = try reference(Self.entries, facts: way.facts, after: kept)
        let written = try Files.read(path)
        #expect(written == cassette.bytes)
        #expect(try Cassette(bytes: written).hasValidDigest)
        #expect(try Cassette(bytes: written).doubtfulEntries.isEmpty)
        #expect(made.journalled == Self.entries.count)
        #expect(made.madeUp == cassette.madeUpValues)
        // What is told of the recording is true of it alone, whatever becomes of the entries that were there.
        #expect(made.added + made.droppedPolls + made.known == Self.entries.count)
        #expect(cassette.entries.count == made.added - made.droppedBefore + (kept?.entries.count ?? 0))
        let unfinished = cassette.entries.count { $0.exchange.ending == .unfinished }
        #expect(made.unfinished == unfinished - (kept?.entries.count { $0.exchange.ending == .unfinished } ?? 0))
    }

    @Test
    func noEntriesMakeNoCassette() throws {
        let path = try scratch.write([1], to: "none.har")
        for rows in [[], [Array("{".utf8)]] {
            let made = try CassetteAssembly.write(
                Rows(rows: rows), facts: Self.facts, to: path, redactor: Redactor(), leavingUnreadable: true)
            #expect(!made.isWritten)
            #expect(try Files.read(path) == [1])
            #expect(scratch.names == ["none.har"])
        }
    }

    /// The old entries alone lose more reads than there are new exchanges.
    @Test
    func readsThatTheOldCassetteLosesAreNoneOfTheRecording() throws {
        let read = try #require(
            Self.entries.first { $0.operation == "ListConnections" && $0.exchange.ending == .complete })
        let create = try #require(Self.entries.first { $0.operation == "CreateConnection" })
        let old = Cassette(title: "old", recordedAt: "then", entries: [read, read, read])
        var facts = Self.facts
        (facts.existing, facts.compactsPolls) = (.append, true)
        let path = "\(scratch.path)/c.har"
        func write(_ entries: Entry...) throws -> [Int] {
            let made = try CassetteAssembly.write(
                Rows(rows: entries.map(\.bytes)), facts: facts, after: old, to: path, redactor: Redactor())
            #expect(made.isWritten)
            let written = try Cassette(bytes: Files.read(path)).entries.count
            return [made.added, made.droppedPolls, made.droppedBefore, written]
        }
        #expect(try write(create) == [1, 0, 2, 2])
        #expect(try write(create, read) == [2, 0, 2, 3])
        #expect(try write(read) == [0, 1, 2, 1])
    }

    @Test
    func aTitleIsTheOperationsInOrder() throws {
        let rows = Rows(rows: Self.entries.map(\.bytes))
        var names: [String] = []
        for entry in Self.entries where names.last != entry.operation ?? "?" { names.append(entry.operation ?? "?") }
        #expect(try CassetteAssembly.title(of: rows) == names.joined(separator: ", then "))
        #expect(try CassetteAssembly.title(of: Rows(rows: [])) == "nothing was recorded")
    }

    @Test
    func aRowThatCannotBeReadLeavesTheOldCassette() throws {
        let path = "\(scratch.path)/c.har"
        try Files.writeDurably([1], to: path)
        let rows = Rows(rows: [Self.entries[0].bytes, Array("{}".utf8)])
        let error = #expect(throws: RecordingError.self) {
            try CassetteAssembly.write(rows, facts: Self.facts, to: path, redactor: Redactor())
        }
        #expect(error?.code == .notAJournal)
        #expect(try Files.read(path) == [1])
        #expect(try Files.files(below: scratch.path, ending: "").count == 1)
    }

    @Test
    func anEntryThatCannotBeReadNeedNotTakeTheOthersWithIt() throws {
        let path = "\(scratch.path)/c.har"
        let rows = Rows(rows: [Self.entries[0].bytes, Array("{}".utf8), Self.entries[1].bytes])
        let made = try CassetteAssembly.write(
            rows, facts: Self.facts, to: path, redactor: Redactor(), leavingUnreadable: true)
        #expect((made.journalled, made.added, made.unreadable.count) == (3, 2, 1))
        #expect(made.unreadable.first?.contains("can't be read") == true)
        #expect(try Files.read(path) == reference(Array(Self.entries.prefix(2)), facts: Self.facts, after: nil).bytes)
        #expect(try CassetteAssembly.title(of: rows) != "nothing was recorded")
    }

    @Test
    func aSecretInOneEntryLeavesTheOldCassette() throws {
        let path = "\(scratch.path)/c.har"
        try Files.writeDurably([1], to: path)
        let secret = "aws-cli/2"
        let error = #expect(throws: RecordingError.self) {
            try CassetteAssembly.write(
                Rows(rows: Self.entries.map(\.bytes)), facts: Self.facts, to: path,
                redactor: Redactor(secrets: [secret]))
        }
        #expect(error?.code == .secret)
        #expect(try Files.read(path) == [1])
    }
}
