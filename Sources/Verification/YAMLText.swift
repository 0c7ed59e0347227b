public import TapedeckJSONText
import Yams

/// Reads YAML pages as JSON values.
///
/// Plain scalars are `null`, `true`, `false`, numbers in JSON's grammar, or strings: none of YAML 1.1's surprises
/// (`no`, `0o7`, `1_000`) apply. Quoted scalars are strings.
public enum YAMLText {
    /// Reads one document.
    ///
    /// - Parameter name: the page's name, for messages.
    /// - Throws: ``VerificationError`` with the code `badDefinition`, naming the line.
    public static func parse(_ text: String, name: String) throws(VerificationError) -> JSONValue {
        do {
            guard let node = try Yams.compose(yaml: text) else {
                throw VerificationError(.badDefinition, "\(name): the page is empty")
            }
            return try value(node, name: name)
        } catch let error as VerificationError {
            throw error
        } catch {
            let reason = String(describing: error).split(separator: "\n").first.map(String.init) ?? "not YAML"
            throw VerificationError(.badDefinition, "\(name) is not YAML: \(reason)")
        }
    }

    private static func value(_ node: Node, name: String) throws(VerificationError) -> JSONValue {
        switch node {
        case .scalar(let scalar): return value(scalar)
        case .sequence(let items):
            var values: [JSONValue] = []
            for item in items { values.append(try value(item, name: name)) }
            return .array(values)
        case .mapping(let pairs):
            var object = JSONObject()
            for (key, item) in pairs {
                guard case .scalar(let scalar) = key else {
                    throw VerificationError(.badDefinition, "\(name): a key is not a plain text")
                }
                object.members.append((name: scalar.string, value: try value(item, name: name)))
            }
            return .object(object)
        case .alias:
            throw VerificationError(.badDefinition, "\(name): aliases are not read here; write the value out")
        }
    }

    private static func value(_ scalar: Node.Scalar) -> JSONValue {
        guard scalar.style == .plain else { return .string(scalar.string) }
        switch scalar.string {
        case "", "~", "null": return .null
        case "true": return true
        case "false": return false
        default:
            if let value = try? JSONParser.parse(scalar.string), value.number != nil { return value }
            return .string(scalar.string)
        }
    }
}
