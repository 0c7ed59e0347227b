import TapedeckJSONText
import TapedeckPythonText

extension PythonText {
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
        case .number(let number): .number(JSONNumber(uncheckedText: PythonText.jsonNumber(number)))
        case .array(let elements): .array(elements.map(\.withPythonNumbers))
        case .object(let object): .object(JSONObject(object.members.map { ($0.name, $0.value.withPythonNumbers) }))
        default: self
        }
    }
}
