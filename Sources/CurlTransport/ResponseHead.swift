import TapedeckExchangeModel

/// The head of a response as its lines come in; the head of an interim response gives way to the next.
///
/// What can't stand in a head is made what a proxy has to make of it, so that it can be passed on and played: a bare CR becomes a
/// space (RFC 9112, section 2.2), a space before a colon goes (section 5.1), a field without a name too.
struct ResponseHead {
    private var statusLine = ""
    private var fields: [HeaderField] = []
    private(set) var isEnded = false
    var isEmpty: Bool { statusLine.isEmpty }

    mutating func lineReceived(_ line: UnsafeRawBufferPointer) {
        func text(_ range: Range<Int>) -> String {
            String(decoding: line[range].lazy.map { $0 == 0x0D || $0 == 0 ? 0x20 : $0 }, as: UTF8.self)
        }
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
        var end = line.count
        while end > 0, line[end - 1] == 0x0D || line[end - 1] == 0x0A { end -= 1 }
        if line.starts(with: "HTTP/".utf8), isEnded || statusLine.isEmpty {
            self = ResponseHead()
            statusLine = text(0..<end)
        } else if isEnded {
            // A trailer after a chunked body; it is not kept.
        } else if end == 0 {
            isEnded = true
        } else if isSpace(line[0]), !fields.isEmpty {
            var start = 0
            while start < end, isSpace(line[start]) { start += 1 }
            fields[fields.count - 1].value += " " + text(start..<end)
        } else if let colon = line[..<end].firstIndex(of: UInt8(ascii: ":")) {
            var start = colon + 1
            while start < end, isSpace(line[start]) { start += 1 }
            while end > start, isSpace(line[end - 1]) { end -= 1 }
            var nameEnd = colon
            while nameEnd > 0, isSpace(line[nameEnd - 1]) { nameEnd -= 1 }
            let name = text(0..<nameEnd)
            if HeaderField.isToken(name) { fields.append(HeaderField(name, text(start..<end))) }
        }
    }

    /// The length that the head says the body has.
    var contentLength: Int? {
        fields.last { HeaderFields.same($0.name, "Content-Length") }.flatMap { Int($0.value) }
    }

    /// Whether the head says that the body has a length that nothing can have: what came is not all of it, and libcurl, which goes by
    /// the end of the connection then, can't know.
    var hasImpossibleLength: Bool {
        let said = fields.last { HeaderFields.same($0.name, "Content-Length") }?.value ?? ""
        return !said.isEmpty && Int(said) == nil && said.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    func response(body: [UInt8]) -> Response? {
        let parts = statusLine.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2, let status = Int(parts[1]) else { return nil }
        return Response(
            status: status, reason: parts.count > 2 ? String(parts[2]) : "", version: String(parts[0]),
            headers: HeaderFields(fields), body: body)
    }
}
