import TapedeckAWSWire
import TapedeckExchangeModel
public import TapedeckJSONText

/// What a comparison of cassettes passes over, because it differs each time though the conversation is the same.
public struct DiffRules: Sendable {
    /// Members of bodies whose values don't count, by name at any depth; that they are there, and of which kind, does.
    public var volatileMembers: Set<String>
    /// Header fields of responses whose values don't count, in lower case.
    public var volatileHeaders: Set<String>

    /// The members and fields that the service makes up.
    public static let standard = DiffRules(
        volatileMembers: ["ConnectionArn", "ResourceArn", "CreatedAt", "DeletedAt", "NextToken"],
        volatileHeaders: ["date", "x-amzn-requestid", "x-amz-request-id", "content-length", "connection", "keep-alive"])

    /// Makes rules.
    public init(volatileMembers: Set<String>, volatileHeaders: Set<String>) {
        self.volatileMembers = volatileMembers
        self.volatileHeaders = volatileHeaders
    }

    /// The fields of requests that say what is asked; signatures, dates and what SDKs add don't take part.
    static let requestHeaders: Set<String> = ["x-amz-target", "content-type"]

    /// A body with the kind of each volatile member in the place of its value.
    func settled(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let object):
            .object(
                JSONObject(
                    object.members.map { member in
                        let isVolatile = volatileMembers.contains(member.name)
                        return (member.name, isVolatile ? .string("(\(member.value.kindName))") : settled(member.value))
                    }))
        case .array(let items): .array(items.map(settled))
        default: value
        }
    }

    /// A body as it is compared: JSON where it is some, else its text, else its bytes as base64.
    func settled(body: [UInt8]) -> JSONValue {
        if let value = try? JSONParser.parse(body) { return settled(value) }
        return .string(String(validating: body, as: UTF8.self) ?? Base64.encode(body))
    }

    /// The fields that count, as an object of their values in lower-case names.
    func settled(_ headers: HeaderFields, only names: Set<String>? = nil) -> JSONValue {
        var object = JSONObject()
        for field in headers.fields {
            let name = field.name.lowercased()
            if let names, !names.contains(name) { continue }
            let value = volatileHeaders.contains(name) ? "(any)" : field.value
            object[name] = .string(object[name]?.string.map { "\($0), \(value)" } ?? value)
        }
        return .object(object)
    }
}
