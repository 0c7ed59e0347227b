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
    /// The body's bytes as sent, how many.
    let size: Int
    /// The ARN that the request names it by; `nil` where it does so by name.
    let arn: ConnectionARN?
    /// The body; a body that is not JSON stands as a string, an empty one as an empty object.
    public let body: JSONValue

    /// Reads the identity off a request.
    public init(_ request: Request) {
        self.init(operation: Identity.operation(of: request), body: request.body)
    }

    /// The operation's name; for a request without one, its method and path; both where it is not put as the service takes it.
    static func operation(of request: Request) -> String {
        let place = "\(request.method) \(request.path)"
        guard let name = Envelope.operationName(of: request) else { return place }
        return request.method == "POST" && request.path == "/" ? name : "\(name) at \(place)"
    }

    init(operation: String, body bytes: some Collection<UInt8>) {
        self.operation = operation
        body = Identity.body(of: bytes)
        size = bytes.count
        let text = body["ConnectionArn"]?.string ?? body["ResourceArn"]?.string
        arn = text.flatMap { ConnectionARN($0) }
        // An ARN of something else still names one thing.
        resource = Envelope.resourceName(in: body) ?? text
    }

    /// A body as a value.
    static func body(of bytes: some Collection<UInt8>) -> JSONValue {
        if bytes.isEmpty { return .object(JSONObject()) }
        return (try? JSONParser.parse(bytes)) ?? .string(String(decoding: bytes, as: UTF8.self))
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

    func hash(into hasher: inout Hasher) {
        // At once: an array on its own is hashed byte by byte.
        body.withUnsafeBytes { hasher.combine(bytes: $0) }
        hasher.combine(operation)
    }
}
