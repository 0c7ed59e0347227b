import TapedeckWording

extension Report {
    /// The report in the Test Anything Protocol, version 14: a line a scenario, evidence as comments.
    ///
    /// A known deviation and a SHOULD that only warns are `not ok` with `# TODO`, which fails no run; what was left out is
    /// `# SKIP`.
    public func tap(isStrict: Bool = false) -> String {
        var lines: [String] = []
        for each in judged {
            for verdict in each.verdicts { lines.append(verdict.tap(each.client, isStrict: isStrict)) }
            for left in each.leftOut {
                lines.append("ok - \(each.client) \(left.clause.id) \(left.scenario) # SKIP \(left.why)")
            }
        }
        for client in missing { lines.append("not ok - \(client.client) is on this machine\n  # \(client.why)") }
        let numbered = lines.enumerated().map { index, line in
            line.replacing("ok - ", with: "ok \(index + 1) - ", maxReplacements: 1)
        }
        return InertText.of((["TAP version 14", "1..\(lines.count)"] + numbered).joined(separator: "\n")) + "\n"
    }
}

extension Verdict {
    fileprivate func tap(_ client: String, isStrict: Bool) -> String {
        let name = "\(client) \(clause.id) \(scenario)"
        let comments = evidence.flatMap { $0.split(whereSeparator: \.isNewline) }.map { "\n  # \($0)" }.joined()
        if kind == .conforms { return "ok - \(name)" }
        let isFailure = gravity(isStrict: isStrict) == .failure
        let note = kind == .knownDeviation ? "known deviation" : "\(clause.level.rawValue), only told"
        return "not ok - \(name)\(isFailure ? "" : " # TODO \(note)")\(comments)"
    }
}
