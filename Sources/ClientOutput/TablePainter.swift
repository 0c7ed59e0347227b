import TapedeckClientModel
import TapedeckWording

/// Draws boxes as lines of text.
struct TablePainter {
    /// Whether cells and outer edges are coloured.
    enum Colors: Sendable {
        case none
        case ansi
        /// As AWS CLI colours where there is no terminal: a reset after every piece that it writes.
        case ansiWithResets
    }

    private static let reset = "\u{1B}[0m"
    private let width: TextWidth
    private let colors: Colors
    /// Everything drawn.
    private(set) var output = ""

    /// Makes an empty sheet.
    init(width: TextWidth, colors: Colors) {
        self.width = width
        self.colors = colors
    }

    /// Draws boxes, upright where they would not fit.
    mutating func paint(_ sections: [TableSection], columns: Int) throws(ClientError) {
        var sections = sections
        var total = sections.map(\.totalWidth).max() ?? 0
        if total > columns {
            for index in sections.indices { sections[index] = try sections[index].upright() }
            total = sections.map(\.totalWidth).max() ?? 0
        }
        write(String(repeating: "-", count: total) + "\n")
        for section in sections { paint(section, total: total - section.level * 2) }
    }

    private mutating func paint(_ section: TableSection, total: Int) {
        if let title = section.title, !title.isEmpty {
            write(line: centred(title, in: total, leftEdge: "|"), level: section.level)
            if section.headers.isEmpty, section.rows.isEmpty { write(rule: [total], level: section.level) }
        }
        let widths = section.columnWidths(filling: total)
        if !section.headers.isEmpty {
            write(rule: widths, level: section.level)
            var line = ""
            for (index, header) in section.headers.enumerated() where index < widths.count {
                line += centred(header, in: widths[index], leftEdge: index == 0 ? "|" : "")
            }
            write(line: line, level: section.level)
        }
        guard !section.rows.isEmpty, !widths.isEmpty else { return }
        write(rule: widths, level: section.level)
        for row in section.rows {
            var line = ""
            for (index, cell) in row.enumerated() where index < widths.count {
                line += aligned(cell, in: widths[index], leftEdge: index == 0 ? "|" : "")
            }
            write(line: line, level: section.level)
        }
        write(rule: widths, level: section.level)
    }

    private func centred(_ text: String, in total: Int, leftEdge: String) -> String {
        let columns = width.columns(text)
        let before = total / 2 - columns / 2 - 1
        let after = total - 1 - leftEdge.count - before - columns
        return leftEdge + spaces(before) + text + spaces(after) + "|"
    }

    private func aligned(_ text: String, in total: Int, leftEdge: String) -> String {
        let columns = width.columns(text)
        let before = total >= columns + 3 + leftEdge.count ? 2 : 0
        let after = total - leftEdge.count - before - columns - 1
        let cell = colors == .none ? text : "\u{1B}[1m\u{1B}[34m" + text + TablePainter.reset
        return leftEdge + spaces(before) + cell + spaces(after) + "|"
    }

    private func spaces(_ count: Int) -> String {
        String(repeating: " ", count: max(0, count))
    }

    private mutating func write(rule widths: [Int], level: Int) {
        var line = ""
        for (index, width) in widths.enumerated() {
            line += (index == 0 ? "+" : "") + String(repeating: "-", count: max(0, width - (index == 0 ? 2 : 1))) + "+"
        }
        write(line: line, level: level)
    }

    private mutating func write(line: String, level: Int) {
        let edge = colors == .none ? "|" : "\u{1B}[2m\u{1B}[33m|" + TablePainter.reset
        let edges = String(repeating: edge, count: level)
        for piece in [edges, line, edges, "\n"] { write(piece) }
    }

    private mutating func write(_ piece: String) {
        output += piece
        if colors == .ansiWithResets { output += TablePainter.reset }
    }
}
