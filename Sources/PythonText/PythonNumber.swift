package import TapedeckJSONText

/// Texts read as numbers the way Python's `int()` and `float()` read them.
package enum PythonNumber {
    /// Digits of an integer beyond which Python refuses to convert it.
    package static let maximumDigits = 4300

    /// Whether a number's text has neither a fraction nor an exponent.
    package static func isInteger(_ text: String) -> Bool {
        text.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || $0 == UInt8(ascii: "-") }
    }

    /// An integer's text without leading zeros, a plus, or a minus before zero.
    package static func plainInteger(_ text: String) -> String {
        let digits = text.utf8.drop { [UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "0")].contains($0) }
        if digits.isEmpty { return "0" }
        return (text.utf8.first == UInt8(ascii: "-") ? "-" : "") + (String(digits) ?? "")
    }

    /// Why a text is no integer.
    package struct Failure: Error, Sendable, Hashable {
        /// What Python's `ValueError` says.
        package let message: String
    }

    /// What Python says of an integer that it refuses to convert.
    package static func tooManyDigits(_ digits: Int) -> String {
        """
        Exceeds the limit (\(maximumDigits) digits) for integer string conversion: value has \(digits) digits; use \
        sys.set_int_max_str_digits() to increase the limit
        """
    }

    /// `int(text)`: plain decimal digits, of any size up to the limit.
    package static func integer(in text: String) throws(Failure) -> String {
        let plain = withoutUnderscores(ascii(text)) ?? []
        let unsigned = withoutSign(plain)
        guard !unsigned.isEmpty, unsigned.allSatisfy(isDigit) else {
            throw Failure(message: "invalid literal for int() with base 10: \(PythonText.representation(text))")
        }
        guard unsigned.count <= maximumDigits else { throw Failure(message: tooManyDigits(unsigned.count)) }
        return plainInteger(String(decoding: plain, as: UTF8.self))
    }

    /// The number that a text stands for, an integer where it can be one, or `nil`.
    package static func number(in text: String) -> JSONNumber? {
        if let integer = try? integer(in: text) { return JSONNumber(uncheckedText: integer) }
        guard let plain = withoutUnderscores(ascii(text)) else { return nil }
        return float(String(decoding: plain, as: UTF8.self), withoutSign(plain)).map {
            JSONNumber(uncheckedText: PythonText.jsonNumber($0))
        }
    }

    private static func withoutSign(_ text: [UInt8]) -> ArraySlice<UInt8> {
        text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+") ? text.dropFirst() : text[...]
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
