import TapedeckAWSWire
public import TapedeckExchangeModel

/// A cassette to be played: what tells its exchanges apart stands ready, and an exchange becomes a value when it is needed.
///
/// It takes a fraction of a ``Cassette``'s time and memory, holds nothing of the file that playing does not need, and is
/// the same exchanges: ``init(_:)`` of the whole cassette plays alike.
public struct Reel: Sendable {
    /// One exchange.
    public enum Item: Sendable {
        /// An ordinary one.
        case plain(PlainExchange)
        /// Any other.
        indirect case entry(Entry)
    }

    /// What many requests have in common.
    public struct Head: Sendable, Hashable {
        /// The absolute URL asked for.
        public let url: String
        /// The request without its body; of its fields, those that tell the operation and the region.
        public let request: Request
    }

    /// The exchanges, in the order in which they were recorded.
    public internal(set) var items: [Item] = []
    /// The heads of the ordinary ones' requests.
    public internal(set) var heads: [Head] = []
    /// What happens, in one sentence.
    public internal(set) var title = ""
    /// What every exchange's request has bound.
    public internal(set) var bind: [BindRule] = []
    /// Whether the exchanges' times are the real ones.
    public internal(set) var timing = Cassette.Timing.kept
    /// The first upstream that is named.
    public internal(set) var upstream: String?
    /// Why a replay of this proves nothing, as a clause; `nil` where it may prove something.
    public internal(set) var emptiness: String?

    init() {}

    /// The title, where somebody has thought of it; empty where the recorder has made it.
    public var givenTitle: String {
        let others = items.lazy.compactMap { item in
            if case .entry(let entry) = item { Optional(entry.operation) } else { nil }
        }
        let operations = heads.map { Envelope.operationName(of: $0.request) } + Array(others)
        return RecordingTitle.isMade(title, of: operations) ? "" : title
    }

    /// Takes a cassette that was read whole.
    public init(_ cassette: Cassette) {
        items = cassette.entries.map { .entry($0) }
        (title, bind, timing) = (cassette.title, cassette.bind, cassette.timing)
        upstream = cassette.entries.lazy.compactMap(\.origin.upstream).first
        emptiness = cassette.emptiness
    }

    /// Where an ordinary exchange is within bytes that are still being added to.
    struct Piece {
        var sequence: Int
        var head: Int
        var status: Int
        var startedAt: Int64
        var milliseconds: Int
        var start: Int32
        var framesItself: Bool
        var ends: (request: Int32, head: Int32, response: Int32)
    }
}
