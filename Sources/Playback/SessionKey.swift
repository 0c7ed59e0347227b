import TapedeckAWSWire
import TapedeckExchangeModel

/// What tells parallel clients of one replay apart.
public enum SessionKey: String, Sendable, Hashable, CaseIterable {
    /// Nothing: all play together.
    case single
    /// The access key that a request is signed with.
    case byAccessKey = "by-access-key"
    /// The header field `X-Tapedeck-Session`.
    case byHeader = "by-header"

    /// The field's name.
    public static let header = "X-Tapedeck-Session"

    /// The session of a request; empty for one that names none.
    func session(of request: Request) -> String {
        switch self {
        case .single: ""
        case .byHeader: request.headers[Self.header] ?? ""
        case .byAccessKey:
            // A request that is not signed, or not so that it can be read, has no key.
            if let header = request.headers["Authorization"] {
                (try? AuthorizationHeader(header))?.accessKeyID ?? ""
            } else {
                request.query["X-Amz-Credential"].flatMap { Self.key(presigned: $0) } ?? ""
            }
        }
    }
}

extension SessionKey {
    /// The access key of a presigned request's credential, as it stands in the query.
    private static func key(presigned credential: String) -> String? {
        let text = String(decoding: PercentCoding.decoded(credential[...]), as: UTF8.self)
        // Only the credential is read of what makes an authorization.
        return (try? AuthorizationHeader(credential: text, signedHeaders: "", signature: ""))?.accessKeyID
    }
}
