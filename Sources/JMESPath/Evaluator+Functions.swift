import TapedeckJSONText
import TapedeckPythonText

/// What each function does with arguments that passed ``Function/check(_:)``.
extension Evaluator {
    func apply(_ function: Function, _ arguments: [Argument]) throws(EvaluationError) -> JSONValue {
        switch function {
        case .map, .sortBy, .minBy, .maxBy: return try applyExpression(function, arguments)
        default: return try applyValues(function, arguments)
        }
    }

    private func applyExpression(_ function: Function, _ arguments: [Argument]) throws(EvaluationError) -> JSONValue {
        var elements: [JSONValue] = []
        var node: Reference = 0
        for argument in arguments {
            switch argument {
            case .value(let value): elements = value.array ?? []
            case .expression(let reference): node = reference
            }
        }
        switch function {
        case .map: return try map(elements, node)
        case .sortBy: return try sorted(elements, node)
        case .minBy: return try extreme(elements, node, .less, "min_by")
        default: return try extreme(elements, node, .greater, "max_by")
        }
    }

    private func applyValues(_ function: Function, _ arguments: [Argument]) throws(EvaluationError) -> JSONValue {
        switch (function, arguments.first, arguments.dropFirst().first) {
        case (.notNull, _, _): try notNull(arguments)
        case (.type, .expression, _): .null
        case (.contains, .value(let subject), .expression): try Self.containsReference(subject)
        case (.merge, _, _): try merge(arguments)
        case (_, .value(let value), nil): try Self.apply(function, value)
        case (_, .value(let first), .value(let second)): try Self.apply(function, first, second)
        default: throw .reference
        }
    }

    // MARK: One argument

    private static func apply(_ function: Function, _ value: JSONValue) throws(EvaluationError) -> JSONValue {
        switch value {
        case .number(let number):
            switch function {
            case .abs: return NumericValue(number).magnitude.json
            case .ceil: return try NumericValue(number).rounded(.up).json
            case .floor: return try NumericValue(number).rounded(.down).json
            default: break
            }
        case .string(let string):
            switch function {
            case .length: return .number(JSONNumber(string.unicodeScalars.count))
            case .reverse:
                var reversed = String.UnicodeScalarView()
                reversed.append(contentsOf: string.unicodeScalars.reversed())
                return .string(String(reversed))
            case .toNumber: return PythonNumber.number(in: string).map { .number($0) } ?? .null
            case .toString: return value
            default: break
            }
        case .array(let elements):
            return try apply(function, elements)
        case .object(let object):
            switch function {
            case .keys: return .array(object.distinctMembers.map { .string($0.name) })
            case .values: return .array(object.distinctMembers.map(\.value))
            case .length: return .number(JSONNumber(object.distinctMembers.count))
            default: break
            }
        case .null, .bool: break
        }
        return anything(function, value)
    }

    private static func apply(_ function: Function, _ elements: [JSONValue]) throws(EvaluationError) -> JSONValue {
        switch function {
        case .avg: try elements.isEmpty ? .null : NumericValue.sum(elements).divided(by: elements.count).json
        case .sum: try NumericValue.sum(elements).json
        case .length: .number(JSONNumber(elements.count))
        case .max: try extreme(elements, .greater)
        case .min: try extreme(elements, .less)
        case .reverse: .array(elements.reversed())
        case .sort: Ordering.sorted(elements, by: elements)
        default: anything(function, .array(elements))
        }
    }

    /// The functions that take every type.
    private static func anything(_ function: Function, _ value: JSONValue) -> JSONValue {
        switch function {
        case .toArray: if case .array = value { value } else { .array([value]) }
        case .toNumber: if case .number = value { value } else { .null }
        case .toString: .string(PythonText.json(value))
        case .type: .string(Function.typeName(value))
        default: .null
        }
    }

    // MARK: Two arguments

    private static func apply(
        _ function: Function, _ first: JSONValue, _ second: JSONValue
    ) throws(EvaluationError) -> JSONValue {
        switch (function, first, second) {
        case (.contains, .array(let elements), _): return .bool(elements.contains { Equality.python($0, second) })
        case (.contains, .string(let text), .string(let part)): return .bool(Text.contains(text, part))
        case (.contains, _, _):
            throw .python("'in <string>' requires string as left operand, not \(PythonText.typeName(second))")
        case (.startsWith, .string(let text), .string(let part)): return .bool(text.utf8.starts(with: part.utf8))
        case (.endsWith, .string(let text), .string(let part)):
            return .bool(text.utf8.reversed().starts(with: part.utf8.reversed()))
        case (.join, .string(let separator), .array(let parts)):
            return .string(parts.map { $0.string ?? "" }.joined(separator: separator))
        default: return .null
        }
    }

    private static func containsReference(_ subject: JSONValue) throws(EvaluationError) -> JSONValue {
        if case .array = subject { return false }
        throw .python("'in <string>' requires string as left operand, not _Expression")
    }

    // MARK: Any number of arguments

    private func notNull(_ arguments: [Argument]) throws(EvaluationError) -> JSONValue {
        for argument in arguments {
            guard case .value(let value) = argument else { throw .reference }
            if !value.isNull { return value }
        }
        return .null
    }

