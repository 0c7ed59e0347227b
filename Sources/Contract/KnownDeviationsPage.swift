import TapedeckJSONText

extension ClientProfile {
    /// A profile's page with deviations that were found added to its list, each with a reason for a person to fill in.
    ///
    /// - Parameter page: the page's YAML.
    /// - Returns: `nil` where the list is not written as a block, one line a deviation.
    public static func page(_ page: String, listing verdicts: [Verdict]) -> String? {
        let found = verdicts.filter { $0.kind == .deviates }.map { verdict in
            let seen = JSONValue.string("TO FILL IN: " + (verdict.evidence.first ?? "")).text()
            return "  - { clause: \(verdict.clause.id), scenario: \(verdict.scenario), because: \(seen) }"
        }
        if found.isEmpty { return page }
        var lines = page.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if let place = lines.firstIndex(where: { $0.hasPrefix("known-deviations:") }) {
            let rest = lines[place].dropFirst("known-deviations:".count).filter { $0 != " " }
            guard rest.isEmpty || rest == "[]" || rest.hasPrefix("#") else { return nil }
            if rest == "[]" { lines[place] = "known-deviations:" }
            lines.insert(contentsOf: found, at: place + 1)
            return lines.joined(separator: "\n")
        }
        while lines.last?.isEmpty == true { lines.removeLast() }
        return (lines + ["known-deviations:"] + found).joined(separator: "\n") + "\n"
    }
}
