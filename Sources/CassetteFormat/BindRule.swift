public import TapedeckJSONText

/// Which recorded values stand for whatever a client says in their place: names that it makes up, its account, its region.
public enum BindRule: Sendable, Hashable, CustomStringConvertible {
    /// The texts of members of this name in requests, wherever they stand. Of `ConnectionName` also the name within an ARN.
    case member(String)
    /// The text at a place of requests' bodies.
    case place(JSONPointer)
    /// The account within ARNs.
    case account
    /// The region of signatures and within ARNs, and the partition that goes with it.
    case region
    /// The partition within ARNs.
    case partition

    /// The forms that ``init(words:)`` reads, for messages and help.
    public static let forms =
        "a member's name such as ConnectionName, a JSON pointer such as /Tags/0/Value, account, region, partition"

    /// Reads a rule; `nil` for what is none.
    public init?(words: String) {
        switch words {
        case "account": self = .account
        case "region": self = .region
        case "partition": self = .partition
        case _ where words.hasPrefix("/"):
            guard let pointer = JSONPointer(words) else { return nil }
            self = .place(pointer)
        default:
            guard !words.isEmpty,
                words.unicodeScalars.allSatisfy({
                    $0.properties.isAlphabetic || "0123456789_-".unicodeScalars.contains($0)
                })
            else { return nil }
            self = .member(words)
        }
    }

    /// The words that it is read from.
    public var description: String {
        switch self {
        case .member(let name): name
        case .place(let pointer): pointer.description
        case .account: "account"
        case .region: "region"
        case .partition: "partition"
        }
    }
}
