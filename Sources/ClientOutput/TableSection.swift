import TapedeckClientModel
import TapedeckWording

/// One box of a table: a title, a line of headers, rows, and the widths that its columns need.
struct TableSection: Sendable {
    /// Two spaces before a cell's text, one after it, and an edge.
    private static let padding = 4

    /// What stands over the box; `nil` for the part of a list of lists that has no name of its own.
    var title: String?
    /// How many boxes this one is in.
    var level: Int
    private(set) var headers: [String] = []
    private(set) var rows: [[String]] = []
    private var columnCount: Int?
    private var widths: [Int] = []
    private let width: TextWidth

    /// Makes an empty box.
    init(title: String?, level: Int, width: TextWidth) {
        self.title = title
        self.level = level
        self.width = width
    }

    /// Takes the headers, anew where there were some.
    ///
    /// - Throws: status 255 where earlier rows have fewer cells, with AWS CLI's words.
    mutating func add(headers: [String]) throws(ClientError) {
        try widen(headers)
        if columnCount == nil { columnCount = headers.count }
        self.headers = headers
    }

    /// Adds a row.
    ///
    /// - Throws: status 255 where it has not as many cells as the box has columns, with AWS CLI's words.
    mutating func add(row: [String]) throws(ClientError) {
        let count = columnCount ?? row.count
        columnCount = count
        guard row.count == count else {
            throw ClientError(.general, message: "Row should have \(count) elements, instead it has \(row.count)")
        }
        rows.append(row)
        try widen(row)
    }

    private mutating func widen(_ cells: [String]) throws(ClientError) {
        let needed = cells.map(width.columns)
        if widths.isEmpty {
            widths = needed
            return
        }
        guard needed.count <= widths.count else { throw ClientError(.general, message: "list index out of range") }
        for (index, cell) in needed.enumerated() { widths[index] = max(widths[index], cell) }
    }

    /// The columns that the box needs, boxes around it included.
    var totalWidth: Int {
        let around = 2 + level * 2
        let cells = widths.reduce(0) { $0 + $1 + TableSection.padding }
        return max(width.columns(title ?? "None") + around, cells + around)
    }

    /// The columns' widths, stretched or shrunk in proportion so that they fill a width.
    func columnWidths(filling total: Int) -> [Int] {
        let natural = widths.map { $0 + TableSection.padding }
        guard !natural.isEmpty else { return [] }
        let scale = Double(total) / Double(natural.reduce(0, +))
        var scaled = natural.map { Int((scale * Double($0)).rounded(.toNearestOrEven)) }
        var excess = scaled.reduce(0, +) - total
        while excess != 0 {
            // What is too much is taken from the left, what is missing is given from the right.
            let order = excess > 0 ? Array(scaled.indices) : scaled.indices.reversed()
            for index in order where excess != 0 {
                scaled[index] += excess > 0 ? -1 : 1
                excess += excess > 0 ? -1 : 1
            }
        }
        return scaled
    }

    /// The box with its headers down the left side, where it has headers and a single row.
    func upright() throws(ClientError) -> TableSection {
        guard rows.count == 1, !headers.isEmpty else { return self }
        var result = TableSection(title: title, level: level, width: width)
        for (header, cell) in zip(headers, rows[0]) { try result.add(row: [header, cell]) }
        return result
    }
}
