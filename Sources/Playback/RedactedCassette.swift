import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText

/// Places of one cassette's requests at which secrets were taken out: whatever a client says there is the secret again.
///
/// What a rule named in an answer was taken out of the requests too. A replay can't know it before the client says it. A
/// placeholder is bound to the first secret for which the cassette then has an answer, in the order recorded, so two secrets
/// stay two; where that leads to no answer, any secret may stand for any placeholder.
struct RedactedCassette: Sendable {
    /// Which texts may take each other's place: those of one member, or the names of connections in ARNs.
    fileprivate enum Place: Sendable, Hashable {
        case member(String)
        case name
        /// All of a body that is not JSON, whatever its bytes are.
        case body
    }

    /// The recorded texts of a place that say the same around their secrets.
    private struct Form: Sendable {
        let frame: RedactedText.Frame
        /// The placeholders of each such text, in the order recorded.
        var fillings: [[String]] = []
        var known: Set<[String]> = []
        /// Before it no filling is free.
        var firstFree = 0
    }

    /// A text of a request at one of these places.
    private struct Open {
        /// Which one it is among the texts of the body.
        let number: Int
        let place: Place
        let form: Int
        let secrets: [[UInt8]]
        /// Whether it was recorded as it stands, too.
        let isPlain: Bool
    }

    /// A request as it may have been recorded.
    struct Guess {
        let request: Request
        /// The placeholder for each secret that it says.
        let taken: [(placeholder: String, secret: [UInt8])]
    }

    /// What a client said in the place of a placeholder, and which binding it was, counted.
    struct Bound {
        let secret: [UInt8]
        fileprivate let order: Int
    }

    /// Ways to read one request that are tried.
    private static let triedGuesses = 64

    /// By place, those that say the most first.
    private var forms: [Place: [Form]] = [:]
    /// Texts in which no secret stood, of requests that said one elsewhere.
    private var plainTexts: [Place: Set<[UInt8]>] = [:]
    /// Whether secrets have placeholders of their own; in cassettes of older versions they share one.
    private var isNumbered = false
    private(set) var bound: [String: Bound] = [:]
    private var placeholders: [[UInt8]: String] = [:]
    private var binds = 0
    /// Placeholders that more than one secret has stood for.
    private(set) var shared: Set<String> = []

    /// Looks through the requests of a cassette.
    init(_ reel: Reel) {
        var seen: Set<Seen> = []
        for item in reel.items {
            switch item {
            case .plain(let exchange): collect(exchange.requestBody, &seen)
            case .entry(let entry): collect(entry.exchange.request.body, &seen)
            }
        }
        forms = forms.mapValues { forms in
            forms.enumerated().sorted { ($1.element.frame.length, $0.offset) < ($0.element.frame.length, $1.offset) }
                .map(\.element)
        }
    }

    private struct Seen: Hashable {
        let place: Place
        let text: RedactedText
    }

    private mutating func collect(_ body: some Collection<UInt8>, _ seen: inout Set<Seen>) {
        let mark = UInt8(ascii: "}")
        // Nearly every body is an object that ends with the only one.
        let open = UInt8(ascii: "{")
        guard body.dropLast().contains(mark) || body.first != open || body.suffix(16).contains(open) else { return }
        var plain: [Place: Set<[UInt8]>] = [:]
        var isRedacted = false
        Self.forEachText(of: body, try? JSONParser.parse(body)) { place, said in
            guard let redacted = RedactedText(said) else {
                plain[place, default: []].insert(said)
                return
            }
            isRedacted = true
            if seen.insert(Seen(place: place, text: redacted)).inserted { add(redacted, at: place) }
        }
        if isRedacted { for (place, texts) in plain { plainTexts[place, default: []].formUnion(texts) } }
    }

    private mutating func add(_ text: RedactedText, at place: Place) {
        if text.placeholders.contains(where: { $0 != Self.plain }) { isNumbered = true }
        let number = forms[place]?.firstIndex { $0.frame == text.frame } ?? forms[place, default: []].count
        if number == forms[place]?.count ?? 0 { forms[place, default: []].append(Form(frame: text.frame)) }
        forms[place]?[number].fillings.append(text.placeholders)
        forms[place]?[number].known.insert(text.placeholders)
    }

    private static let plain = "{secret}"

    /// Hands over what a body may say a secret in, in order.
    ///
    /// - Parameter value: the body's; `nil` for one that is not JSON.
    private static func forEachText(
        of body: some Collection<UInt8>, _ value: JSONValue?, _ see: (Place, [UInt8]) -> Void
    ) {
        guard let value else { return see(.body, Array(body)) }
        _ = value.mapTexts { text, member, _ in
            if let arn = ConnectionARN(text) {
                see(.name, Array(arn.name.utf8))
            } else {
                see(.member(member), Array(text.utf8))
            }
            return text
        }
    }

    /// Whether nothing was taken out.
    var isEmpty: Bool {
        forms.isEmpty
    }

    /// Ways to read a request that says something at these places, the likeliest first; none for any other.
    ///
    /// Every text takes the placeholders to which its secrets are bound, else the first ones that are free, in the order
    /// recorded; then one text after the other is tried with each of the others.
    ///
    /// - Parameters:
    ///   - limit: the most that are given.
    ///   - again: whether any placeholder may be taken, of those that are bound the one bound the longest ago first.
    mutating func guesses(_ request: Request, _ body: Body, again: Bool, limit: Int) -> [Guess] {
        let open = open(body)
        if open.isEmpty { return [] }
        var first: [[String]] = []
        var taken = Taken()
        for text in open {
            guard let filling = choices(text, taken, again: again).first else { return [] }
            taken.add(text.secrets, filling)
            first.append(filling)
        }
        var guesses = [guess(request, body, open, first)]
        for (index, text) in open.enumerated() {
            for filling in choices(text, Taken(), again: again) where filling != first[index] {
                if guesses.count >= limit { return guesses }
                var others = first
                others[index] = filling
                guesses.append(guess(request, body, open, others))
            }
        }
        return guesses
    }

