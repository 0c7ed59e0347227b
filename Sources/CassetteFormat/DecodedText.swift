/// A text with its escapes taken off, which knows where in the original each part stood.
///
/// Secrets are searched in what a text says, not in how it is spelt: `\u0077`, `%77`, `&#119;` and `=77` are seen as what they
/// stand for, also when one escape is within another; so are UTF-16 and base64 that is broken into lines.
struct DecodedText {
    /// What the text says.
    let bytes: [UInt8]
    /// Where original and decoded text begin to be a different distance apart, in order.
    private let shifts: [(decoded: Int, original: Int)]

    /// Whether the text is as it was spelt.
    var isSpelt: Bool { shifts.isEmpty }

    /// A text as it stands.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        self.shifts = []
    }

    private init(_ bytes: [UInt8], shifts: [(decoded: Int, original: Int)]) {
        self.bytes = bytes
        self.shifts = shifts
    }

    /// How deep escapes within escapes are looked into.
    private static let depth = 3

    /// Hands over the text as it stands, and with every order of escapes taken off that changes it.
    ///
    /// - Parameter ignoresQuotes: whether nothing that is looked for goes over a quotation mark. Then JSON within JSON, in which
    ///   nothing else is escaped, says what it is spelt.
    static func forEach(of bytes: [UInt8], ignoresQuotes: Bool = false, _ body: (DecodedText) -> Void) {
        DecodedText(bytes).forEach(depth: depth, among: .max, ignoresQuotes, body)
    }

    /// The kinds of escapes. Those after the second seldom occur: one of them is in an order at most, but for entities of
    /// entities, so that there are not too many orders.
    private static let escapes = [
        percent, backslash, entity, quotedPrintable, zero, lineBreak(0x0D), lineBreak(0x0A),
    ]
    private static let (usual, entities) = (bits(percent, backslash), bits(entity))
    private static let ofCharacters = bits(percent, backslash, entity, quotedPrintable)

    private static func bits(_ some: Kind...) -> UInt8 {
        some.reduce(0) { $0 | kinds[Int($1.first)] }
    }

    /// As long as an escape can be.
    static let longestEscape = 12

    /// Whether an escape of a character may begin with a byte.
    static func beginsEscape(_ byte: UInt8) -> Bool {
        kinds[Int(byte)] & ofCharacters != 0
    }

    /// A bit for each kind of escape that a byte may begin.
    private static let kinds: [UInt8] = escapes.enumerated().reduce(
        into: [UInt8](repeating: 0, count: 256)
    ) {
        $0[Int($1.element.first)] |= 1 << UInt8($1.offset)
    }

    /// Whether a text has no escapes: it says what it is spelt.
    static func isFlat(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let present = kindsPresent(in: text)
        if present == 0 { return true }
        for (number, kind) in escapes.enumerated() where present & (1 << UInt8(number)) != 0 {
            if firstEscape(kind, in: text) != nil { return false }
        }
        return true
    }

    private static func kindsPresent(in text: UnsafeBufferPointer<UInt8>) -> UInt8 {
        kinds.withUnsafeBufferPointer { kinds in
            var present: UInt8 = 0
            for byte in text { present |= kinds[Int(byte)] }
            return present
        }
    }

    /// - Parameter allowed: a bit for each kind of escape that may still be taken off.
    private func forEach(
        depth: Int, among allowed: UInt8, _ ignoresQuotes: Bool, _ body: (DecodedText) -> Void
    ) {
        body(self)
        if depth == 0 { return }
        let present = bytes.withUnsafeBufferPointer { text in
            let present = Self.kindsPresent(in: text)
            return ignoresQuotes && Self.escapesNothingButQuotes(text) ? present & ~Self.kinds[0x5C] : present
        }
        if present == 0 { return }
        for (number, kind) in Self.escapes.enumerated() where present & allowed & (1 << UInt8(number)) != 0 {
            let bit: UInt8 = 1 << UInt8(number)
            let isRare = bit & Self.usual == 0
            if isRare, depth == 1 { return }
            let next = isRare ? Self.usual | bit & Self.entities : allowed
            decoded(kind)?.forEach(depth: depth - 1, among: next, ignoresQuotes, body)
        }
    }

    /// Whether every backslash stands before a quotation mark.
    private static func escapesNothingButQuotes(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var index = 0
        while let backslash = next(0x5C, in: text, from: index) {
            index = backslash + 2
            if index > text.count || text[backslash + 1] != 0x22 { return false }
        }
        return true
    }

    private static func firstEscape(_ kind: Kind, in text: UnsafeBufferPointer<UInt8>) -> Int? {
        var place = next(kind.first, in: text, from: 0)
        while let index = place, kind.escape(text, index) == nil { place = next(kind.first, in: text, from: index + 1) }
        return place
    }

    /// Where a byte stands next, from an index on; eight bytes are looked at together.
    private static func next(_ byte: UInt8, in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        let (ones, highs) = (0x0101_0101_0101_0101 as UInt64, 0x8080_8080_8080_8080 as UInt64)
        let wanted = ones &* UInt64(byte)
        let raw = UnsafeRawBufferPointer(text)
        var index = start
        while index &+ 8 <= text.count {
            // Where the byte stands there is a zero now; taking one from a zero sets its highest bit.
            let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)) ^ wanted
            let zeros = (word &- ones) & ~word & highs
            if zeros != 0 { return index + zeros.trailingZeroBitCount / 8 }
            index &+= 8
        }
        while index < text.count {
            if text[index] == byte { return index }
            index &+= 1
        }
        return nil
    }

    /// What the inside of a JSON string says.
    static func withoutBackslashes(_ bytes: [UInt8]) -> [UInt8] {
        DecodedText(bytes).decoded(backslash)?.bytes ?? bytes
    }

    /// The part of the original that a part of the decoded text stands for. What is left out of the decoded text at its end, such as
    /// a line break, is none of it.
    func original(_ range: Range<Int>) -> Range<Int> {
        let (start, end) = (original(range.lowerBound), place(of: range.upperBound, after: false))
        return start..<max(start, end)
    }

    private func original(_ index: Int) -> Int {
        place(of: index, after: true)
    }

    /// Where a byte stood, or the end of the one before it.
    ///
    /// - Parameter after: whether what was left out before it is behind.
    private func place(of index: Int, after: Bool) -> Int {
        var low = 0
        var high = shifts.count
        while low < high {
            let middle = (low + high) / 2
            if after ? shifts[middle].decoded <= index : shifts[middle].decoded < index {
                low = middle + 1
            } else {
                high = middle
            }
        }
        if !after, low < shifts.count, shifts[low].decoded == index { return shifts[low].original }
        return low == 0 ? index : shifts[low - 1].original + index - shifts[low - 1].decoded
    }

    /// What an escape stands for, and how many bytes it takes.
    private struct Escape {
        /// The bytes that it stands for, at most four, the first one lowest.
        let bytes: UInt32
        let count: Int
        let length: Int

        /// One that stands for nothing.
        init(length: Int) {
            (bytes, count, self.length) = (0, 0, length)
        }

        init(_ byte: UInt8, length: Int) {
            (bytes, count, self.length) = (UInt32(byte), 1, length)
        }

        init(_ scalar: Unicode.Scalar, length: Int) {
            var (bytes, count) = (UInt32(0), 0)
            for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                bytes |= UInt32(byte) << UInt32(8 * count)
                count += 1
            }
            (self.bytes, self.count, self.length) = (bytes, count, length)
        }
    }

    /// A kind of escape: the byte that it begins with, and what one stands for that may begin at an index.
    private struct Kind: Sendable {
        let first: UInt8
        let escape: @Sendable (UnsafeBufferPointer<UInt8>, Int) -> Escape?
    }

    /// The text with one kind of escape taken off; `nil` where there is none.
    private func decoded(_ kind: Kind) -> DecodedText? {
        var result: [UInt8] = []
        var shifts: [(decoded: Int, original: Int)] = []
        bytes.withUnsafeBufferPointer { buffer in
            guard let first = Self.firstEscape(kind, in: buffer) else { return }
            result.reserveCapacity(buffer.count)
            result.append(contentsOf: buffer[..<first])
            var outer = OuterShifts(self.shifts)
            shifts = outer.through(first)
            var index = first
            while index < buffer.count {
                if buffer[index] == kind.first, let found = kind.escape(buffer, index) {
                    shifts.append((result.count, outer.original(index)))
                    for place in 0..<found.count {
                        result.append(UInt8(truncatingIfNeeded: found.bytes >> UInt32(8 * place)))
                    }
                    index += found.length
                    shifts.append((result.count, outer.original(index)))
                } else {
                    // What stands between escapes is copied at once.
                    let (start, place) = (index, result.count)
                    index = Self.next(kind.first, in: buffer, from: index + 1) ?? buffer.count
                    result.append(contentsOf: buffer[start..<index])
                    // Where an outer escape ends, the distance to the original changes here too.
                    outer.forEach(through: index) { shifts.append((place + $0.decoded - start, $0.original)) }
                }
            }
        }
        return shifts.isEmpty || result.count == bytes.count ? nil : DecodedText(result, shifts: shifts)
    }

    /// The shifts of a text that is gone through from its beginning, so that each is looked at once.
    private struct OuterShifts {
        private let shifts: [(decoded: Int, original: Int)]
        private var next = 0

        init(_ shifts: [(decoded: Int, original: Int)]) {
            self.shifts = shifts
        }

        /// Those at an index or before it; before it are none that were gone past.
        mutating func forEach(through index: Int, _ body: ((decoded: Int, original: Int)) -> Void) {
            while next < shifts.count, shifts[next].decoded <= index {
                body(shifts[next])
                next += 1
            }
        }

        mutating func through(_ index: Int) -> [(decoded: Int, original: Int)] {
            forEach(through: index) { _ in }
            return Array(shifts[..<next])
        }

        /// Where a byte stood, by its index, which is none before that of the last one asked for.
        mutating func original(_ index: Int) -> Int {
            forEach(through: index) { _ in }
            return next == 0 ? index : shifts[next - 1].original + index - shifts[next - 1].decoded
        }
    }

    /// A URL's escapes, and `%u0077`, as JavaScript's `escape` writes them (ECMA-262, annex B.2.1).
    private static let percent = Kind(first: 0x25) { text, index in
        if let byte = number(text, index + 1, digits: 2) { return Escape(UInt8(byte), length: 3) }
        guard index + 1 < text.count, text[index + 1] | 0x20 == UInt8(ascii: "u") else { return nil }
        return unicode(text, index)
    }

    /// Characters of HTML and XML: by number, the five that XML names (XML 1.0, section 4.6), and those of ASCII that HTML names.
    private static let entity = Kind(first: UInt8(ascii: "&")) { text, index in
        guard let end = text[index...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let name = String(decoding: text[(index + 1)..<end], as: UTF8.self)
        let scalar: Unicode.Scalar? =
            if name.hasPrefix("#x") || name.hasPrefix("#X") {
                UInt32(name.dropFirst(2), radix: 16).flatMap(Unicode.Scalar.init)
            } else if name.hasPrefix("#") {
                UInt32(name.dropFirst()).flatMap(Unicode.Scalar.init)
            } else {
                named[name]
            }
        return scalar.map { Escape($0, length: end + 1 - index) }
    }

    private static let named: [String: Unicode.Scalar] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "sol": "/", "plus": "+", "equals": "=",
        "lowbar": "_",
        "colon": ":", "semi": ";", "period": ".", "comma": ",", "commat": "@", "percnt": "%", "num": "#", "dollar": "$",
        "ast": "*", "excl": "!", "quest": "?", "lpar": "(", "rpar": ")", "lsqb": "[", "rsqb": "]", "lcub": "{",
        "rcub": "}",
        "bsol": "\\", "verbar": "|", "Hat": "^", "grave": "`",
    ]

    /// Quoted-printable of e-mails and forms (RFC 2045, section 6.7), with the line breaks that it adds.
    private static let quotedPrintable = Kind(first: UInt8(ascii: "=")) { text, index in
        if let byte = number(text, index + 1, digits: 2) { return Escape(UInt8(byte), length: 3) }
        let length = lineBreakLength(text, index + 1)
        return length > 0 ? Escape(length: 1 + length) : nil
    }

    /// The zero beside each byte of ASCII in UTF-16.
    private static let zero = Kind(first: 0) { _, _ in Escape(length: 1) }

    /// A line break between two of base64's digits, by the byte that it begins with, and what the next line is set in by.
    private static func lineBreak(_ first: UInt8) -> Kind {
        Kind(first: first) { text, index in
            var end = index + lineBreakLength(text, index)
            guard end > index else { return nil }
            while end < text.count, text[end] == 0x20 || text[end] == 0x09 { end += 1 }
            guard index > 0, end < text.count, Base64Runs.isDigit(text[index - 1]),
                Base64Runs.isDigit(text[end])
            else { return nil }
            return Escape(length: end - index)
        }
    }

    private static func lineBreakLength(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int {
        guard index < text.count else { return 0 }
        if text[index] == 0x0A { return 1 }
        return text[index] == 0x0D && index + 1 < text.count && text[index + 1] == 0x0A ? 2 : 0
    }

    /// The escapes of JSON strings (RFC 8259, section 7), and those that other languages add: `\x77`, `\167`, `\u{77}` and
    /// `\U00000077`.
    private static let backslash = Kind(first: 0x5C) { text, index in
        guard index + 1 < text.count else { return nil }
        switch text[index + 1] {
        case UInt8(ascii: "n"): return Escape(0x0A, length: 2)
        case UInt8(ascii: "r"): return Escape(0x0D, length: 2)
        case UInt8(ascii: "t"): return Escape(0x09, length: 2)
        case UInt8(ascii: "b"): return Escape(0x08, length: 2)
        case UInt8(ascii: "f"): return Escape(0x0C, length: 2)
        case UInt8(ascii: "x"): return number(text, index + 2, digits: 2).map { Escape(UInt8($0), length: 4) }
        case UInt8(ascii: "u"): return unicode(text, index) ?? braced(text, index)
        case UInt8(ascii: "U"): return scalar(number(text, index + 2, digits: 8), length: 10)
        case UInt8(ascii: "0")...UInt8(ascii: "3"): return octal(text, index)
        case let byte where !isLetterOrDigit(byte): return Escape(byte, length: 2)
        default: return nil
        }
    }

    /// `\u{77}`, of one to six digits.
    private static func braced(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> Escape? {
        guard index + 2 < text.count, text[index + 2] == UInt8(ascii: "{"),
            let end = text[index...].prefix(10).firstIndex(of: UInt8(ascii: "}")), end > index + 3
        else { return nil }
        return scalar(number(text, index + 3, digits: end - index - 3), length: end + 1 - index)
    }

    private static func scalar(_ value: UInt32?, length: Int) -> Escape? {
        value.flatMap(Unicode.Scalar.init).map { Escape($0, length: length) }
    }

    /// `\167`, a byte as three digits of eight.
    private static func octal(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> Escape? {
        let digits = text[(index + 1)...].prefix(3)
        guard digits.count == 3, digits.allSatisfy({ (0x30...0x37).contains($0) }) else { return nil }
        return Escape(digits.reduce(0) { $0 << 3 | ($1 - 0x30) }, length: 4)
    }

    /// A unit of UTF-16 by its number, or two that are one character, of which each begins as the first does.
    private static func unicode(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> Escape? {
        guard let unit = number(text, index + 2, digits: 4) else { return nil }
        if let scalar = Unicode.Scalar(unit) { return Escape(scalar, length: 6) }
        guard index + 7 < text.count, text[index + 6] == text[index], text[index + 7] == text[index + 1],
            let low = number(text, index + 8, digits: 4), unit < 0xDC00, (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
        else { return nil }
        return Escape(scalar, length: 12)
    }

    private static func number(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, digits: Int) -> UInt32? {
        guard start + digits <= text.count else { return nil }
        var value: UInt32 = 0
        for byte in text[start..<(start + digits)] {
            switch byte {
            case 0x30...0x39: value = value << 4 | UInt32(byte - 0x30)
            case 0x41...0x46: value = value << 4 | UInt32(byte - 0x37)
            case 0x61...0x66: value = value << 4 | UInt32(byte - 0x57)
            default: return nil
            }
        }
        return value
    }

    static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }
}
