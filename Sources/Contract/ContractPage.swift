/// The contract as people read it: every clause with its level, its source, its scenarios, and which clients keep it.
///
/// It is a function of the catalogue, the scenarios and the profiles, so that it can't say what nothing tests. What it
/// says of clients is what their profiles list, and the suite fails when a list is not true.
public struct ContractPage: Sendable {
    private let scenarios: [Scenario]
    private let profiles: [ClientProfile]

    /// Takes what there is.
    public init(scenarios: [Scenario], profiles: [ClientProfile]) {
        self.scenarios = scenarios
        self.profiles = profiles
    }

    /// The page, in Markdown.
    public var markdown: String {
        let families = [
            ("REQ", "What is asked"), ("OUT", "What a success means"), ("ERR", "What an error means"),
            ("RTY", "Trying again"), ("TRN", "Status and its changes"), ("NET", "The connection itself"),
            ("SEC", "Secrets"), ("CLI", "The command line of the synopsis, for clients that are that command"),
        ]
        let sections = families.map { family, title -> String in
            let clauses = Clause.catalogue.filter { $0.id.hasPrefix("\(family)-") }
            return "## \(family): \(title)\n\n" + clauses.map(section).joined(separator: "\n")
        }
        return """
            # The contract of App Runner's connection operations

            What a client keeps, clause by clause. A clause's identifier never changes. A MUST that is not kept fails a run of
            `tapedeck verify`, a SHOULD warns, a MAY is told. This page is made from the catalogue, the scenarios and the clients'
            profiles: `TAPEDECK_UPDATE=1 swift test --filter ContractPageTests`.


            """ + sections.joined(separator: "\n")
    }

    private func section(_ clause: Clause) -> String {
        let mine = scenarios.filter { $0.clause == clause }
        var lines = [
            "### \(clause.id) (\(clause.level.rawValue))", "", "\(clause.text.capitalizedFirst).", "",
            "Source: \(clause.source.rawValue).", "",
        ]
        for scenario in mine {
            lines.append("- `\(scenario.id)`: \(scenario.title). Judged: \(scenario.judgedBy).")
        }
        lines.append("")
        for profile in profiles { lines.append("- \(profile.title): \(standing(of: profile, in: mine))") }
        return (lines + [""]).joined(separator: "\n")
    }

    private func standing(of profile: ClientProfile, in scenarios: [Scenario]) -> String {
        var words: [String] = []
        let asked = scenarios.filter { $0.lacking(in: profile) == nil }
        if asked.isEmpty { return "not asked (\(scenarios.first?.lacking(in: profile) ?? "there is no scenario"))" }
        for scenario in asked {
            guard let known = profile.knownDeviations(for: scenario).first else { continue }
            let versions = known.versions.map { ", versions \($0)" } ?? ""
            let place = asked.count == 1 ? "" : " in `\(scenario.id)`"
            words.append("deviates\(place)\(versions): \(known.because)")
        }
        if asked.count < scenarios.count { words.append("not asked in \(scenarios.count - asked.count)") }
        if words.isEmpty { return "keeps it" }
        return words.joined(separator: "; ")
    }
}

extension Scenario {
    /// What is looked at, in a few words.
    var judgedBy: String {
        var words: [String] = []
        if wire.leastAttempts != nil || wire.mostAttempts != nil { words.append("the number of requests") }
        if wire.leastSpacing != nil || wire.leastGap != nil { words.append("the waits between them") }
        if wire.method != nil || wire.path != nil { words.append("the request line") }
        if !wire.headers.isEmpty || !wire.sharedHeaders.isEmpty { words.append("header fields") }
        if wire.bodyIsInput { words.append("the body") }
        if wire.isSigned || wire.isUnsigned || wire.signsToken || wire.region != nil || wire.key != nil {
            words.append("the signature")
        }
        if certificate != nil { words.append("the certificate") }
        if wire.allowsNoStrays { words.append("what arrives elsewhere") }
        let reports = calls.map(\.report)
        if reports.contains(where: { $0.outcome != .either }) { words.append("success or failure") }
        if reports.contains(where: { $0.code != nil }) { words.append("the code") }
        if reports.contains(where: { $0.messageContains != nil }) { words.append("the message") }
        if reports.contains(where: { $0.connection != nil || $0.connectionCount != nil || $0.gone != nil }) {
            words.append("the connections reported")
        }
        if reports.contains(where: { $0.statusIsNot != nil }) { words.append("the status reported") }
        if reports.contains(where: { $0.shows != nil || $0.showsAfterRetry != nil || $0.isInert || !$0.hides.isEmpty })
        {
            words.append("what the streams hold")
        }
        if reports.contains(where: { $0.exit != nil }) { words.append("the exit status") }
        if reports.contains(where: { $0.output != nil }) { words.append("standard output") }
        if reports.contains(where: { $0.error != nil }) { words.append("standard error") }
        if reports.contains(where: { $0.within != nil }) { words.append("the time taken") }
        return words.isEmpty ? "no crash, and an end" : words.joined(separator: ", ")
    }
}

extension String {
    fileprivate var capitalizedFirst: String {
        prefix(1).uppercased() + dropFirst()
    }
}
