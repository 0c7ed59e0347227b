/// What came of a client in a scenario.
public struct Verdict: Sendable, Hashable {
    /// The kinds of verdict.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The clause was kept.
        case conforms
        /// The clause was not kept.
        case deviates
        /// The scenario could not be run; that says nothing about the client.
        case couldNotRun
        /// The clause was not kept, as the profile says.
        case knownDeviation
        /// The clause was kept, though the profile says that it is not.
        case unexpectedlyConforms

        /// Whether a run with this verdict may end with success.
        public var isAcceptable: Bool {
            self == .conforms || self == .knownDeviation
        }

        /// All kinds, from the worst to the best.
        public static let fromWorst: [Kind] = [
            .couldNotRun, .deviates, .unexpectedlyConforms, .knownDeviation, .conforms,
        ]
    }

    /// What a verdict means for a whole run.
    public enum Gravity: Sendable, Hashable {
        /// Nothing to do.
        case none
        /// A SHOULD is not kept: told, and nothing more.
        case warning
        /// The run has failed.
        case failure
    }

    /// What the verdict means: a MUST that is not kept fails the run, a SHOULD warns, a MAY is told.
    ///
    /// A list of known deviations that is not true fails whatever the level: it hides what it no longer describes.
    ///
    /// - Parameter isStrict: whether a SHOULD fails the run too.
    public func gravity(isStrict: Bool) -> Gravity {
        switch (kind, clause.level) {
        case (.conforms, _), (.knownDeviation, _), (.deviates, .may): .none
        case (.deviates, .should): isStrict ? .failure : .warning
        case (.deviates, .must), (.couldNotRun, _), (.unexpectedlyConforms, _): .failure
        }
    }

    /// The scenario's id.
    public let scenario: String
    /// The clause tested.
    public let clause: Clause
    /// The kind.
    public let kind: Kind
    /// What was expected and seen, one sentence each; empty for a client that conforms.
    public let evidence: [String]
    /// The requests on their time line, where the client deviates.
    public var attempts: [Attempt] = []
    /// All that was seen, as ``Transcript`` has it, where the client deviates.
    public var transcript: [String] = []
    /// How long the client ran, in milliseconds; `nil` where nobody says. Scenarios of one situation share a run, and each
    /// tells all of it.
    public var took: Int64?

    /// Makes a verdict.
    public init(scenario: Scenario, kind: Kind, evidence: [String] = []) {
        self.init(scenario: scenario.id, clause: scenario.clause, kind: kind, evidence: evidence)
    }

    /// Makes a verdict on a scenario that is known by its id.
    public init(scenario: String, clause: Clause, kind: Kind, evidence: [String]) {
        self.scenario = scenario
        self.clause = clause
        self.kind = kind
        self.evidence = evidence
    }
}
