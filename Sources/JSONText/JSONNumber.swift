/// A JSON number that keeps the text it was written with: `1.604363571E9` stays `1.604363571E9`.
public struct JSONNumber: Sendable, Hashable {
    /// The number's text, in JSON's grammar.
    public let text: String

    /// Takes a text that is known to follow JSON's grammar for numbers; the parser makes these.
    public init(uncheckedText text: String) {
        self.text = text
    }

    /// Writes an integer in plain decimal digits.
    public init(_ value: Int) {
        self.text = String(value)
    }

    /// Writes a finite number in the shortest text that reads back as the same value; a whole number has no fraction.
    public init(_ value: Double) {
        if value == value.rounded(), value.magnitude < 1e15 {
            self.text = String(Int64(value))
        } else {
            self.text = "\(value)"
        }
    }

    /// The nearest binary floating-point value; infinite where the text is out of range.
    public var double: Double {
        Double(text) ?? .nan
    }

    /// The value as an integer, where it has no fraction and fits.
    public var int: Int? {
        Int(text) ?? Int(exactly: double)
    }

    public static func == (left: JSONNumber, right: JSONNumber) -> Bool {
        left.canonicalText == right.canonicalText
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(canonicalText)
    }

    /// The same text for every way to write the same decimal value: digits without outer zeros, then an exponent.
    public var canonicalText: String {
        var digits: [UInt8] = []
        var exponent = 0
        var negative = false
        var bytes = text.utf8[...]
        if bytes.first == UInt8(ascii: "-") {
            negative = true
            bytes = bytes.dropFirst()
        }
        var afterPoint = false
        while let byte = bytes.first {
            bytes = bytes.dropFirst()
            switch byte {
            case UInt8(ascii: "."): afterPoint = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                // An exponent too large for an integer can't be compared by value; the text then stands for itself.
                guard let written = Int(Substring(bytes).drop { $0 == "+" }), written.magnitude < 1_000_000_000 else {
                    return text
                }
                exponent += written
                bytes = bytes[bytes.endIndex...]
            default:
                digits.append(byte)
                if afterPoint { exponent -= 1 }
            }
        }
        while digits.last == UInt8(ascii: "0") {
            digits.removeLast()
            exponent += 1
        }
        let significant = digits.drop { $0 == UInt8(ascii: "0") }
        if significant.isEmpty { return "0" }
        let mantissa = (negative ? "-" : "") + String(decoding: significant, as: UTF8.self)
        return exponent == 0 ? mantissa : "\(mantissa)e\(exponent)"
    }
}
