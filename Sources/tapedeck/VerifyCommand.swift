import ArgumentParser
import TapedeckAWSWire
import TapedeckContract
import TapedeckHistory
import TapedeckPlatform
import TapedeckVerification
import TapedeckWording

/// `tapedeck verify`: judges a client by the contract.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", _superCommandName: Tapedeck.name,
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

    @Option(
        help: """
            A directory with Fixtures and cassettes of your own, beside those of the program; .tapedeck.yaml may name it \
            too, as root.
            """)
    var root: String?

    @Option(
        name: [.customLong("jobs"), .customLong("width")],
        help: "How many scenarios run at a time (default: by how long the client takes to start).")
    var width: Int?

    @Option(help: "Run the scenarios in the order that chance gives with this seed; the report is the same.")
    var seed: UInt64?

    @Option(help: "Run one part of the scenarios, such as 2/5; `report merge` joins the reports.")
    var shard: Shard?

    @Option(help: "Seconds that one call of the client may take.")
    var deadline = 60

    @Option(help: "The form of the report; NAME=FILE writes a file. Several at once.")
    var format: [ReportTarget] = []

    @Flag(help: "Print JSON for machines: --format json.")
    var json = false

    @Option(help: "Keep the run in this history, for `tapedeck history`, `compare` and `can-upgrade`.")
    var history: String?

    @Flag(help: "Show all that was seen: every request and response on a time line, and both streams.")
    var show = false

    @Flag(help: "Prove the scenarios: alter each in every way it must notice, and print what it does not.")
    var mutations = false

    @Flag(help: "Write the deviations found into the clients' profiles, each with a reason to fill in.")
    var writeKnown = false

    func validate() throws {
        if width ?? 1 < 1 || deadline < 1 { throw ValidationError("--jobs and --deadline take numbers from 1") }
        if targets.count(where: { $0.file == nil }) > 1 {
            throw ValidationError(
                "one form can be printed; write the others to files, such as --format html=report.html")
        }
        if show, targets.contains(where: { $0.file == nil && $0.format != .text }) {
            throw ValidationError("--show prints text; write the report to a file, such as --format json=report.json")
        }
        if client.isEmpty, !all { throw ValidationError("name a client with --client, or take --all") }
    }

    private var targets: [ReportTarget] {
        let asked = format + (json ? [ReportTarget(.json)] : [])
        return asked.isEmpty ? [ReportTarget(.text)] : asked
    }

    func run() async throws {
        try await report {
            let library = Library(roots: try Library.rootsOfThisProgram(given: root))
            let scenarios = try part(of: wanted(library.scenarios()))
            let profiles = all ? try library.profiles() : try client.map { try library.profile($0) }
            try ReportTarget.check(
                targets,
                besides: profiles.map { (what: "the profile of \($0.profile.client)", path: $0.path) }
                    + (history.map { [(what: "the history", path: $0)] } ?? []))
            if mutations { return try await prove(profiles, scenarios, library: library) }
            let report = await judge(profiles, scenarios, library: library)
            try ReportTarget.write(report, to: targets, isStrict: strict)
            if let history {
                let numbers = try RunHistory(path: history).keep(report, at: Instant.now.iso8601())
                Terminal.tell("tapedeck: kept in \(history) as run \(numbers.map(String.init).joined(separator: ", "))")
            }
            if writeKnown { try writeDeviations(of: report, into: profiles) }
            try report.outcome(isStrict: strict, needsEvery: !all).end()
        }
    }

    /// How many scenarios run at a time.
    func jobs(for client: InstalledClient) -> Int {
        width ?? client.fittingWidth(processors: Processors.usable ?? 2)
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

    private func part(of scenarios: [Scenario]) -> [Scenario] {
        shard?.part(of: scenarios) ?? scenarios
    }

    /// A clause's whole identifier means that clause alone: REQ-1 is not REQ-10.
    private static func fits(_ scenario: Scenario, _ word: String) -> Bool {
        if Clause(id: word) != nil { return scenario.clause.id == word }
        return scenario.clause.id.hasPrefix(word) || scenario.id.hasPrefix(word)
    }

    private func judge(_ profiles: [Library.FoundProfile], _ scenarios: [Scenario], library: Library) async -> Report {
        var report = Report()
        for found in profiles {
            let profile = found.profile
            guard let (client, suite) = await found.start(deadline: deadline, library: library) else {
                let why = found.absence
                Terminal.tell("tapedeck: \(why)")
                report.missing.append(.init(client: profile.client, title: profile.title, why: why))
                continue
            }
            let width = jobs(for: client)
            let progress = VerifyProgress(of: client, scenarios.count { $0.lacking(in: profile) == nil }, width: width)
            var judged = await suite.judge(scenarios, width: width, seed: seed) { progress.finished($0) }
            progress.ended(await suite.times)
            judged.command = command(for: found, library: library)
            report.judged.append(judged)
            if show { await write(suite, scenarios.filter { $0.lacking(in: profile) == nil }) }
        }
        return report
    }

    /// Every transcript; what could not be run has none, and is in the report.
    private func write(_ suite: Suite, _ scenarios: [Scenario]) async {
        for scenario in scenarios {
            guard let seen = try? await suite.observation(of: scenario) else { continue }
            Terminal.write(Transcript(of: seen, in: scenario).lines.joined(separator: "\n") + "\n\n")
        }
    }

    /// The command that judges this client again.
    private func command(for found: Library.FoundProfile, library: Library) -> String {
        let name = found.profile.client
        let isNamed = (try? library.profile(name))?.path == found.path
        var words = ["tapedeck", "verify", "--client", isNamed ? name : found.path]
        if let root { words += ["--root", root] }
        if deadline != 60 { words += ["--deadline", "\(deadline)"] }
        return words.map(ShellWord.quoted).joined(separator: " ")
    }
}

extension Failure {
    /// A verification that can't be set up.
    init(_ error: VerificationError) {
        switch error.code {
        case .missingFile, .unknownClient: self.init(.noInput, error.message)
        case .unknownScenario: self.init(.usage, error.message)
        case .clientNotFound, .runFailed: self.init(.couldNotRun, error.message)
        case .badDefinition: self.init(.badInput, error.message)
        }
    }
}
