import Testing

@testable import TapedeckClientHelp
@testable import TapedeckClientModel
@testable import TapedeckReferenceClient

/// Help as plain text and as a manual page.
struct HelpPageTests {
    private static let page = HelpPage(
        title: "apprunner x",
        sections: [
            .init("ONE", [.paragraph("aa bb cc dd ee"), .code("  a\n-b")]),
            .init("TWO", [.term("--x-y <z>", ["one two three"]), .heading("more")]), .init("NONE", []),
        ])

    @Test
    func wrapsWordsAtTheWidth() {
        #expect(
            Self.page.text(width: 15) == """
                ONE
                    aa bb cc dd
                    ee

                        a
                      -b

                TWO
                    --x-y <z>
                        one two
                        three

                  more

                """)
    }

    @Test
    func writesRoffThatShowsHyphensAndDotsAsTheyAre() {
        let page = HelpPage(
            title: "a-b",
            sections: [.init("S \"q\"", [.paragraph(".x \\ y"), .code("'a"), .term("--t", ["one", "two"])])])
        #expect(
            page.roff(version: "v 1") == """
                .TH "A\\-B" 1 "" "v 1"
                .SH "S \\(dqq\\(dq"
                .PP
                \\&.x \\e y
                .PP
                .RS 4
                .nf
                \\&'a
                .fi
                .RE
                .TP
                \\fB\\-\\-t\\fR
                one
                .br
                two

                """)
    }

    @Test(arguments: CommandSpec.table.map(\.words))
    func hasAPageForEveryCommand(words: [String]) {
        let page = HelpText.page(words)
        let titles = page.sections.map(\.title)
        #expect(page.title == "apprunner \(words.joined(separator: " "))")
        for title in ["NAME", "DESCRIPTION", "SYNOPSIS", "OPTIONS", "EXAMPLES", "OUTPUT"] {
            #expect(titles.contains(title))
        }
        if CommandSpec.named(words)?.callsService == true {
            #expect(titles.suffix(3) == ["EXIT STATUS", "ENVIRONMENT", "FILES"])
            #expect(titles.contains("GLOBAL OPTIONS"))
        }
    }

    @Test
    func showsTheUsageOfCreateConnection() {
        let text = HelpText.page(["create-connection"]).text(width: 80)
        #expect(
            text.contains(
                """
                SYNOPSIS
                      apprunner create-connection
                          --connection-name <name>
                          --provider-type <provider>
                          [--tags <tag>...]
                          [--cli-input-json <json> | --cli-input-yaml <yaml>]
                          [--generate-cli-skeleton [<kind>]]
                          [--debug]

                """))
        #expect(
            text.contains(
                """
                    --provider-type <provider>
                        The source repository provider. Required.
                        GITHUB or BITBUCKET; another name is sent as it is, for the service to
                        judge.
                        Values: GITHUB, BITBUCKET.

                """))
    }

    @Test(arguments: [
        "wait is this client's own addition", "Credentials of instances and containers are not supported",
        "The request id, by which AWS finds a request, is shown with it under --debug.",
    ])
    func saysWhatIsDifferent(sentence: String) {
        let words = HelpText.page([]).text(width: 10_000)
        #expect(words.contains(sentence))
    }

    @Test
    func keepsLinesWithinTheWidth() {
        let topics: [[String]] = [[]] + CommandSpec.table.map(\.words)
        for topic in topics {
            let lines = HelpText.page(topic).text(width: 80).split(separator: "\n").map(String.init)
            let long = lines.filter { $0.count > 80 }
            // What does not fit is a term or a command line, which nobody may break.
            #expect(
                long.allSatisfy { $0.contains("arn:aws:") || $0.contains("AWS_") || $0.hasPrefix("      apprunner") })
        }
    }

    @Test
    func putsEveryOptionIntoTheManual() {
        let manual = HelpText.manual.roff(version: "apprunner 1")
        for option in CommandSpec.table.flatMap(\.options) + OptionSpec.input + OptionSpec.global {
            let flag = option.flag.split(separator: "-", omittingEmptySubsequences: false).joined(separator: "\\-")
            #expect(manual.contains("\\fB\(flag)"), "\(option.flag)")
        }
    }

    @Test(arguments: [
        (["help"], "NAME\n    apprunner - create"),
        (["list-connections", "help"], "NAME\n    apprunner list-connections - "),
        (["help", "--man"], ".TH \"APPRUNNER\" 1 \"\" \"apprunner "), (["--version"], "apprunner/"),
        (["completions", "bash"], "# Completion of apprunner for bash.\n"),
        (["wait", "help"], "NAME\n    apprunner wait\n"),
    ])
    func printsOnStandardOutput(arguments: [String], start: String) async {
        let world = World()
        #expect(await ClientRun(surroundings: .test(world)).run(arguments) == 0)
        #expect(world.output.hasPrefix(start))
        #expect(world.error.isEmpty)
    }
}
