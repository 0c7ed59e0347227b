import TapedeckAWSSigning
public import TapedeckAWSWire
public import TapedeckExchangeModel

/// Whether the recorder signs requests again for the upstream.
public enum ResignMode: String, Sendable, Hashable, CaseIterable {
    /// Never: the client's signature is passed on, though the host that it signed is the recorder's.
    case off
    /// When there are credentials and the client signed.
    case auto
    /// Always; without credentials nothing is recorded.
    case always
}

/// Turns a client's request into the one that goes upstream.
///
/// SigV4 signs the host, and the client signed the recorder's; so the request is signed anew with the recorder's own
/// credentials, for the same region and with the same headers signed.
public struct Resigner: Sendable {
    /// What became of the signature, as a cassette says it.
    public enum Signature: String, Sendable, Hashable {
        case signedAgain = "signed again"
        case asSent = "as sent"
        case unsigned
    }

    /// When to sign.
    public var mode: ResignMode
    /// What to sign with.
    public var credentials: Credentials?
    /// The region for a request whose scope names none.
    public var region: String

    /// Makes a resigner.
    public init(mode: ResignMode, credentials: Credentials?, region: String = "us-east-1") {
        self.mode = mode
        self.credentials = credentials
        self.region = region
    }

    /// The request as it goes to an authority (`host` or `host:port`), and what became of its signature.
    public func prepare(_ request: Request, authority: String, at time: Instant) -> (Request, Signature) {
        var upstream = request.passedOn
        // Who came through the proxy asked for the service by its own name, and signed that: nothing is to be done.
        let isEndpoint = request.arrival == .endpoint
        if isEndpoint { upstream.headers.replace("Host", with: authority) }
        let header = request.headers["Authorization"].flatMap { try? AuthorizationHeader($0) }
        let isDue = mode == .always || mode == .auto && isEndpoint && header != nil
        let signsAgain = isDue && credentials != nil
        // The recorder looks into every body, so it asks for none that is compressed, unless that would break a signature.
        if upstream.headers.contains("Accept-Encoding"),
            signsAgain || header?.signedHeaders.contains("accept-encoding") != true
        {
            upstream.headers.replace("Accept-Encoding", with: "identity")
        }
        guard signsAgain, let credentials else {
            return (upstream, request.headers.contains("Authorization") ? .asSent : .unsigned)
        }
        let scope = header?.scope
        let signer = SignatureV4(
            region: scope.map(\.region).flatMap { $0.isEmpty ? nil : $0 } ?? region,
            service: scope?.service ?? ConnectionOperation.signingName)
        signer.sign(
            &upstream, credentials: credentials, at: time,
            signedHeaders: header?.signedHeaders ?? ["content-type", "x-amz-target"])
        return (upstream, .signedAgain)
    }
}
