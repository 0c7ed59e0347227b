extension Attempt {
    /// A picture of attempts on their time line, as SVG: a mark each, the waits between them, and what went back.
    ///
    /// It takes its colours from the page, and scales with it.
    static func picture(of attempts: [Attempt]) -> String {
        let last = Double(max(attempts.map(\.at).max() ?? 0, 1))
        let left = 10.0
        let width = 580.0
        var marks = ""
        var before: Int64?
        for (index, attempt) in attempts.enumerated() {
            let x = left + width * Double(attempt.at) / last
            let y = 26 + 28 * index
            let wait = before.map { ", \(attempt.at - $0) ms after the one before" } ?? ""
            // A label that begins in the right half ends at its mark.
            let isRight = x > left + width / 2
            let label = Markup.escaped("\(attempt.at) ms: \(attempt.answered)")
            marks +=
                "<line x1=\"\(Int(left))\" y1=\"\(y)\" x2=\"\(Int(x))\" y2=\"\(y)\" stroke=\"currentColor\" "
                + "stroke-opacity=\".25\"/><circle cx=\"\(Int(x))\" cy=\"\(y)\" r=\"5\" fill=\"var(--bad)\">"
                + "<title>\(Markup.escaped(attempt.sent))\(wait)</title></circle>"
                + "<text x=\"\(Int(isRight ? x + 4 : x - 4))\" y=\"\(y - 8)\" font-size=\"12\" fill=\"currentColor\" "
                + "text-anchor=\"\(isRight ? "end" : "start")\">\(label)</text>\n"
            before = attempt.at
        }
        let height = 12 + 28 * attempts.count
        return "<svg viewBox=\"0 0 600 \(height)\" role=\"img\" aria-label=\"\(attempts.count) requests in "
            + "\(Int(last)) ms\">\n\(marks)</svg>"
    }
}