    private func merge(_ arguments: [Argument]) throws(EvaluationError) -> JSONValue {
        var merged = PythonDictionary()
        for argument in arguments {
            guard case .value(let value) = argument else {
                throw .python("'_Expression' object is not iterable")
            }
            try merged.update(with: value)
        }
        return merged.object
    }

    // MARK: Expressions as arguments

    private func map(_ elements: [JSONValue], _ node: Reference) throws(EvaluationError) -> JSONValue {
        var mapped: [JSONValue] = []
        mapped.reserveCapacity(elements.count)
        for element in elements { mapped.append(try evaluate(node, element)) }
        return .array(mapped)
    }

    private func sorted(_ elements: [JSONValue], _ node: Reference) throws(EvaluationError) -> JSONValue {
        guard let first = elements.first else { return .array(elements) }
        let type = Function.typeName(try evaluate(node, first))
        guard type == "number" || type == "string" else {
            throw .type(
                in: "sort_by", value: PythonText.string(first), expected: ["string", "number"], received: type)
        }
        var keys: [JSONValue] = []
        keys.reserveCapacity(elements.count)
        for element in elements { keys.append(try key(of: element, node, "sort_by", required: type)) }
        return Ordering.sorted(elements, by: keys)
    }

    private func extreme(
        _ elements: [JSONValue], _ node: Reference, _ comparison: SyntaxTree.Comparison, _ name: String
    ) throws(EvaluationError) -> JSONValue {
        var extreme = Extreme(comparison)
        for element in elements { try extreme.take(element, key: try key(of: element, node, name)) }
        return extreme.element
    }

    private static func extreme(
        _ elements: [JSONValue], _ comparison: SyntaxTree.Comparison
    ) throws(EvaluationError) -> JSONValue {
        var extreme = Extreme(comparison)
        for element in elements { try extreme.take(element, key: element) }
        return extreme.element
    }

    /// The key of an element; `required` is the one type allowed, or `nil` for numbers and strings alike.
    private func key(
        of element: JSONValue, _ node: Reference, _ name: String, required: String? = nil
    ) throws(EvaluationError) -> JSONValue {
        let key = try evaluate(node, element)
        switch key {
        case .number where required != "string": return key
        case .string where required != "number": return key
        default:
            throw .type(
                in: name, value: PythonText.string(key), expected: required.map { [$0] } ?? ["number", "string"],
                received: Function.typeName(key))
        }
    }
}

/// The first element whose key no other one's exceeds in a direction.
private struct Extreme {
    /// `null` as long as there is none.
    private(set) var element = JSONValue.null
    private let comparison: SyntaxTree.Comparison
    private var key: JSONValue?
    /// The key as a number, so that its text is read once.
    private var number: NumericValue?

    init(_ comparison: SyntaxTree.Comparison) {
        self.comparison = comparison
    }

    mutating func take(_ candidate: JSONValue, key candidateKey: JSONValue) throws(EvaluationError) {
        let candidateNumber = candidateKey.number.map(NumericValue.init)
        if let key {
            if let number, let candidateNumber {
                let isBetter =
                    comparison == .less ? candidateNumber.isLess(than: number) : number.isLess(than: candidateNumber)
                if !isBetter { return }
            } else if try !Ordering.holds(comparison, candidateKey, key) {
                return
            }
        }
        element = candidate
        key = candidateKey
        number = candidateNumber
    }
}

extension PythonDictionary {
    /// What Python's `dict.update` does: it takes an object, or anything that it can read as pairs.
    fileprivate mutating func update(with value: JSONValue) throws(EvaluationError) {
        switch value {
        case .object(let object): for member in object.members { set(member.name, member.value) }
        case .null, .bool, .number:
            throw .python("'\(PythonText.typeName(value))' object is not iterable")
        case .string(let string):
            if string.isEmpty { return }
            throw .python("dictionary update sequence element #0 has length 1; 2 is required")
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                let pair: [JSONValue]
                switch element {
                case .array(let items): pair = items
                case .string(let string): pair = string.unicodeScalars.map { .string(String($0)) }
                case .object(let object): pair = object.distinctMembers.map { .string($0.name) }
                case .null, .bool, .number:
                    throw .python("cannot convert dictionary update sequence element #\(index) to a sequence")
                }
                guard pair.count == 2 else {
                    throw .python(
                        "dictionary update sequence element #\(index) has length \(pair.count); 2 is required")
                }
                // Python takes numbers, booleans and null as names too; no JSON object has such members.
                guard case .string(let name) = pair[0] else {
                    throw .python("unhashable type: '\(PythonText.typeName(pair[0]))'")
                }
                set(name, pair[1])
            }
        }
    }
}

private enum Text {
    /// Whether the bytes of one text stand within the other's.
    static func contains(_ text: String, _ part: String) -> Bool {
        let bytes = Array(text.utf8)
        let wanted = Array(part.utf8)
        guard let first = wanted.first else { return true }
        var start = 0
        while start + wanted.count <= bytes.count {
            if bytes[start] == first, bytes[start..<(start + wanted.count)] == wanted[...] { return true }
            start += 1
        }
        return false
    }
}
