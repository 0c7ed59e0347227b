/// Something that happened on a connection and is worth telling; the front itself prints nothing.
public enum FrontEvent: Sendable, Hashable, CustomStringConvertible {
    /// What arrived is not HTTP/1; it was answered with a 400 and the connection closed.
    case requestMalformed(reason: String)
    /// What arrived is the start of TLS, on a port that takes plain HTTP; it was answered with a 400.
    case tlsSpoken(url: String)
    /// The client went away before its request was whole, or before its response was.
    case clientWentAway
    /// A client went on with a certificate that it must not take; `reason` says as a clause what is wrong with it.
    case badCertificateTaken(host: String, reason: String)
    /// Something that a part put into the front noticed, as a sentence.
    case noticed(String)

    /// One sentence for people.
    public var description: String {
        switch self {
        case .requestMalformed(let reason): "something that is not HTTP/1 came, and was answered with a 400: \(reason)"
        case .tlsSpoken(let url): "a client spoke TLS to the plain port \(url); point it at \(url), not at https://"
        case .clientWentAway: "a client went away in the middle of an exchange"
        case .badCertificateTaken(let host, let reason):
            "a client took the certificate for \(host), though \(reason): it does not check that"
        case .noticed(let sentence): sentence
        }
    }
}
