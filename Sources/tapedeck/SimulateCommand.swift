import ArgumentParser
import TapedeckAWSWire
import TapedeckConnectionService
import TapedeckSimulation
import TapedeckPlatform

/// `tapedeck simulate`: the stand-in service.
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "A stateful stand-in for App Runner's connection operations.",
        usage: "tapedeck simulate [<options>] [-- COMMAND ...]",
        discussion: """
            True to what is publicly known of the service. Where nothing is known the stand-in had to choose; \
            --choices prints what:

            \(Choices.all.map { "- \($0.question): \($0.answer)" }.joined(separator: "\n"))
            """)

    @OptionGroup
    var serving: ServingOptions

    @Option(
        help:
            "Verify signatures with KEY:SECRET or KEY:SECRET:TOKEN; repeatable. TAPEDECK_CREDENTIALS takes the same, separated by spaces."
    )
    var credentials: [String] = []

    @Option(help: "The account of an access key, as KEY=123456789012; repeatable.")
    var account: [AccountArgument] = []

    @Option(help: "Bytes of a request's body that are accepted.")
    var maxBody = 1 << 20

    @Flag(help: "Answer requests without a signature.")
    var allowUnsigned = false

    @Flag(help: "Print what the stand-in chose where the service is unknown, and end.")
    var choices = false

    @OptionGroup(title: "Behaviour")
    var standIn: StandInOptions

    func run() async throws {
        try await report {
            if choices {
                Terminal.write(Choices.all.map { "\($0.question): \($0.answer)\n" }.joined())
                return
            }
            let given =
                try credentials.map { try Self.credentials($0, from: "--credentials") }
                + Self.credentialsOfEnvironment()
            let standIn = try standIn.makeStandIn { configuration in
                configuration.credentials = given
                configuration.accounts = Dictionary(account.map { ($0.key, $0.account) }) { $1 }
                configuration.maximumBodyBytes = maxBody
                configuration.allowsUnsigned = allowUnsigned
            }
            let ended = try await Serving(
                options: serving, mode: "simulate", journal: try RequestJournal(file: serving.journal),
                maximumBodyBytes: maxBody,
                loan: given.first.map { LentCredentials(credentials: $0) } ?? LentCredentials(),
                parts: .init(standIn: StandInControl(standIn)), banner: { "the stand-in is at \($0)" },
                hints: { ["complete a handshake: curl -d complete \($0)/_deck/connections/NAME/handshake"] }
            ).run(standIn)
            let status = ended.status
            if let lost = standIn.firstFailure { Terminal.tell("tapedeck: a change was not kept: \(lost.message)") }
            if status != 0 { throw ExitCode(status) }
            if standIn.firstFailure != nil { throw ExitStatus.cantWrite() }
        }
    }

    private static func credentialsOfEnvironment() throws -> [Credentials] {
        try ProcessEnvironment.variable("TAPEDECK_CREDENTIALS").split(separator: " ").map {
            try credentials(String($0), from: "TAPEDECK_CREDENTIALS")
        }
    }

    /// Reads `KEY:SECRET` or `KEY:SECRET:TOKEN`. The message never has the text in it: it may be a secret.
    private static func credentials(_ text: String, from place: String) throws -> Credentials {
        let parts = text.split(separator: ":", maxSplits: 2).map(String.init)
        guard parts.count >= 2 else {
            throw Failure(
                .usage, "\(place) holds something that is not of the form KEY:SECRET or KEY:SECRET:TOKEN (not shown)")
        }
        return Credentials(
            accessKeyID: parts[0], secretAccessKey: parts[1], sessionToken: parts.count > 2 ? parts[2] : nil)
    }
}

/// `KEY=ACCOUNT`.
struct AccountArgument: ExpressibleByArgument {
    let key: String
    let account: String

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, parts[1].utf8.count == 12, parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else {
            return nil
        }
        key = parts[0]
        account = parts[1]
    }
}

extension AccountArgument: ExplainedValue {
    static func expected(insteadOf text: String) -> String {
        "KEY=ACCOUNT with twelve digits, such as AKIDEXAMPLE=123456789012"
    }
}
