import TapedeckAWSWire
import TapedeckJSONText

/// One connection as the stand-in keeps it.
struct Connection: Sendable {
    var name: String
    var arn: String
    var id: String
    var provider: String
    var status: String
    /// Seconds since 1970.
    var createdAt: Int64
    /// Where it stands in the order of creation.
    var order: Int
    /// How often a list has shown it.
    var reads = 0
    /// How often a list has shown it since it was deleted.
    var readsSinceDelete = 0
    var tags: [(key: String, value: String)] = []

    init(name: String, arn: String, id: String, provider: String, createdAt: Int64, order: Int) {
        self.name = name
        self.arn = arn
        self.id = id
        self.provider = provider
        self.status = ConnectionStatus.pendingHandshake
        self.createdAt = createdAt
        self.order = order
    }

    /// The connection as the service sends it: alphabetical, never with tags.
    var wire: JSONValue {
        .object(
            JSONObject([
                ("ConnectionArn", .string(arn)), ("ConnectionName", .string(name)),
                ("CreatedAt", .number(JavaNumber.seconds(createdAt))), ("ProviderType", .string(provider)),
                ("Status", .string(status)),
            ]))
    }
}

/// Numbers as Java's `Double.toString` writes them, which is how App Runner was seen to send timestamps.
enum JavaNumber {
    /// Whole seconds: plain with `.0` below ten million, else with one digit before the point and an exponent.
    static func seconds(_ value: Int64) -> JSONNumber {
        guard value.magnitude >= 10_000_000 else { return JSONNumber(uncheckedText: "\(value).0") }
        var digits = String(value.magnitude)
        let exponent = digits.count - 1
        while digits.count > 1, digits.last == "0" { digits.removeLast() }
        let fraction = digits.dropFirst()
        let sign = value < 0 ? "-" : ""
        return JSONNumber(
            uncheckedText: "\(sign)\(digits.prefix(1)).\(fraction.isEmpty ? "0" : String(fraction))E\(exponent)")
    }
}

extension Connection {
    /// The connection with everything that the stand-in knows of it, for keeping.
    var record: JSONValue {
        let tagList = tags.map { tag -> JSONValue in
            .object(JSONObject([("Key", .string(tag.key)), ("Value", .string(tag.value))]))
        }
        return .object(
            JSONObject([
                ("name", .string(name)), ("arn", .string(arn)), ("id", .string(id)), ("provider", .string(provider)),
                ("status", .string(status)), ("createdAt", .number(JSONNumber(Int(createdAt)))),
                ("order", .number(JSONNumber(order))), ("reads", .number(JSONNumber(reads))),
                ("readsSinceDelete", .number(JSONNumber(readsSinceDelete))), ("tags", .array(tagList)),
            ]))
    }

    /// Reads what ``record`` wrote.
    init?(record: JSONValue) {
        guard let name = record["name"]?.string, let arn = record["arn"]?.string, let id = record["id"]?.string,
            let provider = record["provider"]?.string, let status = record["status"]?.string,
            let createdAt = record["createdAt"]?.int, let order = record["order"]?.int,
            let reads = record["reads"]?.int, let readsSinceDelete = record["readsSinceDelete"]?.int,
            let tags = record["tags"]?.array
        else { return nil }
        self.init(name: name, arn: arn, id: id, provider: provider, createdAt: Int64(createdAt), order: order)
        self.status = status
        self.reads = reads
        self.readsSinceDelete = readsSinceDelete
        for tag in tags {
            guard let key = tag["Key"]?.string, let value = tag["Value"]?.string else { return nil }
            self.tags.append((key, value))
        }
    }
}
