import NIOHTTP1
import TapedeckExchangeModel

extension Request {
    /// Reads a decoder's head.
    ///
    /// A whole URL as target (absolute-form, RFC 9112 section 3.2.2) is taken apart: servers must take it as well as
    /// proxies. Inside a tunnel the tunnel says which service is meant.
    init(_ head: HTTPRequestHead, arrival: Arrival) {
        self.init(
            method: head.method.rawValue, target: head.uri,
            version: "HTTP/\(head.version.major).\(head.version.minor)",
            headers: HeaderFields(head.headers.map { HeaderField($0.name, sent: $0.value) }), arrival: arrival)
        guard let whole = Request.absoluteForm(head.uri) else { return }
        target = whole.target
        if arrival == .endpoint { self.arrival = whole.arrival }
    }

    private static func absoluteForm(_ target: String) -> (arrival: Arrival, target: String)? {
        guard target.utf8.first != 0x2F, let colon = target.firstIndex(of: ":") else { return nil }
        let scheme = target[..<colon].lowercased()
        guard scheme == "http" || scheme == "https", target[colon...].hasPrefix("://") else { return nil }
        let rest = target[colon...].dropFirst(3)
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        // A user and a password in the URL are for the service, not a part of its name.
        let authority = rest[..<end].split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        let path = rest[end...]
        return (
            .proxy(scheme: scheme, authority: String(authority)), path.hasPrefix("/") ? String(path) : "/\(path)"
        )
    }
}
