import TapedeckAWSWire
import TapedeckCassetteFormat
public import TapedeckExchangeModel
public import TapedeckJSONText

/// What makes two requests the same: the operation, the JSON value of the body, and through it the resource.
///
/// Signing and SDK header fields never take part, nor does the way in which the JSON was written.
public struct Identity: Sendable, Hashable {
    /// The operation's name; for a request without one, its method and path.
    public let operation: String
    /// The connection that the request is about.
    public let resource: String?
    /// The body; a body that is not JSON stands as a string, an empty one as an empty object.
    public let body: JSONValue

    /// Reads the identity off a request.
    public init(_ request: Request) {
        operation = Envelope.operationName(of: request) ?? "\(request.method) \(request.path)"
        if request.body.isEmpty {
            body = .object(JSONObject())
        } else if let value = try? JSONParser.parse(request.body) {
            body = value
        } else {
            body = .string(String(decoding: request.body, as: UTF8.self))
        }
        resource = Envelope.resourceName(in: body)
    }

    /// One text for all equal identities under a rule.
    func key(_ rule: MatchRule) -> TrackKey {
        guard rule.comparesBody else { return TrackKey(operation: operation, body: []) }
        let compared = rule.ignoredMembers.reduce(body) { $0.removing(pointer: $1) }
        return TrackKey(operation: operation, body: compared.canonicalBytes)
    }
}

/// An identity as it is looked up.
struct TrackKey: Hashable {
    let operation: String
    let body: [UInt8]
}

extension JSONValue {
    /// This value without the member or element that a JSON pointer names; unchanged where there is none.
    func removing(pointer: String) -> JSONValue {
        let steps = pointer.split(separator: "/").map {
            Pointer.unescaped($0)
        }
        return removing(steps[...])
    }

    private func removing(_ steps: ArraySlice<String>) -> JSONValue {
        guard let step = steps.first else { return self }
        let rest = steps.dropFirst()
        switch self {
        case .object(var object):
            object[step] = rest.isEmpty ? nil : object[step]?.removing(rest)
            return .object(object)
        case .array(var items):
            guard let index = Int(step), items.indices.contains(index) else { return self }
            if rest.isEmpty { items.remove(at: index) } else { items[index] = items[index].removing(rest) }
            return .array(items)
        default: return self
        }
    }
}

/// The escapes of JSON pointers (RFC 6901).
enum Pointer {
    static func unescaped(_ step: Substring) -> String {
        var text = ""
        var rest = step[...]
        while let character = rest.popFirst() {
            switch (character, rest.first) {
            case ("~", "1"):
                text.append("/")
                rest.removeFirst()
            case ("~", "0"):
                text.append("~")
                rest.removeFirst()
            default: text.append(character)
            }
        }
        return text
    }

    static func escaped(_ name: String) -> String {
        var text = ""
        for character in name {
            switch character {
            case "~": text += "~0"
            case "/": text += "~1"
            default: text.append(character)
            }
        }
        return text
    }
}
