public import TapedeckExchangeModel
public import TapedeckJSONText
public import TapedeckWording

/// A recorded conversation: HAR 1.2 with members of our own, as a value.
///
/// Members that this version does not know are kept where they stood and written back.
public struct Cassette: Sendable {
    /// The newest format that this version reads and the one that it writes.
    public static let currentFormat = 1

    /// What wrote the cassette.
    public var creator: Creator
    /// The format's number, from 1.
    public var format: Int
    /// One sentence for people.
    public var title: String
    /// When the recording was made, as in `2026-11-23T18:00:00Z`.
    public var recordedAt: String
    /// Whether the entries' times are the real ones.
    public var timing: Timing
    /// What every entry's requests have bound: values that clients make up anew.
    public var bind: [BindRule] = []
    /// The exchanges, in the order in which they were recorded.
    public var entries: [Entry]
    /// The digest that the file carried, `sha256:` and 64 hexadecimal digits; writing computes it anew.
    public var digest: String?
    /// Unknown members of the file, the log and `_cassette`.
    public var extras: Extras

    /// A program's name and version.
    public struct Creator: Sendable, Hashable {
        /// Such as `tapedeck`.
        public var name: String
        /// Such as `0.1.0`.
        public var version: String

        /// Makes a creator.
        public init(name: String, version: String) {
            self.name = name
            self.version = version
        }
    }

    /// What the entries' times say.
    public enum Timing: String, Sendable, Hashable, CaseIterable {
        /// Entry *n* starts at second *n* of the year 2000 and takes no time, so that equal conversations give equal bytes.
        case normalised
        /// As measured while recording.
        case kept
    }

    /// Members that this version has no meaning for.
    public struct Extras: Sendable {
        var file = JSONObject()
        var log = JSONObject()
        var cassette = JSONObject()
        var creator = JSONObject()

        /// None.
        public init() {}
    }

    /// Makes a cassette in the current format.
    public init(
        title: String, recordedAt: String, entries: [Entry], timing: Timing = .normalised,
        creator: Creator = Creator(name: "tapedeck", version: TapedeckVersion.current)
    ) {
        self.creator = creator
        self.format = Cassette.currentFormat
        self.title = title
        self.recordedAt = recordedAt
        self.timing = timing
        self.entries = entries
        self.digest = nil
        self.extras = Extras()
    }
}

/// One exchange of a cassette, with what is known about it.
public struct Entry: Sendable {
    /// The exchange itself; its times are those of the file.
    public var exchange: Exchange
    /// The absolute URL asked for.
    public var url: String
    /// The operation's name, from `X-Amz-Target`.
    public var operation: String?
    /// The name of the connection that the request is about; `nil` for a request about none in particular.
    public var resource: String?
    /// The connection's status that the response tells, where it tells one.
    public var state: String?
    /// Where the exchange comes from.
    public var origin: Origin
    /// How the request is compared.
    public var match: MatchRule
    /// Trouble to make in place of the response, or to it: one step for each time that the request comes. The last step is the
    /// entry's own; before it, the client asks again for the same entry.
    public var fault: FaultScript?
    /// What of this entry's request is bound, beside what the cassette binds.
    public var bind: [BindRule] = []
    /// Milliseconds to wait before the response begins.
    public var delay: Int
    /// The most of it: 11 days, which is long enough for anybody who waits.
    public static let longestDelay = 999_999_999
    /// What was taken out or replaced, one phrase each.
    public var redactions: [String]
    /// The digest that the file has for this entry; writing computes it anew for a captured one.
    public var digest: String?
    /// Unknown members.
    public var extras: Extras

    /// Members that this version has no meaning for.
    public struct Extras: Sendable {
        var entry = JSONObject()
        var origin = JSONObject()
        var match = JSONObject()
        var request = JSONObject()
        var postData = JSONObject()
        var response = JSONObject()
        var content = JSONObject()
        var timings = JSONObject()
        var fault = JSONObject()

        /// None.
        public init() {}
    }

    /// Makes an entry; operation, resource and state are read off the exchange.
    public init(
        _ exchange: Exchange, url: String, origin: Origin, match: MatchRule = MatchRule(), fault: FaultScript? = nil,
        delay: Int = 0, redactions: [String] = []
    ) {
        self.init(
            exchange, url: url, facts: ExchangeFacts(exchange), origin: origin, match: match, fault: fault,
            delay: delay, redactions: redactions)
    }

    init(
        _ exchange: Exchange, url: String, facts: ExchangeFacts, origin: Origin, match: MatchRule,
        fault: FaultScript?,
        delay: Int, redactions: [String]
    ) {
        self.exchange = exchange
        self.url = url
        self.operation = facts.operation
        self.resource = facts.resource
        self.state = facts.state
        self.origin = origin
        self.match = match
        self.fault = fault
        self.delay = delay
        self.redactions = redactions
        self.extras = Extras()
    }
}

/// Where an exchange comes from. Nothing may claim AWS that did not come from AWS.
public struct Origin: Sendable, Hashable {
    /// The kinds of origin.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Seen on the wire.
        case captured
        /// A published example.
        case documented
        /// Written by hand.
        case synthetic
        /// Captured or documented, then changed by hand.
        case edited
    }

    /// The kind.
    public var kind: Kind
    /// What answered: `stand-in`, or a host; for captured exchanges.
    public var upstream: String?
    /// The client's first product token, such as `aws-cli/2.9.19`.
    public var client: String?
    /// What became of the signature: `signed again`, `as sent` or `unsigned`.
    public var signature: String?
    /// Where it was published, or why it was written or changed.
    public var source: String?
    /// Whether nobody checked the upstream's certificate, so that it may have been anybody who answered.
    public var isInsecure = false

    /// Makes an origin.
    public init(
        _ kind: Kind, upstream: String? = nil, client: String? = nil, signature: String? = nil, source: String? = nil
    ) {
        self.kind = kind
        self.upstream = upstream
        self.client = client
        self.signature = signature
        self.source = source
    }
}

/// How a request is compared with a recorded one.
public struct MatchRule: Sendable, Hashable {
    /// Whether the body takes part at all.
    public var comparesBody: Bool
    /// Places of the body that don't.
    public var ignoredMembers: [JSONPointer]

    /// Makes a rule; by default the whole body takes part.
    public init(comparesBody: Bool = true, ignoredMembers: [JSONPointer] = []) {
        self.comparesBody = comparesBody
        self.ignoredMembers = ignoredMembers
    }
}
