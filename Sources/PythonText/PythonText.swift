package import TapedeckJSONText

/// Values as Python prints them. AWS CLI and jmespath.py are written in Python: their messages, and AWS CLI's text and
/// table formats, show values in these forms.
package enum PythonText {
    /// What Python calls the type of a value that its JSON reader made.
    package static func typeName(_ value: JSONValue) -> String {
        switch value {
        case .null: "NoneType"
        case .bool: "bool"
        case .number(let number): PythonNumber.isInteger(number.text) ? "int" : "float"
        case .string: "str"
        case .array: "list"
        case .object: "dict"
        }
    }

    /// `str(value)`: a string stands without quotation marks.
    package static func string(_ value: JSONValue) -> String {
        if case .string(let string) = value { string } else { representation(value) }
    }

    /// `repr(value)`.
    package static func representation(_ value: JSONValue) -> String {
        text(of: value, .python)
    }

    /// `json.dumps(value)` without white space: ASCII only, numbers as Python holds them.
    package static func json(_ value: JSONValue) -> String {
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
        case .number(let number): output += isJSON ? jsonNumber(number) : self.number(number)
        case .string(let string): write(string, notation, to: &output)
        case .array, .object: break
        }
    }

    private static func write(_ string: String, _ notation: Notation, to output: inout String) {
        switch notation {
        case .python: output += representation(string)
        case .json: output += JSONValue.string(string).text(JSONStyle(escapesNonASCII: true))
        }
    }
}

extension PythonText {
    /// `repr` of a number once JSON has been read: integers keep their digits, others are floats.
    package static func number(_ number: JSONNumber) -> String {
        PythonNumber.isInteger(number.text) ? PythonNumber.plainInteger(number.text) : float(number.double)
    }

    /// The number as `json.dumps` writes it, which has words for what JSON has none for.
    package static func jsonNumber(_ number: JSONNumber) -> String {
        PythonNumber.isInteger(number.text) ? PythonNumber.plainInteger(number.text) : jsonNumber(number.double)
    }

    /// A float as `json.dumps` writes it.
    package static func jsonNumber(_ double: Double) -> String {
        if double.isNaN { return "NaN" }
        return double.isInfinite ? (double < 0 ? "-Infinity" : "Infinity") : float(double)
    }

    /// `repr` of a float: the shortest digits that read back as the same number, with an exponent of two digits or more
    /// below 1e-4 and from 1e16 on.
    package static func float(_ double: Double) -> String {
        if double.isNaN { return "nan" }
        if double.isInfinite { return double < 0 ? "-inf" : "inf" }
        // Swift's own layout differs between 2⁵³ and 1e16 only, where it has an exponent already.
        return double.magnitude >= 0x1p53 && double.magnitude < 1e16 ? "\(Int64(double)).0" : "\(double)"
    }
}
