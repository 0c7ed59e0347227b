import TapedeckAWSWire

/// The hosts whose conversations are looked into, by name.
public struct HostPatterns: Sendable, Hashable {
    /// Names of hosts in lower case, in which `*` stands for one label: `apprunner.*.amazonaws.com`.
    public let patterns: [String]

    /// Makes a set of patterns.
    public init(_ patterns: [String]) {
        self.patterns = patterns.map { $0.lowercased() }
    }

    /// App Runner's own names in all partitions.
    public static let appRunner = HostPatterns(EndpointRules.hostPatterns)

    /// Whether a text can be a pattern: labels of letters, digits and hyphens, or `*`, and the last of them no `*`.
    public static func isPattern(_ text: String) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return labels.last != "*"
            && labels.allSatisfy { label in
                label == "*"
                    || !label.isEmpty
                        && label.utf8.allSatisfy {
                            $0 == 0x2D || $0 == 0x5F || (0x30...0x39).contains($0)
                                || (0x41...0x5A).contains($0 & 0xDF)
                        }
            }
    }

    /// The name of a host, in lower case; a dot at its end says only that it is whole.
    static func name(of host: String) -> String {
        (host.hasSuffix(".") ? String(host.dropLast()) : host).lowercased()
    }

    /// The bytes of an address such as `10.0.0.1`, which no certificate has as a name; `nil` for a name.
    static func address(_ host: String) -> [UInt8]? {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return parts.count == 4 && !parts.contains(nil) ? parts.compactMap { $0 } : nil
    }

    /// Whether a host, without its port, is one of these.
    public func match(_ host: String) -> Bool {
        let labels = Self.name(of: host).split(separator: ".", omittingEmptySubsequences: false)
        return patterns.contains { pattern in
            let wanted = pattern.split(separator: ".", omittingEmptySubsequences: false)
            return wanted.count == labels.count && zip(wanted, labels).allSatisfy { $0 == "*" || $0 == $1 }
        }
    }

    /// What a certificate authority for these hosts is limited to.
    ///
    /// Name constraints know ends of names only (RFC 5280 section 4.2.1.10), so a pattern of App Runner's stands for its
    /// names in all known regions, and of another one with `*` what follows the last one stands.
    var constraints: [String] {
        var ends: [String] = []
        for pattern in patterns {
            let one = HostPatterns([pattern])
            let regional = pattern.contains("*") ? EndpointRules.hosts.filter(one.match) : []
            let end = pattern.split(separator: "*").last.map { String($0.drop { $0 == "." }) } ?? ""
            for end in regional.isEmpty ? [end] : regional where !ends.contains(end) { ends.append(end) }
        }
        return ends
    }

    /// Another name that an authority for these hosts may vouch for as well, so that nobody refuses it but who compares names.
    func another(than asked: String) -> String {
        constraints.first { !$0.isEmpty && $0 != asked && $0 != "localhost" } ?? "another-name.\(asked)"
    }

    /// Whether an authority for these hosts may vouch for one of them: not for App Runner in a region that is not known.
    func vouches(for host: String) -> Bool {
        constraints.contains { host == $0 || host.hasSuffix(".\($0)") || $0.isEmpty }
    }
}
