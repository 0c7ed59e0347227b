/// How a request came to a front, and so which service it was meant for.
public enum Arrival: Sendable, Hashable {
    /// At the front's own address: the client takes the front for the service (origin-form, RFC 9112 section 3.2.1).
    case endpoint
    /// With a whole URL, as to a proxy (absolute-form, RFC 9112 section 3.2.2); the authority is `host` or `host:port`.
    case proxy(scheme: String, authority: String)
    /// Within a tunnel that the client asked for with CONNECT to this `host:port`, and that was decrypted.
    case tunnel(authority: String)

    /// The URL of the service meant, without path: `https://apprunner.us-east-1.amazonaws.com`. The port is left out where
    /// it is the scheme's own. `nil` at the endpoint, where the request doesn't say.
    public var origin: String? {
        switch self {
        case .endpoint: nil
        case .proxy(let scheme, let authority): Arrival.origin(scheme, authority)
        case .tunnel(let authority): Arrival.origin("https", authority)
        }
    }

    private static func origin(_ scheme: String, _ authority: String) -> String {
        let usual = scheme == "https" ? ":443" : ":80"
        return "\(scheme)://\(authority.hasSuffix(usual) ? String(authority.dropLast(usual.count)) : authority)"
    }
}
