/// The name of a connection across AWS: `arn:PARTITION:apprunner:REGION:ACCOUNT:connection/NAME/ID`.
///
/// Source: the Service Authorization Reference for App Runner. The id is 32 lower-case hexadecimal digits in the ARNs that
/// people have published. AWS's own examples leave it out, so reading takes an ARN without one.
public struct ConnectionARN: Sendable, Hashable, CustomStringConvertible {
    /// Such as `aws`, `aws-cn`.
    public var partition: String
    /// Such as `us-east-1`.
    public var region: String
    /// Twelve digits.
    public var account: String
    /// The connection's name.
    public var name: String
    /// The connection's id; empty where the ARN has none.
    public var id: String

    /// Makes an ARN of its parts.
    public init(partition: String = "aws", region: String, account: String, name: String, id: String) {
        self.partition = partition
        self.region = region
        self.account = account
        self.name = name
        self.id = id
    }

    /// Reads an ARN; `nil` for one that does not name a connection.
    public init?(_ text: String) {
        // Bytes, not characters: an ARN is read of every exchange of a cassette.
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0].elementsEqual("arn".utf8),
            parts[2].elementsEqual(ConnectionOperation.signingName.utf8)
        else { return nil }
        let resource = parts[5].split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard (2...3).contains(resource.count), resource[0].elementsEqual("connection".utf8), !resource[1].isEmpty
        else { return nil }
        func string(_ part: Substring.UTF8View) -> String { String(Substring(part)) }
        self.init(
            partition: string(parts[1]), region: string(parts[3]), account: string(parts[4]), name: string(resource[1]),
            id: resource.count == 3 ? string(resource[2]) : "")
    }

    public var description: String {
        let end = id.isEmpty ? "" : "/\(id)"
        return "arn:\(partition):\(ConnectionOperation.signingName):\(region):\(account):connection/\(name)\(end)"
    }
}
