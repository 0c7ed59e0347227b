public import TapedeckExchangeModel
public import TapedeckJSONText

/// What a response says went wrong.
public struct ServiceError: Sendable, Hashable {
    /// The error's code without namespace and suffix, such as `InvalidRequestException`; `nil` where none is given.
    public var code: String?
    /// The message; `nil` where none is given.
    public var message: String?

    /// Makes an error of its parts.
    public init(code: String?, message: String?) {
        self.code = code
        self.message = message
    }

    /// Reads an error response: the code from `__type`, else `X-Amzn-Errortype`, else `code`; the message from
    /// `message`, else `Message`.
    ///
    /// The specification does not rank the three places of the code, and clients differ; where they disagree, AWS CLI
    /// takes `__type` (measured against AWS CLI 2.36.7 on 2026-11-23), which is what the specification has services send.
    /// Only members of the top level count. A body that is not a JSON object gives neither code nor message.
    public init(_ response: Response) {
        let body = try? JSONParser.parse(response.body)
        let places = [body?["__type"]?.string, response.headers["X-Amzn-Errortype"], body?["code"]?.string]
        self.code = places.compactMap { $0.map(ServiceError.sanitized) }.first { !$0.isEmpty }
        self.message = body?["message"]?.string ?? body?["Message"]?.string
    }

    /// A code without what surrounds it: cut at the first colon, then the part after the first number sign.
    ///
    /// Source: Smithy awsJson 1.0, "Operation error serialization".
    public static func sanitized(_ type: String) -> String {
        let name = type.prefix { $0 != ":" }
        let bare = name.firstIndex(of: "#").map { name[name.index(after: $0)...] } ?? name
        return String(bare)
    }
}

/// The awsJson 1.0 envelope: how an operation's input becomes a request, and which operation a request asks for.
public enum Envelope {
    /// A request for an operation, not yet signed.
    ///
    /// - Parameters:
    ///   - body: the JSON text of the input, an object.
    ///   - host: the value of `Host`.
    ///   - path: the endpoint's own path followed by a slash.
    public static func request(_ operation: ConnectionOperation, body: [UInt8], host: String, path: String = "/")
        -> Request
    {
        Request(
            method: "POST", target: path,
            headers: [
                HeaderField("Host", host),
                HeaderField("X-Amz-Target", operation.target),
                HeaderField("Content-Type", ConnectionOperation.contentType),
                HeaderField("Content-Length", String(body.count)),
            ], body: body)
    }

    /// The operation's name that a request asks for, known to the model or not: what follows `AppRunner.` in the target.
    public static func operationName(of request: Request) -> String? {
        // A cassette may have the white space that a client has sent round it, and says the same with it.
        guard let target = request.headers["X-Amz-Target"].map({ HeaderField("X-Amz-Target", sent: $0).value }),
            target.hasPrefix("\(ConnectionOperation.targetPrefix).")
        else { return nil }
        let name = target.dropFirst(ConnectionOperation.targetPrefix.count + 1)
        // With nothing behind the dot it names none.
        return name.isEmpty ? nil : String(name)
    }

    /// The operation that a request asks for, where the model has it.
    public static func operation(of request: Request) -> ConnectionOperation? {
        operationName(of: request).flatMap { ConnectionOperation(rawValue: $0) }
    }

    /// Fields by which some services take another method than the one that is written.
    private static let overrides = ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"]

    /// Whether a request does no more than read: an operation of App Runner that lists or describes. What is not known to
    /// read may change something.
    ///
    /// A request that says more than one thing, in two fields or in one, may be taken for any of them.
    public static func isRead(_ request: Request) -> Bool {
        let targets = request.headers.values("X-Amz-Target")
        // A form may name an action too, as query protocols do.
        let first = request.body.first { $0 > 0x20 } ?? UInt8(ascii: "{")
        let saysMore =
            request.target.contains("?") || overrides.contains(where: request.headers.contains)
            || first != UInt8(ascii: "{")
        guard request.method == "POST", !saysMore, targets.count == 1, let name = operationName(of: request),
            name.utf8.allSatisfy({ (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) })
        else { return false }
        return name.hasPrefix("List") || name.hasPrefix("Describe")
    }

    /// The name of the connection that an input is about: its `ConnectionName`, or the name within its ARN.
    public static func resourceName(in input: JSONValue) -> String? {
        if let name = input["ConnectionName"]?.string { return name }
        let arn = input["ConnectionArn"]?.string ?? input["ResourceArn"]?.string
        return arn.flatMap { ConnectionARN($0)?.name }
    }
}
