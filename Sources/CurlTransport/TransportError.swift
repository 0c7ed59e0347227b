/// Why a request got no response.
public struct TransportError: Error, Sendable, CustomStringConvertible {
    /// The kinds of trouble.
    public struct Code: Sendable, Hashable {
        enum Name {
            case resolution, refused, connectTimeout, readTimeout, untrusted, tls, reset, emptyReply, notHTTP, badURL
            case proxy, cancelled, stopped, bodyTooLarge, badRequest, other
        }
        let name: Name
        /// The host's name has no address.
        public static let resolution = Code(name: .resolution)
        /// Nothing listens there, or the host can't be reached.
        public static let refused = Code(name: .refused)
        /// No connection within the time given.
        public static let connectTimeout = Code(name: .connectTimeout)
        /// Nothing received for the time given, or the whole took longer than allowed.
        public static let readTimeout = Code(name: .readTimeout)
        /// The server's certificate is not trusted: unknown authority, other name, expired. No request was sent.
        public static let untrusted = Code(name: .untrusted)
        /// TLS failed in another way.
        public static let tls = Code(name: .tls)
        /// The connection was reset.
        public static let reset = Code(name: .reset)
        /// The connection was closed without a response.
        public static let emptyReply = Code(name: .emptyReply)
        /// What came is not HTTP/1.
        public static let notHTTP = Code(name: .notHTTP)
        /// The URL can't be read, or its scheme is neither http nor https.
        public static let badURL = Code(name: .badURL)
        /// The proxy refused, or can't be reached.
        public static let proxy = Code(name: .proxy)
        /// The task was cancelled.
        public static let cancelled = Code(name: .cancelled)
        /// The transport was shut down.
        public static let stopped = Code(name: .stopped)
        /// The response's body is larger than allowed.
        public static let bodyTooLarge = Code(name: .bodyTooLarge)
        /// A header field of the request has a line break.
        public static let badRequest = Code(name: .badRequest)
        /// Anything else; the message has libcurl's reason.
        public static let other = Code(name: .other)
    }

    /// What kind of trouble.
    public let code: Code
    /// One sentence, with the host and libcurl's reason.
    public let message: String
    /// Whether the request may have reached the server; `true` where that can't be known.
    public let didSendRequest: Bool

    init(_ code: Code, _ message: String, didSendRequest: Bool = false) {
        self.code = code
        self.message = message
        self.didSendRequest = didSendRequest
    }

    public var description: String {
        message
    }
}

extension TransportError: Equatable {
    public static func == (left: TransportError, right: TransportError) -> Bool {
        left.code == right.code
    }
}
