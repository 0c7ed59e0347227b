import ArgumentParser
import TapedeckContract
import TapedeckPlatform

/// `tapedeck init`: what a project needs to begin with.
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Lays a project's first cassette, a client's profile, and a workflow for continuous integration.",
        discussion: """
            The client's command may follow after --: one that creates a connection, with {url} where the endpoint's URL \
            stands if an argument gives it. A file that is there already is left as it is, and said to be.
            """)

    @Option(help: "The client's short name; without it, the program's.")
    var name: String?

    @Argument(help: "The project's directory.")
    var directory = "."

    func run() async throws {
        try await report {
            let command = WrappedCommand.given?.words ?? InitCommand.placeholder
            let program = command.first?.split(separator: "/").last.map(String.init) ?? "client"
            let client = name ?? (WrappedCommand.given == nil ? "client" : program)
            guard client.allSatisfy({ $0.isLetter || $0.isNumber || "-_.".contains($0) }), client.first != "." else {
                throw Failure(.usage, "--name \(client) is no name for a file; take letters, digits and hyphens")
            }
            let cassette = "cassettes/apprunner/connections/create-github.har"
            guard let share = ShippedFiles.directory else {
                throw Failure(
                    .noInput, "what comes with tapedeck is not beside it; \(ShippedFiles.variable) names its directory")
            }
            let files = [
                (cassette, try Files.read("\(share)/\(cassette)")),
                ("tapedeck/\(client).yaml", Array(ProfileDraft.page(client, command: command).utf8)),
                (".github/workflows/tapedeck.yaml", Array(InitCommand.workflow(client).utf8)),
            ]
            for (path, bytes) in files {
                let whole = directory == "." ? path : "\(directory)/\(path)"
                if Files.exists(whole) {
                    Terminal.tell("tapedeck: \(whole) is there already; it is left as it is")
                    continue
                }
                try Files.makeDirectories(Files.parent(of: whole))
                try Files.writeDurably(bytes, to: whole)
                Terminal.write("wrote \(whole)\n")
            }
            Terminal.write(
                """

                Next:
                  tapedeck client check tapedeck/\(client).yaml     shows what was understood of your client
                  tapedeck verify --client tapedeck/\(client).yaml  judges it
                  tapedeck replay \(cassette) -- COMMAND    plays the cassette to it
                  tapedeck record --cassette cassettes/mine.har -- COMMAND    makes one of your own

                """)
        }
    }

    /// A command that stands for the client where nobody names one.
    private static let placeholder = [
        "my-client", "create-connection", "--connection-name", "my-github-connection", "--provider-type", "GITHUB",
        "--endpoint-url", "{url}",
    ]

    private static func workflow(_ client: String) -> String {
        """
        # Checks the cassettes and judges the client. tapedeck has to be on PATH: install its package or wheel in a step before.
        name: tapedeck
        on: [push, pull_request]
        jobs:
          contract:
            runs-on: ubuntu-latest
            steps:
              - uses: actions/checkout@v4
              - run: find cassettes -name '*.har' -exec tapedeck lint {} +
              - run: tapedeck verify --client tapedeck/\(client).yaml --format text --format junit=tapedeck.xml
              - uses: actions/upload-artifact@v4
                if: always()
                with: { name: tapedeck, path: tapedeck.xml }

        """
    }
}
