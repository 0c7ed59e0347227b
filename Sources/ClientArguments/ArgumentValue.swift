import TapedeckJSONText
import TapedeckPythonText

/// A parameter's value before it is JSON.
///
/// It tells apart what AWS CLI tells apart in its messages: bytes from text, whole numbers from fractions, dates.
indirect enum ArgumentValue: Sendable {
    case null
    case bool(Bool)
    /// A whole number of any size, as plain decimal digits.
    case integer(String)
    case float(Double)
    case string(String)
    case bytes([UInt8])
    /// A date or time of YAML: its text, and the name of the class that AWS CLI shows.
    case date(String, className: String)
    case list([ArgumentValue])
    case map([(name: String, value: ArgumentValue)])
}

extension ArgumentValue {
    /// Makes a mapping in which a repeated name keeps its first place and takes its last value.
    static func map(lastOf members: [(name: String, value: ArgumentValue)]) -> ArgumentValue {
        var unique: [(name: String, value: ArgumentValue)] = []
        for member in members {
            if let index = unique.firstIndex(where: { $0.name.utf8.elementsEqual(member.name.utf8) }) {
                unique[index].value = member.value
            } else {
                unique.append(member)
            }
        }
        return .map(unique)
    }

    /// The value as JSON, for a value that has passed ``ParameterValidator``: bytes and dates never do.
    var json: JSONValue {
        switch self {
        case .null: .null
        case .bool(let bool): .bool(bool)
        case .integer(let digits): .number(JSONNumber(uncheckedText: digits))
        case .float(let double): .number(JSONNumber(double))
        case .string(let text): .string(text)
        case .bytes(let bytes): .string(String(decoding: bytes, as: UTF8.self))
        case .date(let text, _): .string(text)
        case .list(let items): .array(items.map(\.json))
        case .map(let members): .object(JSONObject(members.map { ($0.name, $0.value.json) }))
        }
    }

    /// The class that AWS CLI names in its messages.
    var className: String {
        switch self {
        case .null: "<class 'NoneType'>"
        case .bool: "<class 'bool'>"
        case .integer: "<class 'int'>"
        case .float: "<class 'float'>"
        case .string: "<class 'str'>"
        case .bytes: "<class 'bytes'>"
        case .date(_, let className): "<class '\(className)'>"
        case .list: "<class 'list'>"
        case .map: "<class 'dict'>"
        }
    }

    /// The value as AWS CLI shows it in a message: text bare, all else as Python writes it in a program.
    var shown: String {
        switch self {
        case .string(let text), .date(let text, _): text
        default: representation
        }
    }

    /// The value as Python writes it in a program.
    var representation: String {
        switch self {
        case .null: "None"
        case .bool(let bool): bool ? "True" : "False"
        case .integer(let digits): digits
        case .float(let double): PythonText.float(double)
        case .string(let text): PythonText.representation(text)
        case .bytes(let bytes): PythonText.representation(bytes)
        case .date(let text, let className): "\(className)(\(text))"
        case .list(let items): "[\(items.map(\.representation).joined(separator: ", "))]"
        case .map(let members):
            "{"
                + members.map { "\(PythonText.representation($0.name)): \($0.value.representation)" }
                .joined(separator: ", ") + "}"
        }
    }
}
