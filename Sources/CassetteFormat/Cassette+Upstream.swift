extension Cassette {
    /// Whom to record it from again, as `tapedeck record --upstream` takes it: `stand-in`, or a URL.
    public var upstream: String {
        Reel.source(entries.lazy.compactMap(\.origin.upstream).first)
    }
}

extension Reel {
    /// Whom to record it from again, as `tapedeck record --upstream` takes it: `stand-in`, or a URL.
    public var source: String {
        Self.source(upstream)
    }

    fileprivate static func source(_ upstream: String?) -> String {
        let upstream = upstream ?? "stand-in"
        if upstream == "stand-in" || upstream.contains("://") { return upstream }
        // Older cassettes say nothing of `http`; on a port of one's own machine hardly anybody speaks TLS.
        let isOwn = ["127.0.0.1:", "localhost:", "[::1]:"].contains(where: upstream.hasPrefix)
        return "\(isOwn ? "http" : "https")://\(upstream)"
    }
}
