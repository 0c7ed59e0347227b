import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText

/// What stands in an exchange at the places that rules name.
struct BoundPlaces {
    private let rules: [BindRule]
    private(set) var found: [Bindings.Found] = []

    /// Those that say the same in one member by different rules.
    var twins: [(Bindings.Found, Bindings.Found)] {
        found.indices.flatMap { index in
            let one = found[index]
            return found[..<index].filter { $0.text == one.text && $0.member != nil && $0.member == one.member }
                .map { ($0, one) }
        }
    }

    /// Looks through a request, and through its answer for the account, region and partition of ARNs.
    ///
    /// - Parameter region: the one that the request is signed for; `nil` where it is not signed.
    init(
        _ request: some Collection<UInt8>, region: @autoclosure () -> String?, answer: some Collection<UInt8> = [],
        rules: [BindRule]
    ) {
        // A region of another partition has ARNs of that.
        self.rules = rules.contains(.region) ? rules + [.partition] : rules
        if self.rules.contains(.partition), let region = region() {
            if rules.contains(.region) { add(.region, region) }
            add(.partition, EndpointRules.partition(of: region))
        }
        collect(request)
        guard rules.contains(where: { [.account, .region, .partition].contains($0) }) else { return }
        for arn in ARNHead.all(in: Array(answer)) { addParts(arn.partition, arn.region, arn.account) }
    }

    /// Looks through a recorded exchange; `nil` where nothing in it is bound.
    ///
    /// - Parameter run: the run's rules.
    init?(_ item: Reel.Item, of reel: Reel, run: [BindRule]) {
        let rules = run + reel.bind
        switch item {
        case .plain(let exchange):
            // Ordinary exchanges bind nothing themselves, and are not looked into where nothing else does.
            if rules.isEmpty { return nil }
            self.init(
                exchange.requestBody, region: reel.heads[exchange.head].request.signedRegion,
                answer: exchange.responseBody, rules: rules)
        case .entry(let entry):
            if rules.isEmpty, entry.bind.isEmpty { return nil }
            let (request, response) = (entry.exchange.request, entry.exchange.response)
            self.init(
                request.body, region: request.signedRegion, answer: response?.body ?? [], rules: rules + entry.bind)
        }
    }

    private mutating func collect(_ request: some Collection<UInt8>) {
        // A body that is not JSON has no places.
        guard let body = try? JSONParser.parse(request) else { return }
        for rule in rules {
            guard case .place(let pointer) = rule, let text = body[pointer]?.string, !text.isEmpty else { continue }
            add(.text(rule), text)
        }
        collect(body, member: "")
    }

    private mutating func collect(_ value: JSONValue, member: String) {
        switch value {
        case .object(let object): for (name, value) in object.members { collect(value, member: name) }
        case .array(let items): for item in items { collect(item, member: member) }
        case .string(let text) where !text.isEmpty:
            let name = BindRule.member("ConnectionName")
            if rules.contains(.member(member)) { add(.text(.member(member)), text) }
            guard let arn = ConnectionARN(text) else { return }
            if rules.contains(name) { add(.text(name), arn.name) }
            addParts(arn.partition, arn.region, arn.account)
        default: break
        }
    }

    private mutating func addParts(_ partition: String, _ region: String, _ account: String) {
        if rules.contains(.account), !account.isEmpty { add(.account, account) }
        if rules.contains(.region), !region.isEmpty { add(.region, region) }
        if rules.contains(.partition) { add(.partition, partition) }
    }

    private mutating func add(_ kind: Bindings.Kind, _ text: String) {
        let one = Bindings.Found(kind: kind, text: text)
        if !found.contains(one) { found.append(one) }
    }
}
