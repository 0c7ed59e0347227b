public import TapedeckJSONText
public import TapedeckWording
import Yams

/// Reads YAML pages as JSON values.
///
/// Plain scalars are `null`, `true`, `false`, numbers in JSON's grammar, or strings: none of YAML 1.1's surprises
/// (`no`, `0o7`, `1_000`) apply. Quoted scalars are strings.
public enum YAMLText {
    /// Reads one document.
    ///
    /// - Parameter name: the page's name, for messages.
    /// - Throws: ``YAMLError`` naming the line.
    public static func parse(_ text: String, name: String) throws(YAMLError) -> JSONValue {
        do {
            guard let node = try Yams.compose(yaml: text) else {
                throw YAMLError("\(name): the page is empty")
            }
            // Each value takes a character at least, but for those that aliases repeat, and aliases of aliases.
            var left = text.utf8.count + 1
            return try value(node, name: name, &left)
        } catch let error as YAMLError {
            throw error
        } catch {
            let reason = String(describing: error).split(separator: "\n").first.map(String.init) ?? "not YAML"
            throw YAMLError("\(name) is not YAML: \(reason)")
        }
    }

    private static func value(_ node: Node, name: String, _ left: inout Int) throws(YAMLError) -> JSONValue {
        left -= 1
        guard left >= 0 else {
            throw YAMLError("\(name): aliases make more of it than stands in it; write the values out")
        }
        switch node {
        case .scalar(let scalar): return value(scalar)
        case .sequence(let items):
            var values: [JSONValue] = []
            for item in items { values.append(try value(item, name: name, &left)) }
            return .array(values)
        case .mapping(let pairs):
            var object = JSONObject()
            for (key, item) in pairs {
                guard case .scalar(let scalar) = key else {
                    throw YAMLError("\(name): a key is not a plain text")
                }
                object.members.append((name: scalar.string, value: try value(item, name: name, &left)))
            }
            return .object(object)
        case .alias:
            throw YAMLError("\(name): aliases are not read here; write the value out")
        }
    }

    private static func value(_ scalar: Node.Scalar) -> JSONValue {
        // Bytes stay the base64 that they are written in, told apart from a text.
        if scalar.tag == Tag(.binary) { return .object(JSONObject([("!!binary", .string(scalar.string))])) }
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

/// Why a page is not YAML, or more of YAML than is read here.
public struct YAMLError: CodedError {
    /// The one kind of trouble.
    public enum Code: Sendable, Hashable {
        case notReadable
    }

    /// What kind of trouble.
    public let code = Code.notReadable
    /// The page's name, the line, and what is wrong.
    public let message: String

    init(_ message: String) {
        self.message = message
    }
}
