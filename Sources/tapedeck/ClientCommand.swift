import ArgumentParser
import TapedeckContract
import TapedeckPlatform
import TapedeckVerification
import TapedeckWording

/// `tapedeck client`: helps to write a client's profile.
struct ClientCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "client", abstract: "Helps to write the profile of a client for verify.",
        subcommands: [Init.self, Check.self])

    /// `tapedeck client init`.
    struct Init: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "init", abstract: "Writes a first profile from a command line that works.",
            discussion: """
                The command follows after --: one that creates a connection, with {url} where the endpoint's URL stands if it \
                is given by an argument. The page goes to standard output.
                """)

        @Option(help: "The client's short name; without it, the program's.")
        var name: String?

        func run() async throws {
            try await report {
                guard let command = WrappedCommand.given?.words, let program = command.first else {
                    throw Failure(.usage, "give a command that creates a connection, after --")
                }
                let short = program.split(separator: "/").last.map(String.init) ?? program
                Terminal.write(ProfileDraft.page(name ?? short, command: command))
            }
        }
    }

    /// `tapedeck client check`.
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Runs one create that succeeds and one that fails, and shows what was understood.",
            discussion: """
                Status 0: everything was understood as it was sent. Status 1: something was not; it is marked. Status 75: the \
                client is not on this machine, or could not be run.
                """)

        @Argument(help: "A profile: a page of YAML, or the name of one that comes with the program.")
        var profile: String

        func run() async throws {
            try await report {
                let library = Library(roots: try Library.rootsOfThisProgram())
                let found = try library.profile(profile)
                let path = ProcessEnvironment.variable("PATH")
                guard
                    let client = await InstalledClient.find(
                        found.profile, root: found.root, page: found.path, path: path)
                else {
                    throw Failure(.couldNotRun, found.absence)
                }
                Terminal.write("\(client.profile.title) \(client.version), \(client.program)\n")
                let runner = ScenarioRunner(client: client, path: path)
                var gaps = 0
                for scenario in try library.scenarios() where Self.scenarios.contains(scenario.id) {
                    let seen = try await runner.observe(scenario, cassette: library.cassette(of: scenario))
                    guard let run = seen.runs.first else { continue }
                    let understanding = Understanding(of: run, in: scenario, by: client.profile)
                    gaps += understanding.gaps
                    Terminal.write("\n" + InertText.of(understanding.lines.joined(separator: "\n")) + "\n")
                }
                if gaps > 0 { throw ExitStatus.findings() }
            }
        }

        private static let scenarios = ["errors/invalid-request", "outputs/github"]
    }
}
