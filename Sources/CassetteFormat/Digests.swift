import TapedeckAWSWire
import TapedeckExchangeModel
import TapedeckJSONText

extension Cassette {
    /// The digest of entries: of their JSON on one line, in the order of the file.
    static func digest(of entries: [JSONValue]) -> String {
        "sha256:" + ContentDigest.sha256(JSONValue.array(entries).bytes(.compact))
    }

    /// Whether the digest that the file carried is that of its entries; `true` where it carried none.
    public var hasValidDigest: Bool {
        digest.map { $0 == Cassette.digest(of: entries.map { .object($0.json().with(digest: $0.digest)) }) } ?? true
    }

    /// The places in `entries` of captured entries that nothing vouches for any more.
    ///
    /// None, where the cassette's digest is that of its entries. Else those whose own digest is another, and those that have
    /// none: nobody can say whether they were the ones that were changed.
    public var doubtfulEntries: [Int] {
        if digest != nil, hasValidDigest { return [] }
        return entries.indices.filter { index in
            entries[index].origin.kind == .captured && entries[index].digest != entries[index].currentDigest
        }
    }
}

extension Entry {
    /// Members that say nothing about what was seen on the wire: those that are counted or read off the exchange.
    private static let derived: Set<String> = [
        "startedDateTime", "time", "timings", "_sequence", "_operation", "_resource", "_state",
    ]

    /// The digest of what this entry claims: its JSON on one line but for what is counted or derived.
    public var currentDigest: String {
        Entry.digest(of: json())
    }

    /// That of an entry's members.
    static func digest(of members: JSONObject) -> String {
        var object = members
        object.members.removeAll { Entry.derived.contains($0.name) }
        return "sha256:" + ContentDigest.sha256(JSONValue.object(object).bytes(.compact))
    }
}
