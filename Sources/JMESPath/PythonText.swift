internal import TapedeckJSONText

/// Values as Python prints them.
enum PythonText {
    /// Python prints the object's address too, which has no meaning here.
    static let reference = "<jmespath.visitor._Expression object>"

    static func tooManyDigits(_ digits: Int) -> String {
        """
        Exceeds the limit (\(NumberReading.maximumDigits) digits) for integer string conversion: value has \
        \(digits) digits; use sys.set_int_max_str_digits() to increase the limit
        """
    }

    /// What Python calls the type of a value that its JSON reader made.
    static func typeName(_ value: JSONValue) -> String {
        switch value {
        case .null: "NoneType"
        case .bool: "bool"
        case .number(let number): NumberReading.isInteger(number.text) ? "int" : "float"
        case .string: "str"
        case .array: "list"
        case .object: "dict"
        }
    }

    /// `str(value)`: a string stands without quotation marks.
    static func string(of value: JSONValue) -> String {
        if case .string(let string) = value { return string }
        var output = ""
        write(value, to: &output)
        return output
    }

    private static func write(_ value: JSONValue, to output: inout String) {
        switch value {
        case .null: output += "None"
        case .bool(let bool): output += bool ? "True" : "False"
        case .number(let number): output += text(of: number, infinity: "inf", nan: "nan")
        case .string(let string): writeQuoted(string, to: &output)
        case .array(let elements):
            output += "["
            for (index, element) in elements.enumerated() {
                if index > 0 { output += ", " }
                write(element, to: &output)
            }
            output += "]"
        case .object(let object):
            output += "{"
            for (index, member) in object.distinctMembers.enumerated() {
                if index > 0 { output += ", " }
                writeQuoted(member.name, to: &output)
                output += ": "
                write(member.value, to: &output)
            }
            output += "}"
        }
    }

    private static func writeQuoted(_ string: String, to output: inout String) {
        let scalars = string.unicodeScalars
        let quote: Unicode.Scalar = scalars.contains("'") && !scalars.contains("\"") ? "\"" : "'"
        output.unicodeScalars.append(quote)
        for scalar in scalars {
            switch scalar {
            case quote, "\\":
                output += "\\"
                output.unicodeScalars.append(scalar)
            case "\n": output += "\\n"
            case "\r": output += "\\r"
            case "\t": output += "\\t"
            default:
                if isPrintable(scalar) {
                    output.unicodeScalars.append(scalar)
                } else {
                    output += escape(scalar)
                }
            }
        }
        output.unicodeScalars.append(quote)
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        let (letter, width) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
        return "\\" + letter + String(repeating: "0", count: width - digits.utf8.count) + digits
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x7F { return scalar.value >= 0x20 }
        return switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            false
        default: true
        }
    }

    // MARK: JSON

    /// `json.dumps` without white space: ASCII only, numbers as Python holds them.
    static func json(of value: JSONValue) -> String {
        normalised(value).text(JSONStyle(escapesNonASCII: true))
    }

    private static func normalised(_ value: JSONValue) -> JSONValue {
        switch value {
        case .null, .bool, .string: return value
        case .number(let number):
            return .number(JSONNumber(uncheckedText: text(of: number, infinity: "Infinity", nan: "NaN")))
        case .array(let elements): return .array(elements.map(normalised))
        case .object(let object):
            var result = JSONObject()
            for member in object.distinctMembers {
                result.members.append((name: member.name, value: normalised(member.value)))
            }
            return .object(result)
        }
    }

    static func json(of double: Double) -> String {
        text(of: double, infinity: "Infinity", nan: "NaN")
    }

    // MARK: Numbers

    private static func text(of number: JSONNumber, infinity: String, nan: String) -> String {
        NumberReading.isInteger(number.text)
            ? NumberReading.plainInteger(number.text) : text(of: number.double, infinity: infinity, nan: nan)
    }

    /// The shortest digits that read back as the same number, laid out as Python's `repr` does: with an exponent of two
    /// digits or more below 1e-4 and from 1e16 on.
    private static func text(of double: Double, infinity: String, nan: String) -> String {
        if double.isNaN { return nan }
        if double.isInfinite { return double < 0 ? "-" + infinity : infinity }
        let magnitude = double.magnitude
        // Swift's own layout differs between 1e16 and 2⁵⁴ only, where neighbours are 2 apart: the shortest text is the
        // integer itself, or the multiple of 10 nearest to it.
        if magnitude < 1e16 || magnitude >= 0x1p54 { return "\(double)" }
        let integer = Int64(magnitude)
        let rounded = (integer + 5) / 10 * 10
        var digits = Array(String(Double(rounded) == magnitude ? rounded : integer).utf8)
        let exponent = digits.count - 1
        while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
        let head = String(decoding: digits.prefix(1), as: UTF8.self)
        let tail = String(decoding: digits.dropFirst(), as: UTF8.self)
        return "\(double < 0 ? "-" : "")\(head)\(tail.isEmpty ? "" : "." + tail)e+\(exponent)"
    }
}
