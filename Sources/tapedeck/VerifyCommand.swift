import ArgumentParser
import TapedeckContract
import TapedeckJSONText
import TapedeckPlatform
import TapedeckVerification

/// `tapedeck verify`: judges a client by the contract.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Runs a client through the contract's scenarios and judges it, clause by clause.",
        discussion: """
            Status 0: every MUST is kept, or listed by the profile as a known deviation; a SHOULD that is not kept only \
            warns. Status 1: a MUST is not kept (with --strict, a SHOULD), or a known deviation does not occur. Status \
            75: a client that was named is not on this machine, or could not be run; the others are judged all the same.
            """)

    @Option(help: "A profile: a page of YAML, or the name of one in Fixtures/clients.")
    var client: [String] = []

    @Flag(help: "Judge every client of Fixtures/clients that is on this machine.")
    var all = false

    @Option(help: "Only clauses or scenarios that begin with this, such as ERR or errors/.")
    var only: [String] = []

    @Flag(help: "A SHOULD that is not kept fails the run too.")
    var strict = false

    @Option(help: "A directory with Fixtures and cassettes of your own, beside those of the program.")
    var root: String?

    @Option(help: "How many scenarios run at a time.")
    var width = 2

    @Option(help: "Seconds that one call of the client may take.")
    var deadline = 60

    @Flag(help: "Print JSON for machines.")
    var json = false

    @Flag(help: "Write the deviations found into the clients' profiles, each with a reason to fill in.")
    var writeKnown = false

    func validate() throws {
        if width < 1 || deadline < 1 { throw ValidationError("--width and --deadline take numbers from 1") }
        if client.isEmpty, !all { throw ValidationError("name a client with --client, or take --all") }
    }

    func run() async throws {
        try await report {
            let library = Library(roots: try roots())
            let scenarios: [Scenario]
            let profiles: [Library.FoundProfile]
            do throws(VerificationError) {
                scenarios = try wanted(library.scenarios())
                var named: [Library.FoundProfile] = []
                for name in client { named.append(try library.profile(name)) }
                profiles = all ? try library.profiles() : named
            } catch {
                throw Failure(error)
            }
            let report = await judge(profiles, scenarios, library: library)
            if json {
                Terminal.write("\(report.json.text(.pretty))\n")
            } else {
                Terminal.write(report.text(Terminal.layout))
            }
            if writeKnown { try writeDeviations(of: report, into: profiles) }
            switch report.outcome(isStrict: strict, needsEvery: !all) {
            case .kept: break
            case .found: throw ExitStatus.findings()
            case .incomplete: throw ExitStatus.couldNotRun()
            }
        }
    }

    /// Where pages are looked for: what was given, or the working directory; then what belongs to this program.
    private func roots() throws -> [String] {
        let here = Files.currentDirectory
        let given = root.map { $0.hasPrefix("/") ? $0 : "\(here)/\($0)" }
        let folders = ["Fixtures/scenarios", "Fixtures/clients", "cassettes"]
        if let given, !folders.contains(where: { Files.isDirectory("\(given)/\($0)") }) {
            throw Failure(
                .noInput, "\(given) has none of \(folders.joined(separator: ", ")); --root names their directory")
        }
        let own = given ?? (Files.isDirectory("\(here)/Fixtures/scenarios") ? here : nil)
        let shipped = ProcessEnvironment.programPath.flatMap { Library.root(of: $0) }
        return [own, shipped == own ? nil : shipped].compactMap { $0 }
    }

    private func writeDeviations(of report: Report, into profiles: [Library.FoundProfile]) throws {
        for judged in report.judged where judged.verdicts.contains(where: { $0.kind == .deviates }) {
            guard let found = profiles.first(where: { $0.profile.client == judged.client }) else { continue }
            let page = String(decoding: try Files.read(found.path), as: UTF8.self)
            guard let listing = ClientProfile.page(page, listing: judged.verdicts) else {
                throw Failure(
                    .badInput,
                    "\(found.path): known-deviations is not one line a deviation, so nothing can be added; write it as a block"
                )
            }
            try Files.writeDurably(Array(listing.utf8), to: found.path)
            let count = judged.verdicts.count { $0.kind == .deviates }
            Terminal.tell(
                "tapedeck: \(count) added to known-deviations of \(found.path); say why where it says TO FILL IN")
        }
    }

    private func wanted(_ scenarios: [Scenario]) throws(VerificationError) -> [Scenario] {
        if only.isEmpty { return scenarios }
        for word in only where !scenarios.contains(where: { Self.fits($0, word) }) {
            throw VerificationError(noScenarioFits: word, among: scenarios)
        }
        return scenarios.filter { scenario in only.contains { Self.fits(scenario, $0) } }
    }

    private static func fits(_ scenario: Scenario, _ word: String) -> Bool {
        scenario.clause.id.hasPrefix(word) || scenario.id.hasPrefix(word)
    }

    private func judge(_ profiles: [Library.FoundProfile], _ scenarios: [Scenario], library: Library) async -> Report {
        let path = ProcessEnvironment.variable("PATH")
        var report = Report()
        for found in profiles {
            let profile = found.profile
            guard let client = await InstalledClient.find(profile, root: found.root, path: path) else {
                let why =
                    "\(profile.title) is not on this machine (looked for \(profile.programs.joined(separator: ", "))); "
                    + "`scripts/setup --clients` installs the clients that can be had"
                Terminal.tell("tapedeck: \(why)")
                report.missing.append(.init(client: profile.client, title: profile.title, why: why))
                continue
            }
            let suite = Suite(library: library, runner: ScenarioRunner(client: client, path: path, deadline: deadline))
            let progress = VerifyProgress(of: client, scenarios.count { $0.lacking(in: profile) == nil })
            report.judged.append(await suite.judge(scenarios, width: width) { progress.finished($0) })
            progress.ended()
        }
        return report
    }
}

extension Terminal {
    /// How a report is laid out on standard output: as wide as the terminal; elsewhere, lines as long as they are.
    fileprivate static var layout: Report.Layout {
        let columns = StandardStream.output.isTerminal ? Int(ProcessEnvironment.variable("COLUMNS")) ?? 80 : nil
        return Report.Layout(columns: columns) { colored($0, $1) }
    }
}

extension Failure {
    /// A verification that can't be set up.
    init(_ error: VerificationError) {
        switch error.code {
        case .missingFile:
            self.init(.noInput, error.message)
        case .unknownClient: self.init(.noInput, error.message)
        case .unknownScenario: self.init(.usage, error.message)
        case .clientNotFound, .runFailed: self.init(.couldNotRun, error.message)
        case .badDefinition: self.init(.badInput, error.message)
        }
    }
}
