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
        return upstream == "stand-in" || upstream.contains("://") ? upstream : "https://\(upstream)"
    }
}
