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
        if case .string(let string) = value { string } else { text(of: value, .python) }
    }

    /// `json.dumps` without white space: ASCII only, numbers as Python holds them.
    static func json(of value: JSONValue) -> String {
        text(of: value, .json)
    }

    private enum Notation {
        case python, json
    }

    private enum Step {
        case value(JSONValue)
        case name(String)
        case mark(StaticString)
    }

    /// Keeps what is still to be written in an array, not on the stack: values may be nested deeply.
    private static func text(of value: JSONValue, _ notation: Notation) -> String {
        var output = ""
        var steps = [Step.value(value)]
        while let step = steps.popLast() {
            switch step {
            case .mark(let mark): output += "\(mark)"
            case .name(let name): write(name, notation, to: &output)
            case .value(.array(let elements)):
                output += "["
                steps.append(.mark("]"))
                for (index, element) in elements.enumerated().reversed() {
                    steps.append(.value(element))
                    if index > 0 { steps.append(.mark(notation == .json ? "," : ", ")) }
                }
            case .value(.object(let object)):
                output += "{"
                steps.append(.mark("}"))
                for (index, member) in object.distinctMembers.enumerated().reversed() {
                    steps.append(.value(member.value))
                    steps.append(.mark(notation == .json ? ":" : ": "))
                    steps.append(.name(member.name))
                    if index > 0 { steps.append(.mark(notation == .json ? "," : ", ")) }
                }
            case .value(let leaf): write(leaf, notation, to: &output)
            }
        }
        return output
    }

    private static func write(_ leaf: JSONValue, _ notation: Notation, to output: inout String) {
        let isJSON = notation == .json
        switch leaf {
        case .null: output += isJSON ? "null" : "None"
        case .bool(let bool): output += isJSON ? (bool ? "true" : "false") : (bool ? "True" : "False")
        case .number(let number):
            output += text(of: number, infinity: isJSON ? "Infinity" : "inf", nan: isJSON ? "NaN" : "nan")
        case .string(let string): write(string, notation, to: &output)
        case .array, .object: break
        }
    }

    private static func write(_ string: String, _ notation: Notation, to output: inout String) {
        switch notation {
        case .python: writeQuoted(string, to: &output)
        case .json: output += JSONValue.string(string).text(JSONStyle(escapesNonASCII: true))
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

    // MARK: Numbers

    static func json(of double: Double) -> String {
        text(of: double, infinity: "Infinity", nan: "NaN")
    }

    private static func text(of number: JSONNumber, infinity: String, nan: String) -> String {
        NumberReading.isInteger(number.text)
            ? NumberReading.plainInteger(number.text) : text(of: number.double, infinity: infinity, nan: nan)
    }

    /// The shortest digits that read back as the same number, laid out as Python's `repr` does: with an exponent of two
    /// digits or more below 1e-4 and from 1e16 on.
    private static func text(of double: Double, infinity: String, nan: String) -> String {
        if double.isNaN { return nan }
        if double.isInfinite { return double < 0 ? "-" + infinity : infinity }
        // Swift's own layout differs between 2⁵³ and 1e16 only, where it has an exponent already.
        return double.magnitude >= 0x1p53 && double.magnitude < 1e16 ? "\(Int64(double)).0" : "\(double)"
    }
}
