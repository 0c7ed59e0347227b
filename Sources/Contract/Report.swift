public import TapedeckJSONText

/// What came of judging clients: what people and machines are shown is a function of this value.
public struct Report: Sendable {
    /// The number of the JSON's format; it grows when a reader of the old one would be misled.
    public static let format = 1

    /// One client and what came of it.
    public struct Judged: Sendable {
        /// The profile's short name.
        public var client: String
        /// The client's name for people.
        public var title: String
        /// The version that it says it is.
        public var version: String
        /// The command that judges it again, such as `tapedeck verify --client curl`.
        public var command: String
        /// One for each scenario that it was put through, in their order.
        public var verdicts: [Verdict]
        /// The scenarios that its profile has no words for.
        public var leftOut: [LeftOut]

        /// Takes what came of a client.
        public init(
            client: String, title: String, version: String, command: String? = nil, verdicts: [Verdict],
            leftOut: [LeftOut] = []
        ) {
            self.command = command ?? "tapedeck verify --client \(client)"
            self.client = client
            self.title = title
            self.version = version
            self.verdicts = verdicts
            self.leftOut = leftOut
        }
    }

    /// A scenario that a client was not put through.
    public struct LeftOut: Sendable, Hashable {
        /// The scenario's id.
        public var scenario: String
        /// The clause that it tests.
        public var clause: Clause
        /// What the profile would have to say.
        public var why: String

        /// Takes a scenario that was left out.
        public init(_ scenario: Scenario, why: String) {
            self.init(scenario: scenario.id, clause: scenario.clause, why: why)
        }

        /// Takes a scenario that is known by its id.
        public init(scenario: String, clause: Clause, why: String) {
            self.scenario = scenario
            self.clause = clause
            self.why = why
        }
    }

    /// A client that could not be judged at all.
    public struct Missing: Sendable, Hashable {
        /// The profile's short name.
        public var client: String
        /// The client's name for people.
        public var title: String
        /// Why, and what to do.
        public var why: String

        /// Takes a client that is not there.
        public init(client: String, title: String, why: String) {
            self.client = client
            self.title = title
            self.why = why
        }
    }

    /// The clients that were judged, in the order asked for.
    public var judged: [Judged]
    /// The clients that are not on this machine.
    public var missing: [Missing]

    /// Makes a report.
    public init(judged: [Judged] = [], missing: [Missing] = []) {
        self.judged = judged
        self.missing = missing
    }
}

extension Report {
    /// What a run comes to, from the best to the worst.
    public enum Outcome: Sendable, Hashable {
        /// Every clause is kept, or listed as a known deviation.
        case kept
        /// A clause is not kept, or a known deviation does not occur.
        case found
        /// Something that should have been run could not be.
        case incomplete
    }

    /// What the run comes to.
    ///
    /// - Parameters:
    ///   - isStrict: whether a SHOULD that is not kept counts as a MUST does.
    ///   - needsEvery: whether a client that is missing makes the run incomplete.
    public func outcome(isStrict: Bool = false, needsEvery: Bool = true) -> Outcome {
        let verdicts = judged.flatMap(\.verdicts)
        if judged.isEmpty || needsEvery && !missing.isEmpty { return .incomplete }
        if verdicts.contains(where: { $0.kind == .couldNotRun }) { return .incomplete }
        return verdicts.contains { $0.gravity(isStrict: isStrict) == .failure } ? .found : .kept
    }
}

extension Report.Judged {
    /// The one command that runs a scenario again, with everything shown.
    public func again(_ scenario: String) -> String {
        "\(command) --only \(scenario) --show"
    }

    /// How many verdicts there are of each kind that occurs, in the order of the kinds.
    public var counts: [(kind: Verdict.Kind, number: Int)] {
        Verdict.Kind.allCases.compactMap { kind in
            let number = verdicts.count { $0.kind == kind }
            return number == 0 ? nil : (kind, number)
        }
    }
}

extension Report {
    /// The report for machines: `format`, and for each client what it is, its counts and its verdicts.
    public var json: JSONValue {
        [
            "format": .number(JSONNumber(Report.format)),
            "clients": .array(judged.map(\.json)),
            "missing": .array(
                missing.map {
                    ["client": .string($0.client), "title": .string($0.title), "why": .string($0.why)]
                }),
        ]
    }
}

extension Report.Judged {
    fileprivate var json: JSONValue {
        [
            "client": .string(client), "title": .string(title), "version": .string(version),
            "command": .string(command),
            "counts": .object(
                JSONObject(counts.map { ($0.kind.rawValue, .number(JSONNumber($0.number))) })),
            "verdicts": .array(verdicts.map(\.json)),
            "leftOut": .array(
                leftOut.map {
                    ["scenario": .string($0.scenario), "clause": .string($0.clause.id), "why": .string($0.why)]
                }),
        ]
    }
}

extension Verdict {
    fileprivate var json: JSONValue {
        var object = JSONObject([
            ("scenario", .string(scenario)), ("clause", .string(clause.id)), ("level", .string(clause.level.rawValue)),
            ("verdict", .string(kind.rawValue)), ("evidence", .array(evidence.map { .string($0) })),
        ])
        if let took { object["took"] = .number(JSONNumber(Int(took))) }
        if !attempts.isEmpty { object["attempts"] = .array(attempts.map(\.json)) }
        if !transcript.isEmpty { object["transcript"] = .array(transcript.map { .string($0) }) }
        return .object(object)
    }
}
