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

    /// Makes a normaliser for one recording.
    public init() {}

    /// The exchange as it is kept.
    public mutating func normalise(_ exchange: Exchange) -> Exchange {
        var result = exchange
        result.startedAt = Normaliser.epoch + Int64(exchange.sequence) * 1000
        result.timing = Exchange.Timing()
        let moment = Instant(milliseconds: result.startedAt)
        let host = CanonicalURL.host(for: exchange.request)
        for index in result.request.headers.fields.indices {
            let field = result.request.headers.fields[index]
            let value = normalised(field, at: moment, host: host)
            result.request.headers.fields[index].value = value
        }
        result.request.headers.remove("User-Agent")
        return result
    }

    private mutating func normalised(_ field: HeaderField, at moment: Instant, host: String) -> String {
        switch field.name.lowercased() {
        case "host": return host
        case "x-amz-date": return moment.basicFormat
        case "authorization":
            guard var header = try? AuthorizationHeader(field.value) else { return field.value }
            header.scope.date = String(moment.basicFormat.prefix(8))
            return header.description
        case "amz-sdk-invocation-id":
            let number = invocations[field.value] ?? invocations.count + 1
            invocations[field.value] = number
            return CountedID.text(number)
        case "amz-sdk-request":
            let parts = field.value.split(separator: ";").map { part in
                part.contains("ttl=") ? "ttl=\(moment.basicFormat)" : String(part.drop { $0 == " " })
            }
            return parts.joined(separator: "; ")
        default: return field.value
        }
    }
}

/// The URL that an exchange is kept under: the service's own endpoint in the region of the request's scope.
public enum CanonicalURL {
    /// The host name.
    public static func host(for request: Request) -> String {
        let scope = request.headers["Authorization"].flatMap { try? AuthorizationHeader($0) }?.scope
        let region = scope?.region.isEmpty == false ? scope?.region : nil
        let url = try? EndpointRules(region: region ?? "us-east-1").resolve()
        return String((url ?? "https://apprunner.us-east-1.amazonaws.com").dropFirst("https://".count))
    }

    /// The whole URL.
    public static func url(for request: Request) -> String {
        "https://\(host(for: request))\(request.target)"
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
