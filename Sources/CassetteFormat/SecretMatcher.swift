import TapedeckAWSWire

/// Finds any of a set of secrets in a text, in one pass over it.
///
/// A secret is looked for plain, in hexadecimal, and in base64 of either alphabet, where it may stand at any offset of what
/// was encoded. Other escapes are decoded before the text comes here, by ``DecodedText``.
struct SecretMatcher: Sendable {
    /// A shorter secret is left out: it would replace ordinary text.
    static let minimumLength = 8

    /// A way to write a secret.
    private enum Form: Sendable {
        case plain, lowerHex, upperHex
        /// In base64 behind so many bytes, without the digits that depend on what stands before and behind.
        case standard(after: Int)
        case url(after: Int)

        static let all: [Form] =
            [.plain, .lowerHex, .upperHex] + (0..<3).flatMap { [.standard(after: $0), .url(after: $0)] }
    }

    /// Whether there is a quotation mark in a secret.
    private(set) var hasQuotes = false
    private var secrets: [[UInt8]] = []
    /// A spelling is written down only where a text begins like it: each request has a session token of its own, a long one.
    private var spellings: [(secret: Int, form: Form)] = []
    /// The first eight bytes of each spelling.
    private(set) var beginnings: [UInt64] = []

    /// Makes a matcher of the secrets of another one and some more.
    init(_ other: SecretMatcher = SecretMatcher(), and secrets: some Sequence<String>) {
        self = other
        for secret in secrets where secret.utf8.count >= Self.minimumLength {
            let bytes = Array(secret.utf8)
            add(bytes, Form.all)
            // A form writes a space as a plus sign.
            if bytes.contains(0x20) { add(bytes.map { $0 == 0x20 ? 0x2B : $0 }, [.plain]) }
            // UTF-16 in either order of its bytes; that of ASCII is read by `DecodedText`, whatever is in it. And Latin-1, as old
            // forms and header fields have it.
            if bytes.contains(where: { $0 > 0x7F }) {
                add(secret.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }, Form.all)
                add(secret.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }, Form.all)
                let latin = secret.unicodeScalars.compactMap { UInt8(exactly: $0.value) }
                if latin.count == secret.unicodeScalars.count, latin.count >= Self.minimumLength {
                    add(latin, Form.all)
                }
            }
        }
    }

    init(_ secrets: some Sequence<String>) {
        self.init(and: secrets)
    }

    /// A matcher without secrets.
    init() {}

    /// Where the beginning of a secret's spelling stands at the end of a text, at least eight bytes of it; `nil` where none does.
    func cutOff(in text: [UInt8]) -> Int? {
        if spellings.isEmpty || text.count < Self.minimumLength { return nil }
        let numbers = Dictionary(grouping: beginnings.indices) { beginnings[$0] }
        return text.withUnsafeBytes { buffer in
            (0...(buffer.count - Self.minimumLength)).first { start in
                numbers[Self.key(buffer, at: start)]?.contains {
                    let spelling = bytes(ofSpelling: $0)
                    return spelling.count > buffer.count - start && spelling.starts(with: buffer[start...])
                } == true
            }
        }
    }

    private mutating func add(_ secret: [UInt8], _ forms: [Form]) {
        let start = secret.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        for form in forms {
            spellings.append((secrets.count, form))
            beginnings.append(Self.beginning(of: start, form))
        }
        secrets.append(secret)
        if secret.contains(0x22) { hasQuotes = true }
    }

    /// The first eight bytes of a secret's spelling, the first one lowest.
    ///
    /// - Parameter start: the secret's own, the first one highest.
    private static func beginning(of start: UInt64, _ form: Form) -> UInt64 {
        func bytes(_ byte: (UInt64) -> UInt8) -> UInt64 {
            (0..<8).reduce(0) { $0 | UInt64(byte(UInt64($1))) << UInt64(8 * $1) }
        }
        switch form {
        case .plain: return start.byteSwapped
        case .lowerHex, .upperHex:
            let ten = if case .upperHex = form { UInt8(ascii: "A") } else { UInt8(ascii: "a") }
            return bytes { index in
                let value = UInt8(start >> (60 - 4 * index) & 15)
                return value < 10 ? 0x30 + value : ten + value - 10
            }
        case .standard(let lead), .url(let lead):
            let skipped = UInt64(firstDigit(after: lead) * 6 - lead * 8)
            let bits = start << skipped
            return bytes { digit(UInt8(bits >> (58 - 6 * $0) & 63), form) }
        }
    }

    private static func digit(_ value: UInt8, _ form: Form) -> UInt8 {
        let isURL = if case .url = form { true } else { false }
        return switch value {
        case 0..<26: UInt8(ascii: "A") + value
        case 26..<52: UInt8(ascii: "a") + value - 26
        case 52..<62: UInt8(ascii: "0") + value - 52
        case 62: isURL ? UInt8(ascii: "-") : UInt8(ascii: "+")
        default: isURL ? UInt8(ascii: "_") : UInt8(ascii: "/")
        }
    }

    /// The first digit of base64 that nothing before the secret changes.
    private static func firstDigit(after lead: Int) -> Int {
        (lead * 8 + 5) / 6
    }

    private func bytes(ofSpelling number: Int) -> [UInt8] {
        let (place, form) = spellings[number]
        let secret = secrets[place]
        switch form {
        case .plain: return secret
        case .lowerHex: return Array(Hexadecimal.text(secret).utf8)
        case .upperHex: return Hexadecimal.text(secret).utf8.map { $0 > 0x60 ? $0 - 0x20 : $0 }
        case .standard(let lead), .url(let lead):
            let digits = Base64.digits(of: Array(repeating: 0, count: lead) + secret)
            let whole = digits[Self.firstDigit(after: lead)..<(lead + secret.count) * 8 / 6]
            guard case .url = form else { return Array(whole) }
            return whole.map { $0 == 0x2B ? 0x2D : $0 == 0x2F ? 0x5F : $0 }
        }
    }

    private static func key(_ bytes: UnsafeRawBufferPointer, at index: Int) -> UInt64 {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
    }

    /// Where secrets stand, in order and apart; the longest one where several begin, and all of those that overlap.
    func ranges(in bytes: [UInt8]) -> [Range<Int>] {
        if spellings.isEmpty || bytes.count < Self.minimumLength { return [] }
        var ranges: [Range<Int>] = []
        // One bit for every two bytes that a spelling begins with: nearly every position of a text is passed over by it.
        var pairs = [UInt64](repeating: 0, count: 1024)
        for beginning in beginnings {
            let pair = Int(beginning & 255) << 8 | Int(beginning >> 8 & 255)
            pairs[pair >> 6] |= 1 << UInt64(pair & 63)
        }
        bytes.withUnsafeBytes { buffer in
            pairs.withUnsafeBufferPointer { pairs in
                var index = 0
                while index + Self.minimumLength <= buffer.count {
                    let pair = Int(buffer[index]) << 8 | Int(buffer[index + 1])
                    if pairs[pair >> 6] & (1 << UInt64(pair & 63)) != 0,
                        let end = end(ofSpellingAt: index, in: buffer)
                    {
                        // What begins within another one may end behind it.
                        if let last = ranges.last, last.upperBound > index {
                            ranges[ranges.count - 1] = last.lowerBound..<max(last.upperBound, end)
                        } else {
                            ranges.append(index..<end)
                        }
                    }
                    index += 1
                }
            }
        }
        return ranges
    }

    /// Whether a secret begins at an index.
    func begins(at index: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        index + Self.minimumLength <= text.count && end(ofSpellingAt: index, in: UnsafeRawBufferPointer(text)) != nil
    }

    /// Where the longest spelling ends that begins at an index.
    private func end(ofSpellingAt index: Int, in buffer: UnsafeRawBufferPointer) -> Int? {
        let key = Self.key(buffer, at: index)
        var longest: Int?
        beginnings.withUnsafeBufferPointer { beginnings in
            for number in beginnings.indices where beginnings[number] == key {
                let spelling = bytes(ofSpelling: number)
                let end = index + spelling.count
                if end > longest ?? 0, end <= buffer.count, buffer[index..<end].elementsEqual(spelling) {
                    longest = end
                }
            }
        }
        return longest
    }
}
