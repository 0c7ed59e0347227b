package import TapedeckAWSWire
import TapedeckClientModel
package import TapedeckJSONText

/// What `--generate-cli-skeleton` prints: samples of an operation's input and output.
package enum Skeleton {
    /// The input to fill in: empty texts, 0, the first of an enumeration's values, one item in each list.
    static func inputValue(for operation: ConnectionOperation) -> JSONValue {
        sample(.structure(operation.input))
    }

    /// An output in which each text is its member's name, and times are `1970-01-01T00:00:00`.
    package static func outputValue(for operation: ConnectionOperation) -> JSONValue {
        named(.structure(operation.output), name: "")
    }

    /// The input as JSON, four spaces a level, with a line break at its end.
    package static func inputJSON(for operation: ConnectionOperation) -> String {
        inputValue(for: operation).text(JSONStyle(indentation: 4, colon: ": ")) + "\n"
    }

    private static func sample(_ shape: Shape) -> JSONValue {
        switch shape {
        case .string(let string): .string(string.values.first ?? "")
        case .integer: .number(JSONNumber(0))
        case .timestamp: .string("1970-01-01T00:00:00")
        case .list(let element): .array([sample(element)])
        case .structure(let structure):
            .object(JSONObject(structure.members.map { ($0.name, sample($0.shape)) }))
        }
    }

    private static func named(_ shape: Shape, name: String) -> JSONValue {
        switch shape {
        case .string: .string(name)
        case .list(let element): .array([named(element, name: name)])
        case .structure(let structure):
            .object(JSONObject(structure.members.map { ($0.name, named($0.shape, name: $0.name)) }))
        case .integer, .timestamp: sample(shape)
        }
    }
}

extension Skeleton {
    /// The input as YAML, with a comment on each member: whether it is required, what it is, which values there are.
    package static func inputYAML(for operation: ConnectionOperation) -> String {
        let options = CommandSpec.of(operation)?.options ?? []
        var lines: [String] = []
        for (index, member) in operation.input.members.enumerated() {
            let words = options.first { $0.member == member.name }?.summary ?? ""
            lines += yaml(member, words, isFirst: index == 0)
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static let tagWords = ["Key": "The key of the tag.", "Value": "The value of the tag."]

    private static func yaml(_ member: StructureShape.Member, _ words: String, isFirst: Bool) -> [String] {
        var comment = member.isRequired ? ["[REQUIRED]"] : []
        comment.append(words)
        var value = ""
        var below: [String] = []
        switch member.shape {
        case .string(let string):
            value = " \(string.values.first ?? "''")"
            if !string.values.isEmpty { comment.append("Valid values are: \(string.values.joined(separator: ", ")).") }
        case .integer: value = " 0"
        case .timestamp: value = " 1970-01-01T00:00:00"
        case .list(.structure(let structure)): below = items(structure)
        case .list: below = ["- ''"]
        case .structure: break
        }
        // AWS CLI puts two spaces before the comment of a mapping's first member, where that is a value.
        let gap = isFirst && !value.isEmpty ? "  " : " "
        return ["\(member.name):\(value)\(gap)# \(comment.joined(separator: " "))"] + below
    }

    private static func items(_ structure: StructureShape) -> [String] {
        var lines: [String] = []
        for (index, member) in structure.members.enumerated() {
            let prefix = index == 0 ? "- " : "  "
            let own = yaml(member, tagWords[member.name] ?? "", isFirst: index == 0)
            lines += own.map { prefix + $0 }
        }
        return lines
    }
}
