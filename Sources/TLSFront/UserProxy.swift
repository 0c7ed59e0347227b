import TapedeckAWSWire

/// The user's own proxy, as variables of an environment name it, and the hosts that it is not for.
struct UserProxy: Sendable {
    /// The URL as it was given.
    let url: String
    /// Where it listens; `nil` for a kind that is not asked by plain HTTP.
    let address: HostAndPort?
    /// What it is shown: the user and the password of the URL; `nil` where there are none.
    let authorization: String?
    /// Ends of hosts, in lower case; `*` for all.
    private let exceptions: [String]

    /// Reads a proxy's URL; the scheme is `http` and the port 80 where none is said.
    ///
    /// - Parameter exceptions: as `no_proxy` has them, separated by commas or spaces.
    init(_ url: String, exceptions: String = "") {
        let parts = url.split(separator: "/", omittingEmptySubsequences: false)
        let hasScheme = parts.count > 2 && parts[0].hasSuffix(":") && parts[1].isEmpty
        let authority = hasScheme ? parts[2] : parts[0]
        let at = authority.lastIndex(of: "@")
        let host = String(at.map { authority[authority.index(after: $0)...] } ?? authority)
        let isPlain = !hasScheme || parts[0].lowercased() == "http:"
        self.url = url
        address = isPlain ? HostAndPort(host) ?? HostAndPort("\(host):80") : nil
        authorization = at.map { "Basic \(Base64.encode(PercentCoding.decoded(authority[..<$0])))" }
        self.exceptions = exceptions.split { $0 == "," || $0 == " " }.map { entry in
            entry == "*" ? "*" : entry.drop { $0 == "*" || $0 == "." }.lowercased()
        }
    }

    /// Whether a host is reached through it.
    func isFor(_ host: String) -> Bool {
        let host = host.lowercased()
        return !exceptions.contains { $0 == "*" || host == $0 || !$0.isEmpty && host.hasSuffix(".\($0)") }
    }
}
