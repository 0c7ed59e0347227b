public import TapedeckAWSWire
import TapedeckContract
public import TapedeckJSONText

/// One call that a library is asked to make.
public struct ClientCall: Sendable {
    /// The operation.
    public let operation: ConnectionOperation
    /// Its input, an object with AWS's names.
    public let input: JSONValue
    /// The endpoint's URL.
    public let endpoint: String
    /// The region to sign for.
    public let region: String
    /// The credentials to sign with.
    public let credentials: Credentials
    /// What the scenario asks for, by the names that the client says it understands: `attempts`, `read-timeout`, …
    public let settings: [String: String]

    /// The call as a line of JSON, for a program that speaks lines.
    var line: String {
        let identity: JSONValue = [
            "accessKeyId": .string(credentials.accessKeyID), "secretAccessKey": .string(credentials.secretAccessKey),
            "sessionToken": credentials.sessionToken.map { .string($0) } ?? .null,
        ]
        let call: JSONValue = [
            "operation": .string(operation.rawValue), "input": input, "endpoint": .string(endpoint),
            "region": .string(region), "credentials": identity,
            "settings": .object(JSONObject(settings.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
        ]
        return call.text() + "\n"
    }
}

/// What a library says of a call that failed.
public struct ReportedFailure: Error, Sendable, Hashable {
    /// The service's code, or none where there was no answer.
    public var code: String?
    /// The message.
    public var message: String?
    /// The request's id.
    public var requestID: String?

    /// Reports a failure.
    public init(code: String? = nil, message: String? = nil, requestID: String? = nil) {
        self.code = code
        self.message = message
        self.requestID = requestID
    }

    var answer: JSONValue {
        func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
        return ["error": ["code": text(code), "message": text(message), "requestId": text(requestID)]]
    }
}
