public import TapedeckWording

/// Why a front can't listen.
public struct FrontError: CodedError {
    /// The kinds of trouble.
    public enum Code: Sendable, Hashable {
        /// Something listens there already.
        case portInUse
        /// The host is not an address of this machine, or not an address.
        case addressNotAvailable
        /// The port is reserved for the system.
        case permissionDenied
        /// Anything else; the message has the system's reason.
        case other
    }

    /// What kind of trouble.
    public let code: Code
    /// One sentence: where, what, what to do.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
