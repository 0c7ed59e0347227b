import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckHTTPFront
import TapedeckPlatform
import TapedeckPlayback
import TapedeckWording
import Testing

/// One deck from start to end: cassettes loaded or a stand-in made, an endpoint for the body, and what is to be said
/// afterwards.
struct DeckSession {
    private let source: Deck.Source
    private let journal = DeckJournal()
    private let lenient: Set<String>
    private let remedy: String
    private let faults: FaultDesk
    /// What is said and fails no test.
    private let warnings: [String]
    private let idleFaults: [String]

    /// Loads the cassettes of traits, in their order. The last one says what a track does at its end.
    init(_ parts: [DeckTrait.Part], test: Test? = nil, variables: [String: String] = [:]) throws {
        var cassettes: [(name: String, reel: Reel)] = []
        var lenient: Set<String> = []
        var policy = EndPolicy.fail
        var upstream: String?
        var settings: StandInSettings?
        var bindings: [Binding] = []
        var own: [Binding] = []
        var loosenings: [Loosening] = []
        let paths = CassetteDirectory.paths(of: parts)
        let faults = FaultDesk()
        for part in parts {
            switch part {
            case .standIn(let given): settings = given
            case .fault(let words): faults.add(try FaultRule(inTest: words))
            case .bind(let rules, let file, let line):
                let given = try rules.map { try Binding(inTest: $0) }
                bindings += given
                if Self.isOwn(file, line, of: test) { own += given }
            case .match(let rules): loosenings += try rules.map { try Loosening(inTest: $0) }
            case .cassettes(let trait):
                policy = trait.policy
                upstream = trait.upstream ?? upstream
                for name in trait.names {
                    let cassette = try CassetteDirectory.load(
                        name, in: trait.directory, isRecordedByTest: test != nil && paths.count == 1,
                        note: RecordMode.note(variables))
                    // The same cassette of a suite and of its test is there once.
                    if !cassettes.contains(where: { $0.name == cassette.name }) { cassettes.append(cassette) }
                    if trait.allowsLeftovers { lenient.insert(cassette.name) }
                }
            }
        }
        self.lenient = lenient
        self.faults = faults
        guard settings != nil || !cassettes.isEmpty else {
            throw CassetteUnavailable(
                description:
                    "a fault, a binding or a looser match alone does nothing; write .cassette(\"NAME\") or .standIn() beside it"
            )
        }
        if let settings {
            guard bindings.isEmpty else {
                throw CassetteUnavailable(
                    description:
                        "a stand-in takes any name; .bind is for cassettes, and this test and its suites have none")
            }
            guard loosenings.isEmpty else {
                throw CassetteUnavailable(
                    description:
                        "a stand-in compares nothing; .match is for cassettes, and this test and its suites have none")
            }
            guard cassettes.isEmpty else {
                throw CassetteUnavailable(
                    description: "a test has either a stand-in or cassettes; this one and its suites name both")
            }
            source = .standIn(TestStandIn(settings))
            remedy = ""
            warnings = []
            idleFaults = []
        } else {
            let player = Player(cassettes, atEnd: policy, binding: bindings, loosely: Loosening.rule(loosenings))
            source = .player(
                PlayerResponder(player) { [journal] request, outcome in
                    switch outcome {
                    case .played(let entry, let plan): journal.add(request, "played \(entry)", plan)
                    case .missed(let miss):
                        journal.add(request, "missed", explanation: miss.explanation, outcome.plan)
                    }
                })
            idleFaults = player.idleFaults
            let idle = player.idleBindings.filter { own.contains($0.binding) }
            warnings = idle.map { ".bind(\"\($0.words)\") \($0.reason(in: "what is played"))" }
            let recorded = cassettes.first?.reel.source ?? "stand-in"
            // Record mode makes one cassette.
            remedy =
                cassettes.count == 1
                ? test.map { Self.remedy($0, upstream: upstream == nil ? recorded : nil) } ?? "" : ""
        }
    }

    /// Whether a trait stands in the attribute of a test, which begins at the test's place, and not at a suite, which is before
    /// it or in another file.
    static func isOwn(_ file: String, _ line: Int, of test: Test?) -> Bool {
        guard let place = test?.sourceLocation else { return true }
        return file == place.fileID && line >= place.line
    }

