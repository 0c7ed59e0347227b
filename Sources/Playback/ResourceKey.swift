import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel

/// What makes a connection one of its own: a name is unique within an account and a region.
struct ResourceKey: Hashable, Sendable {
    var partition = ""
    var region: String
    var account = ""
    var name: String

    /// The connection that each entry is about; `nil` for entries about none in particular.
    ///
    /// A request by name says no account, and only its signature says a region. What an entry does not say itself is what
    /// the nearest entry of that name says, the earlier ones first.
    static func keys(of requests: [(identity: Identity, entry: Entry)]) -> [ResourceKey?] {
        var keys = requests.map { key(of: $0.identity, $0.entry) }
        adopt(&keys, in: Array(keys.indices))
        adopt(&keys, in: keys.indices.reversed())
        return keys
    }

    private static func key(of identity: Identity, _ entry: Entry) -> ResourceKey? {
        guard let name = identity.resource else { return nil }
        if let arn = identity.arn ?? entry.exchange.response.flatMap({ ConnectionARN(of: name, in: $0.body) }) {
            return ResourceKey(partition: arn.partition, region: arn.region, account: arn.account, name: name)
        }
        return ResourceKey(region: entry.region ?? "", name: name)
    }

    private struct Place: Hashable {
        let name: String
        let region: String
    }

    private static func adopt(_ keys: inout [ResourceKey?], in order: [Int]) {
        var known: [Place: ResourceKey] = [:]
        for index in order {
            guard let key = keys[index] else { continue }
            if !key.account.isEmpty {
                known[Place(name: key.name, region: key.region)] = key
                known[Place(name: key.name, region: "")] = key
            } else if let full = known[Place(name: key.name, region: key.region)] {
                keys[index] = full
            }
        }
    }
}

extension Entry {
    /// The region that the exchange was with: the signature's, else the one in the endpoint's name.
    var region: String? {
        if let region = exchange.request.signedRegion { return region }
        let labels = url.split(separator: "/").dropFirst().first?.split(separator: ".") ?? []
        guard let index = labels.firstIndex(where: { $0.hasPrefix("apprunner") }), index + 1 < labels.count,
            labels[index + 1].contains("-")
        else { return nil }
        return String(labels[index + 1])
    }
}

extension Request {
    /// The region in the scope of the signature; `nil` where it is not signed.
    var signedRegion: String? {
        let scope = headers["Authorization"].flatMap { try? AuthorizationHeader($0) }?.scope
        return scope.flatMap { $0.region.isEmpty ? nil : $0.region }
    }
}

extension ConnectionARN {
    /// The first ARN of a connection of this name in a text.
    ///
    /// The text is searched, not parsed: that takes a fraction of the time, and every entry of a cassette is.
    fileprivate init?(of name: String, in body: [UInt8]) {
        let mark = Array("\"arn:".utf8)
        var start = body.startIndex
        while let found = body[start...].firstIndex(of: mark[0]) {
            start = found + 1
            guard body[found...].starts(with: mark) else { continue }
            let text = String(decoding: body[start...].prefix { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
            if let arn = ConnectionARN(text), arn.name == name {
                self = arn
                return
            }
        }
        return nil
    }
}
