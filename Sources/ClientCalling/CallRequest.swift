import TapedeckAWSSigning
import TapedeckAWSWire
import TapedeckClientModel
import TapedeckExchangeModel
import TapedeckJSONText
import TapedeckWording

/// Makes the request of a call's attempt, in AWS CLI's order and spelling of headers.
struct CallRequest: Sendable {
    /// The operation.
    let operation: ConnectionOperation
    /// Its input.
    let input: JSONObject
    /// Where it goes.
    let endpoint: Endpoint
    /// The region to sign for.
    let region: String
    /// What to sign with; `nil` leaves the request unsigned.
    let credentials: Credentials?
    /// One identifier for all attempts of the call.
    let invocationID: String

    /// The request of one attempt, signed at this time.
    func attempt(_ attempt: Int, of maximum: Int, at time: Instant) -> Request {
        let body = JSONValue.object(input).bytes(.spaced)
        var request = Envelope.request(operation, body: body, host: endpoint.authority, path: endpoint.path)
        request.headers = [
            HeaderField("Host", endpoint.authority),
            HeaderField("Accept-Encoding", "identity"),
            HeaderField("X-Amz-Target", operation.target),
            HeaderField("Content-Type", ConnectionOperation.contentType),
            HeaderField("User-Agent", ClientVersion.userAgent),
        ]
        if let credentials {
            SignatureV4(region: region, service: ConnectionOperation.signingName)
                .sign(&request, credentials: credentials, at: time)
        }
        request.headers.append("amz-sdk-invocation-id", invocationID)
        request.headers.append("amz-sdk-request", "attempt=\(attempt); max=\(maximum)")
        request.headers.append("Content-Length", String(body.count))
        return request
    }

    /// A version 4 UUID.
    static func makeIdentifier(random: () -> Double) -> String {
        var bytes = (0..<16).map { _ in UInt8(min(255, max(0, random() * 256))) }
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array(Hexadecimal.text(bytes))
        let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        return parts.map { String(digits[$0]) }.joined(separator: "-")
    }
}

/// What the client says it is.
enum ClientVersion {
    /// The value of `User-Agent`.
    static let userAgent = "apprunner/\(TapedeckVersion.current) api/apprunner#2020-05-15 lang/swift"
}
