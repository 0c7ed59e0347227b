import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText

/// What a comparison of cassettes passes over, because it differs each time though the conversation is the same.
public struct DiffRules: Sendable {
    /// Members of bodies whose values don't count, by name at any depth; that they are there, and of which kind, does.
    public var volatileMembers: Set<String>
    /// Header fields whose values don't count, in lower case; that they are there does.
    public var volatileHeaders: Set<String>
    /// Header fields of requests that don't count at all, in lower case: those that the client's library or the way to the
    /// service adds.
    public var ignoredRequestHeaders: Set<String> = []
    /// Whether the other fields of requests count, beside those that say what is asked.
    public var comparesRequestHeaders = true
    /// Whether the id at the end of a connection's ARN doesn't count, wherever the ARN stands, nor which secret it was that was
    /// taken out.
    public var passesOverIDs: Bool

    /// The members and fields that the service, or a client's library, makes up.
    public static let standard: DiffRules = {
        var rules = DiffRules(
            volatileMembers: ["CreatedAt", "DeletedAt", "NextToken"],
            volatileHeaders: [
                "date", "x-amzn-requestid", "x-amz-request-id", "content-length", "connection", "keep-alive",
                "authorization",
            ],
            passesOverIDs: true)
        rules.ignoredRequestHeaders = [
            "accept", "accept-encoding", "amz-sdk-invocation-id", "amz-sdk-request", "connection", "content-length",
            "date", "expect", "host", "keep-alive", "proxy-connection", "transfer-encoding", "user-agent",
            "x-amz-content-sha256", "x-amz-date", "x-amz-security-token", "x-amz-user-agent",
        ]
        return rules
    }()
    /// Every value counts.
    public static let exact = DiffRules(volatileMembers: [], volatileHeaders: [], passesOverIDs: false)

    /// Makes rules.
    public init(volatileMembers: Set<String>, volatileHeaders: Set<String>, passesOverIDs: Bool) {
        self.volatileMembers = volatileMembers
        self.volatileHeaders = volatileHeaders
        self.passesOverIDs = passesOverIDs
    }

    /// The fields of requests that say what is asked.
    private static let requestHeaders: Set<String> = ["x-amz-target", "content-type"]

    /// Whether a field of a request takes part.
    func comparesRequestHeader(_ name: String) -> Bool {
        comparesRequestHeaders ? !ignoredRequestHeaders.contains(name) : Self.requestHeaders.contains(name)
    }

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
        case .string(let text) where passesOverIDs:
            .string(
                SecretPlaceholder.unnumbered(text.contains(":connection/") ? DiffRules.withoutIDs(text) : text))
        default: value
        }
    }

    /// A text with `(id)` in the place of the 32 hexadecimal digits that end a connection's ARN.
    private static func withoutIDs(_ text: String) -> String {
        var steps = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        for index in steps.indices.dropFirst(2) where steps[index - 2].hasSuffix(":connection") {
            let digits = steps[index].prefix { $0.isHexDigit }
            if digits.count == 32 { steps[index] = "(id)" + steps[index].dropFirst(32) }
        }
        return steps.joined(separator: "/")
    }

    /// A body as it is compared: JSON where it is some, else its text, else its bytes as base64.
    func settled(body: [UInt8]) -> JSONValue {
        if let value = try? JSONParser.parse(body) { return settled(value) }
        return .string(String(validating: body, as: UTF8.self) ?? Base64.encode(body))
    }

    /// The fields that count, as an object of their values in lower-case names.
    func settled(_ headers: HeaderFields, where counts: (String) -> Bool = { _ in true }) -> JSONValue {
        var object = JSONObject()
        for field in headers.fields {
            let name = field.name.lowercased()
            if !counts(name) { continue }
            let value = volatileHeaders.contains(name) ? "(any)" : field.value
            object[name] = .string(object[name]?.string.map { "\($0), \(value)" } ?? value)
        }
        return .object(object)
    }
}
