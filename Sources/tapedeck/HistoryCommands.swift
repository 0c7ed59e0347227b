import ArgumentParser
import TapedeckContract
import TapedeckHistory
import TapedeckPlatform

/// Where a history of runs is.
struct HistoryOptions: ParsableArguments {
    @Option(name: .customLong("history"), help: "The history's file; by default .tapedeck/history.sqlite.")
    var path: String?

    /// The runs that were kept; a history that is not there is told, not made.
    func runs(of client: String? = nil) throws -> [KeptRun] {
        let path = path ?? RunHistory.usualPath
        guard Files.exists(path) else {
            throw Failure(.noInput, "there is no history at \(path); `tapedeck verify --history \(path)` begins one")
        }
        return try RunHistory(path: path).runs(of: client)
    }
}

/// `tapedeck history`: the runs of verify that were kept.
struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Lists the runs of verify that were kept.",
        discussion: "`verify --history FILE` keeps a run: a number, when, which client, and what came of it.")

    @Option(help: "Only runs of this client.")
    var client: String?

    @OptionGroup var history: HistoryOptions

    func run() async throws {
        try await report {
            for run in try history.runs(of: client) {
                let counts = run.judged.counts.map { "\($0.number) \($0.kind.rawValue)" }.joined(separator: ", ")
                Terminal.write("\(run.number)  \(run.at)  \(run.judged.client)@\(run.judged.version)  \(counts)\n")
            }
        }
    }
}

/// `tapedeck compare`: what got better or worse between two runs.
struct CompareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Tells what got better or worse between two runs that were kept.",
        discussion: """
            A run is its number, or CLIENT@VERSION for the last one of that version. Status 0: nothing got worse, but for a \
            MAY. Status 1: something did.
            """)

    @Argument(help: "The run before.")
    var before: String

    @Argument(help: "The run after.")
    var after: String

    @OptionGroup var history: HistoryOptions

    func run() async throws {
        try await report {
            let runs = try history.runs()
            try runs.run(before).compared(with: runs.run(after))
        }
    }
}

/// `tapedeck can-upgrade`: whether a version keeps all that another one does.
struct CanUpgradeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "can-upgrade", abstract: "Tells whether a version of a client keeps all that another one does.",
        discussion: """
            Both have to be in the history: `verify --client CLIENT --history FILE` with each installed. Status 0: nothing \
            got worse, but for a MAY. Status 1: something did.
            """)

    @Argument(help: "The client and the version in question, as CLIENT@VERSION.")
    var version: String

    @Option(help: "The version that is in use; by default the last other one in the history.")
    var from: String?

    @OptionGroup var history: HistoryOptions

    func run() async throws {
        try await report {
            let runs = try history.runs()
            let candidate = try runs.run(version)
            try runs.baseline(for: candidate, version: from).compared(with: candidate)
        }
    }
}

extension KeptRun {
    /// Prints what changed, and ends the command with status 1 where something got worse.
    fileprivate func compared(with after: KeptRun) throws {
        let comparison = Comparison(judged, after.judged)
        let names = [self, after].map { "\($0.judged.client)@\($0.judged.version) (run \($0.number))" }
        Terminal.write("\(names[0]), then \(names[1])\n\(comparison.text)")
        if comparison.isWorse { throw ExitStatus.findings() }
    }
}

extension Failure {
    /// A history that can't be used.
    init(_ error: HistoryError) {
        switch error.code {
        case .unusable: self.init(.cantWrite, error.message)
        case .notOurs: self.init(.badInput, error.message)
        case .unknownRun: self.init(.noInput, error.message)
        case .badName: self.init(.usage, error.message)
        }
    }
}
