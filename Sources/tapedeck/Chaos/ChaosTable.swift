import TapedeckExchangeModel
import TapedeckJSONText
import TapedeckWording

/// What a client made of every fault at every exchange.
struct ChaosTable: Sendable {
    let run: ChaosRun
    /// Whether runs without a fault print the same each time.
    let isSteady: Bool
    /// By fault, then by exchange.
    let cells: [[ChaosOutcome]]

    /// Whether the client did nothing that it should not.
    var isClean: Bool {
        !cells.joined().contains(where: \.isTrouble)
    }

    /// The table, a line for each thing that a client should not do with the command that shows it, and the sums.
    func text(isColored: Bool) -> String {
        let heads = run.exchanges.map { "\($0.sequence) \($0.operation)" }
        let faults = run.faults.map { "\($0)" }
        let first = (faults.map(\.count) + [5]).max() ?? 0
        let widths = heads.indices.map { column in
            max(heads[column].count, cells.map { $0[column].word.count }.max() ?? 0)
        }
        let pad = TextWidth.shown.padded(_:to:)
        var lines = [pad("fault", first) + heads.indices.map { "  " + pad(heads[$0], widths[$0]) }.joined()]
        for (row, fault) in faults.enumerated() {
            lines.append(
                pad(fault, first)
                    + cells[row].indices.map { column in
                        let outcome = cells[row][column]
                        let word = pad(outcome.word, widths[column])
                        return "  " + (outcome.isTrouble ? Terminal.colored(word, 31, when: isColored) : word)
                    }.joined())
        }
        lines = lines.map { line in String(line.reversed().drop { $0 == " " }.reversed()) }
        lines.append("")
        for (fault, exchange, outcome) in all where outcome.isTrouble {
            lines.append("\(outcome.word): \(command(fault, exchange))")
        }
        if !isSteady { lines.append("The command prints another text each time: only its statuses were compared.") }
        lines.append(sums)
        return lines.joined(separator: "\n") + "\n"
    }

    /// The table for programs.
    var json: JSONValue {
        .object(
            JSONObject([
                ("cassette", .string(run.cassette)), ("comparesOutput", .bool(isSteady)),
                (
                    "runs",
                    .array(
                        all.map { fault, exchange, outcome in
                            .object(
                                JSONObject([
                                    ("fault", .string("\(fault)")),
                                    ("entry", .number(JSONNumber(exchange.sequence))),
                                    ("operation", .string(exchange.operation)), ("outcome", .string(outcome.word)),
                                    ("isTrouble", .bool(outcome.isTrouble)),
                                ]))
                        })
                ),
            ]))
    }

    private var all: [(FaultStep, ChaosExchange, ChaosOutcome)] {
        run.faults.indices.flatMap { row in
            run.exchanges.indices.map { (run.faults[row], run.exchanges[$0], cells[row][$0]) }
        }
    }

    private func command(_ fault: FaultStep, _ exchange: ChaosExchange) -> String {
        let words = [
            "tapedeck", "replay", run.cassette, "--at-end", "hold", "--verbose", "--fault", run.rule(fault, exchange),
        ]
        let mode = run.mode == .auto ? [] : ["--mode", run.mode.rawValue]
        // As in a miss: what is pasted somewhere has no secret of the client's in it.
        return (words + mode + ["--"] + run.words.map(Terminal.shown)).map(ShellWord.quoted).joined(separator: " ")
    }

    private var sums: String {
        let kinds = all.map { outcome in String(outcome.2.word.prefix { $0 != " " }) }
        let counts = ["recovered", "unharmed", "failed", "not", "hung", "died", "WRONG"].compactMap { kind in
            let count = kinds.count { $0 == kind }
            return count == 0 ? nil : "\(count) \(kind == "not" ? "not met" : kind)"
        }
        return "\(run.faults.count) faults at \(run.exchanges.count) exchanges: \(counts.joined(separator: ", "))"
    }
}