    /// A request's body as it is looked through, once for all cassettes.
    struct Body {
        /// `nil` for one that is not JSON.
        fileprivate let value: JSONValue?
        fileprivate let texts: [(place: Place, said: [UInt8])]

        init(_ bytes: [UInt8]) {
            value = try? JSONParser.parse(bytes)
            var texts: [(Place, [UInt8])] = []
            RedactedCassette.forEachText(of: bytes, value) { texts.append(($0, $1)) }
            self.texts = texts
        }
    }

    private func open(_ body: Body) -> [Open] {
        var open: [Open] = []
        for (number, (place, said)) in body.texts.enumerated() {
            for (form, one) in (forms[place] ?? []).enumerated() {
                guard let secrets = one.frame.secrets(in: said) else { continue }
                let isPlain = plainTexts[place]?.contains(said) == true
                open.append(Open(number: number, place: place, form: form, secrets: secrets, isPlain: isPlain))
                break
            }
        }
        return open
    }

    /// What a guess has taken beside what is bound.
    private struct Taken {
        var secrets: [String: [UInt8]] = [:]
        var placeholders: [[UInt8]: String] = [:]

        mutating func add(_ said: [[UInt8]], _ filling: [String]) {
            for (secret, placeholder) in zip(said, filling) {
                (secrets[placeholder], placeholders[secret]) = (secret, placeholder)
            }
        }
    }

    /// The placeholders that a text's secrets may have, those that go with what is bound first; at most as many as are tried.
    /// None stands for the text as it is.
    private mutating func choices(_ text: Open, _ taken: Taken, again: Bool) -> [[String]] {
        guard var form = forms[text.place]?[text.form] else { return [] }
        while form.firstFree < form.fillings.count, form.fillings[form.firstFree].allSatisfy({ bound[$0] != nil }) {
            form.firstFree += 1
        }
        forms[text.place]?[text.form].firstFree = form.firstFree
        let own = text.secrets.compactMap { placeholders[$0] ?? taken.placeholders[$0] }
        var choices = form.known.contains(own) ? [own] : []
        if text.isPlain { choices.append([]) }
        for filling in form.fillings[form.firstFree...] where choices.count < Self.triedGuesses {
            if filling != own, goes(filling, with: text, taken) { choices.append(filling) }
        }
        if again {
            let likely = Set(choices)
            choices += form.fillings.filter { !likely.contains($0) }.map { filling in
                (filling, filling.compactMap { bound[$0]?.order }.max() ?? 0)
            }.sorted { $0.1 < $1.1 }.prefix(Self.triedGuesses).map(\.0)
        }
        return choices
    }

    /// Whether placeholders may stand for the secrets of a text beside what is bound.
    private func goes(_ filling: [String], with text: Open, _ taken: Taken) -> Bool {
        zip(text.secrets, filling).allSatisfy { secret, placeholder in
            let own = placeholders[secret] ?? taken.placeholders[secret]
            let other = bound[placeholder]?.secret ?? taken.secrets[placeholder]
            return own == placeholder || own == nil && other == nil
        }
    }

    /// The request with its secrets taken out.
    private func guess(_ request: Request, _ body: Body, _ open: [Open], _ fillings: [[String]]) -> Guess {
        var (number, next) = (0, 0)
        /// The next text as it is then; `nil` where it stays.
        func masked() -> [UInt8]? {
            defer { number += 1 }
            guard next < open.count, open[next].number == number else { return nil }
            defer { next += 1 }
            let filling = fillings[next]
            return filling.isEmpty ? nil : forms[open[next].place]?[open[next].form].frame.text(with: filling)
        }
        var result = request
        if let value = body.value {
            result.body = value.mapTexts { text, _, _ in
                guard let bytes = masked() else { return text }
                let written = String(decoding: bytes, as: UTF8.self)
                guard var arn = ConnectionARN(text) else { return written }
                arn.name = written
                return arn.description
            }.bytes(.compact)
        } else {
            result.body = masked() ?? request.body
        }
        let taken = zip(open, fillings).flatMap { zip($1, $0.secrets).map { (placeholder: $0, secret: $1) } }
        return Guess(request: result, taken: taken)
    }

    /// Takes a guess for true: its secrets are bound from now on.
    ///
    /// - Parameter startsOver: whether what was said before is over, and no other secret of the same time.
    mutating func bind(_ guess: Guess, startingOver startsOver: Bool) {
        for (placeholder, secret) in guess.taken where !SecretPlaceholder.isOne(secret) {
            let (former, other) = (bound[placeholder]?.secret, placeholders[secret])
            if former == secret { continue }
            binds += 1
            if let former {
                placeholders[former] = nil
                if startsOver { shared.remove(placeholder) } else if !isNumbered { shared.insert(placeholder) }
            }
            if let other {
                bound[other] = nil
                // It is free again.
                forms = forms.mapValues { $0.map { Form(frame: $0.frame, fillings: $0.fillings, known: $0.known) } }
            }
            (bound[placeholder], placeholders[secret]) = (Bound(secret: secret, order: binds), placeholder)
        }
    }
}
