import TapedeckExchangeModel
import TapedeckJSONText

extension Reel {
    /// Reads a cassette from its bytes as they come; `nil` where the file is not laid out as the deck does it, or is not
    /// what it should be: ``Cassette/init(bytes:)`` takes it or says what is wrong.
    ///
    /// - Parameter next: gives the next bytes of the file, at most so many; none at its end.
    public init?<Failure: Error>(reading next: (_ limit: Int) throws(Failure) -> [UInt8]) throws(Failure) {
        var reading = ReelReading()
        var rest: [UInt8] = []
        while true {
            // What is left of the last bytes is the beginning of an entry. A long one is read in ever larger parts.
            let bytes = try next(max(ReelReading.portion, rest.count))
            let isAtEnd = bytes.isEmpty
            rest += bytes
            guard let used = rest.withUnsafeBufferPointer({ reading.read($0) }) else { return nil }
            rest.removeFirst(used)
            if isAtEnd { break }
        }
        guard let reel = reading.finished(rest) else { return nil }
        self = reel
    }
}

extension Reel {
    /// Reads a cassette from all of its bytes, whatever way it is laid out.
    ///
    /// - Throws: ``CassetteError`` as ``Cassette/init(bytes:)`` does.
    public init(bytes: [UInt8]) throws(CassetteError) {
        var isRead = false
        let reel = Reel(reading: { _ in
            defer { isRead = true }
            return isRead ? [] : bytes
        })
        if let reel { self = reel } else { self = Reel(try Cassette(bytes: bytes)) }
    }
}

/// Puts a reel together, entry by entry.
struct ReelReading {
    private enum Place {
        case before
        case entries
        case after
    }

    /// Bytes that ordinary exchanges share.
    private static let shelf = 1 << 20
    /// Bytes that are read at a time: as many as stay near the processor until they have been looked at.
    static let portion = 1 << 18

    private var reel = Reel()
    private var place = Place.before
    /// What stands round the entries.
    private var frame: [UInt8] = []
    private var isFirst = true
    private var bytes: [UInt8] = []
    private var pieces: [Reel.Piece] = []
    private var headsByBytes: [[UInt8]: Int] = [:]
    private var lastHead: (bytes: [UInt8], number: Int)?
    private var headBytes: [UInt8] = []
    private var scanned = EntryScanner()

    /// Takes the whole entries of some text; gives how many bytes it has used, or `nil` where it can't be read so.
    mutating func read(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        var position = 0
        if place == .before {
            guard let start = start(of: text) else { return 0 }
            frame += text[..<start]
            (position, place) = (start, .entries)
        }
        while place == .entries {
            var scanner = TextScanner(text, at: position)
            scanner.space()
            if scanner.word("]") {
                frame.append(UInt8(ascii: "]"))
                (position, place) = (scanner.position, .after)
                break
            }
            guard scanner.position < text.count else { return position }
            if !isFirst {
                guard scanner.word(",") else { return nil }
                scanner.space()
            }
            switch entry(of: text, at: scanner.position) {
            case .taken(let end): (position, isFirst) = (end, false)
            case .unfinished: return position
            case .unreadable: return nil
            }
        }
        return position
    }

    /// What was read, where the rest of the file ends it rightly.
    mutating func finished(_ rest: [UInt8]) -> Reel? {
        guard place == .after else { return nil }
        seal()
        // The file without its entries says what is wrong with the rest.
        frame += rest
        guard let root = try? JSONParser.parse(frame), let around = try? Cassette(bytes: frame),
            root.object?.repeatedNames.isEmpty == true, root["log"]?.object?.repeatedNames.isEmpty == true
        else { return nil }
        (reel.title, reel.bind, reel.timing) = (around.title, around.bind, around.timing)
        let isDead = reel.items.allSatisfy { item in
            if case .entry(let entry) = item { entry.isDead } else { false }
        }
        reel.emptiness = Cassette.emptiness(hasEntries: !reel.items.isEmpty, isDead: isDead)
        return reel
    }

    /// Behind the bracket that begins the entries.
    private func start(of text: UnsafeBufferPointer<UInt8>) -> Int? {
        var scanner = TextScanner(text, at: 0)
        scanner.space()
        guard scanner.open("{"), scanner.member("log"), scanner.open("{") else { return nil }
        while true {
            if scanner.member("entries") { return scanner.open("[") ? scanner.position : nil }
            guard scanner.item(), scanner.string() != nil else { return nil }
            scanner.space()
            guard scanner.word(":") else { return nil }
            scanner.space()
            guard scanner.value() else { return nil }
        }
    }

    private enum Taking {
        case taken(end: Int)
        case unfinished
        case unreadable
    }

