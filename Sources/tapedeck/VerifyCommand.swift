import ArgumentParser
import TapedeckContract
import TapedeckJSONText
import TapedeckVerification
import TapedeckPlatform

/// `tapedeck verify`: judges a client by the contract.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Runs a client through the contract's scenarios and judges it, clause by clause.",
        discussion: """
            Status 0: every clause is kept, or listed by the profile as a known deviation. Status 1: something deviates, \
            or a known deviation is none any more. Status 75: the client is not on this machine, or could not be run.
            """)

    @Option(help: "A profile: a page of YAML, or the name of one in Fixtures/clients.")
    var client: [String] = []

    @Flag(help: "Judge every client of Fixtures/clients that is on this machine.")
    var all = false

    @Option(help: "Only clauses or scenarios that begin with this, such as ERR or errors/.")
    var only: [String] = []

    @Option(help: "The directory that holds Fixtures and cassettes.")
    var root = "."

    @Option(help: "How many scenarios run at a time.")
    var width = 2

    @Option(help: "Seconds that one call of the client may take.")
    var deadline = 60

    @Flag(help: "Print JSON for machines.")
    var json = false

    func validate() throws {
        if width < 1 || deadline < 1 { throw ValidationError("--width and --deadline take numbers from 1") }
        if client.isEmpty, !all { throw ValidationError("name a client with --client, or take --all") }
    }

    func run() async throws {
        try await report {
            let root = root.hasPrefix("/") ? root : "\(Files.currentDirectory)/\(root)"
            let library = Library(root: root)
            let scenarios: [Scenario]
            let profiles: [ClientProfile]
            do throws(VerificationError) {
                scenarios = try library.scenarios().filter(isWanted)
                var named: [ClientProfile] = []
                for name in client { named.append(try library.profile(name)) }
                profiles = all ? try library.profiles() : named
            } catch {
                let hint =
                    error.code == .missingFile ? "; --root names the directory that has Fixtures and cassettes" : ""
                throw Failure(error.code == .missingFile ? .noInput : .badInput, error.message + hint)
            }
            if scenarios.isEmpty { throw Failure(.usage, "no scenario fits --only \(only.joined(separator: ", "))") }
            var statuses: [ExitStatus] = []
            for profile in profiles {
                if let status = await judge(profile, scenarios, library: library, root: root) {
                    statuses.append(status)
                } else if !all {
                    throw ExitStatus.couldNotRun()
                }
            }
            if statuses.isEmpty || statuses.contains(.couldNotRun) { throw ExitStatus.couldNotRun() }
            if statuses.contains(.findings) { throw ExitStatus.findings() }
        }
    }

    private func isWanted(_ scenario: Scenario) -> Bool {
        only.isEmpty || only.contains { scenario.clause.id.hasPrefix($0) || scenario.id.hasPrefix($0) }
    }

    /// Judges one client; `nil` where it is not on this machine.
    private func judge(
        _ profile: ClientProfile, _ scenarios: [Scenario], library: Library, root: String
    ) async -> ExitStatus? {
        let path = ProcessEnvironment.variable("PATH")
        guard let client = await Client.find(profile, root: root, path: path) else {
            Terminal.tell(
                "tapedeck: \(profile.title) is not on this machine (looked for \(profile.programs.joined(separator: ", "))); "
                    + "`scripts/setup --clients` installs the clients that can be had")
            return nil
        }
        let suite = Suite(
            library: library, runner: ScenarioRunner(client: client, path: path, deadline: deadline))
        let fitting = scenarios.filter { $0.isApplicable(to: profile) }
        let left = scenarios.count - fitting.count
        let note = left == 0 ? "" : "; \(left) left out: the profile has no setting or waiting command for them"
        Terminal.tell(
            "tapedeck: \(profile.title) \(client.version), \(fitting.count == 1 ? "1 scenario" : "\(fitting.count) scenarios")\(note)"
        )
        let verdicts = await suite.verdicts(on: fitting, width: width)
        if json {
            Terminal.write("\(Self.json(of: verdicts, client: client).text(.pretty))\n")
        } else {
            Terminal.write(Self.text(of: verdicts))
        }
        if verdicts.contains(where: { $0.kind == .couldNotRun }) { return .couldNotRun }
        return verdicts.allSatisfy(\.kind.isAcceptable) ? .success : .findings
    }

    private static func text(of verdicts: [Verdict]) -> String {
        var lines: [String] = []
        for clause in Clause.catalogue {
            let mine = verdicts.filter { $0.clause == clause }
            if mine.isEmpty { continue }
            let worst = Verdict.Kind.order.first { kind in mine.contains { $0.kind == kind } } ?? .conforms
            let count = mine.count == 1 ? "" : " (\(mine.count { $0.kind == .conforms })/\(mine.count))"
            let word = Terminal.colored(worst.rawValue, worst.isAcceptable ? (worst == .conforms ? 32 : 33) : 31)
            lines.append("\(clause.id)  \(clause.level.rawValue)  \(word)\(count)  \(clause.text)")
            for verdict in mine where verdict.kind != .conforms {
                lines.append("    \(verdict.scenario): \(verdict.kind.rawValue)")
                lines += verdict.evidence.map { "      \($0)" }
            }
        }
        let counts = Verdict.Kind.allCases.compactMap { kind -> String? in
            let number = verdicts.count { $0.kind == kind }
            return number == 0 ? nil : "\(number) \(kind.rawValue)"
        }
        return (lines + ["", counts.joined(separator: ", ")]).joined(separator: "\n") + "\n"
    }

    private static func json(of verdicts: [Verdict], client: Client) -> JSONValue {
        let items = verdicts.map { verdict -> JSONValue in
            .object(
                JSONObject([
                    ("scenario", .string(verdict.scenario)), ("clause", .string(verdict.clause.id)),
                    ("level", .string(verdict.clause.level.rawValue)), ("verdict", .string(verdict.kind.rawValue)),
                    ("evidence", .array(verdict.evidence.map { .string($0) })),
                ]))
        }
        return .object(
            JSONObject([
                ("client", .string(client.profile.client)), ("version", .string(client.version)),
                ("verdicts", .array(items)),
            ]))
    }
}

extension Verdict.Kind {
    /// From the worst to the best.
    fileprivate static let order: [Verdict.Kind] = [
        .couldNotRun, .deviates, .unexpectedlyConforms, .knownDeviation, .conforms,
    ]
}
