public import TapedeckExchangeModel
public import TapedeckWording

/// Why a request got no response.
public struct TransportError: CodedError {
    /// The kinds of trouble.
    public enum Code: Sendable, Hashable {
        /// The host's name has no address.
        case resolution
        /// Nothing listens there, or the host can't be reached.
        case refused
        /// No connection within the time given.
        case connectTimeout
        /// Nothing received for the time given, or the whole took longer than allowed.
        case readTimeout
        /// The server's certificate is not trusted: unknown authority, other name, expired. No request was sent.
        case untrusted
        /// TLS failed in another way.
        case tls
        /// The connection was reset.
        case reset
        /// The connection was closed without a response.
        case emptyReply
        /// What came is not HTTP/1.
        case notHTTP
        /// The URL can't be read, or its scheme is neither http nor https.
        case badURL
        /// The proxy refused, or can't be reached.
        case proxy
        /// The task was cancelled.
        case cancelled
        /// The transport was shut down.
        case stopped
        /// The response's body is larger than allowed.
        case bodyTooLarge
        /// The response's body is in a coding that can't be decoded, or is not in the one that its head names.
        case unreadableCoding
        /// A header field of the request has a line break.
        case badRequest
        /// Anything else; the message has libcurl's reason.
        case other
    }

    /// What kind of trouble.
    public let code: Code
    /// One sentence, with the host and libcurl's reason.
    public let message: String
    /// Whether the request may have reached the server; `true` where that can't be known.
    public let didSendRequest: Bool
    /// With `readTimeout`: the response's head and as much of its body as had come, where the head had. With `bodyTooLarge`:
    /// the head alone.
    public let partial: Response?

    init(_ code: Code, _ message: String, didSendRequest: Bool = false, partial: Response? = nil) {
        self.code = code
        self.message = message
        self.didSendRequest = didSendRequest
        self.partial = partial
    }
}
