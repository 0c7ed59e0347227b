import TapedeckJSONText

/// Values as Python writes them, whose words AWS CLI's text and table formats show.
enum PythonText {
    /// A number as Python's `repr` gives it once JSON has been read: integers keep their digits, others are floats.
    static func number(_ number: JSONNumber) -> String {
        let text = number.text
        guard text.utf8.contains(where: { $0 == 0x2E || $0 == 0x65 || $0 == 0x45 }) else {
            return text == "-0" ? "0" : text
        }
        return float(number.double)
    }

    /// The shortest decimal text of a float: plain from 1e-4 to below 1e16, else with an exponent of two digits or more.
    static func float(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
        guard value != 0 else { return value.sign == .minus ? "-0.0" : "0.0" }
        let (digits, point) = shortest(value.magnitude)
        let sign = value < 0 ? "-" : ""
        guard (-3...16).contains(point) else {
            let rest = digits.dropFirst()
            let exponent = String((point - 1).magnitude)
            return sign + String(digits[0]) + (rest.isEmpty ? "" : "." + String(rest))
                + (point > 0 ? "e+" : "e-") + (exponent.count < 2 ? "0" : "") + exponent
        }
        if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + String(digits) }
        if digits.count <= point {
            return sign + String(digits) + String(repeating: "0", count: point - digits.count) + ".0"
        }
        return sign + String(digits[..<point]) + "." + String(digits[point...])
    }

    /// The shortest digits that read back as the same value, and the place of the point after the first of them.
    private static func shortest(_ value: Double) -> (digits: [Character], point: Int) {
        var digits: [Character] = []
        var point: Int?
        var exponent = 0
        var rest = Substring(value.description)
        while let character = rest.popFirst() {
            switch character {
            case ".": point = digits.count
            case "e":
                exponent = Int(rest.drop { $0 == "+" }) ?? 0
                rest = ""
            default: digits.append(character)
            }
        }
        var place = (point ?? digits.count) + exponent
        while digits.count > 1, digits.first == "0" {
            digits.removeFirst()
            place -= 1
        }
        while digits.count > 1, digits.last == "0" { digits.removeLast() }
        return (digits, place)
    }

    /// A value as `str` gives it: `None`, `True`, texts as they are.
    static func string(_ value: JSONValue) -> String {
        if case .string(let text) = value { text } else { representation(value) }
    }

    /// A value as `repr` gives it; AWS CLI shows it where a list or object stands in the place of a scalar.
    static func representation(_ value: JSONValue) -> String {
        switch value {
        case .null: "None"
        case .bool(let bool): bool ? "True" : "False"
        case .number(let number): self.number(number)
        case .string(let text): quoted(text)
        case .array(let elements): "[" + elements.map(representation).joined(separator: ", ") + "]"
        case .object(let object):
            "{" + object.members.map { quoted($0.name) + ": " + representation($0.value) }.joined(separator: ", ") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        let quote: Unicode.Scalar = text.contains("'") && !text.contains("\"") ? "\"" : "'"
        var result = String(quote)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\\", quote: result += "\\\(scalar)"
            case _ where isPrintable(scalar): result.unicodeScalars.append(scalar)
            default:
                let (letter, width) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
                let digits = String(scalar.value, radix: 16)
                result += "\\\(letter)" + String(repeating: "0", count: width - digits.count) + digits
            }
        }
        return result + String(quote)
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        case .spaceSeparator: scalar == " "
        default: true
        }
    }

    /// What Python calls the type of a value.
    static func typeName(_ value: JSONValue) -> String {
        switch value {
        case .null: "NoneType"
        case .bool: "bool"
        case .number(let number): number.text.utf8.allSatisfy { $0 < 0x3A && $0 != 0x2E } ? "int" : "float"
        case .string: "str"
        case .array: "list"
        case .object: "dict"
        }
    }

    /// Names in the order of their code points, each once.
    static func sorted(_ names: [String]) -> [String] {
        var result: [String] = []
        for name in names.sorted(by: { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) })
        where result.last.map({ !$0.utf8.elementsEqual(name.utf8) }) ?? true {
            result.append(name)
        }
        return result
    }
}

extension JSONValue {
    /// Whether this is neither a list nor an object.
    var isScalar: Bool {
        switch self {
        case .array, .object: false
        default: true
        }
    }

    /// The value with each number in the text that Python writes it with in JSON.
    var withPythonNumbers: JSONValue {
        switch self {
        case .number(let number):
            switch PythonText.number(number) {
            case "inf": .number(JSONNumber(uncheckedText: "Infinity"))
            case "-inf": .number(JSONNumber(uncheckedText: "-Infinity"))
            case let text: .number(JSONNumber(uncheckedText: text))
            }
        case .array(let elements): .array(elements.map(\.withPythonNumbers))
        case .object(let object): .object(JSONObject(object.members.map { ($0.name, $0.value.withPythonNumbers) }))
        default: self
        }
    }
}
