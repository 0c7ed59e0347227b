/// A request as it crossed the wire.
public struct Request: Sendable, Hashable {
    /// The method, as sent.
    public var method: String
    /// The request target, as sent: usually a path, with a query where there is one. Of a whole URL, as proxies get it,
    /// only that part; the rest is in ``arrival``.
    public var target: String
    /// The protocol version, such as `HTTP/1.1`.
    public var version: String
    /// The header fields, in order.
    public var headers: HeaderFields
    /// The body with its transfer coding taken off.
    public var body: [UInt8]
    /// Whether the body is all there; `false` when the reader gave up at its limit.
    public var isBodyWhole: Bool
    /// How it came in.
    public var arrival: Arrival

    /// Makes a request.
    public init(
        method: String = "POST", target: String = "/", version: String = "HTTP/1.1", headers: HeaderFields = [],
        body: [UInt8] = [], isBodyWhole: Bool = true, arrival: Arrival = .endpoint
    ) {
        self.method = method
        self.target = target
        self.version = version
        self.headers = headers
        self.body = body
        self.isBodyWhole = isBodyWhole
        self.arrival = arrival
    }

    /// The target up to its query.
    public var path: Substring {
        target.prefix { $0 != "?" }
    }
}

extension Request {
    /// This request as somebody in between passes it on: without what concerned the connection that it came on
    /// (RFC 9110, section 7.6.1), and with its length where it came in chunks.
    public var passedOn: Request {
        var request = self
        for name in [
            "Connection", "Proxy-Connection", "Proxy-Authorization", "Keep-Alive", "Expect", "TE", "Trailer", "Upgrade",
        ] {
            request.headers.remove(name)
        }
        if headers.contains("Transfer-Encoding") {
            request.headers.remove("Transfer-Encoding")
            request.headers.replace("Content-Length", with: String(body.count))
        }
        return request
    }

    /// The parameters of the target's query, percent signs as they are; of one that repeats, the last.
    public var query: [String: String] {
        Dictionary(queryPairs.filter { $0.count == 2 }.map { ($0[0], $0[1]) }) { $1 }
    }

    /// Names and values of the target's query as they stand there; a name alone has none.
    private var queryPairs: [[String]] {
        guard let mark = target.firstIndex(of: "?") else { return [] }
        return target[target.index(after: mark)...].split(separator: "&").map {
            $0.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        }
    }

    /// The parameters of the target's query, decoded as a form's are: a plus sign is a space there (URL Standard,
    /// "application/x-www-form-urlencoded").
    ///
    /// - Parameter known: the parameters that there are.
    /// - Throws: ``QueryError`` for one that is not among these, or that comes twice.
    public func parameters(_ known: String...) throws(QueryError) -> [String: String] {
        var parameters: [String: String] = [:]
        for pair in queryPairs {
            let parts = pair.map {
                String(decoding: PercentText.decoded($0.replacing("+", with: " ")), as: UTF8.self)
            }
            guard known.contains(parts[0]) else { throw QueryError.unknown(parts[0], known: known) }
            let value = parts.count == 2 ? parts[1] : ""
            guard parameters.updateValue(value, forKey: parts[0]) == nil else { throw QueryError.repeated(parts[0]) }
        }
        return parameters
    }
}

/// What is wrong with a query.
public enum QueryError: Error, Hashable, CustomStringConvertible {
    /// There is no such parameter, but those known.
    case unknown(String, known: [String])
    /// A parameter comes more than once.
    case repeated(String)

    /// The error in one sentence, without a full stop.
    public var description: String {
        switch self {
        case .unknown(let name, let known):
            "there is no parameter \(name.prefix(40)); expected \(known.joined(separator: ", "))"
        case .repeated(let name): "\(name) is given twice; expected it once"
        }
    }
}

/// A response as it crossed the wire.
public struct Response: Sendable, Hashable {
    /// The status code, 100 to 999.
    public var status: Int
    /// The reason phrase, as sent; may be empty.
    public var reason: String
    /// The protocol version, such as `HTTP/1.1`.
    public var version: String
    /// The header fields, in order.
    public var headers: HeaderFields
    /// The body with its transfer coding taken off.
    public var body: [UInt8]

    /// Makes a response.
    public init(
        status: Int, reason: String, version: String = "HTTP/1.1", headers: HeaderFields = [], body: [UInt8] = []
    ) {
        self.status = status
        self.reason = reason
        self.version = version
        self.headers = headers
        self.body = body
    }
}
