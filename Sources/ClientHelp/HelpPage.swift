/// A page of help, to be shown as plain text or as a manual page.
package struct HelpPage: Sendable {
    /// A piece of a section.
    enum Block: Sendable {
        /// Text that is wrapped.
        case paragraph(String)
        /// A word or option, and what there is to say about it.
        case term(String, [String])
        /// Lines that stay as they are.
        case code(String)
        /// A title below a section's.
        case heading(String)
    }

    /// A section.
    struct Section: Sendable {
        /// In capitals.
        let title: String
        let blocks: [Block]

        init(_ title: String, _ blocks: [Block]) {
            self.title = title
            self.blocks = blocks
        }
    }

    /// What the page is about, such as `apprunner create-connection`.
    let title: String
    let sections: [Section]
}

extension HelpPage {
    /// The page as plain text of lines no longer than a width, where words allow.
    package func text(width: Int) -> String {
        var lines: [String] = []
        for section in sections where !section.blocks.isEmpty {
            if !lines.isEmpty { lines.append("") }
            lines.append(section.title)
            for (index, block) in section.blocks.enumerated() {
                if index > 0 { lines.append("") }
                lines += HelpPage.lines(of: block, width: width)
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func lines(of block: Block, width: Int) -> [String] {
        switch block {
        case .paragraph(let text): wrapped(text, indentation: 4, width: width)
        case .heading(let text): ["  " + text]
        case .code(let text): text.split(separator: "\n", omittingEmptySubsequences: false).map { "      \($0)" }
        case .term(let term, let paragraphs):
            ["    " + term] + paragraphs.flatMap { wrapped($0, indentation: 8, width: width) }
        }
    }

    private static func wrapped(_ text: String, indentation: Int, width: Int) -> [String] {
        let margin = String(repeating: " ", count: indentation)
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, indentation + line.count + 1 + word.count > width {
                lines.append(margin + line)
                line = ""
            }
            line += line.isEmpty ? String(word) : " \(word)"
        }
        return line.isEmpty ? lines : lines + [margin + line]
    }
}

extension HelpPage {
    /// The page as source of a manual page, for `man`.
    package func roff(section number: Int = 1, version: String) -> String {
        var lines = [".TH \(HelpPage.quoted(title.uppercased())) \(number) \"\" \(HelpPage.quoted(version))"]
        for section in sections where !section.blocks.isEmpty {
            lines.append(".SH \(HelpPage.quoted(section.title))")
            for block in section.blocks { lines += HelpPage.roff(block) }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func roff(_ block: Block) -> [String] {
        switch block {
        case .paragraph(let text): return [".PP", escaped(text)]
        case .heading(let text): return [".SS \(quoted(text))"]
        case .code(let text):
            return [".PP", ".RS 4", ".nf"]
                + text.split(separator: "\n", omittingEmptySubsequences: false).map { escaped(String($0)) }
                + [".fi", ".RE"]
        case .term(let term, let paragraphs):
            var lines = [".TP", "\\fB\(escaped(term))\\fR"]
            for (index, paragraph) in paragraphs.enumerated() {
                if index > 0 { lines.append(".br") }
                lines.append(escaped(paragraph))
            }
            return lines
        }
    }

    private static func quoted(_ text: String) -> String {
        "\"" + escaped(text).split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\(dq") + "\""
    }

    /// The text with backslashes and hyphens as they are, and nothing that starts a request.
    private static func escaped(_ text: String) -> String {
        var result = text.hasPrefix(".") || text.hasPrefix("'") ? "\\&" : ""
        for character in text {
            switch character {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            default: result.append(character)
            }
        }
        return result
    }
}
