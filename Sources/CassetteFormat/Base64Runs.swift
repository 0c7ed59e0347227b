import TapedeckAWSWire

/// Runs of digits of base64, base32 or hexadecimal in a text that hold readable text, such as the page tokens that App Runner was seen to
/// send, or something compressed.
enum Base64Runs {
    /// A run, and what it holds.
    struct Run {
        let range: Range<Int>
        let decoded: [UInt8]
        /// Whether it is compressed, so that nobody knows what it says.
        let isCompressed: Bool
    }

    static func isDigit(_ byte: UInt8) -> Bool {
        DecodedText.isLetterOrDigit(byte) || byte == 0x2B || byte == 0x2F || byte == 0x2D
            || byte == 0x5F
    }

    /// Which bytes are digits.
    private static let digits = (0...UInt8.max).map(isDigit)

    private static let minimumLength = 16

    /// The runs of at least 16 digits, of the alphabet with `+/` and of the one with `-_`.
    static func runs(in bytes: [UInt8]) -> [Run] {
        bytes.withUnsafeBufferPointer { runs(in: $0) }
    }

    /// The runs; where there are none nothing is made.
    static func runs(in text: UnsafeBufferPointer<UInt8>) -> [Run] {
        var runs: [Run] = []
        digits.withUnsafeBufferPointer { isDigit in
            var start = 0
            while start + minimumLength <= text.count {
                // From behind, so that most of a text is stepped over: a run can't reach past what is no digit.
                var index = start + minimumLength - 1
                while index >= start, isDigit[Int(text[index])] { index -= 1 }
                if index >= start {
                    start = index + 1
                    continue
                }
                var end = start + minimumLength
                while end < text.count, isDigit[Int(text[end])] { end += 1 }
                find(in: text, start, end, &runs)
                start = end + 1
            }
        }
        return runs
    }

    /// The runs between two bytes that are no digit of either alphabet.
    private static func find(
        in text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, _ runs: inout [Run]
    ) {
        var standard = start
        var url = start
        // The first one goes to the end of the word.
        var compressed = compressedRun(text, start)
        for index in start...end {
            let byte = index < end ? text[index] : 0
            if DecodedText.isLetterOrDigit(byte) { continue }
            let endsStandard = byte != 0x2B && byte != 0x2F
            let endsURL = byte != 0x2D && byte != 0x5F
            if endsStandard, let run = run(text, standard, index) { runs.append(run) }
            // One that is a run of both alphabets is taken once.
            if endsURL, !(endsStandard && url == standard), let run = run(text, url, index) { runs.append(run) }
            if endsStandard { standard = index + 1 }
            if endsURL { url = index + 1 }
            if index < end, compressed == nil { compressed = compressedRun(text, index + 1) }
        }
        if let compressed { runs.append(compressed) }
    }

