import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckJSONText

/// What a recording says at the places that are bound, and the secrets that were taken out of it, told apart by the order in which
/// they come: the first name that a client made up stands for the first one that another run of it made up.
struct BoundWords {
    private let rules: [BindRule]
    private var known: [BindRule: [String]] = [:]
    /// By placeholder.
    private var secrets: [ArraySlice<UInt8>: Int] = [:]

    init(_ rules: [BindRule]) {
        self.rules = rules
    }

    /// A body with the number of each of these in its place; one of JSON as it is written canonically.
    mutating func settled(_ body: [UInt8]) -> [UInt8] {
        // What is not JSON has no places that could be bound.
        guard let value = try? JSONParser.parse(body) else { return withoutSecrets(body) }
        return withoutSecrets((rules.isEmpty ? value : settled(value)).canonicalBytes)
    }

    private mutating func withoutSecrets(_ text: [UInt8]) -> [UInt8] {
        SecretPlaceholder.replaced(in: text) { placeholder in
            let index = secrets[placeholder] ?? secrets.count
            secrets[placeholder] = index
            return Array("{secret \(index)}".utf8)
        }
    }

    private mutating func settled(_ body: JSONValue) -> JSONValue {
        var body = body
        for rule in rules {
            guard case .place(let pointer) = rule, let text = body[pointer]?.string else { continue }
            let number = number(text, of: rule)
            body = body.editing(pointer) { $0 = .string(number) }
        }
        return settled(body, member: "")
    }

    private mutating func settled(_ value: JSONValue, member: String) -> JSONValue {
        switch value {
        case .object(let object):
            var members: [(String, JSONValue)] = []
            for (name, value) in object.members { members.append((name, settled(value, member: name))) }
            return .object(JSONObject(members))
        case .array(let items):
            var settledItems: [JSONValue] = []
            for item in items { settledItems.append(settled(item, member: member)) }
            return .array(settledItems)
        case .string(let text):
            if rules.contains(.member(member)) { return .string(number(text, of: .member(member))) }
            return ConnectionARN(text).map { .string(settled($0).description) } ?? value
        default: return value
        }
    }

    private mutating func settled(_ arn: ConnectionARN) -> ConnectionARN {
        var arn = arn
        let name = BindRule.member("ConnectionName")
        if rules.contains(name) {
            arn.name = number(arn.name, of: name)
            // The service made that up, for the name that is bound.
            arn.id = ""
        }
        if rules.contains(.account) { arn.account = number(arn.account, of: .account) }
        if rules.contains(.region) { arn.region = number(arn.region, of: .region) }
        if rules.contains(.partition) { arn.partition = number(arn.partition, of: .partition) }
        return arn
    }

    private mutating func number(_ text: String, of rule: BindRule) -> String {
        let known = known[rule, default: []]
        if let index = known.firstIndex(of: text) { return "{\(index)}" }
        self.known[rule, default: []].append(text)
        return "{\(known.count)}"
    }
}
