import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText
import TapedeckPlatform
import TapedeckProcesses
import TapedeckWording

/// One entry of a cassette, as a rule of faults names it.
struct ChaosExchange: Sendable {
    /// The entry's `_sequence`.
    let sequence: Int
    let operation: String
    /// Which request of the operation it is, from 1.
    let number: Int
    /// Which of all, from 1.
    let place: Int
    let resource: String?

    /// The entries that name an operation, in order.
    static func all(of cassette: Cassette) -> [ChaosExchange] {
        var counts: [String: Int] = [:]
        var place = 0
        return cassette.entries.compactMap { entry in
            guard let operation = entry.operation else { return nil }
            counts[operation, default: 0] += 1
            place += 1
            return ChaosExchange(
                sequence: entry.exchange.sequence, operation: operation, number: counts[operation, default: 1],
                place: place, resource: entry.resource)
        }
    }
}

/// Runs a client once for each fault at each exchange, each time against a deck of its own: this program as `replay`.
struct ChaosRun: Sendable {
    let cassette: String
    let words: [String]
    /// Seconds that a run with a fault may take longer than one without.
    let limit: Int
    let exchanges: [ChaosExchange]
    let faults: [FaultStep]
    /// How the client gets in.
    var mode = DoorMode.auto

    /// All the runs.
    ///
    /// - Parameter progress: called with the number of runs that are done and that of all.
    func table(jobs: Int, progress: @Sendable @escaping (Int, Int) -> Void) async throws -> ChaosTable {
        guard !exchanges.isEmpty else { throw Failure(.badInput, "\(cassette) has no entry with an operation") }
        // Without a fault a client may be slow, on a busy machine too; what hangs is told by how long it takes otherwise.
        let patience = limit * 10
        let begun = SystemClock.monotonicMilliseconds
        let first = try await run(nil, within: patience)
        if let signal = first.signal {
            throw Failure(.couldNotRun, "without a fault the command was ended by signal \(signal)")
        }
        guard let status = first.status else {
            throw Failure(
                .couldNotRun, "without a fault the command is still running after \(patience) seconds; see --limit")
        }
        guard status == 0 else {
            throw Failure(
                .couldNotRun,
                "without a fault the command ends with status \(status); tapedeck replay \(ShellWord.quoted(cassette)) -- … shows why"
            )
        }
        guard first.requests > 0 else {
            throw Failure(
                .couldNotRun, "without a fault the command asked nothing\(WrappedCommand.hintWhereNothingCame(mode))")
        }
        guard first.missed == 0 else {
            throw Failure(
                .couldNotRun,
                "without a fault \(first.missed) of the command's \(first.requests) requests were missed; "
                    + "tapedeck replay \(ShellWord.quoted(cassette)) --at-end hold -- … shows which")
        }
        let between = SystemClock.monotonicMilliseconds
        let isSteady = try await run(nil, within: patience).output == first.output
        let usual = max(between - begun, SystemClock.monotonicMilliseconds - between)
        let within = limit + Int(usual / 1000) + 1
        var cells = [[ChaosOutcome]](
            repeating: Array(repeating: .notMet, count: exchanges.count), count: faults.count)
        let all = faults.indices.flatMap { fault in exchanges.indices.map { (fault, $0) } }
        try await withThrowingTaskGroup(of: (Int, Int, ChaosOutcome).self) { group in
            var rest = all[...]
            var done = 0
            func start() {
                guard let (fault, exchange) = rest.popFirst() else { return }
                group.addTask {
                    let step = faults[fault]
                    let run = try await run(rule(step, exchanges[exchange]), within: within)
                    return (
                        fault, exchange,
                        ChaosOutcome(
                            run, without: first, isOfTLS: step.isCertificate, needsAnswer: step.needsAnswer,
                            comparesOutput: isSteady)
                    )
                }
            }
            for _ in 0..<jobs { start() }
            while let (fault, exchange, outcome) = try await group.next() {
                try Task.checkCancellation()
                cells[fault][exchange] = outcome
                done += 1
                progress(done, all.count)
                start()
            }
        }
        return ChaosTable(run: self, isSteady: isSteady, cells: cells)
    }

    /// The fault of a run, as `--fault` takes it. A certificate is for the connection on which the exchange begins, and of what
    /// operation that is nobody knows then.
    func rule(_ step: FaultStep, _ exchange: ChaosExchange) -> String {
        step.isCertificate ? "*:\(exchange.place)=\(step)" : "\(exchange.operation):\(exchange.number)=\(step)"
    }

    /// Runs the client once. A retry is answered as the request before it was, so tracks hold at their end.
    private func run(_ rule: String?, within seconds: Int) async throws -> ChaosOutcome.Run {
        let directory = try Files.makeTemporaryDirectory("tapedeck-chaos-")
        defer { Files.removeTree(directory) }
        let journal = "\(directory)/journal"
        let own = [
            ProcessEnvironment.programPath ?? "tapedeck", "replay", cassette, "--at-end", "hold", "--no-strict",
            "--mode", mode.rawValue, "--journal", journal,
        ]
        // What a run that is ended leaves behind goes with the directory.
        let variables = ProcessEnvironment.variables.merging(["TMPDIR": directory]) { $1 }
        let program = Program(own + (rule.map { ["--fault", $0] } ?? []) + ["--"] + words, environment: variables)
        let captured = try await program.captured(within: seconds)
        let lines = Files.exists(journal) ? try Files.read(journal).split(separator: 10) : []
        // A line that a deck which was ended did not finish is no JSON, and names no fault.
        let decisions = lines.map { (try? JSONParser.parse(Array($0)))?["decision"]?.string ?? "" }
        let isMet = decisions.contains { $0.hasPrefix("fault ") }
        // A certificate is shown to no request, so the journal has none of it.
        let told = String(decoding: captured.error, as: UTF8.self).split(separator: "\n")
        var run = ChaosOutcome.Run(
            output: captured.output, requests: lines.count, missed: decisions.count { $0 == "missed" },
            isMet: rule == nil || isMet || told.contains { $0.hasPrefix("tapedeck: fault certificate:") },
            tookCertificate: told.contains { $0.hasPrefix("tapedeck: a client took the certificate for ") })
        switch captured.exit {
        // A wrapped command that a signal ended passes through as 128 and the signal's number.
        case .status(let code) where code > 128 && code < 128 + 32: run.signal = code - 128
        case .status(let code): run.status = code
        case .signal(let signal): run.signal = signal
        case .deadline: break
        }
        return run
    }
}