    private static func run(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Run? {
        // Words that only look like base64 are told apart by their first six bytes.
        guard end - start >= minimumLength else { return nil }
        if let decoded = hexadecimal(text, start, end) {
            return Run(range: start..<end, decoded: decoded, isCompressed: false)
        }
        if let decoded = base32(text, start, end) {
            return Run(range: start..<padded(text, end, upTo: 6), decoded: decoded, isCompressed: false)
        }
        guard case let first = firstBytes(text, start), isReadable(first) || isWide(first) else { return nil }
        // One digit by itself is what is left of a byte where a text broke off, or a word is none of base64, as the status of each
        // new connection: what that decodes to has control characters soon.
        let isCut = (end - start) % 4 == 1
        if isCut, hasControls(firstBytes(text, start + 8)) { return nil }
        let whole = isCut ? end - 1 : end
        let digits = text[start..<whole].map { $0 == 0x2D ? 0x2B : $0 == 0x5F ? 0x2F : $0 }
        guard var decoded = Base64.decode(String(decoding: digits, as: UTF8.self)) else { return nil }
        if decoded.starts(with: [0xFF, 0xFE]) || decoded.starts(with: [0xFE, 0xFF]) { decoded.removeFirst(2) }
        guard String(validating: decoded, as: UTF8.self) != nil else { return nil }
        return Run(range: start..<padded(text, end), decoded: decoded, isCompressed: false)
    }

    /// What a run of hexadecimal digits says where that is text; `nil` for any other run.
    private static func hexadecimal(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> [UInt8]? {
        func value(_ byte: UInt8) -> UInt8? {
            switch byte {
            case 0x30...0x39: byte - 0x30
            case 0x41...0x46: byte - 0x37
            case 0x61...0x66: byte - 0x57
            default: nil
            }
        }
        func byte(at index: Int) -> UInt8? {
            guard let high = value(text[index]), let low = value(text[index + 1]), case let byte = high << 4 | low,
                byte >= 0x20 && byte != 0x7F || byte == 0x09 || byte == 0x0A || byte == 0x0D || byte == 0
            else { return nil }
            return byte
        }
        // Digests, which most are, are told apart by their first bytes; nothing is made for them.
        guard (end - start) % 2 == 0, (0..<6).allSatisfy({ byte(at: start + 2 * $0) != nil }) else { return nil }
        var decoded: [UInt8] = []
        for index in stride(from: start, to: end, by: 2) {
            guard let byte = byte(at: index) else { return nil }
            decoded.append(byte)
        }
        return String(validating: decoded, as: UTF8.self) == nil ? nil : decoded
    }

    /// What a run of base32's digits (RFC 4648, section 6), large or small, says where that is text; `nil` for any other run.
    private static func base32(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> [UInt8]? {
        var (decoded, bits, count): ([UInt8], UInt64, Int) = ([], 0, 0)
        for index in start..<end {
            switch text[index] {
            case 0x41...0x5A: bits = bits << 5 | UInt64(text[index] - 0x41)
            case 0x61...0x7A: bits = bits << 5 | UInt64(text[index] - 0x61)
            case 0x32...0x37: bits = bits << 5 | UInt64(text[index] - 0x32 + 26)
            default: return nil
            }
            count += 5
            // Five bytes are eight digits; a word that is none of base32 has a control character among its first ones.
            guard count == 40 || index == end - 1 else { continue }
            while count >= 8 {
                count -= 8
                let byte = UInt8(bits >> UInt64(count) & 255)
                guard byte >= 0x20 && byte != 0x7F || byte == 0x09 || byte == 0x0A || byte == 0x0D else { return nil }
                decoded.append(byte)
            }
            (bits, count) = (0, 0)
        }
        return String(validating: decoded, as: UTF8.self) == nil ? nil : decoded
    }

    /// A word that begins as base64 of something compressed does.
    private static func compressedRun(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Run? {
        guard start + minimumLength <= text.count, beginsCompressed(text[start]),
            text[start..<(start + minimumLength)].allSatisfy(isDigit), case let bits = firstBytes(text, start),
            Compression.name(
                byBeginningOf: stride(from: UInt64(40), through: 0, by: -8).map { UInt8(bits >> $0 & 255) }) != nil
        else { return nil }
        let end = text[start...].firstIndex { !isDigit($0) } ?? text.endIndex
        return Run(range: start..<padded(text, end), decoded: [], isCompressed: true)
    }

    private static func padded(_ text: UnsafeBufferPointer<UInt8>, _ end: Int, upTo count: Int = 2) -> Int {
        var close = end
        while close < text.count, text[close] == 0x3D, close - end < count { close += 1 }
        return close
    }

    /// The first digits of what begins like something compressed.
    private static func beginsCompressed(_ digit: UInt8) -> Bool {
        switch digit {
        case UInt8(ascii: "H"), UInt8(ascii: "K"), UInt8(ascii: "Q"), UInt8(ascii: "U"), UInt8(ascii: "e"),
            UInt8(ascii: "/"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// Whether six bytes, the lowest ones of a number, are the beginning of a text in UTF-8.
    private static func isReadable(_ bits: UInt64) -> Bool {
        var following = 0
        for shift in stride(from: UInt64(40), through: 0, by: -8) {
            let byte = UInt8(bits >> shift & 255)
            if following > 0 {
                guard byte & 0xC0 == 0x80 else { return false }
                following -= 1
                continue
            }
            switch byte {
            case 0x20...0x7E, 0x09, 0x0A, 0x0D: break
            case 0xC2...0xDF: following = 1
            case 0xE0...0xEF: following = 2
            case 0xF0...0xF4: following = 3
            default: return false
            }
        }
        return true
    }

    /// Whether one of six bytes is a control character that no text has.
    private static func hasControls(_ bits: UInt64) -> Bool {
        stride(from: UInt64(40), through: 0, by: -8).contains { shift in
            switch UInt8(bits >> shift & 255) {
            case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x80...: false
            default: true
            }
        }
    }

    /// Whether six bytes are text in UTF-16 of either order, of which every second byte is 0 where it is ASCII.
    private static func isWide(_ bits: UInt64) -> Bool {
        let mark = bits >> 32
        // Behind a byte order mark there are two characters.
        let rest = mark == 0xFFFE || mark == 0xFEFF ? bits & 0xFFFF_FFFF : bits
        let (highs, lows) = (rest & 0xFF00_FF00_FF00, rest & 0x00FF_00FF_00FF)
        guard highs == 0 || lows == 0 else { return false }
        var text = highs == 0 ? lows : highs >> 8
        while text > 0 {
            guard (0x20...0x7E).contains(text & 0xFF) else { return false }
            text >>= 16
        }
        return true
    }

    /// The six bytes that the first eight digits stand for, the first one highest.
    private static func firstBytes(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> UInt64 {
        var bits: UInt64 = 0
        for byte in text[start..<(start + 8)] {
            switch byte {
            case 0x41...0x5A: bits = bits << 6 | UInt64(byte - 0x41)
            case 0x61...0x7A: bits = bits << 6 | UInt64(byte - 0x47)
            case 0x30...0x39: bits = bits << 6 | UInt64(byte + 4)
            case 0x2B, 0x2D: bits = bits << 6 | 62
            default: bits = bits << 6 | 63
            }
        }
        return bits
    }
}
