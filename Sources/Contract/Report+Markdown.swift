import TapedeckWording

extension Report {
    /// The report as Markdown, for a comment on a change or a page of results: a table of clauses by clients, then what is
    /// not as it should be.
    public var markdown: String {
        var lines = ["| clause | level | " + judged.map { "\($0.title) \($0.version)" }.joined(separator: " | ") + " |"]
        lines.append("|---|---|" + String(repeating: "---|", count: judged.count))
        for clause in Clause.catalogue where judged.contains(where: { $0.concerns(clause) }) {
            let cells = judged.map { $0.cell(clause) }.joined(separator: " | ")
            lines.append("| \(clause.id) \(clause.text) | \(clause.level.rawValue) | \(cells) |")
        }
        for each in judged {
            let others = each.verdicts.filter { $0.kind != .conforms }
            if others.isEmpty, each.leftOut.isEmpty { continue }
            lines += ["", "## \(each.title) \(each.version)", ""]
            for verdict in others {
                lines.append("- **\(verdict.clause.id)** `\(verdict.scenario)`: \(verdict.kind.rawValue)")
                lines += verdict.evidence.map { "  - \(Report.inMarkdown($0))" }
            }
            lines += each.leftOut.map { "- **\($0.clause.id)** `\($0.scenario)`: left out, \($0.why)" }
        }
        for client in missing { lines += ["", "\(client.title) was not judged: \(client.why)"] }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A text that Markdown shows as it stands: as code, in more backquotes than it holds.
    private static func inMarkdown(_ text: String) -> String {
        let line = InertText.of(text).split(whereSeparator: \.isNewline).joined(separator: " ")
        let run = line.split { $0 != "`" }.map(\.count).max() ?? 0
        let fence = String(repeating: "`", count: run + 1)
        return run == 0 ? "`\(line)`" : "\(fence) \(line) \(fence)"
    }
}

extension Report.Judged {
    /// Whether a clause is one that the client was to be judged by.
    func concerns(_ clause: Clause) -> Bool {
        verdicts.contains { $0.clause == clause } || leftOut.contains { $0.clause == clause }
    }

    /// The worst verdict on a clause; `nil` where all of its scenarios were left out.
    func worst(_ clause: Clause) -> Verdict.Kind? {
        Verdict.Kind.fromWorst.first { kind in verdicts.contains { $0.clause == clause && $0.kind == kind } }
    }

    fileprivate func cell(_ clause: Clause) -> String {
        let mine = verdicts.filter { $0.clause == clause }
        guard let worst = worst(clause) else { return "left out" }
        return mine.count == 1
            ? worst.rawValue : "\(worst.rawValue) (\(mine.count { $0.kind == .conforms })/\(mine.count))"
    }
}
