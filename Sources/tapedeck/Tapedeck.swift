import ArgumentParser
import TapedeckHTTPFront
import TapedeckPlatform
import TapedeckWording

/// The command line of Tapedeck.
@main
struct Tapedeck: AsyncParsableCommand {
    /// What the program is called. A command that says that it is below it is parsed by itself without being taken for a request
    /// of a completion script first, which costs a seventh of a start; such requests are the whole program's to answer.
    static let name = "tapedeck"

    static let configuration = CommandConfiguration(
        commandName: name,
        abstract: "Records, replays and judges clients of AWS App Runner's connection operations.",
        discussion: """
            Exit statuses: 0 done, nothing found; 1 done, and something was found (a miss, an entry left over, a fault \
            that was not met, a lint finding, a clause not kept); 64 wrong arguments; 65 a file is not what it should be; 66 no such file; 69 an \
            upstream or an address can't be had; 70 a secret would have been written, or an internal error; 73 a file \
            can't be written; 75 a client could not be run; 126 and 127 a wrapped command can't be run or is not there. \
            A wrapped command's own status passes through.
            """,
        version: TapedeckVersion.current,
        subcommands: [
            RecordCommand.self, ReplayCommand.self, SpyCommand.self, VerifyCommand.self, SimulateCommand.self,
            ChaosCommand.self,
            InspectCommand.self, LintCommand.self, EditCommand.self, DiffCommand.self, DriftCommand.self,
            ExportCommand.self, ImportCommand.self, UpgradeCommand.self, RecoverCommand.self, ReportCommand.self,
            ClientCommand.self, SessionsCommand.self, DoctorCommand.self, HistoryCommand.self, CompareCommand.self,
            CanUpgradeCommand.self, InitCommand.self, AdvanceCommand.self,
        ])

    /// Splits the wrapped command off before anything is parsed, so that its words are never taken for ours.
    static func main() async {
        let arguments = CommandLine.arguments.dropFirst()
        let own = Array(arguments.prefix { $0 != "--" })
        if own == ["--version"] { return await sayVersion() }
        await WrappedCommand.$given.withValue(WrappedCommand(arguments.dropFirst(own.count + 1))) {
            do {
                let behind = own.count < arguments.count ? arguments.count - own.count - 1 : nil
                if let command = plainly(own, behind: behind) {
                    try await run(command)
                } else {
                    var command = try parse(own, behind: behind)
                    if var command = command as? any AsyncParsableCommand {
                        try await command.run()
                    } else {
                        try command.run()
                    }
                }
            } catch {
                end(with: error)
            }
        }
        ProcessEnding.end(0)
    }

    /// Says what there is to say of an error, help for one, as argument-parser does, and ends with its status.
    private static func end(with error: any Error) -> Never {
        let (code, text) = (exitCode(for: error), fullMessage(for: error))
        if !text.isEmpty {
            if code == .success { print(text) } else { StandardStream.error.write(Array("\(text)\n".utf8)) }
        }
        ProcessEnding.end(code.rawValue)
    }

    /// The version in full, which takes libcurl and SQLite to answer; argument-parser keeps a text of each run at hand.
    private static func sayVersion() async {
        do {
            try await report { Terminal.write("\(VersionText.first)\n\(try VersionText.second())\n") }
        } catch {
            end(with: error)
        }
    }

    /// The command that the words before `--` ask for where they are plain; `nil` for all that ``parse(_:behind:)`` has to read.
    private static func plainly(_ words: [String], behind: Int?) -> (any PlainlyWorded)? {
        let commands: [any PlainlyWorded.Type] = [ReplayCommand.self, SimulateCommand.self]
        guard behind != 0, let command = commands.first(where: { $0.configuration.commandName == words.first })
        else { return nil }
        Task.detached { HTTPFront.prepare() }
        return try? command.init(plain: words.dropFirst())
    }

    private static func run(_ command: some AsyncParsableCommand) async throws {
        var command = command
        try await command.run()
    }

    /// Parses the words before `--`, and says in one sentence what is wrong with them.
    private static func parse(_ words: [String], behind: Int?) throws -> any ParsableCommand {
        let trouble = { ArgumentTrouble(words: words, behind: behind, table: try CommandTable(of: Tapedeck.self)) }
        let command = configuration.subcommands.first { $0.configuration.commandName == words.first }
        let isGroup = command?.configuration.subcommands.isEmpty == false
        // The table of all commands costs more than the rest of a start, so only where something may be wrong.
        let mayBeWrong =
            behind.map { $0 == 0 || !ArgumentTrouble.takesCommand(words) } ?? (words.first == "help" || isGroup)
        if mayBeWrong, let sentence = try trouble().sentenceBeforeParsing {
            throw refusal(sentence)
        }
        // By itself first: to know of all the other commands takes longer than the rest of a start. What it does not take so,
        // help too, is everybody's.
        if let command, !isGroup, let parsed = try? command.parseAsRoot(Array(words.dropFirst())),
            type(of: parsed) == command
        {
            return parsed
        }
        do {
            return try parseAsRoot(words)
        } catch  where exitCode(for: error) == .validationFailure {
            throw refusal(try trouble().sentence(for: message(for: error)))
        }
    }

    private static func refusal(_ sentence: String) -> ExitCode {
        Terminal.tell("tapedeck: \(sentence)")
        return ExitStatus.usage()
    }
}
