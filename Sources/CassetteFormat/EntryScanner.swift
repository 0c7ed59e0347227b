import TapedeckAWSWire

/// Finds the parts of an ordinary entry in a cassette's text, without making values of them.
///
/// Ordinary is an exchange that came whole, with the members that the deck writes, in their order and in ASCII. Whatever
/// is laid out otherwise, says something more, or is wrong, is left to ``Entry``, which takes it or says what is wrong.
/// What is found here, ``Entry`` reads alike.
struct EntryScanner {
    /// A field of a head: where its name and its value are.
    typealias Field = (name: Range<Int>, value: Range<Int>)

    var text: TextScanner
    private(set) var sequence = 0
    /// When the request came, in milliseconds since 1970.
    private(set) var startedAt: Int64 = 0
    /// How long the upstream took to answer, in milliseconds.
    private(set) var milliseconds = 0
    private(set) var method = 0..<0
    private(set) var url = 0..<0
    /// Of the request, the fields that tell the operation and the region.
    private(set) var target = 0..<0
    private(set) var authorization = 0..<0
    /// The text of the request's body, as it is escaped.
    private(set) var requestBody = 0..<0
    private(set) var status = 0
    private(set) var reason = 0..<0
    private(set) var responseFields: [Field] = []
    /// The fields of the request.
    private(set) var requestFields: [Field] = []
    private(set) var isCaptured = false
    private(set) var hasDigest = false
    /// Where the members stand that are written anew when an entry is numbered and normalised.
    private(set) var places = Places()
    /// The text of the response's body, as it is escaped.
    private(set) var responseBody = 0..<0
    /// The upstream's name, where it is told.
    private(set) var upstream: Range<Int>?
    private var fields: [Field] = []

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

    init(_ text: TextScanner) {
        self.text = text
    }

    /// Reads an entry; `false` where it is no ordinary one, or not all there.
    mutating func entry() -> Bool {
        guard text.open("{"), text.member("startedDateTime"), let started = text.string(),
            let instant = instant(started), text.member("time"), let (_, time) = placed(), text.member("_sequence"),
            let (number, place) = placed()
        else { return false }
        (sequence, startedAt) = (number, instant)
        (places.started, places.time, places.sequence) = (started, time, place)
        for name in ["_operation", "_resource", "_state"] as [StaticString] where text.member(name) {
            guard text.string() != nil else { return false }
        }
        // Compact text, as a journal has it, has a comma and then the name; no other is looked at by these places.
        places.origin = text.position + 1
        guard text.member("_origin"), origin() else { return false }
        places.originEnd = text.position
        hasDigest = text.member("_digest")
        if hasDigest { guard text.string() != nil else { return false } }
        guard text.member("_ended"), text.word("\"complete\"") else { return false }
        if text.member("_redactions") { guard strings() else { return false } }
        guard text.member("request"), request(), text.member("response"), response(), text.member("cache"),
            text.open("{"), text.close("}")
        else { return false }
        places.timings = text.position
        return text.member("timings") && timings() && text.close("}")
    }

