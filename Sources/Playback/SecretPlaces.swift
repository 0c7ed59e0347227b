import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText

/// Places of recorded requests at which a secret was taken out: whatever a client says there is the secret again.
///
/// What a rule named in an answer was taken out of the requests too. A replay can't know it before the client says it.
struct SecretPlaces: Sendable {
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

    /// A request with what it says at these places taken out, and the values that it said; `nil` where it says nothing there.
    func masked(_ request: Request) -> (request: Request, said: [String])? {
        guard let value = try? JSONParser.parse(request.body) else { return nil }
        var said: [String] = []
        let body = masked(value, member: "", &said).bytes(.compact)
        if said.isEmpty { return nil }
        var request = request
        request.body = body
        return (request, said)
    }

    private func masked(_ value: JSONValue, member: String, _ said: inout [String]) -> JSONValue {
        switch value {
        case .object(let object):
            return .object(JSONObject(object.members.map { ($0.name, masked($0.value, member: $0.name, &said)) }))
        case .array(let items): return .array(items.map { masked($0, member: member, &said) })
        case .string(let text):
            if members.contains(member), text != Self.placeholder {
                said.append(text)
                return .string(Self.placeholder)
            }
            guard areNames, var arn = ConnectionARN(text) else { return value }
            said.append(arn.name)
            arn.name = Self.placeholder
            return .string(arn.description)
        default: return value
        }
    }

    /// An answer with the secret in it that its request said.
    static func said(_ plan: ResponsePlan, _ secret: String) -> ResponsePlan {
        var pairs = TextFitting()
        pairs.add(.text(.member("ConnectionName")), placeholder, secret)
        return plan.fitted(by: TextFitter(pairs))
    }
}
