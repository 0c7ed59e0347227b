import TapedeckWording

extension Report {
    /// Clauses × clients for people: a line a clause, a column a client, a mark for the worst verdict.
    func matrix(_ layout: Layout) -> [String] {
        let names = judged.enumerated().flatMap { number, client in
            layout.wrapped("\(Report.column(number)) \(client.title) \(client.version)", hanging: 4)
        }
        let clauses = Clause.catalogue.filter { clause in judged.contains { $0.concerns(clause) } }
        let width = clauses.map(\.id.count).max() ?? 0
        let head = String(repeating: " ", count: width + 8) + judged.indices.map(Report.column).joined()
        let rows = clauses.map { clause -> String in
            let start =
                TextWidth.shown.padded(clause.id, to: width + 2) + TextWidth.shown.padded(clause.level.rawValue, to: 6)
            let marks = judged.map { client -> String in
                let worst = client.worst(clause)
                let mark = "  " + Report.mark(worst)
                return worst == nil ? mark : layout.colored(mark, Report.color(worst, clause))
            }
            let room = layout.columns.map { $0 - start.count - 3 * judged.count - 2 }
            return start + marks.joined() + "  " + clause.text.cut(to: room)
        }
        let kinds = Verdict.Kind.allCases.map { "\(Report.mark($0)) \($0.rawValue)" }
        let legend = kinds + ["\(Report.mark(nil)) left out"]
        return names + ["", head] + rows + [""] + layout.wrapped(legend.joined(separator: ", "))
    }

    /// A client's number, as its column's head.
    private static func column(_ index: Int) -> String {
        let number = String(index + 1)
        return String(repeating: " ", count: max(3 - number.count, 1)) + number
    }

    private static func mark(_ kind: Verdict.Kind?) -> String {
        switch kind {
        case .conforms: "."
        case .deviates: "D"
        case .couldNotRun: "!"
        case .knownDeviation: "k"
        case .unexpectedlyConforms: "?"
        case nil: "-"
        }
    }

    /// The terminal's colour of a verdict: green, yellow for what a run may end well with, red.
    static func color(_ kind: Verdict.Kind?, _ clause: Clause) -> Int {
        let isWarning = kind == .deviates && clause.level != .must
        return kind == .conforms ? 32 : kind?.isAcceptable == true || isWarning ? 33 : 31
    }
}

extension String {
    /// As much of it as so many columns hold; nothing where that is no word.
    fileprivate func cut(to room: Int?) -> String {
        guard let room, count > room else { return self }
        return room < 8 ? "" : prefix(room - 1) + "…"
    }
}
