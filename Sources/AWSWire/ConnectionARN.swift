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
        var text = text
        let read = text.withUTF8 { bytes -> ConnectionARN? in
            guard let parts = Parts(UnsafeRawBufferPointer(bytes)) else { return nil }
            func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
            return ConnectionARN(
                partition: string(parts.partition), region: string(parts.region), account: string(parts.account),
                name: string(parts.name), id: string(parts.id))
        }
        guard let read else { return nil }
        self = read
    }

    public var description: String {
        let end = id.isEmpty ? "" : "/\(id)"
        return "arn:\(partition):\(ConnectionOperation.signingName):\(region):\(account):connection/\(name)\(end)"
    }
}

extension ConnectionARN {
    /// Where the parts of an ARN are in its bytes: an ARN is read of every exchange of a cassette, and most of them are only
    /// compared.
    public struct Parts: Sendable {
        /// Such as `aws`.
        public let partition: Range<Int>
        /// Such as `us-east-1`.
        public let region: Range<Int>
        /// Twelve digits.
        public let account: Range<Int>
        /// The connection's name.
        public let name: Range<Int>
        /// Empty where the ARN has none.
        public let id: Range<Int>

        /// Finds the parts; `nil` in a text that does not name a connection.
        public init?(_ text: UnsafeRawBufferPointer) {
            // What stands between the first five colons; more of them belong to the resource.
            var starts = (0, 0, 0, 0, 0, 0)
            var (colons, position) = (0, 0)
            while colons < 5, position < text.count {
                if text[position] == UInt8(ascii: ":") {
                    colons += 1
                    switch colons {
                    case 1: starts.1 = position + 1
                    case 2: starts.2 = position + 1
                    case 3: starts.3 = position + 1
                    case 4: starts.4 = position + 1
                    default: starts.5 = position + 1
                    }
                }
                position += 1
            }
            guard colons == 5, Self.holds(text, 0..<(starts.1 - 1), "arn"),
                Self.holds(text, starts.2..<(starts.3 - 1), "apprunner")
            else { return nil }
            var slashes: (first: Int?, second: Int?) = (nil, nil)
            for index in starts.5..<text.count where text[index] == UInt8(ascii: "/") {
                guard slashes.second == nil else { return nil }
                slashes = slashes.first == nil ? (index, nil) : (slashes.first, index)
            }
            guard let first = slashes.first, Self.holds(text, starts.5..<first, "connection") else { return nil }
            partition = starts.1..<(starts.2 - 1)
            region = starts.3..<(starts.4 - 1)
            account = starts.4..<(starts.5 - 1)
            name = (first + 1)..<(slashes.second ?? text.count)
            id = (slashes.second.map { $0 + 1 } ?? text.count)..<text.count
            guard !name.isEmpty else { return nil }
        }

        private static func holds(_ text: UnsafeRawBufferPointer, _ range: Range<Int>, _ word: StaticString) -> Bool {
            range.count == word.utf8CodeUnitCount
                && range.allSatisfy { text[$0] == word.utf8Start[$0 - range.lowerBound] }
        }
    }
}
