import TapedeckAWSWire
public import TapedeckExchangeModel

/// Takes out of exchanges what differs each time though the conversation is the same: the client's clock, ids, ports.
///
/// Entry *n* starts at second *n* of the year 2000 and takes no time. `X-Amz-Date` and the scope's date become that
/// moment, invocation ids count up (one id for all attempts of a call stays one id), `Host` and the URL name the service's
/// own endpoint in the scope's region, and `User-Agent` goes, its first product having been noted. What the service
/// itself made up (request ids, ARNs, its `Date`) stays.
public struct Normaliser: Sendable {
    /// 2000-01-01T00:00:00Z.
    public static let epoch: Int64 = 946_684_800_000

    private var invocations: [String: Int] = [:]
    /// The authorization that was read last: one client's differ only from day to day.
    private var last: (text: String, header: AuthorizationHeader?, host: String)?

    /// Makes a normaliser for one recording.
    public init() {}

    /// The exchange as it is kept.
    public mutating func normalise(_ exchange: Exchange) -> Exchange {
        var result = exchange
        result.startedAt = Normaliser.start(of: exchange.sequence)
        result.timing = Exchange.Timing()
        let context = context(of: exchange.sequence, authorization: exchange.request.headers["Authorization"])
        for index in result.request.headers.fields.indices {
            let field = result.request.headers.fields[index]
            if let value = normalised(field.name.lowercased(), field.value, context) {
                result.request.headers.fields[index].value = value
            }
        }
        result.request.headers.remove(Normaliser.droppedField)
        return result
    }

    /// The field that is left out.
    static let droppedField = "user-agent"

    /// When an entry starts, in milliseconds since 1970.
    public static func start(of sequence: Int) -> Int64 {
        epoch + Int64(sequence) * 1000
    }

    /// What a request's fields are normalised to.
    struct Context {
        let moment: Instant
        let host: String
    }

    /// That of an entry whose request has this authorization.
    mutating func context(of sequence: Int, authorization: String?) -> Context {
        Context(
            moment: Instant(milliseconds: Normaliser.start(of: sequence)),
            host: authorization.map { read($0).host } ?? CanonicalURL.host(in: nil))
    }

    private mutating func read(_ authorization: String) -> (text: String, header: AuthorizationHeader?, host: String) {
        if let last, last.text == authorization { return last }
        let header = try? AuthorizationHeader(authorization)
        let read = (authorization, header, CanonicalURL.host(in: header?.scope.region))
        last = read
        return read
    }

    /// A field's new value; `nil` for one that stays as it is.
    ///
    /// - Parameter name: in lower case.
    mutating func normalised(_ name: String, _ value: String, _ context: Context) -> String? {
        switch name {
        case "host": return context.host
        case "x-amz-date": return context.moment.basicFormat
        case "authorization":
            guard var header = read(value).header else { return nil }
            header.scope.date = String(context.moment.basicFormat.prefix(8))
            return header.description
        case "amz-sdk-invocation-id":
            let number = invocations[value] ?? invocations.count + 1
            invocations[value] = number
            return CountedID.text(number)
        case "amz-sdk-request":
            let parts = value.split(separator: ";").map { part in
                part.contains("ttl=") ? "ttl=\(context.moment.basicFormat)" : String(part.drop { $0 == " " })
            }
            return parts.joined(separator: "; ")
        default: return nil
        }
    }
}

/// The URL that an exchange is kept under: the service's own endpoint in the region of the request's scope, or in that of the
/// host that the client asked.
public enum CanonicalURL {
    /// The host name.
    ///
    /// - Parameter origin: where the request is known to have gone to, as a URL; `nil` for what it says itself.
    public static func host(for request: Request, to origin: String? = nil) -> String {
        host(
            in: request.headers["Authorization"].flatMap { try? AuthorizationHeader($0) }?.scope.region
                ?? region(namedBy: request, origin))
    }

    /// The region of the host that a client asked, where that is one of the service's own.
    private static func region(namedBy request: Request, _ origin: String? = nil) -> String? {
        let named = [origin, request.arrival.origin].compactMap { $0 }.compactMap { url in
            url.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first
        }
        for authority in named.map(String.init) + request.headers.values("Host") {
            let host = authority.split(separator: ":").first ?? ""
            if let region = EndpointRules.region(ofHost: host) { return region }
        }
        return nil
    }

    /// That in a region; of an empty one, or none, the default one's.
    static func host(in region: String?) -> String {
        let region = region?.isEmpty == false ? region : nil
        let url = try? EndpointRules(region: region ?? "us-east-1").resolve()
        return String((url ?? "https://apprunner.us-east-1.amazonaws.com").dropFirst("https://".count))
    }

    /// The whole URL.
    ///
    /// - Parameter origin: where the request is known to have gone to, as a URL; `nil` for what it says itself.
    public static func url(for request: Request, to origin: String? = nil) -> String {
        url(host(for: request, to: origin), request)
    }

    /// That of an exchange as it is kept.
    public static func url(for redacted: Redactor.Redacted) -> String {
        url(host(in: redacted.region ?? region(namedBy: redacted.exchange.request)), redacted.exchange.request)
    }

    private static func url(_ host: String, _ request: Request) -> String {
        "https://\(host)\(request.target)"
    }
}

/// Ids that count up, in the form of a UUID of version 4.
public enum CountedID {
    /// `00000000-0000-4000-8000-` and the number in twelve digits.
    ///
    /// - Parameter number: from 0 to 999,999,999,999.
    public static func text(_ number: Int) -> String {
        let digits = String(number)
        return "00000000-0000-4000-8000-" + String(repeating: "0", count: max(12 - digits.count, 0)) + digits
    }
}
