import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText
import Testing

@testable import TapedeckPlayback

/// Conversations about a few connections, made by chance: whoever has them again gets each answer as it was recorded, whatever
/// he calls the connections, in each round, and however often he looks.
struct FuzzMatchingTests {
    /// One exchange; `<0>`, `<1>` and so on stand for names, `<s0>` and so on for secrets that are taken out of a recording.
    private struct Step {
        let operation: ConnectionOperation
        let body: String
        let answer: String
        /// The name that it is about; `nil` for a list of all.
        let name: Int?
        var isRead: Bool { operation == .listConnections || operation == .listTagsForResource }
    }

    /// A service with nothing but what a conversation needs.
    private struct World {
        private(set) var steps: [Step] = []
        private var alive: [Int: (id: Int, status: String)] = [:]
        private var created: Set<Int> = []
        private var ids = 0
        private let hasSecrets: Bool
        /// The secrets of connections, in the order in which they are first said.
        private var secrets: [Int: Int] = [:]

        /// Makes a conversation of so many exchanges, at the end of which there is no connection any more.
        ///
        /// - Parameter namesFirst: whether a connection is created before it is called by its name.
        init(_ fuzz: inout Fuzz, count: Int, names: Int, namesFirst: Bool, listsAll: Bool) {
            hasSecrets = fuzz.below(3) == 0
            while steps.count < count {
                let name = fuzz.below(names)
                switch fuzz.below(8) {
                case 0, 1: alive[name] == nil ? create(name) : list(name)
                case 2: if fuzz.below(2) == 0 { delete(name) }
                case 3: alive[name]?.status = "AVAILABLE"
                case 4 where listsAll: list(nil)
                case 5: tags(name)
                default: if !namesFirst || created.contains(name) { list(name) }
                }
            }
            for name in 0..<names { delete(name) }
            if listsAll, fuzz.below(2) == 0 { list(nil) }
        }

        private func arn(_ name: Int, _ id: Int) -> String {
            "arn:aws:apprunner:us-east-1:123456789012:connection/<\(name)>/\(id)"
        }

        private func summary(_ name: Int) -> String {
            guard let (id, status) = alive[name] else { return "" }
            return #"{"ConnectionName":"<\#(name)>","ConnectionArn":"\#(arn(name, id))","Status":"\#(status)"}"#
        }

        private mutating func add(_ operation: ConnectionOperation, _ body: String, _ answer: String, _ name: Int?) {
            steps.append(Step(operation: operation, body: body, answer: answer, name: name))
        }

