import TapedeckAWSWire
public import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText

/// A rule of a run: what is bound, and to what where that is known beforehand.
public struct Binding: Sendable, Hashable {
    /// What is bound.
    public let rule: BindRule
    /// The value that a client will say; `nil` for the first one that it says.
    public let value: String?

    /// Makes a binding.
    public init(_ rule: BindRule, to value: String? = nil) {
        self.rule = rule
        self.value = value
    }

    /// Reads `RULE` or `RULE=VALUE`; `nil` for what is none.
    public init?(words: String) {
        let parts = words.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let rule = BindRule(words: parts[0]), parts.count == 1 || !parts[1].isEmpty else { return nil }
        self.init(rule, to: parts.count == 2 ? parts[1] : nil)
    }
}

/// Recorded values and what a client says in their place.
///
/// Each recorded value that a rule names is bound once: to what the first request says at its place for which the cassette
/// then has an answer, in the order recorded. From then on what the client says is read as the recorded value, and the
/// recorded value in an answer becomes what the client says, within ARNs and longer texts too.
struct Bindings: Sendable {
    /// A recorded value, and what it is bound to.
    struct Variable: Sendable, Hashable {
        let kind: Kind
        let recorded: String
        var said: String?
        /// Which binding it was, counted; 0 for one that was never bound.
        var order = 0
    }

    /// Which values may take each other's place.
    enum Kind: Sendable, Hashable {
        case text(BindRule)
        case account, region, partition
    }

    private(set) var variables: [Variable]
    private var binds = 0

    /// Collects the values that rules name, in the order recorded.
    init(_ reels: [Reel], _ run: [Binding]) {
        variables = []
        var seen: Set<BoundPlaces.Found> = []
        for reel in reels {
            let rules = run.map(\.rule) + reel.bind
            // Ordinary exchanges bind nothing themselves, and are not looked into where nothing else does.
            for item in reel.items {
                let places: BoundPlaces
                switch item {
                case .plain(let exchange):
                    if rules.isEmpty { continue }
                    let region = reel.heads[exchange.head].request.signedRegion
                    places = BoundPlaces(
                        exchange.requestBody, region: region, answer: exchange.responseBody, rules: rules)
                case .entry(let entry):
                    if rules.isEmpty, entry.bind.isEmpty { continue }
                    let (request, response) = (entry.exchange.request, entry.exchange.response)
                    places = BoundPlaces(
                        request.body, region: request.signedRegion, answer: response?.body ?? [],
                        rules: rules + entry.bind)
                }
                for place in places.found where seen.insert(place).inserted {
                    variables.append(Variable(kind: place.kind, recorded: place.text))
                }
            }
        }
        for binding in run {
            guard let value = binding.value else { continue }
            if let index = variables.firstIndex(where: { $0.kind == Kind(binding.rule) && $0.said == nil }) {
                bind(index, value)
            }
        }
    }

    /// Whether nothing is bound.
    var isEmpty: Bool {
        variables.isEmpty
    }

    /// A request as it was recorded: with the recorded values in the place of those that are bound to them.
    func recorded(_ request: Request) -> Request {
        rewrite(
            request, variables.compactMap { variable in variable.said.map { (variable.kind, $0, variable.recorded) } })
    }

    /// An answer as this client expects it.
    func said(_ plan: ResponsePlan) -> ResponsePlan {
        let pairs = variables.compactMap { variable in variable.said.map { (variable.kind, variable.recorded, $0) } }
            .filter { $0.1 != $0.2 }
        guard var response = plan.response, !pairs.isEmpty else { return plan }
        let body = TextFitting(pairs).fit(response.body)
        if body == response.body { return plan }
        var plan = plan
        // The checksum is that of the recorded bytes.
        response.headers.remove("x-amz-crc32")
        if response.headers["Content-Length"] == String(response.body.count) {
            response.headers.replace("Content-Length", with: String(body.count))
        }
        response.body = body
        plan.response = response
        return plan
    }

    /// Ways to bind what a request says and nothing is bound to yet, the likeliest first: each gives this with more bound.
    ///
    /// Every value at a bound place takes the recorded value that it equals, else the first one of its kind that is free;
    /// then one place after the other is tried with each of the others. A client that says still more anew is missed.
    ///
    /// - Parameter again: whether recorded values that are bound already may be bound anew, those first whose binding is
    ///   the oldest.
    func guesses(_ request: Request, again: Bool = false) -> [Bindings] {
        let rules = Array(Set(variables.map(\.kind.rule)))
        let open = BoundPlaces(request.body, region: request.signedRegion, rules: rules).found.filter { place in
            !variables.contains { $0.kind == place.kind && $0.said == place.text }
        }
        var first = self
        for place in open {
            if let index = first.free(place, again: again).first { first.bind(index, place.text) }
        }
        if first == self { return [] }
        var guesses = [first]
        for place in open {
            for index in free(place, again: again) where variables[index].said == nil || again {
                var guess = first
                for taken in guess.variables.indices
                where guess.variables[taken].kind == place.kind && guess.variables[taken].said == place.text {
                    guess.variables[taken] = variables[taken]
                }
                guess.bind(index, place.text)
                guesses.append(guess)
                if guesses.count == 64 { return guesses }
            }
        }
        return guesses
    }

    private mutating func bind(_ index: Int, _ text: String) {
        binds += 1
        variables[index].said = text
        variables[index].order = binds
    }

    /// The variables that a value may take: the one that was recorded with it, then those that are free, in order.
    private func free(_ place: BoundPlaces.Found, again: Bool) -> [Int] {
        let kin = variables.indices.filter {
            variables[$0].kind == place.kind && (again || variables[$0].said == nil)
        }
        func rank(_ index: Int) -> (Int, Int, Int) {
            (variables[index].recorded == place.text ? 0 : 1, variables[index].order, index)
        }
        return kin.sorted { rank($0) < rank($1) }
    }

    private func rewrite(_ request: Request, _ pairs: [(Kind, String, String)]) -> Request {
        let pairs = pairs.filter { $0.1 != $0.2 }
        if pairs.isEmpty { return request }
        var request = request
        let body = TextFitting(pairs).fit(request.body)
        if body != request.body, request.headers.contains("Content-Length") {
            request.headers.replace("Content-Length", with: String(body.count))
        }
        request.body = body
        for (kind, from, to) in pairs where kind == .region {
            guard let value = request.headers["Authorization"], request.signedRegion == from else { continue }
            request.headers.replace("Authorization", with: value.replacing("/\(from)/", with: "/\(to)/"))
        }
        return request
    }
}

extension Bindings: Equatable {}

extension Bindings.Kind {
    init(_ rule: BindRule) {
        switch rule {
        case .account: self = .account
        case .region: self = .region
        case .partition: self = .partition
        case .member, .place: self = .text(rule)
        }
    }

    var rule: BindRule {
        switch self {
        case .account: .account
        case .region: .region
        case .partition: .partition
        case .text(let rule): rule
        }
    }
}
