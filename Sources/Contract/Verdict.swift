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
    }

    /// The scenario's id.
    public let scenario: String
    /// The clause tested.
    public let clause: Clause
    /// The kind.
    public let kind: Kind
    /// What was expected and seen, one sentence each; empty for a client that conforms.
    public let evidence: [String]

    /// Makes a verdict.
    public init(scenario: Scenario, kind: Kind, evidence: [String] = []) {
        self.scenario = scenario.id
        self.clause = scenario.clause
        self.kind = kind
        self.evidence = evidence
    }
}
