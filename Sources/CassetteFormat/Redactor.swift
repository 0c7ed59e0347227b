public import TapedeckExchangeModel
import TapedeckAWSWire
import TapedeckJSONText

/// Takes out of exchanges what must not be kept, before anything durable is written.
///
/// - Header fields are kept by an allow list; what is dropped is named without its value.
/// - The authorization header keeps its scope and signed headers; key id and signature become placeholders.
/// - Account ids are replaced referentially: the same id becomes the same placeholder in every request and response of a
///   recording, so that what was recorded still fits together. Placeholders are twelve digits, so lengths stay.
/// - Every secret that the redactor was given, and everything that looks like an access key id, is replaced wherever it
///   stands: plain, percent-encoded, as a JSON string, in base64.
public struct Redactor: Sendable {
    /// The placeholders of the first accounts: the ones that AWS's own documentation uses. Later ones count up.
    public static let accountPlaceholders = ["123456789012", "111122223333", "444455556666", "777788889999"]

    private var secrets: [Secret] = []
    /// Whether a spelling begins with two bytes, so that one pass over a text finds what may be one.
    private var beginnings: Set<UInt16> = []
    private var accounts: [(id: [UInt8], placeholder: [UInt8])] = []

    /// An exchange that may be kept, and what was done to it.
    public struct Redacted: Sendable {
        /// The exchange.
        public var exchange: Exchange
        /// One phrase for each thing that was done, sorted.
        public var notes: [String]
    }

    private struct Secret: Sendable {
        let spelling: [UInt8]
        let placeholder: [UInt8]
    }

    /// Makes a redactor that knows these secrets. Empty and very short ones (under 8 bytes) are left out, because they
    /// would replace ordinary text.
    public init(secrets: [String] = []) {
        learn(secrets: secrets)
    }

    /// Adds secrets to those that are replaced from now on.
    private mutating func learn(secrets new: [String]) {
        let known = Set(secrets.map(\.spelling))
        let spellings = Set(new.filter { $0.utf8.count >= 8 }.flatMap(Redactor.spellings)).subtracting(known)
        if spellings.isEmpty { return }
        secrets += spellings.map { Secret(spelling: $0, placeholder: Array("{secret}".utf8)) }
        secrets.sort { $0.spelling.count > $1.spelling.count }
        beginnings = Set(secrets.map { UInt16($0.spelling[0]) << 8 | UInt16($0.spelling[1]) })
    }

    /// What a client sends to prove who it is must not turn up elsewhere in what is kept.
    private mutating func learnSecrets(of request: Request) {
        let header = request.headers["Authorization"].flatMap { try? AuthorizationHeader($0) }
        let sent = [request.headers["X-Amz-Security-Token"], header?.accessKeyID, header?.signature]
        learn(secrets: sent.compactMap { $0 }.filter { !$0.hasPrefix("{") })
    }

    /// The exchange without what must not be kept.
    public mutating func redact(_ exchange: Exchange) -> Redacted {
        learnAccounts(of: exchange)
        learnSecrets(of: exchange.request)
        var notes: Set<String> = []
        var result = exchange
        let request = exchange.request
        result.request.target = redact(request.target, "the request's target", &notes)
        result.request.headers = redact(request.headers, allowed: Self.requestFields, "request", &notes)
        result.request.body = redact(request.body, "the request's body", &notes)
        keepLengthTrue(&result.request.headers, before: request.body.count, after: result.request.body.count)
        if let response = exchange.response {
            var kept = response
            kept.reason = redact(response.reason, "the reason phrase", &notes)
            kept.headers = redact(response.headers, allowed: Self.responseFields, "response", &notes)
            kept.body = redact(response.body, "the response's body", &notes)
            keepLengthTrue(&kept.headers, before: response.body.count, after: kept.body.count)
            result.response = kept
        }
        return Redacted(exchange: result, notes: notes.sorted())
    }

    /// A text without what must not be kept: a title, a message.
    public func redact(_ text: String) -> String {
        var notes: Set<String> = []
        return redact(text, "", &notes)
    }

