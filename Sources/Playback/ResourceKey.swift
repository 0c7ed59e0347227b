import TapedeckAWSWire

/// What makes a connection one of its own: a name is unique within an account and a region.
struct ResourceKey: Hashable, Sendable {
    var partition = ""
    var region: String
    var account = ""
    var name: String

    /// The connection that a request is about; `nil` for a request about none in particular.
    ///
    /// A request by name says no account, and only its signature says a region: the answer may say both.
    init?(of identity: Identity, region: String, answer: some BidirectionalCollection<UInt8>) {
        guard let name = identity.resource else { return nil }
        if let arn = identity.arn ?? ConnectionARN(of: name, in: answer) {
            self.init(partition: arn.partition, region: arn.region, account: arn.account, name: name)
        } else {
            self.init(region: region, name: name)
        }
    }

    private init(partition: String = "", region: String, account: String = "", name: String) {
        (self.partition, self.region, self.account, self.name) = (partition, region, account, name)
    }

    /// Completes what entries don't say themselves by what the nearest entry of that name says, the earlier ones first.
    static func complete(_ keys: inout [ResourceKey?]) {
        if keys.allSatisfy({ $0?.account.isEmpty != true }) { return }
        adopt(&keys, in: Array(keys.indices))
        adopt(&keys, in: keys.indices.reversed())
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

extension ConnectionARN {
    private static let mark = Array("\"arn:".utf8)

    /// The first ARN of a connection of this name in a text.
    ///
    /// The text is searched, not parsed: that takes a fraction of the time, and every entry of a cassette is.
    fileprivate init?(of name: String, in body: some BidirectionalCollection<UInt8>) {
        var rest = body[...]
        while let found = rest.firstIndex(of: Self.mark[0]) {
            let text = rest[rest.index(after: found)...]
            if rest[found...].starts(with: Self.mark) {
                let text = String(decoding: text.prefix { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
                if let arn = ConnectionARN(text), arn.name == name {
                    self = arn
                    return
                }
            }
            rest = text
        }
        return nil
    }
}
