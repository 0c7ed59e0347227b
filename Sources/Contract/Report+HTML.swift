extension Report {
    /// The report as one page of HTML that needs nothing else: no network, no script; readable on a phone, on paper, and in
    /// the dark.
    public var html: String {
        let heads = judged.map { "<th>\(Markup.escaped("\($0.title) \($0.version)"))</th>" }.joined()
        let rows = Clause.catalogue.filter { clause in judged.contains { $0.concerns(clause) } }.map { clause in
            let cells = judged.map { $0.htmlCell(clause) }.joined()
            return "<tr><th>\(clause.id) <small>\(clause.level.rawValue)</small><br>\(Markup.escaped(clause.text))</th>"
                + "\(cells)</tr>\n"
        }
        return """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>tapedeck verify</title><style>\(Report.style)</style></head><body>
            <h1>What clients keep of the contract</h1>
            <div class="wide"><table><thead><tr><th>clause</th>\(heads)</tr></thead><tbody>
            \(rows.joined())</tbody></table></div>
            \(judged.map(\.html).joined())\(missing.map(\.html).joined())</body></html>

            """
    }

    private static let style = """
        :root{color-scheme:light dark;--good:#1a7f37;--bad:#cf222e;--odd:#9a6700;--line:#8884}
        body{font:16px/1.45 system-ui,sans-serif;margin:1rem auto;max-width:70rem;padding:0 1rem}
        table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid var(--line);padding:.35rem .6rem;text-align:left;vertical-align:top}
        th{font-weight:500}small{opacity:.7}.wide{overflow-x:auto}li{overflow-wrap:anywhere}code{font-size:.9em}
        svg{display:block;width:100%;max-width:40rem}pre{overflow-x:auto;font-size:.8em;border-left:3px solid var(--line);padding-left:.6rem}
        .conforms{color:var(--good)}.deviates,.couldNotRun,.unexpectedlyConforms{color:var(--bad);font-weight:600}.knownDeviation{color:var(--odd)}
        @media(prefers-color-scheme:dark){:root{--good:#3fb950;--bad:#ff7b72;--odd:#d29922}}
        @media print{body{font-size:11px;max-width:none}h2{break-after:avoid}pre{white-space:pre-wrap;overflow-wrap:anywhere}}
        """
}

extension Report.Judged {
    fileprivate func htmlCell(_ clause: Clause) -> String {
        let mine = verdicts.filter { $0.clause == clause }
        guard let worst = worst(clause) else { return "<td>left out</td>" }
        let count = mine.count == 1 ? "" : " \(mine.count { $0.kind == .conforms })/\(mine.count)"
        return "<td class=\"\(worst.rawValue)\">\(worst.rawValue)\(count)</td>"
    }

    fileprivate var html: String {
        let others = verdicts.filter { $0.kind != .conforms }.map { verdict in
            "<li><b>\(verdict.clause.id)</b> <code>\(Markup.escaped(verdict.scenario))</code>: "
                + "<span class=\"\(verdict.kind.rawValue)\">\(verdict.kind.rawValue)</span>"
                + (verdict.evidence.isEmpty
                    ? "" : "<ul>" + verdict.evidence.map { "<li>\(Markup.escaped($0))</li>" }.joined() + "</ul>")
                + (verdict.kind == .deviates ? details(of: verdict) : "") + "</li>\n"
        }
        let left = leftOut.map {
            "<li><b>\($0.clause.id)</b> <code>\(Markup.escaped($0.scenario))</code>: left out, \(Markup.escaped($0.why))</li>\n"
        }
        let words = counts.map { "\($0.number) \($0.kind.rawValue)" } + (left.isEmpty ? [] : ["\(left.count) left out"])
        return "<h2>\(Markup.escaped("\(title) \(version)"))</h2><p>\(words.joined(separator: ", "))</p>"
            + (others.isEmpty && left.isEmpty ? "" : "<ul>\n\((others + left).joined())</ul>") + "\n"
    }
}

extension Report.Judged {
    /// The command that runs a scenario again, its retries in a picture, and its requests and responses.
    private func details(of verdict: Verdict) -> String {
        let again = "<p>again: <code>\(Markup.escaped(again(verdict.scenario)))</code></p>"
        let picture = verdict.attempts.count < 2 ? "" : Attempt.picture(of: verdict.attempts)
        let text = verdict.transcript.map(Markup.escaped).joined(separator: "\n")
        return again + picture
            + (text.isEmpty ? "" : "<details><summary>what was sent and seen</summary><pre>\(text)</pre></details>")
    }
}

extension Report.Missing {
    fileprivate var html: String {
        "<h2>\(Markup.escaped(title))</h2><p>not judged: \(Markup.escaped(why))</p>\n"
    }
}