    /// The secrets that still stand in some bytes, by how they are spelt there. An empty answer means: none is there.
    public func findings(in bytes: [UInt8]) -> [String] {
        var found: Set<String> = []
        if !secretRanges(in: bytes).isEmpty { found.insert("a secret that this process knows") }
        if !Self.tokens(in: bytes).isEmpty { found.insert("something that looks like an access token") }
        if !Self.accessKeyIDs(in: bytes).isEmpty { found.insert("something that looks like an access key id") }
        return found.sorted()
    }
}

extension Redactor {
    private static let requestFields: Set<String> = [
        "host", "x-amz-target", "content-type", "content-length", "content-encoding", "authorization", "x-amz-date",
        "x-amz-content-sha256", "amz-sdk-invocation-id", "amz-sdk-request", "accept", "accept-encoding", "connection",
        "transfer-encoding", "expect", "user-agent", "x-amzn-query-mode",
    ]

    private static let responseFields: Set<String> = [
        "date", "content-type", "content-length", "content-encoding", "connection", "keep-alive", "transfer-encoding",
        "x-amzn-requestid", "x-amz-request-id", "x-amzn-errortype", "x-amzn-query-error", "x-amz-crc32", "retry-after",
        "x-amz-retry-after", "location", "server", "trailer", "via", "allow", "vary",
    ]

    private func redact(
        _ headers: HeaderFields, allowed: Set<String>, _ message: String, _ notes: inout Set<String>
    ) -> HeaderFields {
        var kept = HeaderFields()
        for field in headers.fields {
            let name = field.name.lowercased()
            if name == "x-amz-security-token" {
                notes.insert("the session token was replaced")
                kept.append(field.name, "{token}")
            } else if name == "authorization" {
                kept.append(field.name, (try? AuthorizationHeader(field.value))?.redacted ?? "{authorization}")
            } else if allowed.contains(name) {
                kept.append(field.name, redact(field.value, "the \(message)'s \(name)", &notes))
            } else {
                notes.insert("the \(message)'s header field \(name) was dropped")
            }
        }
        return kept
    }

    private func redact(_ text: String, _ place: String, _ notes: inout Set<String>) -> String {
        String(decoding: redact(Array(text.utf8), place, &notes), as: UTF8.self)
    }

    private func redact(_ bytes: [UInt8], _ place: String, _ notes: inout Set<String>) -> [UInt8] {
        var result = bytes
        for range in secretRanges(in: result).reversed() {
            result.replaceSubrange(range, with: Array("{secret}".utf8))
            notes.insert("a secret in \(place) was replaced")
        }
        for range in Self.tokens(in: result).reversed() {
            result.replaceSubrange(range, with: Array("{secret}".utf8))
            notes.insert("what looks like an access token in \(place) was replaced")
        }
        for key in Self.accessKeyIDs(in: result).reversed() {
            result.replaceSubrange(key, with: Array("{key}".utf8))
            notes.insert("an access key id in \(place) was replaced")
        }
        for account in accounts where account.id != account.placeholder {
            result = Self.replaceAccount(account.id, with: account.placeholder, in: result)
        }
        result = redactTokens(in: result)
        if result != bytes, !accounts.allSatisfy({ $0.id == $0.placeholder }) {
            notes.insert("account ids in \(place) were replaced")
        }
        return result
    }

    private func keepLengthTrue(_ headers: inout HeaderFields, before: Int, after: Int) {
        guard before != after, headers["Content-Length"] == String(before) else { return }
        headers.replace("Content-Length", with: String(after))
    }

    private static func spellings(of secret: String) -> [[UInt8]] {
        let plain = Array(secret.utf8)
        let json = Array(JSONValue.string(secret).bytes(.compact).dropFirst().dropLast())
        let slashes = plain.replacing(Array("/".utf8), with: Array("\\/".utf8)) { _ in true }
        var spellings = [plain, json, slashes, percentEncoded(plain)]
        // Within base64 a text stands at one of three alignments; the digits that depend on its neighbours are cut off.
        for lead in 0..<3 {
            let digits = Array(Base64.encode(Array(repeating: 0, count: lead) + plain).utf8.prefix { $0 != 0x3D })
            let start = (lead * 8 + 5) / 6
            let end = (lead + plain.count) * 8 / 6
            if end - start >= 10 { spellings.append(Array(digits[start..<min(end, digits.count)])) }
        }
        return Array(Set(spellings))
    }

