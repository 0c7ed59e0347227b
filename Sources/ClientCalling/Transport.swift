package import TapedeckClientModel
package import TapedeckExchangeModel

/// How a request is to be sent.
package struct SendOptions: Sendable, Hashable {
    /// Whether the server's certificate must be good.
    var verifiesTLS = true
    /// A file of certificate authorities to trust instead of the system's.
    var caBundle: String?
    /// Seconds to wait for a connection; 0 for ever.
    var connectTimeout = 60
    /// Seconds to wait for the next bytes of the answer; 0 for ever.
    var readTimeout = 60
    /// The proxy's URL; `nil` for none, whatever the environment says.
    var proxy: String?
}

/// What became of a request that got no whole answer.
package struct SendFailure: Error, Sendable, Hashable {
    /// The kinds of trouble.
    enum Kind: Sendable, Hashable {
        /// No connection: no address, refused, unreachable.
        case notConnected
        /// No connection in time.
        case connectTimeout
        /// The proxy could not be reached, or refused.
        case proxy
        /// The server's certificate is not to be trusted, or TLS could not be agreed on.
        case tls
        /// The connection ended with no response.
        case closed
        /// The server sent nothing for too long.
        case readTimeout
        /// What came is not HTTP.
        case garbage
        /// The response's body did not come whole.
        case cutBody
        /// The authorities' file, or another thing of this side, is not as it should be.
        case local
        /// The task was cancelled.
        case cancelled
    }

    /// What kind of trouble.
    var kind: Kind
    /// What the transport says about it, as a clause.
    var detail: String
    /// Whether the service may have seen the whole request.
    var mayHaveArrived: Bool
    /// What came of the response, where some of it did.
    var partial: Response?

    /// Makes a failure; unless said, it is the kind that says whether the request may have arrived.
    init(_ kind: Kind, _ detail: String, mayHaveArrived: Bool? = nil, partial: Response? = nil) {
        self.kind = kind
        self.detail = detail
        self.partial = partial
        switch kind {
        case .notConnected, .connectTimeout, .proxy, .tls, .local: self.mayHaveArrived = mayHaveArrived ?? false
        case .closed, .readTimeout, .garbage, .cutBody, .cancelled: self.mayHaveArrived = mayHaveArrived ?? true
        }
    }
}

/// Sends one request to an endpoint and waits for the whole answer. It follows no redirect.
package typealias Transport = @Sendable (Request, Endpoint, SendOptions) async throws(SendFailure) -> Response
