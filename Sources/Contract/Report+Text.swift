import TapedeckWording

extension Report {
    /// How a text for people is laid out.
    public struct Layout: Sendable {
        /// The columns that a line may have; `nil` for lines as long as they are.
        public var columns: Int?
        /// Makes a text of the terminal's colour with this number.
        public var colored: @Sendable (String, Int) -> String

        /// Makes a layout; by default without colour, and without a limit.
        public init(columns: Int? = nil, colored: @escaping @Sendable (String, Int) -> String = { text, _ in text }) {
            self.columns = columns
            self.colored = colored
        }
    }

    /// The report for people: for each client a line a clause, what is not as it should be, and the counts.
    ///
    /// Several clients share a matrix of clauses and clients first; below it each has the lines that are not all well.
    public func text(_ layout: Layout = Layout()) -> String {
        guard judged.count > 1 else { return judged.map { $0.text(layout, isOneOfSeveral: false) }.joined() }
        let texts = judged.map { $0.text(layout, isOneOfSeveral: true) }
        return ([matrix(layout).joined(separator: "\n") + "\n"] + texts).joined(separator: "\n")
    }
}

extension Report.Judged {
    fileprivate func text(_ layout: Report.Layout, isOneOfSeveral: Bool) -> String {
        var lines: [String] = []
        for clause in Clause.catalogue {
            let mine = verdicts.filter { $0.clause == clause }
            let left = leftOut.filter { $0.clause == clause }
            if mine.isEmpty, left.isEmpty { continue }
            // The matrix above tells these.
            if isOneOfSeveral, mine.allSatisfy({ $0.kind == .conforms }), left.isEmpty || mine.isEmpty { continue }
            lines += layout.wrapped(row(clause, mine, layout))
            for verdict in mine where verdict.kind != .conforms {
                lines += layout.wrapped("\(verdict.scenario): \(verdict.kind.rawValue)", indentation: 4)
                lines += verdict.evidence.flatMap { layout.wrapped($0, indentation: 6) }
                // A command is copied whole: it is not broken.
                if verdict.kind == .deviates { lines.append("      again: \(again(verdict.scenario))") }
            }
            for scenario in left {
                lines += layout.wrapped("\(scenario.scenario): left out, \(scenario.why)", indentation: 4)
            }
        }
        var words = counts.map { "\($0.number) \($0.kind.rawValue)" }
        let warnings = verdicts.count { $0.gravity(isStrict: false) == .warning }
        if warnings > 0 { words.append("of these \(warnings) only warn (SHOULD)") }
        if !leftOut.isEmpty { words.append("\(leftOut.count) left out") }
        if isOneOfSeveral { lines = ["\(title) \(version)"] + (lines.isEmpty ? [] : [""]) + lines }
        return (lines + [""] + layout.wrapped(words.joined(separator: ", "))).joined(separator: "\n") + "\n"
    }

    private func row(_ clause: Clause, _ verdicts: [Verdict], _ layout: Report.Layout) -> Report.Row {
        let start = "\(clause.id)  \(clause.level.rawValue)  "
        guard let worst = Verdict.Kind.fromWorst.first(where: { kind in verdicts.contains { $0.kind == kind } }) else {
            return Report.Row(start: start, word: "left out", rest: "  \(clause.text)", shown: "left out")
        }
        let count = verdicts.count == 1 ? "" : " (\(verdicts.count { $0.kind == .conforms })/\(verdicts.count))"
        return Report.Row(
            start: start, word: worst.rawValue, rest: "\(count)  \(clause.text)",
            shown: layout.colored(worst.rawValue, Report.color(worst, clause)))
    }
}

extension Report {
    /// A line with one word that may be coloured: colour takes no columns.
    fileprivate struct Row {
        let start: String
        let word: String
        let rest: String
        let shown: String
    }
}

extension Report.Layout {
    fileprivate func wrapped(_ row: Report.Row) -> [String] {
        var lines = wrapped(row.start + row.word + row.rest, hanging: 8)
        lines[0] = row.start + row.shown + lines[0].dropFirst(row.start.count + row.word.count)
        return lines
    }

    func wrapped(_ text: String, indentation: Int = 0, hanging: Int = 2) -> [String] {
        WrappedText.lines(of: text, columns: columns, indentation: indentation, hanging: hanging)
    }
}
