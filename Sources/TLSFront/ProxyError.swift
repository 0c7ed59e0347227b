public import TapedeckWording

/// Why a run can't stand between clients and hosts.
public struct ProxyError: CodedError {
    /// The kinds of trouble.
    public enum Code: Sendable, Hashable {
        /// A key or a certificate can't be made.
        case certificate
        /// The trust bundle can't be written.
        case bundle
    }

    /// What kind of trouble.
    public let code: Code
    /// One sentence.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
