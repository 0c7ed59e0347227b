internal import TapedeckJSONText

/// Texts read as numbers the way Python's `int()` and `float()` read them.
enum NumberReading {
    /// Digits of an integer beyond which Python refuses to convert it.
    static let maximumDigits = 4300

    /// Whether a number's text has neither a fraction nor an exponent.
    static func isInteger(_ text: String) -> Bool {
        text.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || $0 == UInt8(ascii: "-") }
    }

    /// An integer's text without leading zeros, a plus, or a minus before zero.
    static func plainInteger(_ text: String) -> String {
        let digits = text.utf8.drop { [UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "0")].contains($0) }
        if digits.isEmpty { return "0" }
        return (text.utf8.first == UInt8(ascii: "-") ? "-" : "") + (String(digits) ?? "")
    }

    /// The number that a text stands for, or `nil`.
    static func number(in text: String) -> JSONNumber? {
        guard let plain = withoutUnderscores(ascii(text)) else { return nil }
        let unsigned =
            plain.first == UInt8(ascii: "-") || plain.first == UInt8(ascii: "+") ? plain.dropFirst() : plain[...]
        let text = String(decoding: plain, as: UTF8.self)
        if !unsigned.isEmpty, unsigned.count <= maximumDigits, unsigned.allSatisfy(isDigit) {
            return JSONNumber(uncheckedText: plainInteger(text))
        }
        return float(text, unsigned).map { JSONNumber(uncheckedText: PythonText.json(of: $0)) }
    }

    private static func float(_ text: String, _ unsigned: ArraySlice<UInt8>) -> Double? {
        let sign: FloatingPointSign = text.utf8.first == UInt8(ascii: "-") ? .minus : .plus
        switch String(decoding: unsigned, as: UTF8.self).lowercased() {
        case "inf", "infinity": return sign == .minus ? -.infinity : .infinity
        case "nan": return .nan
        default: break
        }
        // Digits with at most one point among or around them, then an exponent.
        let mantissa = unsigned.prefix { isDigit($0) || $0 == UInt8(ascii: ".") }
        guard mantissa.count(where: { $0 == UInt8(ascii: ".") }) < 2, mantissa.contains(where: isDigit) else {
            return nil
        }
        var exponent = unsigned.dropFirst(mantissa.count)
        if let letter = exponent.popFirst() {
            guard letter == UInt8(ascii: "e") || letter == UInt8(ascii: "E") else { return nil }
            if exponent.first == UInt8(ascii: "+") || exponent.first == UInt8(ascii: "-") { exponent.removeFirst() }
            guard !exponent.isEmpty, exponent.allSatisfy(isDigit) else { return nil }
        }
        return Double(text)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
    }

    /// The text without white space round it, and with ASCII digits for those of any script.
    private static func ascii(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            if scalar.value < 0x7F {
                bytes.append(UInt8(scalar.value))
            } else if scalar.properties.isWhitespace {
                bytes.append(0x20)
            } else if scalar.properties.numericType == .decimal, let digit = scalar.properties.numericValue {
                bytes.append(UInt8(ascii: "0") + UInt8(digit))
            } else {
                return []
            }
        }
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        let start = bytes.firstIndex { !isSpace($0) } ?? bytes.endIndex
        let end = bytes.lastIndex { !isSpace($0) } ?? start
        return start < bytes.endIndex ? Array(bytes[start...end]) : []
    }

    /// An underscore may stand between two digits.
    private static func withoutUnderscores(_ bytes: [UInt8]) -> [UInt8]? {
        let underscore = UInt8(ascii: "_")
        guard bytes.contains(underscore) else { return bytes }
        for (index, byte) in bytes.enumerated() where byte == underscore {
            guard index > 0, index + 1 < bytes.count, isDigit(bytes[index - 1]), isDigit(bytes[index + 1]) else {
                return nil
            }
        }
        return bytes.filter { $0 != underscore }
    }
}
