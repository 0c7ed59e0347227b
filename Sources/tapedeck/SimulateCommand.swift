import ArgumentParser
import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckConnectionService
import TapedeckSimulation
import TapedeckPlatform

/// `tapedeck simulate`: the stand-in service.
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", _superCommandName: Tapedeck.name,
        abstract: "A stateful stand-in for App Runner's connection operations.",
        usage: "tapedeck simulate [<options>] [-- COMMAND ...]",
        discussion: """
            True to what is publicly known of the service. Where nothing is known the stand-in had to choose; \
            --choices prints what:

            \(Choices.all.map { "- \($0.question): \($0.answer)" }.joined(separator: "\n"))
            """)

    @OptionGroup
    var serving: ServingOptions

    @OptionGroup
    var signatures: SignatureOptions

    @Option(
        help: """
            Serve https, as localhost and under App Runner's own names, with an authority made for this run; its public \
            certificate is in this file as long as the run lasts.
            """)
    var tls: String?

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

    func validate() throws {
        try serving.checkFaults(hasTLS: tls != nil)
    }

    func run() async throws {
        try await report {
            if choices {
                Terminal.write(Choices.all.map { "\($0.question): \($0.answer)\n" }.joined())
                return
            }
            guard maxBody >= 1 else {
                throw Failure(.usage, "--max-body \(maxBody) is not a size; expected 1 byte or more")
            }
            if tls != nil, serving.mode == .proxy {
                throw Failure(.usage, "--tls puts TLS before the endpoint; --mode proxy has its own")
            }
            try serving.checkFiles(
                besides: standIn.files + (tls.map { [(what: "the certificate's file of --tls", path: $0)] } ?? []))
            if let tls { try TLSDoor.check(tls) }
            let given = try signatures.credentials()
            let looksAtDates = self.standIn.clock == nil
            let standIn = try standIn.makeStandIn { configuration in
                configuration.accounts = Dictionary(account.map { ($0.key, $0.account) }) { $1 }
                configuration.maximumBodyBytes = maxBody
                configuration.allowsUnsigned = allowUnsigned
            }
            // A project's rules hold for what is noted here, too.
            let redactor = Redactor(secrets: Secrets.known(), rules: try ProjectPage().rules(redact: [], keep: []))
            let tls = try tls.map(TLSDoor.init)
            defer { tls?.close() }
            let ended = try await Serving(
                options: serving, mode: "simulate",
                journal: try RequestJournal(file: serving.journal, redactor: redactor),
                maximumBodyBytes: maxBody,
                gate: SignatureGate(given, allowsUnsigned: allowUnsigned) { looksAtDates ? .now : nil },
                loan: given.first.map { LentCredentials(credentials: $0) } ?? LentCredentials(), tls: tls,
                seed: self.standIn.seed, parts: .init(standIn: StandInControl(standIn)),
                banner: { "the stand-in is at \($0)" },
                hints: { ["complete a handshake: curl -d complete \($0)/_deck/connections/NAME/handshake"] }
            ).run(standIn)
            let status = ended.status
            if let lost = standIn.firstFailure { Terminal.tell("tapedeck: a change was not kept: \(lost.message)") }
            if status != 0 { throw ExitCode(status) }
            if standIn.firstFailure != nil { throw ExitStatus.cantWrite() }
            try ended.checkJournal()
        }
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
