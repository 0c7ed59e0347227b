import ArgumentParser
import TapedeckJSONText
import TapedeckUpkeep
import TapedeckWording

/// `tapedeck diff`: what two cassettes say differently.
struct DiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Compares two cassettes by meaning.",
        discussion: """
            Entries are set against each other by operation and request body; layout, times and signatures don't count, \
            and of \(DiffRules.standard.volatileMembers.sorted().joined(separator: ", ")) only that they are there, and \
            of which kind; the id in a connection's ARN doesn't count. Header fields count, but for those of requests that \
            a library or the way adds (\(DiffRules.standard.ignoredRequestHeaders.sorted().joined(separator: ", "))); of \
            \(DiffRules.standard.volatileHeaders.sorted().joined(separator: ", ")) only that they are there. Ends with status 1 where the cassettes differ. As a driver for git: \
            `git config diff.tapedeck.textconv "tapedeck inspect --full"`, and `*.har diff=tapedeck` in .gitattributes.
            """)

    @Argument(help: "The older cassette.")
    var old: String

    @Argument(help: "The newer cassette.")
    var new: String

    @OptionGroup
    var options: DiffOptions

    func run() async throws {
        try await report {
            let difference = CassetteDiff(
                old: try CassetteFiles.load(old).cassette, new: try CassetteFiles.load(new).cassette,
                rules: options.rules)
            try options.tell(difference, same: "\(old) and \(new) say the same")
        }
    }
}

/// How cassettes are compared, and how that is told: for diff and drift.
struct DiffOptions: ParsableArguments {
    @Option(help: "One more member or header field whose value doesn't count, by its name; repeatable.")
    var ignore: [String] = []

    @Flag(help: "Let every value count.")
    var exact = false

    @Flag(help: "Print JSON for machines.")
    var json = false

    func validate() throws {
        // `replay --match body:ignore=` takes places; a name that is none would be passed over in silence.
        for name in ignore where name.isEmpty || name.hasPrefix("$.") || name.hasPrefix("$[") || name.hasPrefix("/") {
            throw ValidationError(
                "--ignore \(name.isEmpty ? "''" : name) is no name; expected that of a member or a header field, such as Message"
            )
        }
    }

    /// What doesn't count.
    var rules: DiffRules {
        var rules = exact ? DiffRules.exact : .standard
        rules.volatileMembers.formUnion(ignore)
        rules.volatileHeaders.formUnion(ignore.map { $0.lowercased() })
        return rules
    }

    /// Prints a difference, and ends the program with status 1 where there is one; else the sentence is said.
    func tell(_ difference: CassetteDiff, same: String) throws {
        Terminal.write(json ? difference.json.text(.pretty) + "\n" : InertText.of(difference.text))
        if !difference.isEmpty { throw ExitStatus.findings() }
        Terminal.tell("tapedeck: \(same)")
    }
}