    /// The command that records the test's cassette anew by the test itself.
    private static func remedy(_ test: Test, upstream: String?) -> String {
        let given = upstream.map { " TAPEDECK_UPSTREAM=\(ShellWord.quoted($0))" } ?? ""
        // An id ends in the place of its source.
        let id = "\(test.id)".split(separator: "/").prefix { !$0.contains(".swift:") }.joined(separator: "/")
        return
            "\n  or by this test: TAPEDECK_RECORD=all\(given) swift test --filter \(ShellWord.quoted(filter(of: id)))"
    }

    /// The expression that finds a test, and no other whose name begins with its name: that would be recorded anew as well.
    static func filter(of id: String) -> String {
        // A name ends in its parameters; between backticks it may have parentheses, too.
        guard let end = id.lastIndex(of: "(") else { return id }
        let name = id[..<end].map { #"\^$|?*+()[]{}"#.contains($0) ? "\\\($0)" : "\($0)" }.joined()
        return name + #"\("#
    }

    /// Runs a body with the deck, and tells what was found whatever becomes of it.
    func run<Output>(
        for test: Test.ID?, isolation: isolated (any Actor)? = #isolation,
        body: (Deck) async throws -> Output, tell: (Finding) -> Void
    ) async throws -> Output {
        do {
            let output = try await HTTPFront.withFront(responder: responder) { front in
                let deck = Deck(url: front.url, test: test, source: source, journal: journal, faults: faults)
                return try await Deck.$current.withValue(deck) { try await body(deck) }
            }
            // A test that swallows its cancellation ends like any other, and was cut all the same.
            findings(isCut: Task.isCancelled).forEach(tell)
            return output
        } catch {
            // A client that got no answer throws: what it asked for is the reason, and comes before its error.
            findings(isCut: Task.isCancelled).forEach(tell)
            throw error
        }
    }

    private var responder: any Responder {
        switch source {
        // A client whose secret was taken out of the cassette still finds its answer.
        case .player(let player):
            FaultyResponder(
                base: ComparingResponder(
                    redactor: Redactor(secrets: SecretVariables.values(of: ProcessEnvironment.variables)),
                    responder: player), faults: faults, journal: journal, notes: false)
        case .standIn(let standIn): FaultyResponder(base: standIn, faults: faults, journal: journal, notes: true)
        case .recording: preconditionFailure("another program answers in record mode")
        }
    }

    /// What was missed, each by itself, what was left over, all at once, and the faults that nothing met or that did nothing; the journal goes
    /// with the first.
    ///
    /// - Parameter isCut: whether the test was cancelled, by itself or by its time limit: what it did not come to is nothing
    ///   to tell then.
    private func findings(isCut: Bool) -> [Finding] {
        let faultTexts = (isCut ? [] : faults.unmet.map(\.description)) + faults.strays.map(\.description)
        let texts = missTexts + (isCut ? [] : leftoverTexts) + faultTexts + idleFaults
        var findings = texts.map { Finding(text: $0) }
        if !findings.isEmpty { findings[0].journal = journal.text }
        return findings + warnings.map { Finding(text: $0, isFailure: false) }
    }

    private var missTexts: [String] {
        guard case .player(let player) = source else { return [] }
        let summary = player.summary
        var texts = summary.misses.map { $0.explanation + remedy }
        if summary.missed > summary.misses.count {
            texts.append("\(summary.missed - summary.misses.count) more requests were missed")
        }
        return texts
    }

    private var leftoverTexts: [String] {
        guard case .player(let player) = source else { return [] }
        let summary = player.summary
        let left = summary.leftovers.filter { !lenient.contains($0.cassette) }
        if left.isEmpty { return [] }
        let list =
            left.count == 1
            ? "\(left[0]) was never played" : "never played:\n" + left.map { "  \($0)" }.joined(separator: "\n")
        return [list + remedy.replacing("\n  or by", with: "\n  to record what the test does now, run")]
    }
}

extension Binding {
    /// Reads the words of a trait.
    fileprivate init(inTest words: String) throws {
        guard let binding = Binding(words: words) else {
            throw CassetteUnavailable(
                description: "\"\(words)\" can't be bound; expected \(Binding.expected(insteadOf: words))")
        }
        self = binding
    }
}

extension Loosening {
    /// Reads the words of a trait.
    fileprivate init(inTest words: String) throws {
        guard let loosening = Loosening(words: words) else {
            throw CassetteUnavailable(
                description: "requests can't be compared by \"\(words)\"; expected \(Loosening.forms)")
        }
        self = loosening
    }
}
