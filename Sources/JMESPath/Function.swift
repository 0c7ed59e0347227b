import TapedeckJSONText
import TapedeckPythonText

/// An argument of a function: a value, or an expression that the function applies itself.
enum Argument {
    case value(JSONValue)
    case expression(SyntaxTree.Reference)
}

/// The functions of the language, by name.
enum Function: String, Sendable {
    case abs, avg, ceil, contains, floor, join, keys, length, map, max, merge, min, reverse, sort, sum, type, values
    case endsWith = "ends_with"
    case maxBy = "max_by"
    case minBy = "min_by"
    case notNull = "not_null"
    case sortBy = "sort_by"
    case startsWith = "starts_with"
    case toArray = "to_array"
    case toNumber = "to_number"
    case toString = "to_string"

    /// The types of each parameter in the words of messages; an empty list takes anything.
    private var parameters: [[String]] {
        switch self {
        case .abs, .ceil, .floor: [["number"]]
        case .avg, .sum: [["array-number"]]
        case .contains: [["array", "string"], []]
        case .startsWith, .endsWith: [["string"], ["string"]]
        case .join: [["string"], ["array-string"]]
        case .keys, .merge, .values: [["object"]]
        case .length: [["string", "array", "object"]]
        case .map: [["expref"], ["array"]]
        case .max, .min: [["array-number", "array-string"]]
        case .maxBy, .minBy, .sortBy: [["array"], ["expref"]]
        case .notNull, .toArray, .toNumber, .toString, .type: [[]]
        case .reverse: [["array", "string"]]
        case .sort: [["array-string", "array-number"]]
        }
    }

    /// Whether more arguments may follow the parameters; they are of any type.
    private var isVariadic: Bool {
        self == .merge || self == .notNull
    }

    /// Compares arguments with the parameters, as Python does: their number, then each one's type and elements.
    func check(_ arguments: [Argument]) throws(EvaluationError) {
        let parameters = parameters
        guard isVariadic ? arguments.count >= parameters.count : arguments.count == parameters.count else {
            throw .arity(
                of: rawValue, expected: parameters.count, atLeast: isVariadic, received: arguments.count)
        }
        for (types, argument) in zip(parameters, arguments) where !types.isEmpty {
            try check(argument, types)
        }
    }

    private func check(_ argument: Argument, _ types: [String]) throws(EvaluationError) {
        guard case .value(let value) = argument else {
            if types.contains("expref") { return }
            // Python prints the object's address too, which has no meaning here.
            let value = "<jmespath.visitor._Expression object>"
            throw .type(in: rawValue, value: value, expected: types, received: "expref")
        }
        let kind = Self.typeName(value)
        if types.contains(kind) { return }
        guard case .array(let elements) = value, types.contains(where: { $0.hasPrefix("array-") }) else {
            throw .type(in: rawValue, value: PythonText.string(value), expected: types, received: kind)
        }
        // All elements are of the first one's type, where several types are allowed.
        guard let first = elements.first else { return }
        let wanted = types.count == 1 ? types.first : "array-" + Self.typeName(first)
        for element in elements where "array-" + Self.typeName(element) != wanted || !types.contains(wanted ?? "") {
            throw .type(
                in: rawValue, value: PythonText.string(element), expected: types,
                received: PythonText.typeName(element))
        }
    }

    /// What the language calls a value's type.
    static func typeName(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool: "boolean"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
