/// What changed between two judgements of a client: what got better, and what got worse.
public struct Comparison: Sendable {
    /// One scenario whose verdict is another.
    public struct Change: Sendable, Hashable {
        /// The scenario's id.
        public let scenario: String
        /// The clause that it tests.
        public let clause: Clause
        /// The verdict before.
        public let before: Verdict.Kind
        /// The verdict after.
        public let after: Verdict.Kind

        /// Whether a clause that was kept is no longer, or what could be run can't.
        public var isWorse: Bool { after.rank > before.rank }
        /// Whether it is worse, and the clause binds: a MAY is told, and no more.
        public var counts: Bool { isWorse && clause.level != .may }
    }

    /// The changes, by scenario; a deviation that is now listed as known is none.
    public let changes: [Change]
    /// Scenarios that only one of both was put through.
    public let alone: [String]

    /// Compares two judgements.
    public init(_ before: Report.Judged, _ after: Report.Judged) {
        let old = Dictionary(before.verdicts.map { ($0.scenario, $0.kind) }) { first, _ in first }
        let new = Set(after.verdicts.map(\.scenario))
        changes = after.verdicts.compactMap { verdict in
            guard let kind = old[verdict.scenario], kind.rank != verdict.kind.rank else { return nil }
            return Change(scenario: verdict.scenario, clause: verdict.clause, before: kind, after: verdict.kind)
        }
        .sorted { $0.scenario < $1.scenario }
        alone = (old.keys.filter { !new.contains($0) } + new.filter { old[$0] == nil }).sorted()
    }

    /// Whether something that counts got worse.
    public var isWorse: Bool { changes.contains(where: \.counts) }

    /// The changes for people, the worse ones first.
    public var text: String {
        var lines = changes.filter(\.isWorse).map { "worse: \($0.words)" }
        lines += changes.filter { !$0.isWorse }.map { "better: \($0.words)" }
        if !alone.isEmpty { lines.append("only in one of both: \(alone.joined(separator: ", "))") }
        let worse = changes.count(where: \.isWorse)
        lines.append("\(worse) worse, \(changes.count - worse) better")
        return lines.joined(separator: "\n") + "\n"
    }
}

extension Comparison.Change {
    fileprivate var words: String {
        "\(clause.id)  \(clause.level.rawValue)  \(scenario): \(before.rawValue), then \(after.rawValue)"
    }
}

extension Verdict.Kind {
    /// 0 for a clause that is kept, 1 for one that is not, 2 where nobody knows.
    fileprivate var rank: Int {
        switch self {
        case .conforms, .unexpectedlyConforms: 0
        case .deviates, .knownDeviation: 1
        case .couldNotRun: 2
        }
    }
}
