extension Report {
    /// A picture for a page of the project: how many clauses of those asked are kept, as SVG without a network.
    ///
    /// It is green where all are, yellow where a SHOULD or a MAY is not, red where a MUST is not; a known deviation is not
    /// kept either. Several clients are counted together.
    public var badge: String {
        var asked = 0
        var kept = 0
        var color = "#1a7f37"
        for client in judged {
            for clause in Clause.catalogue {
                guard let worst = client.worst(clause) else { continue }
                asked += 1
                if worst == .conforms || worst == .unexpectedlyConforms {
                    kept += 1
                } else if clause.level == .must {
                    color = "#cf222e"
                } else if color != "#cf222e" {
                    color = "#9a6700"
                }
            }
        }
        let name = "App Runner contract"
        let value = asked == 0 ? "not judged" : "\(kept)/\(asked) clauses"
        // DejaVu and Verdana at 11 px come to about 7 px a character; the text is fitted to its place anyway.
        let left = 7 * name.count + 10
        let right = 7 * value.count + 10
        let texts = [(name, left / 2), (value, left + right / 2)].map { text, x in
            "<text x=\"\(x)\" y=\"14\" textLength=\"\(7 * text.count - 6)\">\(text)</text>"
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(left + right)" height="20" role="img" aria-label="\(name): \(value)">
            <title>\(name): \(value)</title>
            <rect width="\(left + right)" height="20" rx="3" fill="#555"/>
            <path d="M\(left) 0h\(right - 3)a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-\(right - 3)z" fill="\(asked == 0 ? "#777" : color)"/>
            <g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
            \(texts.joined())
            </g></svg>

            """
    }
}