        private mutating func create(_ name: Int) {
            ids += 1
            created.insert(name)
            alive[name] = (ids, "PENDING_HANDSHAKE")
            // What else it says tells which one is meant.
            let body =
                #"{"ConnectionName":"<\#(name)>","ProviderType":"GITHUB","Tags":[{"Key":"n","Value":"\#(name)"}]}"#
            if hasSecrets, secrets[name] == nil { secrets[name] = secrets.count }
            add(
                .createConnection, body.replacing("]}", with: secret(name) + "]}"),
                #"{"Connection":\#(summary(name))}"#, name)
        }

        private func secret(_ name: Int) -> String {
            secrets[name].map { #",{"Key":"pw","Value":"<s\#($0)>"}"# } ?? ""
        }

        private mutating func delete(_ name: Int) {
            guard let (id, _) = alive[name] else { return }
            let body = #"{"ConnectionArn":"\#(arn(name, id))"}"#
            add(.deleteConnection, body, #"{"Connection":\#(summary(name))}"#, name)
            alive[name] = nil
        }

        private mutating func list(_ name: Int?) {
            let shown = alive.keys.sorted().filter { name == nil || $0 == name }.map(summary).joined(separator: ",")
            let body = name.map { #"{"ConnectionName":"<\#($0)>"}"# } ?? "{}"
            add(.listConnections, body, #"{"ConnectionSummaryList":[\#(shown)]}"#, name)
        }

        private mutating func tags(_ name: Int) {
            guard let (id, _) = alive[name] else { return }
            let answer = #"{"Tags":[{"Key":"of","Value":"<\#(name)>"},{"Key":"n","Value":"\#(name)"}\#(secret(name))]}"#
            add(.listTagsForResource, #"{"ResourceArn":"\#(arn(name, id))"}"#, answer, name)
        }
    }

    private static let recorded = ["alpha-1", "beta-2", "gamma-3", "delta-4"]

    private static let secrets = recorded.indices.map { "its-secret-\($0)" }

    private static func named(_ text: String, _ names: [String], _ secrets: [String] = secrets) -> String {
        zip(names, secrets).enumerated().reduce(text) {
            $0.replacing("<\($1.offset)>", with: $1.element.0).replacing("<s\($1.offset)>", with: $1.element.1)
        }
    }

    private static func request(_ step: Step, _ names: [String], _ secrets: [String] = secrets) -> Request {
        let body = named(step.body, names, secrets)
        return Envelope.request(step.operation, body: Array(body.utf8), host: "h")
    }

    /// The secrets of a conversation as it is recorded by itself: numbered in the order in which they are first said.
    private static func placeholders(_ steps: ArraySlice<Step>) -> [String] {
        var said: [Int] = []
        for step in steps {
            said += recorded.indices.filter {
                !said.contains($0) && (step.body + step.answer).contains("<s\($0)>")
            }
        }
        return recorded.indices.map { secret in
            let number = said.firstIndex(of: secret) ?? 0
            return number == 0 ? "{secret}" : "{secret-\(number + 1)}"
        }
    }

    /// A conversation as one cassette, or as two that were recorded apart, where requests of the second say every secret
    /// before its answers do.
    ///
    /// - Parameter ruled: exchanges that have a rule of their own, which changes nothing for their own requests.
    private static func cassettes(_ steps: [Step], cutAt cut: Int, ruled: Set<Int>) -> [(
        name: String, cassette: Cassette
    )] {
        var said = ""
        for step in steps[cut...] {
            said += step.body
            let isKnown = recorded.indices.allSatisfy {
                !step.answer.contains("<s\($0)>") || said.contains("<s\($0)>")
            }
            if !isKnown { return [("deck", cassette(steps[...], ruled))] }
        }
        return [("deck", cassette(steps[..<cut], ruled)), ("other", cassette(steps[cut...], ruled))]
    }

    private static func cassette(_ steps: ArraySlice<Step>, _ ruled: Set<Int>) -> Cassette {
        let secrets = placeholders(steps)
        let rule = MatchRule(ignoredMembers: [JSONPointer(steps: ["MaxResults"])])
        let entries = steps.indices.map { index in
            let step = steps[index]
            let answer = named(step.answer, recorded, secrets)
            return Entry(
                Exchange(
                    sequence: index - steps.startIndex + 1, request: request(step, recorded, secrets),
                    response: Response(status: 200, reason: "OK", body: Array(answer.utf8)),
                    startedAt: Int64(index) * 1000),
                url: "https://h/", origin: Origin(.synthetic, source: "test"),
                match: ruled.contains(index) ? rule : MatchRule())
        }
        return Cassette(title: "t", recordedAt: "", entries: entries)
    }

    /// A conversation as it is played: as one cassette or as two, and with rules or without.
    private static func cassettes(_ steps: [Step], _ fuzz: inout Fuzz) -> [(name: String, cassette: Cassette)] {
        let cut = fuzz.below(3) == 0 ? fuzz.below(steps.count) : 0
        return cassettes(steps, cutAt: cut, ruled: ruled(steps, &fuzz))
    }

    private static func ruled(_ steps: [Step], _ fuzz: inout Fuzz) -> Set<Int> {
        Set((0..<fuzz.pick([0, 0, 1, 4])).map { _ in fuzz.below(steps.count) })
    }

    /// What a client gets, without statuses where these don't matter.
    private static func answer(
        _ player: inout Player, _ step: Step, _ names: [String], at now: Int64? = nil
    ) -> String {
        switch player.play(request(step, names), at: now) {
        case .played(_, let plan): String(decoding: plan.response?.body ?? [], as: UTF8.self)
        case .missed(let miss): "missed: \(miss.explanation)"
        }
    }

    /// Loses the answer to a change now and then: who asks for it does so again, or goes on.
    private static func goesOn(
        without step: Step, _ names: [String], _ player: inout Player, _ fuzz: inout Fuzz, at now: Int64? = nil
    ) -> Bool {
        guard !step.isRead, fuzz.below(3) == 0 else { return false }
        _ = player.rehearse(request(step, names), at: now)
        return fuzz.below(2) == 0
    }

    /// What is answered to a change of a connection that nobody has; `nil` for a miss, as it should be.
    private static func strayAnswer(_ player: inout Player, _ fuzz: inout Fuzz) -> String? {
        let arn = "arn:aws:apprunner:us-east-1:123456789012:connection/nobody-s/9"
        let (operation, member) = fuzz.pick(
            [(ConnectionOperation.deleteConnection, "ConnectionArn"), (.tagResource, "ResourceArn")])
        let request = Envelope.request(operation, body: Array(#"{"\#(member)":"\#(arn)"}"#.utf8), host: "h")
        guard case .played(let entry, _) = player.play(request) else { return nil }
        return "\(operation) of a connection that nobody has played \(entry)"
    }

    private static func told(_ steps: [Step], _ names: [String]) -> String {
        steps.enumerated().map { "\($0 + 1) \(named($1.body, names)) -> \(named($1.answer, names))" }
            .joined(separator: "\n")
    }

    /// - Parameter mayMix: whether they may be recorded ones in the place of others, or those of another connection in the round
    ///   before: only what a create says besides tells which one is meant then.
    private static func names(_ fuzz: inout Fuzz, round: Int, isBound: Bool, mayMix: Bool) -> [String] {
        guard isBound else { return recorded }
        switch fuzz.below(4) {
        case 0 where mayMix: return recorded.shuffled(using: &fuzz.random)
        case 1:
            let names = recorded.indices.map { "always-\($0)" }
            return mayMix ? names.shuffled(using: &fuzz.random) : names
        case 2: return recorded
        default: return recorded.indices.map { "new-\(round)-\($0)" }
        }
    }

    @Test(arguments: [false, true])
    func eachRoundIsAnsweredAsItWasRecorded(isBound: Bool) async throws {
        let binding = isBound ? [Binding(.member("ConnectionName"))] : []
        await Fuzz.each("round-\(isBound)", count: 400) { fuzz, number in
            var rounds = 1 + fuzz.below(3)
            let namesFirst = isBound && fuzz.below(2) == 0
            let steps = World(
                &fuzz, count: 3 + fuzz.below(24), names: 1 + fuzz.below(3), namesFirst: namesFirst,
                listsAll: fuzz.below(3) > 0
            ).steps
            // Without one there is nothing to start over by.
            if !steps.contains(where: { $0.operation == .createConnection }) { rounds = 1 }
            var player = Player(
                Self.cassettes(steps, &fuzz), atEnd: rounds > 1 ? .restartOnCreate : .fail, binding: binding)
            // Who looks less often sees what is there, if not every status.
            // A name that he says before there is a connection is one of several then.
            let isSparse = (!isBound || namesFirst) && fuzz.below(3) == 0
            func plain(_ text: String) -> String {
                isSparse ? text.replacing("AVAILABLE", with: "PENDING_HANDSHAKE") : text
            }
            let losesAnswers = fuzz.below(3) == 0
            for round in 0..<rounds {
                let names = Self.names(&fuzz, round: round, isBound: isBound, mayMix: namesFirst)
                for (index, step) in steps.enumerated() where !isSparse || !step.isRead || fuzz.below(2) == 0 {
                    if fuzz.below(4) == 0, let answer = Self.strayAnswer(&player, &fuzz) {
                        Issue.record("input \(number), round \(round + 1), before \(index + 1): \(answer)")
                        return
                    }
                    if losesAnswers, Self.goesOn(without: step, names, &player, &fuzz) { continue }
                    let answer = Self.answer(&player, step, names)
                    if plain(answer) == plain(Self.named(step.answer, names)) { continue }
                    Issue.record(
                        "input \(number), round \(round + 1), exchange \(index + 1): \(answer)\n\(Self.told(steps, names))"
                    )
                    return
                }
            }
        }
    }

    /// Who looks less often sees what is there when he looks; if not every status, by the clock that of the time.
    @Test(arguments: [false, true], [false, true])
    func whoLooksLessOftenSeesWhatIsThere(isBound: Bool, byClock: Bool) async throws {
        let binding = isBound ? [Binding(.member("ConnectionName"))] : []
        await Fuzz.each("less-\(isBound)-\(byClock)", count: 300) { fuzz, number in
            let steps = World(
                &fuzz, count: 3 + fuzz.below(24), names: 1 + fuzz.below(3), namesFirst: isBound,
                listsAll: fuzz.below(3) > 0
            ).steps
            var player = Player(
                byClock
                    ? Self.cassettes(steps, cutAt: 0, ruled: Self.ruled(steps, &fuzz)) : Self.cassettes(steps, &fuzz),
                binding: binding)
            let names = Self.names(&fuzz, round: 0, isBound: isBound, mayMix: true)
            let losesAnswers = fuzz.below(3) == 0
            func plain(_ text: String) -> String {
                byClock ? text : text.replacing("AVAILABLE", with: "PENDING_HANDSHAKE")
            }
            for (index, step) in steps.enumerated() where !step.isRead || fuzz.below(2) == 0 {
                let now = byClock ? Int64(index) * 1000 : nil
                if losesAnswers, Self.goesOn(without: step, names, &player, &fuzz, at: now) { continue }
                let answer = Self.answer(&player, step, names, at: now)
                if plain(answer) == plain(Self.named(step.answer, names)) { continue }
                Issue.record("input \(number), exchange \(index + 1): \(answer)\n\(Self.told(steps, names))")
                return
            }
        }
    }

    /// Connections move apart: each goes through its own life, whatever the others do meanwhile.
    @Test(arguments: [false, true])
    func connectionsAreHadInAnyOrder(isBound: Bool) async throws {
        let binding = isBound ? [Binding(.member("ConnectionName"))] : []
        await Fuzz.each("order-\(isBound)", count: 400) { fuzz, number in
            let count = 2 + fuzz.below(2)
            let steps = World(
                &fuzz, count: 3 + fuzz.below(24), names: count, namesFirst: isBound, listsAll: false
            ).steps
            var lives = (0..<count).map { name in steps.filter { $0.name == name }[...] }
            var player = Player(Self.cassettes(steps, &fuzz), binding: binding)
            let names = Self.names(&fuzz, round: 0, isBound: isBound, mayMix: true)
            while let life = lives.indices.filter({ !lives[$0].isEmpty }).randomElement(using: &fuzz.random) {
                guard let step = lives[life].popFirst() else { continue }
                let answer = Self.answer(&player, step, names)
                if answer == Self.named(step.answer, names) { continue }
                Issue.record(
                    "input \(number): \(Self.named(step.body, names)) got \(answer)\n\(Self.told(steps, names))")
                return
            }
        }
    }
}
