import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText

/// Recorded values and what a client says in their place.
///
/// Each recorded value that a rule names is bound once: to what the first request says at its place for which the cassette
/// then has an answer, in the order recorded. From then on what the client says is read as the recorded value, and the
/// recorded value in an answer becomes what the client says, within ARNs and longer texts too.
struct Bindings: Sendable {
    /// Which values may take each other's place.
    enum Kind: Sendable, Hashable {
        case text(BindRule)
        case account, region, partition
    }

    /// A value, recorded or said.
    struct Found: Sendable, Hashable {
        let kind: Kind
        let text: String

        /// The member that its place is in; `nil` for what is no text.
        var member: String? {
            if case .text(let rule) = kind { rule.member } else { nil }
        }
    }

    /// What a client says, and which binding it was, counted.
    private struct Said {
        let text: String
        let order: Int
    }

    /// Recorded values that what a request says anew may take, each by its number.
    struct Guess: Sendable {
        fileprivate var taken: [(place: Found, variable: Int)] = []
    }

    /// Ways to bind one request that are tried.
    private static let triedGuesses = 64

    private let rules: [BindRule]
    /// The recorded values, each once, in the order recorded.
    private let variables: [Found]
    private let numbers: [Found: Int]
    private let kin: [Kind: [Int]]
    private let likeness: BoundLikeness
    /// By kind: before how many of its variables none is free.
    private var firstFree: [Kind: Int] = [:]
    private var said: [Int: Said] = [:]
    private var variablesSaid: [Found: Int] = [:]
    private var binds = 0
    private var toRecorded = TextFitting()
    private var toSaid = TextFitting()
    /// The recorded values that the client calls otherwise: where it says one of them, it means something else.
    private var masks = TextFitting()
    /// The other variables of a variable's text whose places are in its member in one exchange: an answer can say only one thing
    /// there.
    private let twins: [Int: Set<Int>]
    /// Those of the run that bind nothing.
    private(set) var idle: [Binding.Idle] = []

    /// Collects the values that rules name, in the order recorded.
    init(_ reels: [Reel], _ run: [Binding]) {
        var variables: [Found] = []
        var numbers: [Found: Int] = [:]
        var twins: [Int: Set<Int>] = [:]
        for reel in reels {
            for item in reel.items {
                guard let places = BoundPlaces(item, of: reel, run: run.map(\.rule)) else { continue }
                for place in places.found where numbers[place] == nil {
                    numbers[place] = variables.count
                    variables.append(place)
                }
                for (one, other) in places.twins {
                    if let one = numbers[one], let other = numbers[other] {
                        twins[one, default: []].insert(other)
                        twins[other, default: []].insert(one)
                    }
                }
            }
        }
        self.twins = twins
        self.variables = variables
        self.numbers = numbers
        likeness = BoundLikeness(reels, run: run.map(\.rule))
        kin = Dictionary(grouping: variables.indices) { variables[$0].kind }
        // In the order recorded, so that guesses are the same each time.
        rules = kin.sorted { $0.value[0] < $1.value[0] }.map(\.key.rule)
        for binding in run {
            let kind = Kind(binding.rule)
            guard let recorded = kin[kind] else {
                idle.append(Binding.Idle(binding: binding, recorded: 0))
                continue
            }
            guard let value = binding.value else { continue }
            let place = Found(kind: kind, text: value)
            if variablesSaid[place] != nil { continue }
            guard let number = free(kind).first(where: { !contradicts(Guess(taken: [(place, $0)])) }) else {
                idle.append(Binding.Idle(binding: binding, recorded: recorded.count))
                continue
            }
            bind(number, place)
        }
    }

    /// Whether nothing is bound.
    var isEmpty: Bool {
        variables.isEmpty
    }