    private static func percentEncoded(_ bytes: [UInt8]) -> [UInt8] {
        bytes.flatMap { byte -> [UInt8] in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: [byte]
            default: Array("%\(Hexadecimal.text([byte]).uppercased())".utf8)
            }
        }
    }
}

extension Redactor {
    /// Where the secrets that are known stand, in order and apart; the longest one where several begin.
    private func secretRanges(in bytes: [UInt8]) -> [Range<Int>] {
        guard !secrets.isEmpty else { return [] }
        var candidates: [Int] = []
        bytes.withUnsafeBufferPointer { buffer in
            var index = 0
            while index + 1 < buffer.count {
                if beginnings.contains(UInt16(buffer[index]) << 8 | UInt16(buffer[index + 1])) {
                    candidates.append(index)
                }
                index += 1
            }
        }
        var ranges: [Range<Int>] = []
        for start in candidates where start >= ranges.last?.upperBound ?? 0 {
            if let secret = secrets.first(where: { bytes[start...].starts(with: $0.spelling) }) {
                ranges.append(start..<(start + secret.spelling.count))
            }
        }
        return ranges
    }

    /// How the tokens of well-known services begin, and the fewest letters, digits and underscores that follow. A connection
    /// to GitHub makes one in a tag or a name a likely accident. Source: GitHub's "About authentication", GitLab's "Token
    /// overview", Slack's "Token types".
    private static let tokenShapes: [(beginning: [UInt8], rest: Int)] = [
        ("ghp_", 36), ("gho_", 36), ("ghu_", 36), ("ghs_", 36), ("ghr_", 36), ("github_pat_", 22), ("glpat-", 20),
        ("xoxb-", 20), ("xoxp-", 20),
    ].map { (Array($0.0.utf8), $0.1) }