    /// Takes the entry at a place.
    private mutating func entry(of text: UnsafeBufferPointer<UInt8>, at start: Int) -> Taking {
        if text.count < 1 << 30, scanned.entry(text, at: start) {
            addPlain(text, start)
            return .taken(end: scanned.end)
        }
        var scanner = TextScanner(text, at: start)
        guard scanner.value() else { return .unfinished }
        seal()
        // An entry stands within three others in its file.
        let depth = JSONParser.defaultMaximumDepth - 3
        guard let value = try? JSONParser.parse(text[start..<scanner.position], maximumDepth: depth),
            let entry = try? Entry(at: reel.items.count, in: value)
        else { return .unreadable }
        reel.items.append(.entry(entry))
        if reel.upstream == nil { reel.upstream = entry.origin.upstream }
        return .taken(end: scanner.position)
    }

    private mutating func addPlain(_ text: UnsafeBufferPointer<UInt8>, _ entry: Int) {
        if bytes.count >= Self.shelf { seal() }
        if reel.upstream == nil, let name = scanned.layout.upstream {
            reel.upstream = String(decoding: text[scanned.range(name)], as: UTF8.self)
        }
        let start = Int32(bytes.count)
        var ends: (request: Int, head: Int, response: Int) = (0, 0, 0)
        // What is written is shorter than the entry: of each field more is left out than put in.
        withUnsafeTemporaryAllocation(byteCount: scanned.end - entry + 64, alignment: 8) { room in
            var output = BytesWriter(room)
            output.writeUnescaped(text, scanned.range(scanned.layout.requestBody))
            ends.request = output.count
            output.write("HTTP/1.1 ")
            output.write(status: scanned.status)
            output.write(" ")
            output.write(text, scanned.range(scanned.layout.reason))
            output.write("\r\n")
            for field in scanned.layout.responseFields {
                output.write(text, scanned.range(field.name))
                output.write(": ")
                output.write(text, scanned.range(field.value))
                output.write("\r\n")
            }
            output.write("\r\n")
            ends.head = output.count
            output.writeUnescaped(text, scanned.range(scanned.layout.responseBody))
            ends.response = output.count
            bytes.append(contentsOf: output.written)
        }
        pieces.append(
            Reel.Piece(
                sequence: scanned.sequence, head: headNumber(text), status: scanned.status,
                startedAt: scanned.startedAt, milliseconds: scanned.milliseconds, start: start,
                framesItself: framesItself(text, ends.response - ends.head),
                ends: (start + Int32(ends.request), start + Int32(ends.head), start + Int32(ends.response))))
    }

    /// Whether a response with so long a body says just that, and nothing else about the connection.
    private func framesItself(_ bytes: UnsafeBufferPointer<UInt8>, _ length: Int) -> Bool {
        let text = TextScanner(bytes, at: 0)
        var said: Int?
        for field in scanned.layout.responseFields {
            let (name, value) = (scanned.range(field.name), scanned.range(field.value))
            if text.isName(name, "transfer-encoding") { return false }
            if text.isName(name, "connection"), !text.isName(value, "keep-alive") { return false }
            if text.isName(name, "content-length") {
                guard said == nil, let number = Int(String(decoding: bytes[value], as: UTF8.self)) else { return false }
                said = number
            }
        }
        return said == length && scanned.status >= 200 && scanned.status != 204 && scanned.status != 304
    }

    private mutating func headNumber(_ text: UnsafeBufferPointer<UInt8>) -> Int {
        let layout = scanned.layout
        headBytes.removeAll(keepingCapacity: true)
        for place in [layout.method, layout.url, layout.target, layout.authorization] {
            headBytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[scanned.range(place)]))
            headBytes.append(0)
        }
        if let lastHead, lastHead.bytes.count == headBytes.count,
            lastHead.bytes.withUnsafeBytes({ last in headBytes.withUnsafeBytes { last.common(0, $0, 0) } })
                == headBytes.count
        {
            return lastHead.number
        }
        let number = headsByBytes[headBytes] ?? reel.heads.count
        if number == reel.heads.count {
            headsByBytes[headBytes] = number
            reel.heads.append(head(text))
        }
        lastHead = (headBytes, number)
        return number
    }

    private func head(_ text: UnsafeBufferPointer<UInt8>) -> Reel.Head {
        let layout = scanned.layout
        func string(_ place: EntryLayout.Place) -> String {
            String(decoding: text[scanned.range(place)], as: UTF8.self)
        }
        var fields = HeaderFields()
        if !scanned.range(layout.target).isEmpty { fields.append("X-Amz-Target", string(layout.target)) }
        if !scanned.range(layout.authorization).isEmpty { fields.append("Authorization", string(layout.authorization)) }
        let url = string(layout.url)
        return Reel.Head(
            url: url, request: Request(method: string(layout.method), target: Entry.target(of: url), headers: fields))
    }

    /// Makes items of the pieces, now that their bytes are all there.
    private mutating func seal() {
        let shared = bytes
        reel.items += pieces.map { .plain(PlainExchange($0, in: shared)) }
        (bytes, pieces) = ([], [])
        bytes.reserveCapacity(Self.shelf + Self.shelf / 16)
    }
}
