import TapedeckAWSWire

/// Finds any of a set of secrets in a text, in one pass over it.
///
/// A secret is looked for plain, in hexadecimal, and in base64 of either alphabet, where it may stand at any offset of what
/// was encoded. Other escapes are decoded before the text comes here, by ``DecodedText``.
struct SecretMatcher: Sendable {
    /// A shorter secret is left out: it would replace ordinary text.
    static let minimumLength = 8

    /// The spellings.
    private(set) var spellings: [[UInt8]] = []
    /// The first eight bytes of each.
    private var keys: [UInt64] = []

    /// Makes a matcher; it costs about as much as writing down every spelling once.
    init(_ secrets: some Sequence<String>) {
        for secret in secrets where secret.utf8.count >= Self.minimumLength {
            spellings += Self.spellings(of: Array(secret.utf8))
        }
        keys = spellings.map { $0.withUnsafeBytes { Self.key($0, at: 0) } }
    }

    private static func key(_ bytes: UnsafeRawBufferPointer, at index: Int) -> UInt64 {
        bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
    }

    /// Where secrets stand, in order and apart; the longest one where several begin.
    func ranges(in bytes: [UInt8]) -> [Range<Int>] {
        if spellings.isEmpty || bytes.count < Self.minimumLength { return [] }
        var ranges: [Range<Int>] = []
        // One bit for every two bytes that a spelling begins with: nearly every position of a text is passed over by it.
        var beginnings = [UInt64](repeating: 0, count: 1024)
        for spelling in spellings {
            let beginning = Int(spelling[0]) << 8 | Int(spelling[1])
            beginnings[beginning >> 6] |= 1 << UInt64(beginning & 63)
        }
        bytes.withUnsafeBytes { buffer in
            beginnings.withUnsafeBufferPointer { beginnings in
                var index = 0
                while index + Self.minimumLength <= buffer.count {
                    let beginning = Int(buffer[index]) << 8 | Int(buffer[index + 1])
                    if beginnings[beginning >> 6] & (1 << UInt64(beginning & 63)) != 0,
                        let end = end(ofSpellingAt: index, in: buffer)
                    {
                        ranges.append(index..<end)
                        index = end
                    } else {
                        index += 1
                    }
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
        for (number, known) in keys.enumerated() where known == key {
            let spelling = spellings[number]
            let end = index + spelling.count
            if end > longest ?? 0, end <= buffer.count, buffer[index..<end].elementsEqual(spelling) { longest = end }
        }
        return longest
    }

    private static func spellings(of secret: [UInt8]) -> [[UInt8]] {
        let hex = Array(Hexadecimal.text(secret).utf8)
        var spellings = [secret, hex, hex.map { $0 > 0x60 ? $0 - 0x20 : $0 }]
        // A form writes a space as a plus sign.
        if secret.contains(0x20) { spellings.append(secret.map { $0 == 0x20 ? 0x2B : $0 }) }
        // UTF-16 in either order of its bytes; that of ASCII is read by `DecodedText`, whatever is in it.
        if secret.contains(where: { $0 > 0x7F }) {
            let units = Array(String(decoding: secret, as: UTF8.self).utf16)
            spellings.append(units.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })
            spellings.append(units.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] })
        }
        // Within base64 a text stands at one of three offsets; the digits that depend on its neighbours are cut off.
        for lead in 0..<3 {
            let digits = Base64.digits(of: Array(repeating: 0, count: lead) + secret)
            let start = (lead * 8 + 5) / 6
            let end = (lead + secret.count) * 8 / 6
            if end - start < Self.minimumLength { continue }
            let standard = Array(digits[start..<end])
            spellings.append(standard)
            if standard.contains(where: { $0 == 0x2B || $0 == 0x2F }) {
                spellings.append(standard.map { $0 == 0x2B ? 0x2D : $0 == 0x2F ? 0x5F : $0 })
            }
        }
        return spellings
    }
}
