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
        return TrackKey(operation: operation, body: body.removing(rule.ignoredMembers).canonicalBytes)
    }
}

/// An identity as it is looked up.
struct TrackKey: Hashable {
    let operation: String
    let body: [UInt8]
}
