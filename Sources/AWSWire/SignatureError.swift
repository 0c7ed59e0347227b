public import TapedeckWording

/// Why a signature could not be read or does not verify.
public struct SignatureError: CodedError {
    /// The kinds of trouble.
    public enum Code: Sendable, Hashable {
        /// There is no authorization header.
        case missing
        /// The header can't be read, or a part that must be signed is not.
        case incomplete
        /// The access key id is not one that the verifier knows.
        case unknownKey
        /// The session token is missing, unexpected or another one.
        case wrongToken
        /// The request's date is too far from the verifier's clock.
        case expired
        /// The signature is not the one computed.
        case mismatch
        /// The scope's date, region or service is not the request's.
        case wrongScope
    }

    /// What kind of trouble.
    public let code: Code
    /// One clause for people; it holds no secret.
    public let message: String
    /// What services of AWS were seen to say of it, in public reports; `nil` where no text is known. Whether App Runner
    /// says the same is not known of any of them.
    public let answer: String?

    /// Makes an error.
    public init(_ code: Code, _ message: String, answer: String? = nil) {
        self.code = code
        self.message = message
        self.answer = answer
    }

    /// The error code that a service answers with. Of `incomplete` it is unknown where exactly services draw the line to
    /// `InvalidSignatureException`.
    public var serviceCode: String {
        switch code {
        case .missing: "MissingAuthenticationTokenException"
        case .incomplete: "IncompleteSignatureException"
        case .unknownKey, .wrongToken: "UnrecognizedClientException"
        case .expired, .mismatch, .wrongScope: "InvalidSignatureException"
        }
    }

    /// The text that a service answers with: the known one, else the clause for people.
    public var serviceMessage: String {
        answer ?? message
    }
}
