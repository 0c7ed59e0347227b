import ArgumentParser
import TapedeckContract
import TapedeckJSONText
import TapedeckPlatform

/// `tapedeck report`: what was written by `verify --format json`, joined and shown again.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Joins reports of verify, and shows them in another form.",
        subcommands: [Merge.self])

    /// `tapedeck report merge`.
    struct Merge: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "merge", abstract: "Makes one report of those of a run's shards.",
            discussion: """
                The reports are what `verify --format json` wrote, with `--shard` or without. The status is that of verify: 0, 1 \
                where something was found, 75 where a client could not be run.
                """)

        @Argument(help: "Reports in JSON.")
        var reports: [String]

        @Option(help: "The form, as verify has it; NAME=FILE writes a file. Several at once.")
        var format: [ReportTarget] = []

        @Flag(help: "A SHOULD that is not kept fails the run too.")
        var strict = false

        func run() async throws {
            try await report {
                try ReportTarget.check(format, besides: reports.map { (what: "a report to be merged", path: $0) })
                var shards: [Report] = []
                for path in reports {
                    do {
                        shards.append(try Report(JSONParser.parse(Files.read(path))))
                    } catch let error as FileError {
                        throw error
                    } catch {
                        throw Failure(.badInput, "\(path) is not a report in JSON: \(error)")
                    }
                }
                let whole = Report.merged(shards)
                try ReportTarget.write(whole, to: format.isEmpty ? [ReportTarget(.text)] : format, isStrict: strict)
                try whole.outcome(isStrict: strict).end()
            }
        }
    }
}

extension Report.Outcome {
    /// Ends the command with the status of what a run came to; does nothing where every clause is kept.
    func end() throws {
        switch self {
        case .kept: break
        case .found: throw ExitStatus.findings()
        case .incomplete: throw ExitStatus.couldNotRun()
        }
    }
}
