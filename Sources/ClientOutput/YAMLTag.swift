/// Which plain scalars YAML would read as something other than a text.
///
/// Source: the tag resolution of YAML 1.2's core schema, with what ruamel.yaml 0.17 keeps of 1.1: underscores, `0b`,
/// timestamps, `<<` and `=`.
enum YAMLTag {
    /// Whether a plain scalar of these characters would be read as a text.
    static func isText(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first else { return false }
        switch text {
        case "~", "null", "Null", "NULL", "true", "True", "TRUE", "false", "False", "FALSE", "<<", "=": return false
        default: break
        }
        switch first {
        case 0x30...0x39: return !isInteger(bytes) && !isFloat(bytes) && !isDate(bytes)
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): return !isInteger(bytes) && !isFloat(bytes)
        default: return true
        }
    }

    private static func isInteger(_ bytes: [UInt8]) -> Bool {
        var scan = Scan(bytes)
        _ = scan.one { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
        let digits = Array(scan.rest)
        if digits.isEmpty { return false }
        if digits.allSatisfy(isDigitOrUnderscore) { return true }
        guard digits.count > 2, digits[0] == 0x30 else { return false }
        let tail = digits.dropFirst(2)
        switch digits[1] {
        case UInt8(ascii: "b"): return tail.allSatisfy { $0 == 0x30 || $0 == 0x31 || $0 == UInt8(ascii: "_") }
        case UInt8(ascii: "o"): return tail.allSatisfy { (0x30...0x37).contains($0) || $0 == UInt8(ascii: "_") }
        case UInt8(ascii: "x"):
            return tail.allSatisfy { byte in
                isDigitOrUnderscore(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
            }
        default: return false
        }
    }

    private static func isFloat(_ bytes: [UInt8]) -> Bool {
        var scan = Scan(bytes)
        let isSigned = scan.one { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
        if scan.rest.first == UInt8(ascii: ".") {
            let word = String(decoding: scan.rest.dropFirst(), as: UTF8.self)
            if ["inf", "Inf", "INF"].contains(word) { return true }
            if !isSigned, ["nan", "NaN", "NAN"].contains(word) { return true }
            _ = scan.one { _ in true }
            guard scan.many(isDigitOrUnderscore) > 0 else { return false }
            return scan.isAtEnd || scan.exponent(needsSign: true)
        }
        guard scan.one(isDigit) else { return false }
        _ = scan.many(isDigitOrUnderscore)
        guard scan.one({ $0 == UInt8(ascii: ".") }) else { return scan.exponent(needsSign: false) }
        _ = scan.many(isDigitOrUnderscore)
        return scan.isAtEnd || scan.exponent(needsSign: false)
    }

    /// `2020-11-03`, or a date with a time.
    private static func isDate(_ bytes: [UInt8]) -> Bool {
        var scan = Scan(bytes)
        guard scan.digits(4...4), scan.byte("-"), scan.digits(1...2), scan.byte("-") else { return false }
        let isFull = bytes.count == 10 && isDigit(bytes[5]) && isDigit(bytes[6])
        guard scan.digits(1...2) else { return false }
        if scan.isAtEnd { return isFull }
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        guard scan.one({ $0 | 0x20 == UInt8(ascii: "t") }) || scan.many(isBlank) > 0 else { return false }
        guard scan.digits(1...2), scan.byte(":"), scan.digits(2...2), scan.byte(":"), scan.digits(2...2) else {
            return false
        }
        if scan.byte(".") { _ = scan.many(isDigit) }
        if scan.isAtEnd { return true }
        _ = scan.many(isBlank)
        if scan.byte("Z") { return scan.isAtEnd }
        guard scan.byte("+") || scan.byte("-"), scan.digits(1...2) else { return false }
        return scan.isAtEnd || (scan.byte(":") && scan.digits(2...2) && scan.isAtEnd)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte)
    }

    private static func isDigitOrUnderscore(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == UInt8(ascii: "_")
    }

    /// A place in a text, and what may follow it.
    private struct Scan {
        var rest: ArraySlice<UInt8>

        init(_ bytes: [UInt8]) {
            rest = bytes[...]
        }

        var isAtEnd: Bool { rest.isEmpty }

        mutating func one(_ matches: (UInt8) -> Bool) -> Bool {
            guard let first = rest.first, matches(first) else { return false }
            rest.removeFirst()
            return true
        }

        mutating func byte(_ scalar: Unicode.Scalar) -> Bool {
            one { $0 == UInt8(ascii: scalar) }
        }

        mutating func many(_ matches: (UInt8) -> Bool) -> Int {
            let count = rest.prefix(while: matches).count
            rest.removeFirst(count)
            return count
        }

        mutating func digits(_ counts: ClosedRange<Int>) -> Bool {
            let count = min(rest.prefix(while: YAMLTag.isDigit).count, counts.upperBound)
            rest.removeFirst(count)
            return counts.contains(count)
        }

        /// An exponent that ends the text.
        mutating func exponent(needsSign: Bool) -> Bool {
            guard one({ $0 | 0x20 == UInt8(ascii: "e") }) else { return false }
            let isSigned = one { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
            return (isSigned || !needsSign) && many(YAMLTag.isDigit) > 0 && isAtEnd
        }
    }
}