    /// A request as it was recorded: with the recorded values in the place of those that are bound to them.
    ///
    /// - Parameters:
    ///   - value: its body; `nil` where that is not JSON.
    ///   - guess: what may be bound besides.
    ///   - everywhere: whether they are replaced as words of other texts too; `false` for places that rules name, and ARNs.
    func recorded(
        _ request: Request, _ value: JSONValue?, with guess: Guess = Guess(), everywhere: Bool = true
    ) -> Request {
        var (guessed, guessedMasks) = (TextFitting(), TextFitting())
        for (place, number) in guess.taken {
            guessed.add(place.kind, place.text, variables[number].text)
            guessedMasks.mask(variables[number], saidAs: place.text)
        }
        let fitter = TextFitter(guessed, toRecorded, guessedMasks, masks)
        if fitter.isIdle { return request }
        var request = request
        let body =
            if let value {
                fitter.fit(value, rules, everywhere: everywhere).bytes(.compact)
            } else {
                everywhere ? fitter.fit(request.body) : request.body
            }
        if request.headers.contains("Content-Length") {
            request.headers.replace("Content-Length", with: String(body.count))
        }
        request.body = body
        if fitter.changesRegions, let region = request.signedRegion, let fitted = fitter[.region, region],
            let value = request.headers["Authorization"]
        {
            request.headers.replace("Authorization", with: value.replacing("/\(region)/", with: "/\(fitted)/"))
        }
        return request
    }

    /// An answer as this client expects it.
    func said(_ plan: ResponsePlan) -> ResponsePlan {
        plan.fitted(by: TextFitter(toSaid))
    }

    /// What the client says in the place of a recorded name; `nil` where that is the name itself.
    func said(_ name: String) -> String? {
        let fitter = TextFitter(toSaid)
        if fitter.isIdle { return nil }
        let said = fitter.fit(.string(name), [], everywhere: true).string
        return said == name ? nil : said
    }

    /// What stands at the bound places of a request.
    func places(of request: Request) -> [Found] {
        BoundPlaces(request.body, region: request.signedRegion, rules: rules).found
    }

    /// The likeliest way to bind a request but for those of its texts that are none of the recorded ones, which stay as they
    /// stand; `nil` where there are none.
    func plainGuess(_ found: [Found]) -> Guess? {
        func isPlain(_ place: Found) -> Bool { place.member != nil && numbers[place] == nil }
        let open = open(found, anew: false)
        guard open.contains(where: isPlain) else { return nil }
        let plain = likeliest(open.filter { !isPlain($0) }, again: false)
        return contradicts(plain) ? nil : plain
    }

    private func likeliest(_ open: [Found], again: Bool) -> Guess {
        var guess = Guess()
        for place in open {
            let taken = Set(guess.taken.map(\.variable))
            if let number = choices(place, again: again).first(where: { !taken.contains($0) }) {
                guess.taken.append((place, number))
            }
        }
        return guess
    }

    /// Whether an answer would have to say two things in the place of one recorded text.
    private func contradicts(_ guess: Guess) -> Bool {
        if twins.isEmpty { return false }
        return guess.taken.contains { place, number in
            twins[number, default: []].contains { other in
                let meant = guess.taken.first { $0.variable == other }?.place.text ?? said[other]?.text
                return meant.map { $0 != place.text } ?? false
            }
        }
    }

    /// Ways to bind what a request says and nothing is bound to yet, the likeliest first.
    ///
    /// Every value at a bound place takes the recorded value that it equals, else the first one of its kind that is free;
    /// then one place after the other is tried with each of the others. A client that says still more anew is missed.
    ///
    /// - Parameters:
    ///   - found: what stands at its bound places.
    ///   - again: whether recorded values that are bound already may be bound anew, those first whose binding is the oldest.
    ///   - anew: whether what a client has said already may be meant for another recorded value now.
    func guesses(_ found: [Found], again: Bool = false, anew: Bool = false) -> [Guess] {
        allGuesses(found, again: again, anew: anew).filter { !contradicts($0) }
    }

    private func allGuesses(_ found: [Found], again: Bool, anew: Bool) -> [Guess] {
        let open = open(found, anew: anew)
        let first = likeliest(open, again: again)
        if first.taken.isEmpty { return [] }
        var guesses = [first]
        for place in open {
            for number in choices(place, again: again) {
                var guess = first
                guess.taken.removeAll { $0.place == place || $0.variable == number }
                guess.taken.append((place, number))
                guesses.append(guess)
                if guesses.count == Self.triedGuesses { return guesses }
            }
        }
        return guesses
    }

    /// Ways to bind what a request says that make it one which was recorded, where there are more values than are tried:
    /// those that were recorded in a request that says the same besides.
    func likelyGuesses(
        _ body: [UInt8], _ found: [Found], again: Bool = false, anew: Bool = false
    ) -> [Guess] {
        let open = open(found, anew: anew)
        guard open.contains(where: { kin[$0.kind, default: []].count > Self.triedGuesses }) else { return [] }
        return Array(
            likeness.variables(like: body, found, numbers).lazy.compactMap { recorded in
                var guess = Guess()
                for place in open {
                    let number = recorded.first { number in
                        variables[number].kind == place.kind && (again || said[number] == nil)
                            && !guess.taken.contains { $0.variable == number }
                    }
                    guard let number else { return nil }
                    guess.taken.append((place, number))
                }
                return contradicts(guess) ? nil : guess
            }.prefix(Self.triedGuesses))
    }

