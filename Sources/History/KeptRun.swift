public import TapedeckContract

/// One judgement of one client that was kept.
public struct KeptRun: Sendable {
    /// Its number in the history, from 1.
    public let number: Int64
    /// When it was run, as ISO 8601.
    public let at: String
    /// What came of the client.
    public let judged: Report.Judged
}

extension [KeptRun] {
    /// The run that somebody means: a number, or `CLIENT@VERSION` for the last one of that version.
    ///
    /// - Throws: ``HistoryError`` with what there is.
    public func run(_ word: String) throws(HistoryError) -> KeptRun {
        if let number = Int64(word) {
            guard let run = first(where: { $0.number == number }) else {
                throw HistoryError(.unknownRun, "there is no run \(word) in the history; \(numbers)")
            }
            return run
        }
        let parts = word.split(separator: "@", maxSplits: 1).map(String.init)
        guard parts.count == 2 else {
            throw HistoryError(.badName, "\(word) names no run; expected its number, or CLIENT@VERSION")
        }
        guard let run = last(where: { $0.judged.client == parts[0] && $0.judged.version == parts[1] }) else {
            throw HistoryError(.unknownRun, "there is no run of \(word) in the history; \(versions(of: parts[0]))")
        }
        return run
    }

    /// The last run of another version of a client, made before or after: what somebody has who asks for an upgrade.
    ///
    /// - Parameter given: the version that they have; the last other one where it is `nil`.
    public func baseline(for run: KeptRun, version given: String?) throws(HistoryError) -> KeptRun {
        if let given { return try self.run("\(run.judged.client)@\(given)") }
        guard
            let other = last(where: { $0.judged.client == run.judged.client && $0.judged.version != run.judged.version }
            )
        else {
            throw HistoryError(
                .unknownRun,
                "there is no run of another version of \(run.judged.client) to compare with; keep one with `tapedeck verify --client \(run.judged.client) --history FILE`"
            )
        }
        return other
    }

    private var numbers: String {
        guard let first, let last else { return "it is empty; `tapedeck verify --history FILE` keeps a run" }
        return "it has \(first.number) to \(last.number)"
    }

    private func versions(of client: String) -> String {
        let names = filter { $0.judged.client == client }.map(\.judged.version)
        let known = Set(names).sorted().joined(separator: ", ")
        return known.isEmpty
            ? "keep one with `tapedeck verify --client \(client) --history FILE`" : "it has \(client) \(known)"
    }
}
