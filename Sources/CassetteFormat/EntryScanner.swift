import TapedeckAWSWire

/// Finds the parts of an ordinary entry in a cassette's text, without making values of them.
///
/// Ordinary is an exchange that came whole, with the members that the deck writes, in their order and in ASCII. Whatever
/// is laid out otherwise, says something more, or is wrong, is left to ``Entry``, which takes it or says what is wrong.
/// What is found here, ``Entry`` reads alike.
struct EntryScanner {
    /// A field of a head: where its name and its value are.
    typealias Field = (name: Range<Int>, value: Range<Int>)

    /// Places within an entry's text.
    struct Places {
        /// The value of `startedDateTime`.
        var started = 0..<0
        /// The value of `time`.
        var time = 0..<0
        /// The value of `_sequence`.
        var sequence = 0..<0
        /// From the quote before `_origin`.
        var origin = 0
        /// Behind the value of `_origin`, where a digest stands.
        var originEnd = 0
        /// The request's list of fields, with its brackets.
        var requestFields = 0..<0
        /// From the comma before `timings`.
        var timings = 0
    }

    /// The entry's parts.
    private(set) var layout = EntryLayout()
    /// By part: where it is.
    private var ranges: [Range<Int>] = []
    /// Where the entry ends.
    private(set) var end = 0
    private(set) var sequence = 0
    /// When the request came, in milliseconds since 1970.
    private(set) var startedAt: Int64 = 0
    /// How long the upstream took to answer, in milliseconds.
    private(set) var milliseconds = 0
    private(set) var status = 0
    /// Of an entry that was read by itself: whether it was captured.
    private(set) var isCaptured = false
    /// Of an entry that was read by itself: whether it has a digest.
    private(set) var hasDigest = false
    /// Of an entry that was read by itself: where the members stand that are written anew when it is numbered and normalised.
    private(set) var places = Places()

    private var text = TextScanner(UnsafeBufferPointer(start: nil, count: 0), at: 0)
    private var fields: [(name: Int, value: Int)] = []
    /// Entries that were read, and the number of the one whose layout stands here.
    private var patterns: [EntryPattern] = []
    private var current: Int?

    /// How many entries are kept to compare others with: a client's conversation has so many kinds of calls.
    private static let kept = 8