    /// Where something of such a shape stands.
    static func tokens(in bytes: [UInt8]) -> [Range<Int>] {
        func isPart(_ byte: UInt8) -> Bool {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D: true
            default: false
            }
        }
        var found: [Range<Int>] = []
        for (beginning, rest) in tokenShapes {
            var start = 0
            while let range = bytes.firstRange(of: beginning, from: start) {
                var end = range.upperBound
                while end < bytes.count, isPart(bytes[end]) { end += 1 }
                if end - range.upperBound >= rest { found.append(range.lowerBound..<end) }
                start = end
            }
        }
        return found.sorted { $0.lowerBound < $1.lowerBound }
    }

    /// Access key ids: four capitals of a known prefix and sixteen capitals or digits, nothing alphanumeric round them.
    static func accessKeyIDs(in bytes: [UInt8]) -> [Range<Int>] {
        let prefixes = ["AKIA", "ASIA", "AROA", "AIDA"].map { Array($0.utf8) }
        func isKeyByte(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) }
        func isWord(_ byte: UInt8) -> Bool { isKeyByte(byte) || (0x61...0x7A).contains(byte) }
        var found: [Range<Int>] = []
        for prefix in prefixes {
            var start = 0
            while let range = bytes.firstRange(of: prefix, from: start) {
                start = range.upperBound
                let end = range.lowerBound + 20
                guard end <= bytes.count, bytes[range.lowerBound..<end].allSatisfy(isKeyByte),
                    end == bytes.count || !isWord(bytes[end]),
                    range.lowerBound == 0 || !isWord(bytes[range.lowerBound - 1])
                else { continue }
                found.append(range.lowerBound..<end)
            }
        }
        return found.sorted { $0.lowerBound < $1.lowerBound }
    }

    /// The twelve-digit ids in ARNs, and after words like `CustomerAccountId` or `account`.
    static func accountIDs(in bytes: [UInt8]) -> [[UInt8]] {
        var ids: [[UInt8]] = []
        var index = 0
        while index < bytes.count {
            guard (0x30...0x39).contains(bytes[index]) else {
                index += 1
                continue
            }
            let start = index
            while index < bytes.count, (0x30...0x39).contains(bytes[index]) { index += 1 }
            if index - start == 12, namesAccount(bytes[max(0, start - 64)..<start]) {
                ids.append(Array(bytes[start..<index]))
            }
        }
        return ids
    }

    private static func namesAccount(_ before: ArraySlice<UInt8>) -> Bool {
        let text = String(decoding: before, as: UTF8.self).lowercased()
        let word = text.dropLast(text.reversed().prefix { !$0.isLetter }.count)
        if word.hasSuffix("account") || word.hasSuffix("accountid") || word.hasSuffix("account id") { return true }
        // arn:partition:service:region: with the account next.
        let fields = text.split(separator: ":", omittingEmptySubsequences: false)
        return fields.count >= 5 && fields.last == "" && fields[fields.count - 5].hasSuffix("arn")
    }

    private mutating func learnAccounts(of exchange: Exchange) {
        var texts = [exchange.request.body, Array(exchange.request.target.utf8), exchange.response?.body ?? []]
        texts += exchange.response?.headers.fields.map { Array($0.value.utf8) } ?? []
        texts += texts.flatMap { Self.base64Tokens(in: $0).map(\.decoded) }
        for id in texts.flatMap(Self.accountIDs) where !accounts.contains(where: { $0.id == id }) {
            let taken = accounts.count
            let known = Self.accountPlaceholders
            let next = taken < known.count ? known[taken] : "0000000\(10000 + taken)"
            accounts.append((id, Array(next.utf8)))
        }
    }

    private static func replaceAccount(_ id: [UInt8], with placeholder: [UInt8], in bytes: [UInt8]) -> [UInt8] {
        func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
        return bytes.replacing(id, with: placeholder) { range in
            (range.lowerBound == 0 || !isDigit(bytes[range.lowerBound - 1]))
                && (range.upperBound == bytes.count || !isDigit(bytes[range.upperBound]))
        }
    }

    /// Runs of base64 digits that hold readable text, such as the page tokens that App Runner was seen to send.
    private static func base64Tokens(in bytes: [UInt8]) -> [(range: Range<Int>, decoded: [UInt8])] {
        func isDigit(_ byte: UInt8) -> Bool {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2F, 0x3D: true
            default: false
            }
        }
        var tokens: [(Range<Int>, [UInt8])] = []
        var index = 0
        while index < bytes.count {
            let start = index
            while index < bytes.count, isDigit(bytes[index]) { index += 1 }
            if index - start >= 24, let decoded = Base64.decode(String(decoding: bytes[start..<index], as: UTF8.self)),
                String(validating: decoded, as: UTF8.self) != nil
            {
                tokens.append((start..<index, decoded))
            }
            index = max(index, start + 1)
        }
        return tokens
    }

    private func redactTokens(in bytes: [UInt8]) -> [UInt8] {
        var result = bytes
        for token in Self.base64Tokens(in: bytes).reversed() {
            var decoded = token.decoded
            for account in accounts {
                decoded = Self.replaceAccount(account.id, with: account.placeholder, in: decoded)
            }
            guard decoded != token.decoded else { continue }
            let padded = bytes[token.range].last == 0x3D
            let text = Array(Base64.encode(decoded).utf8)
            result.replaceSubrange(token.range, with: padded ? text : text.filter { $0 != 0x3D })
        }
        return result
    }
}

extension [UInt8] {
    /// The first place of some bytes at or after an index.
    func firstRange(of other: [UInt8], from start: Int) -> Range<Int>? {
        guard let first = other.first, count >= other.count else { return nil }
        return withUnsafeBufferPointer { buffer in
            var index = start
            let last = buffer.count - other.count
            while index <= last {
                if buffer[index] == first, buffer[index..<(index + other.count)].elementsEqual(other) {
                    return index..<(index + other.count)
                }
                index += 1
            }
            return nil
        }
    }

    /// These bytes with every accepted place of some bytes replaced.
    func replacing(_ other: [UInt8], with replacement: [UInt8], where accepts: (Range<Int>) -> Bool) -> [UInt8] {
        var result: [UInt8] = []
        var copied = 0
        var index = 0
        while let range = firstRange(of: other, from: index) {
            if accepts(range) {
                result += self[copied..<range.lowerBound] + replacement
                copied = range.upperBound
            }
            index = range.upperBound
        }
        return copied == 0 ? self : result + self[copied...]
    }
}
