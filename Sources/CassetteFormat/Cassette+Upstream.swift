extension Cassette {
    /// Whom to record it from again, as `tapedeck record --upstream` takes it: `stand-in`, or a URL.
    public var upstream: String {
        let upstream = entries.lazy.compactMap(\.origin.upstream).first ?? "stand-in"
        return upstream == "stand-in" || upstream.contains("://") ? upstream : "https://\(upstream)"
    }
}