    /// Steps to the operation's name of an entry, and no further; empty for an entry without one, `nil` for one that is laid out
    /// in another way.
    mutating func operationOnly() -> Range<Int>? {
        guard text.open("{"), text.member("startedDateTime"), text.string() != nil, text.member("time"),
            text.number() != nil, text.member("_sequence"), text.number() != nil
        else { return nil }
        guard text.member("_operation") else { return text.position..<text.position }
        return text.string().flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A number and where it stands.
    private mutating func placed() -> (Int, Range<Int>)? {
        let start = text.position
        return text.number().map { ($0, start..<text.position) }
    }

    private mutating func origin() -> Bool {
        guard text.open("{"), text.member("kind") else { return false }
        let kinds = ["\"captured\"", "\"synthetic\"", "\"documented\"", "\"edited\""] as [StaticString]
        guard let kind = kinds.firstIndex(where: { text.word($0) }) else { return false }
        isCaptured = kind == 0
        upstream = nil
        if text.member("upstream") {
            guard let name = text.string() else { return false }
            upstream = name
        }
        for name in ["client", "signature", "source"] as [StaticString] where text.member(name) {
            guard text.string() != nil else { return false }
        }
        if text.member("insecure") { guard text.word("true") else { return false } }
        return text.close("}")
    }

    private mutating func request() -> Bool {
        guard text.open("{"), text.member("method"), let method = text.string(), text.isToken(method),
            text.member("url"), let url = text.string(), text.isWord(url), let list = head()
        else { return false }
        (self.method, self.url) = (method, url)
        (target, authorization) = (0..<0, 0..<0)
        swap(&fields, &requestFields)
        places.requestFields = list
        for field in requestFields.reversed() {
            // The first of a name is the one that counts.
            if text.isName(field.name, "x-amz-target") { target = field.value }
            if text.isName(field.name, "authorization") { authorization = field.value }
        }
        guard text.member("queryString"), emptyList() else { return false }
        requestBody = 0..<0
        if text.member("postData") {
            guard text.open("{"), text.member("mimeType"), text.string() != nil, text.member("text"),
                let body = text.string(escapes: true), text.close("}")
            else { return false }
            requestBody = body
        }
        return sizes()
    }

    private mutating func response() -> Bool {
        guard text.open("{"), text.member("status"), let status = text.number(), (100...999).contains(status),
            text.member("statusText"), let reason = text.string(), head() != nil
        else { return false }
        (self.status, self.reason) = (status, reason)
        swap(&fields, &responseFields)
        guard text.member("content"), text.open("{"), text.member("size"), text.number() != nil,
            text.member("mimeType"),
            text.string() != nil
        else { return false }
        responseBody = 0..<0
        if text.member("text") {
            guard let body = text.string(escapes: true) else { return false }
            responseBody = body
        }
        return text.close("}") && text.member("redirectURL") && text.string() != nil && sizes()
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
            guard text.item(), text.open("{"), text.member("name"), let name = text.string(), text.isToken(name),
                text.member("value"), let value = text.string(), text.close("}")
            else { return nil }
            fields.append((name, value))
        }
        return start..<text.position
    }

    private mutating func sizes() -> Bool {
        text.member("headersSize") && text.number() != nil && text.member("bodySize") && text.number() != nil
            && text.close("}")
    }

    private mutating func timings() -> Bool {
        guard text.open("{"), text.member("send"), text.number() != nil, text.member("wait"),
            let wait = text.number(), text.member("receive"), let receive = text.number()
        else { return false }
        milliseconds = max(0, wait) + max(0, receive)
        return text.close("}")
    }

    private mutating func emptyList() -> Bool {
        text.open("[") && text.close("]")
    }

    private mutating func strings() -> Bool {
        guard text.open("[") else { return false }
        while !text.close("]") {
            guard text.item(), text.string() != nil else { return false }
        }
        return true
    }

    /// Milliseconds since 1970 of a time as the deck writes it: `2000-01-01T00:00:01.000Z`; `nil` for any other text.
    private func instant(_ range: Range<Int>) -> Int64? {
        guard range.count == 24 else { return nil }
        let bytes = text.bytes
        func number(_ offset: Int) -> Int {
            let (tens, ones) = (bytes[range.lowerBound + offset], bytes[range.lowerBound + offset + 1])
            guard (0x30...0x39).contains(tens), (0x30...0x39).contains(ones) else { return 99 }
            return Int(tens - 0x30) * 10 + Int(ones - 0x30)
        }
        for (offset, mark) in zip([4, 7, 10, 13, 16, 19, 23], "--T::.Z".utf8) {
            guard bytes[range.lowerBound + offset] == mark else { return nil }
        }
        let (century, year, month, day) = (number(0), number(2), number(5), number(8))
        let (hour, minute, second) = (number(11), number(14), number(17))
        guard century < 99, year < 99, (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60,
            second < 60, number(20) < 99, number(21) < 99
        else { return nil }
        return Instant(
            year: century * 100 + year, month: month, day: day, hour: hour, minute: minute, second: second,
            millisecond: number(20) * 10 + number(21) % 10
        )?.milliseconds
    }
}
