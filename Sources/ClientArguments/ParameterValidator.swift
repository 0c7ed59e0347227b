import TapedeckAWSWire

/// Checks parameters as AWS CLI does before it sends them: required members, kinds, least lengths and values, and
/// names that the operation does not know. All else is for the service to judge.
struct ParameterValidator {
    private var failures: [String] = []

    /// Every failure, in the order in which AWS CLI lists them.
    static func failures(in parameters: ArgumentValue, of operation: ConnectionOperation) -> [String] {
        var validator = ParameterValidator()
        validator.check(parameters, .structure(operation.input), at: "")
        return validator.failures
    }

    private mutating func check(_ value: ArgumentValue, _ shape: Shape, at path: String) {
        switch (shape, value) {
        case (.structure(let structure), .map(let members)): check(members, structure, at: path)
        case (.list(let element), .list(let items)):
            for (index, item) in items.enumerated() { check(item, element, at: "\(path)[\(index)]") }
        case (.string(let string), .string(let text)):
            let count = text.unicodeScalars.count
            if let minimum = string.minimum, count < minimum {
                failures.append(
                    "Invalid length for parameter \(shown(path)), value: \(count), valid min length: \(minimum)")
            }
        case (.integer(let minimum, _), .integer(let digits)):
            let isBelow = Int(digits).map { $0 < minimum } ?? digits.hasPrefix("-")
            if isBelow {
                failures.append(
                    "Invalid value for parameter \(shown(path)), value: \(digits), valid min value: \(minimum)")
            }
        // Python's booleans are whole numbers.
        case (.integer(let minimum, _), .bool(let bool)):
            if (bool ? 1 : 0) < minimum {
                failures.append(
                    "Invalid value for parameter \(shown(path)), value: \(value.shown), valid min value: \(minimum)")
            }
        default:
            failures.append(
                "Invalid type for parameter \(shown(path)), value: \(value.shown), type: \(value.className), "
                    + "valid types: \(ParameterValidator.validTypes(shape))")
        }
    }

    private mutating func check(
        _ members: [(name: String, value: ArgumentValue)], _ structure: StructureShape, at path: String
    ) {
        for member in structure.members where member.isRequired {
            if !members.contains(where: { $0.name == member.name }) {
                failures.append("Missing required parameter in \(shown(path)): \"\(member.name)\"")
            }
        }
        let known = structure.members.map(\.name)
        for (name, _) in members where !known.contains(name) {
            failures.append(
                "Unknown parameter in \(shown(path)): \"\(name)\", must be one of: \(known.joined(separator: ", "))")
        }
        for (name, value) in members {
            guard let member = structure[name] else { continue }
            check(value, member.shape, at: "\(path).\(name)")
        }
    }

    private func shown(_ path: String) -> String {
        path.isEmpty ? "input" : path.hasPrefix(".") ? String(path.dropFirst()) : path
    }

    private static func validTypes(_ shape: Shape) -> String {
        switch shape {
        case .string: "<class 'str'>"
        case .integer: "<class 'int'>"
        case .timestamp: "<class 'datetime.datetime'>, timestamp-string"
        case .list: "<class 'list'>, <class 'tuple'>"
        case .structure: "<class 'dict'>"
        }
    }
}
