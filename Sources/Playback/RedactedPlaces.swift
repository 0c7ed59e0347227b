import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText

/// Places of recorded requests at which a secret was taken out: whatever a client says there is the secret again.
///
/// What a rule named in an answer was taken out of the requests too. A replay can't know it before the client says it.
struct RedactedPlaces: Sendable {
    private static let placeholder = "{secret}"

    /// The names of members whose value was one.
    private var members: Set<String> = []
    /// Whether a connection's name within an ARN was one.
    private var areNames = false

    /// Looks through the requests of cassettes.
    init(_ reels: [Reel]) {
        for reel in reels {
            for item in reel.items {
                switch item {
                case .plain(let exchange): collect(exchange.requestBody)
                case .entry(let entry): collect(entry.exchange.request.body)
                }
            }
        }
    }

    /// Whether nothing was taken out.
    var isEmpty: Bool {
        members.isEmpty && !areNames
    }

    private mutating func collect(_ body: some Collection<UInt8>) {
        let mark = UInt8(ascii: "}")
        // Nearly every body ends with the only one.
        guard body.dropLast().contains(mark), let value = try? JSONParser.parse(body) else { return }
        collect(value, member: "")
    }

    private mutating func collect(_ value: JSONValue, member: String) {
        switch value {
        case .object(let object): for (name, value) in object.members { collect(value, member: name) }
        case .array(let items): for item in items { collect(item, member: member) }
        case .string(Self.placeholder): members.insert(member)
        case .string(let text): if ConnectionARN(text)?.name == Self.placeholder { areNames = true }
        default: break
        }
    }

    /// A request with what it says at these places taken out; `nil` where it says nothing there.
    func masked(_ request: Request) -> Asked? {
        guard let value = try? JSONParser.parse(request.body) else { return nil }
        var said: Set<String> = []
        let body = value.mapTexts { text, member, _ in
            if members.contains(member), text != Self.placeholder {
                said.insert(text)
                return Self.placeholder
            }
            guard areNames, var arn = ConnectionARN(text) else { return text }
            said.insert(arn.name)
            arn.name = Self.placeholder
            return arn.description
        }
        if said.isEmpty { return nil }
        var asked = Asked(request, isMasked: true)
        asked.request.body = body.bytes(.compact)
        // Of several values nobody knows which one the answer had.
        asked.secret = said.count == 1 ? said.first : nil
        return asked
    }

    /// An answer with the secret in it that its request said.
    fileprivate static func fitted(_ plan: ResponsePlan, to secret: String) -> ResponsePlan {
        var pairs = TextFitting()
        pairs.add(.text(.member("ConnectionName")), placeholder, secret)
        return plan.fitted(by: TextFitter(pairs))
    }
}

/// A request as it would have been recorded.
struct Asked {
    var request: Request
    /// Whether it is taken for the recorded one whatever it says where a secret had been taken out.
    var isMasked = false
    /// What it says there, where its answer says it too.
    var secret: String?

    init(_ request: Request, isMasked: Bool = false) {
        self.request = request
        self.isMasked = isMasked
    }

    /// The entry that was played for it, with how it was compared.
    func compared(_ entry: EntryReference) -> EntryReference {
        var entry = entry
        if isMasked, entry.looseness == nil { entry.looseness = "with any text where a secret was taken out" }
        return entry
    }

    /// The entry's answer as its client expects it.
    func fitted(_ plan: ResponsePlan) -> ResponsePlan {
        secret.map { RedactedPlaces.fitted(plan, to: $0) } ?? plan
    }
}
