/// A host and a port, as CONNECT names them (RFC 9110 section 9.3.6).
package struct HostAndPort: Hashable, LosslessStringConvertible {
    /// The host; an IPv6 address without its brackets.
    package let host: String
    /// The port, 1 to 65535.
    package let port: Int

    /// Reads `host:port` or `[address]:port`; `nil` for anything else.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (1...65_535).contains(port)
        else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty else { return nil }
        self.host = String(host)
        self.port = port
    }

    package var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