    /// What may be bound of that which stands at a request's bound places.
    private func open(_ found: [Found], anew: Bool) -> [Found] {
        anew ? found : found.filter { variablesSaid[$0] == nil }
    }

    /// Binds what was guessed.
    mutating func bind(_ guess: Guess) {
        for (place, number) in guess.taken { bind(number, place) }
    }

    private mutating func bind(_ number: Int, _ place: Found) {
        binds += 1
        let other = variablesSaid.updateValue(number, forKey: place).flatMap { $0 == number ? nil : $0 }
        if let other { setFree(other) }
        let former = said.updateValue(Said(text: place.text, order: binds), forKey: number)
        if let former, former.text != place.text {
            variablesSaid[Found(kind: place.kind, text: former.text)] = nil
        }
        if former != nil || other != nil { return fitAnew() }
        toRecorded.add(place.kind, place.text, variables[number].text)
        toSaid.add(place.kind, variables[number].text, place.text)
        masks.mask(variables[number], saidAs: place.text)
        let kin = kin[place.kind, default: []]
        var free = firstFree[place.kind, default: 0]
        while free < kin.count, said[kin[free]] != nil { free += 1 }
        firstFree[place.kind] = free
    }

    /// Takes away what a variable is bound to: the client means another one by it.
    private mutating func setFree(_ number: Int) {
        said[number] = nil
        let kind = variables[number].kind
        if let place = kin[kind]?.firstIndex(of: number) {
            firstFree[kind] = min(place, firstFree[kind, default: 0])
        }
    }

    private mutating func fitAnew() {
        (toRecorded, toSaid, masks) = (TextFitting(), TextFitting(), TextFitting())
        for (number, said) in said.sorted(by: { $0.value.order < $1.value.order }) {
            toRecorded.add(variables[number].kind, said.text, variables[number].text)
            toSaid.add(variables[number].kind, variables[number].text, said.text)
            masks.mask(variables[number], saidAs: said.text)
        }
    }

    /// Variables of a kind that nothing is bound to, in order.
    private func free(_ kind: Kind) -> some Collection<Int> {
        kin[kind, default: []].dropFirst(firstFree[kind, default: 0]).lazy.filter { said[$0] == nil }
    }

    /// The variables that a value may take: the one that was recorded with it, then those that are free, in order, then
    /// those that were bound the longest ago; at most as many as are tried.
    private func choices(_ place: Found, again: Bool) -> [Int] {
        var choices = numbers[place].map { again || said[$0] == nil ? [$0] : [] } ?? []
        let own = choices.first
        choices += free(place.kind).lazy.filter { $0 != own }.prefix(Self.triedGuesses)
        if again {
            choices += kin[place.kind, default: []].filter { said[$0] != nil && $0 != own }.sorted {
                said[$0, default: Said(text: "", order: 0)].order < said[$1, default: Said(text: "", order: 0)].order
            }.prefix(Self.triedGuesses)
        }
        return choices
    }
}

extension ResponsePlan {
    /// The plan with values of its response's body replaced.
    func fitted(by fitter: TextFitter) -> ResponsePlan {
        fitter.isIdle ? self : fitted { fitter.fit($0) }
    }

    /// The plan with another body in the place of its response's.
    func fitted(_ change: ([UInt8]) -> [UInt8]) -> ResponsePlan {
        guard var response else { return self }
        let body = change(response.body)
        if body == response.body { return self }
        var plan = self
        // The checksum is that of the recorded bytes.
        response.headers.remove("x-amz-crc32")
        if let length = response.headers["Content-Length"].flatMap({ Int($0) }) {
            // What a fault leaves of a body stays as much shorter than its length says.
            let fitted = fault == nil ? body.count : length + body.count - response.body.count
            response.headers.replace("Content-Length", with: String(fitted))
        }
        response.body = body
        plan.response = response
        return plan
    }
}

extension BindRule {
    /// The member that a text stands in; `nil` for what is part of an ARN.
    var member: String? {
        switch self {
        case .member(let name): name
        case .place(let pointer): pointer.steps.last { Int($0) == nil }
        case .account, .region, .partition: nil
        }
    }
}

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
