/// Why a front can't listen.
public struct FrontError: Error, Sendable, CustomStringConvertible {
    /// The kinds of trouble.
    public struct Code: Sendable, Hashable {
        enum Name { case portInUse, addressNotAvailable, permissionDenied, other }
        let name: Name
        /// Something listens there already.
        public static let portInUse = Code(name: .portInUse)
        /// The host is not an address of this machine, or not an address.
        public static let addressNotAvailable = Code(name: .addressNotAvailable)
        /// The port is reserved for the system.
        public static let permissionDenied = Code(name: .permissionDenied)
        /// Anything else; the message has the system's reason.
        public static let other = Code(name: .other)
    }

    /// What kind of trouble.
    public let code: Code
    /// One sentence: where, what, what to do.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String {
        message
    }
}

extension FrontError: Equatable {
    public static func == (left: FrontError, right: FrontError) -> Bool {
        left.code == right.code
    }
}

/// Something that happened on a connection and is worth telling; the front itself prints nothing.
public enum FrontEvent: Sendable, Hashable {
    /// What arrived is not HTTP/1; it was answered with a 400 and the connection closed.
    case requestMalformed(reason: String)
    /// The client went away before its request was whole, or before its response was.
    case clientWentAway
}
