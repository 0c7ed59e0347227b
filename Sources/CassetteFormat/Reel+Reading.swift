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
            let bytes = try next(max(1 << 20, rest.count))
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

/// Puts a reel together, entry by entry.
struct ReelReading {
    private enum Place {
        case before
        case entries
        case after
    }

    /// Bytes that ordinary exchanges share.
    private static let shelf = 1 << 20

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
    private var scanned = EntryScanner(TextScanner(UnsafeBufferPointer(start: nil, count: 0), at: 0))

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
        (reel.bind, reel.timing) = (around.bind, around.timing)
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
        scanned.text = TextScanner(text, at: start)
        if scanned.entry(), text.count < 1 << 30 {
            addPlain(text)
            return .taken(end: scanned.text.position)
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

    private mutating func addPlain(_ text: UnsafeBufferPointer<UInt8>) {
        if bytes.count >= Self.shelf { seal() }
        if reel.upstream == nil, let name = scanned.upstream {
            reel.upstream = String(decoding: text[name], as: UTF8.self)
        }
        let start = bytes.count
        bytes.appendUnescaped(text[scanned.requestBody])
        let request = bytes.count
        bytes += "HTTP/1.1 \(scanned.status) ".utf8
        bytes += text[scanned.reason]
        bytes += [13, 10]
        for field in scanned.responseFields {
            bytes += text[field.name]
            bytes += [0x3A, 0x20]
            bytes += text[field.value]
            bytes += [13, 10]
        }
        bytes += [13, 10]
        let head = bytes.count
        bytes.appendUnescaped(text[scanned.responseBody])
        pieces.append(
            Reel.Piece(
                sequence: scanned.sequence, head: headNumber(text), status: scanned.status,
                startedAt: scanned.startedAt, milliseconds: scanned.milliseconds, start: Int32(start),
                framesItself: framesItself(bytes.count - head),
                ends: (Int32(request), Int32(head), Int32(bytes.count))))
    }

    /// Whether a response with so long a body says just that, and nothing else about the connection.
    private func framesItself(_ length: Int) -> Bool {
        let text = scanned.text
        var said: Int?
        for field in scanned.responseFields {
            if text.isName(field.name, "transfer-encoding") { return false }
            if text.isName(field.name, "connection"), !text.isName(field.value, "keep-alive") { return false }
            if text.isName(field.name, "content-length") {
                guard said == nil, let number = Int(String(decoding: text.bytes[field.value], as: UTF8.self)) else {
                    return false
                }
                said = number
            }
        }
        return said == length && scanned.status >= 200 && scanned.status != 204 && scanned.status != 304
    }

    private mutating func headNumber(_ text: UnsafeBufferPointer<UInt8>) -> Int {
        let parts = [scanned.method, scanned.url, scanned.target, scanned.authorization]
        headBytes.removeAll(keepingCapacity: true)
        for part in parts {
            headBytes += text[part]
            headBytes.append(0)
        }
        if let lastHead, lastHead.bytes == headBytes { return lastHead.number }
        let number = headsByBytes[headBytes] ?? reel.heads.count
        if number == reel.heads.count {
            headsByBytes[headBytes] = number
            let strings = parts.map { String(decoding: text[$0], as: UTF8.self) }
            var fields = HeaderFields()
            if !parts[2].isEmpty { fields.append("X-Amz-Target", strings[2]) }
            if !parts[3].isEmpty { fields.append("Authorization", strings[3]) }
            reel.heads.append(
                Reel.Head(
                    url: strings[1],
                    request: Request(method: strings[0], target: Entry.target(of: strings[1]), headers: fields)))
        }
        lastHead = (headBytes, number)
        return number
    }

    /// Makes items of the pieces, now that their bytes are all there.
    private mutating func seal() {
        let shared = bytes
        reel.items += pieces.map { .plain(PlainExchange($0, in: shared)) }
        (bytes, pieces) = ([], [])
        bytes.reserveCapacity(Self.shelf + Self.shelf / 16)
    }
}

extension [UInt8] {
    /// Appends the text of a JSON string, its short escapes taken off.
    fileprivate mutating func appendUnescaped(_ text: Slice<UnsafeBufferPointer<UInt8>>) {
        var rest = text
        while let mark = rest.firstIndex(of: UInt8(ascii: "\\")) {
            self += rest[..<mark]
            if let byte = TextScanner.escaped(rest[mark + 1]) { append(byte) }
            rest = rest[(mark + 2)...]
        }
        self += rest
    }
}