    /// Reads an entry at a place, as one that others may be like; `false` where it is no ordinary one, or not all there.
    mutating func entry(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> Bool {
        let latest = current ?? 0
        for offset in patterns.indices {
            let number = (latest + offset) % patterns.count
            guard let end = patterns[number].match(bytes, at: start, &ranges) else { continue }
            if number != current { (layout, current) = (patterns[number].layout, number) }
            self.end = end
            return values(bytes)
        }
        guard entryByItself(bytes, at: start) else { return false }
        let pattern = EntryPattern(bytes[start..<end], layout, ranges, start: start)
        if patterns.count < Self.kept {
            current = patterns.count
            patterns.append(pattern)
        } else {
            current = (latest + 1) % Self.kept
            patterns[(latest + 1) % Self.kept] = pattern
        }
        return true
    }

    /// Reads an entry at a place without a look at others; `false` where it is no ordinary one, or not all there.
    mutating func entryByItself(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> Bool {
        text = TextScanner(bytes, at: start)
        current = nil
        layout.clear()
        ranges.removeAll(keepingCapacity: true)
        guard entry() else { return false }
        end = text.position
        return values(bytes)
    }

    /// Steps to the operation's name of an entry, and no further; empty for an entry without one, `nil` for one that is laid out
    /// in another way.
    static func operation(in bytes: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
        var text = TextScanner(bytes, at: 0)
        guard text.open("{"), text.member("startedDateTime"), text.string() != nil, text.member("time"),
            text.number() != nil, text.member("_sequence"), text.number() != nil
        else { return nil }
        guard text.member("_operation") else { return text.position..<text.position }
        return text.string().flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The fields of the request.
    var requestFields: [Field] {
        layout.requestFields.map { (ranges[$0.name], ranges[$0.value]) }
    }

    /// Where a part is; an empty range for one that was left out.
    func range(_ place: EntryLayout.Place) -> Range<Int> {
        place.map { ranges[$0] } ?? 0..<0
    }

    /// Reads the numbers of a layout; `false` where one is out of its range.
    private mutating func values(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        func number(_ part: Int) -> Int? {
            var scanner = TextScanner(bytes, at: ranges[part].lowerBound)
            return scanner.number()
        }
        guard let instant = Instant(ranges[layout.started], in: bytes), let sequence = number(layout.sequence),
            let status = number(layout.status), (100...999).contains(status), let wait = number(layout.wait),
            let receive = number(layout.receive)
        else { return false }
        (startedAt, self.sequence, self.status) = (instant.milliseconds, sequence, status)
        milliseconds = max(0, wait) + max(0, receive)
        return true
    }

    private mutating func entry() -> Bool {
        guard text.open("{"), text.member("startedDateTime"), let started = string(),
            text.member("time"), let time = number(), text.member("_sequence"), let sequence = number()
        else { return false }
        (layout.started, layout.sequence) = (started, sequence)
        (places.started, places.time, places.sequence) = (ranges[started], ranges[time], ranges[sequence])
        if text.member("_operation") { guard string(.fixed) != nil else { return false } }
        for name in ["_resource", "_state"] as [StaticString] where text.member(name) {
            guard string() != nil else { return false }
        }
        // Compact text, as a journal has it, has a comma and then the name; no other is looked at by these places.
        places.origin = text.position + 1
        guard text.member("_origin"), origin() else { return false }
        places.originEnd = text.position
        hasDigest = text.member("_digest")
        if hasDigest { guard string() != nil else { return false } }
        guard text.member("_ended"), text.word("\"complete\"") else { return false }
        if text.member("_redactions") { guard strings() else { return false } }
        guard text.member("request"), request(), text.member("response"), response(), text.member("cache"),
            text.open("{"), text.close("}")
        else { return false }
        places.timings = text.position
        return text.member("timings") && timings() && text.close("}")
    }

    private mutating func origin() -> Bool {
        guard text.open("{"), text.member("kind") else { return false }
        let kinds = ["\"captured\"", "\"synthetic\"", "\"documented\"", "\"edited\""] as [StaticString]
        guard let kind = kinds.firstIndex(where: { text.word($0) }) else { return false }
        isCaptured = kind == 0
        if text.member("upstream") {
            guard let name = string() else { return false }
            layout.upstream = name
        }
        for name in ["client", "signature", "source"] as [StaticString] where text.member(name) {
            guard string() != nil else { return false }
        }
        if text.member("insecure") { guard text.word("true") else { return false } }
        return text.close("}")
    }

    private mutating func request() -> Bool {
        guard text.open("{"), text.member("method"), let method = token(), text.member("url"),
            let url = string(.word), let list = head()
        else { return false }
        (layout.method, layout.url, layout.requestFields, places.requestFields) = (method, url, fields, list)
        for field in fields.reversed() {
            // The first of a name is the one that counts.
            let name = ranges[field.name]
            if text.isName(name, "x-amz-target") { layout.target = field.value }
            if text.isName(name, "authorization") { layout.authorization = field.value }
        }
        guard text.member("queryString"), emptyList() else { return false }
        if text.member("postData") {
            guard text.open("{"), text.member("mimeType"), string() != nil, text.member("text"),
                let body = string(.escaped), text.close("}")
            else { return false }
            layout.requestBody = body
        }
        return sizes()
    }

    private mutating func response() -> Bool {
        guard text.open("{"), text.member("status"), let status = number(), text.member("statusText"),
            let reason = string(), head() != nil
        else { return false }
        (layout.status, layout.reason, layout.responseFields) = (status, reason, fields)
        guard text.member("content"), text.open("{"), text.member("size"), number() != nil, text.member("mimeType"),
            string() != nil
        else { return false }
        if text.member("text") {
            guard let body = string(.escaped) else { return false }
            layout.responseBody = body
        }
        return text.close("}") && text.member("redirectURL") && string() != nil && sizes()
    }

    /// The version, cookies and fields of a message; gives where the list of fields stands.
    private mutating func head() -> Range<Int>? {
        guard text.member("httpVersion"), text.word("\"HTTP/1.1\""), text.member("cookies"), emptyList(),
            text.member("headers")
        else { return nil }
        let start = text.position
        guard text.open("[") else { return nil }
        fields.removeAll(keepingCapacity: true)
        while !text.close("]") {
            guard text.item(), text.open("{"), text.member("name"), let name = token(), text.member("value"),
                let value = string(), text.close("}")
            else { return nil }
            fields.append((name, value))
        }
        return start..<text.position
    }

    private mutating func sizes() -> Bool {
        text.member("headersSize") && number() != nil && text.member("bodySize") && number() != nil && text.close("}")
    }

    private mutating func timings() -> Bool {
        guard text.open("{"), text.member("send"), number() != nil, text.member("wait"), let wait = number(),
            text.member("receive"), let receive = number()
        else { return false }
        (layout.wait, layout.receive) = (wait, receive)
        return text.close("}")
    }

    private mutating func emptyList() -> Bool {
        text.open("[") && text.close("]")
    }

    private mutating func strings() -> Bool {
        guard text.open("[") else { return false }
        while !text.close("]") {
            guard text.item(), string() != nil else { return false }
        }
        return true
    }

    /// A string, as a part.
    private mutating func string(_ kind: EntryLayout.Kind = .text) -> Int? {
        guard let range = text.string(escapes: kind == .escaped), kind != .word || text.isWord(range) else {
            return nil
        }
        return add(range, kind)
    }

    /// A method, or the name of a field.
    private mutating func token() -> Int? {
        guard let range = text.string(), text.isToken(range) else { return nil }
        return add(range, .fixed)
    }

    private mutating func add(_ range: Range<Int>, _ kind: EntryLayout.Kind) -> Int {
        layout.kinds.append(kind)
        ranges.append(range)
        return ranges.count - 1
    }

    private mutating func number() -> Int? {
        let start = text.position
        guard text.number() != nil else { return nil }
        return add(start..<text.position, .number)
    }
}

extension Instant {
    /// Reads a time as the deck writes it: `2000-01-01T00:00:01.000Z`; `nil` for any other text.
    fileprivate init?(_ range: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>) {
        guard range.count == 24 else { return nil }
        func number(_ offset: Int) -> Int {
            let (tens, ones) = (bytes[range.lowerBound + offset], bytes[range.lowerBound + offset + 1])
            guard (0x30...0x39).contains(tens), (0x30...0x39).contains(ones) else { return 99 }
            return Int(tens - 0x30) * 10 + Int(ones - 0x30)
        }
        func holds(_ mark: StaticString, _ offset: Int) -> Bool {
            bytes[range.lowerBound + offset] == mark.utf8Start[0]
        }
        guard holds("-", 4), holds("-", 7), holds("T", 10), holds(":", 13), holds(":", 16), holds(".", 19),
            holds("Z", 23)
        else { return nil }
        let (century, year, month, day) = (number(0), number(2), number(5), number(8))
        let (hour, minute, second) = (number(11), number(14), number(17))
        guard century < 99, year < 99, (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60,
            second < 60, number(20) < 99, number(21) < 99
        else { return nil }
        self.init(
            year: century * 100 + year, month: month, day: day, hour: hour, minute: minute, second: second,
            millisecond: number(20) * 10 + number(21) % 10)
    }
}
