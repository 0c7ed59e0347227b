import TapedeckAWSWire
import TapedeckExchangeModel
public import TapedeckJSONText

extension ConnectionService {
    /// Everything of one owner, for keeping.
    public func record(of owner: Owner) -> JSONValue {
        .array((shelves[owner] ?? []).map(\.record))
    }

    /// What is not any owner's: how many connections were made, and where ids come from next.
    public var commonRecord: JSONValue {
        .object(JSONObject([("created", .number(JSONNumber(created))), ("ids", .string(String(generator.state)))]))
    }

    /// Takes back what ``record(of:)`` gave; `false` where it can't be read.
    public mutating func restore(_ owner: Owner, from record: JSONValue) -> Bool {
        guard let items = record.array else { return false }
        let connections = items.compactMap { Connection(record: $0) }
        shelves[owner] = connections
        return connections.count == items.count
    }

    /// Takes back what ``commonRecord`` gave; `false` where it can't be read.
    public mutating func restoreCommon(_ record: JSONValue) -> Bool {
        guard let count = record["created"]?.int, let ids = record["ids"]?.string.flatMap({ UInt64($0) }) else {
            return false
        }
        created = count
        generator = SplitMix(seed: ids)
        return true
    }
}
