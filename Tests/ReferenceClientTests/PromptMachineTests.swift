import Testing

@testable import TapedeckClientModel
@testable import TapedeckClientPrompt
@testable import TapedeckReferenceClient

/// The prompt as a trace: keys in, what becomes of it out.
struct PromptMachineTests {
    private func machine(_ words: [String], columns: Int = 200) -> PromptMachine {
        PromptMachine(words: words, completer: PromptCompleter(profiles: ["default", "dev"]), columns: columns) {
            words in
            switch read(words) {
            case .success: nil
            case .failure(let error): error.message
            }
        }
    }

    /// All that a person's keys lead to.
    private func trace(_ words: [String] = [], _ keys: String, columns: Int = 200) -> [PromptMachine.Action] {
        var machine = machine(words, columns: columns)
        var actions = machine.began()
        for byte in keys.utf8 { actions += machine.received(byte) }
        return actions
    }

    private func outcome(_ actions: [PromptMachine.Action]) -> PromptMachine.Action? {
        actions.last { if case .write = $0 { false } else { true } }
    }

    private func shown(_ actions: [PromptMachine.Action]) -> [String] {
        actions.compactMap { if case .write(let text) = $0 { text } else { nil } }
    }

    @Test(arguments: [
        ([], "create-connection --connection-name abcd --provider-type GITHUB\r\r"),
        ([], "cr\t\rabcd\rG\t\r\r"), (["create-connection"], "abcd\rGITHUB\r\r"),
        (["create-connection", "--provider-type", "GITHUB"], "abcx\u{7F}d\r\r"),
        (["create-connection"], "bcd\u{1B}[H\u{1B}[Dax\u{7F}\r\rGITHUB\r\r"),
    ])
    func buildsTheCommandLine(words: [String], keys: String) {
        let words = outcome(trace(words, keys))
        guard case .run(let line) = words else {
            Issue.record("nothing was run: \(String(describing: words))")
            return
        }
        #expect(
            body(line) == #"{"ConnectionName": "abcd", "ProviderType": "GITHUB"}"#)
    }

    @Test
    func asksForAList() {
        let actions = trace(["tag-resource"], "arn:x\rKey=a,Value=b 'Key=c,Value=d e'\r\r")
        #expect(
            outcome(actions)
                == .run(["tag-resource", "--resource-arn", "arn:x", "--tags", "Key=a,Value=b", "Key=c,Value=d e"]))
    }

    @Test
    func showsWhatItRunsBeforeItRuns() {
        let actions = trace(["list-connections", "--query", "a || b"], "\r")
        #expect(outcome(actions) == nil)
        #expect(shown(actions).last?.contains("$ apprunner list-connections --query 'a || b'\r\nEnter runs it") == true)
    }

    @Test
    func keepsAValueThatLooksLikeAnOption() {
        #expect(outcome(trace(["delete-connection"], "-x\r\r")) == .run(["delete-connection", "--connection-arn=-x"]))
    }

    @Test(arguments: ["\u{3}", "\u{4}", "lis\u{3}", "list-connections\r\u{3}", "create-connection\rab\u{3}"])
    func endsWhenInterrupted(keys: String) {
        #expect(outcome(trace([], keys)) == .interrupt)
    }

    @Test
    func deletesUnderTheCursorWhereThereIsText() {
        let actions = trace([], "xlist-connections\u{1}\u{4}\r\r")
        #expect(outcome(actions) == .run(["list-connections"]))
    }

    @Test
    func endsWhenTheTerminalIsGone() {
        var machine = machine([])
        _ = machine.began()
        #expect(outcome(machine.closed()) == .interrupt)
        #expect(machine.closed().isEmpty)
        #expect(machine.received(0x0D).isEmpty)
    }

    @Test(arguments: [
        ("l\t", "apprunner list-", "list-connections  list-tags-for-resource"),
        ("list-c\t", "apprunner list-connections ", ""), ("zz\t", "apprunner zz", "nothing to complete"),
        ("wait \t", "apprunner wait connection-", "connection-available  connection-deleted"),
        ("list-connections --profile \t", "apprunner list-connections --profile de", "default  dev"),
        ("list-connections --region eu-c\t", "apprunner list-connections --region eu-central-1 ", ""),
        ("list-connections --max\t", "apprunner list-connections --max-results ", ""),
        ("create-connection --provider-type \t", "apprunner create-connection --provider-type ", "GITHUB  BITBUCKET"),
        ("--output y\t", "apprunner --output yaml", "yaml  yaml-stream"),
        ("completions z\t", "apprunner completions zsh ", ""),
        (
            "\r", "apprunner ",
            "type one of: create-connection  list-connections  delete-connection  tag-resource  "
                + "untag-resource  list-tags-for-resource  wait  help  completions"
        ),
        ("wait\r", "apprunner wait", "type one of: connection-available  connection-deleted"),
        ("list-connections 'a\r", "apprunner list-connections 'a", "a quote is not closed"),
    ])
    func completes(keys: String, line: String, below: String) {
        let screen = shown(trace([], keys)).last ?? ""
        let width = line.count
        #expect(screen == "\r\u{1B}[K\(line)\r\n\u{1B}[K\(below)\u{1B}[A\r\u{1B}[\(width)C")
    }

    @Test
    func neverOffersWhatIsThereAlready() {
        let completer = PromptCompleter()
        let candidates = completer.completion(of: "create-connection --connection-name abcd --").candidates
        #expect(!candidates.contains("--connection-name"))
        #expect(candidates.first == "--provider-type")
    }

    @Test
    func insistsOnAValue() {
        let screen = shown(trace(["delete-connection"], "\r")).last ?? ""
        #expect(screen.contains("--connection-arn: \r\n\u{1B}[Ka value is needed"))
    }

    @Test
    func saysWhatIsWrongAndGoesOn() {
        let actions = trace(["create-connection"], "abc\rGITHUB\r\u{15}list-connections\r\r")
        #expect(
            shown(actions).contains {
                $0.contains("Invalid length for parameter ConnectionName, value: 3, valid min length: 4")
            })
        #expect(outcome(actions) == .run(["list-connections"]))
    }

    @Test
    func goesBackFromTheConfirmation() {
        #expect(
            outcome(trace(["list-connections"], "\re --debug\r\r")) == .run(["list-connections", "--debug"]))
    }

    @Test
    func showsThePartOfALongLineRoundTheCursor() {
        let screen = shown(trace([], String(repeating: "a", count: 50) + "日本", columns: 30)).last ?? ""
        #expect(screen.hasPrefix("\r\u{1B}[Kapprunner \(String(repeating: "a", count: 14))日本\r\n"))
        #expect(screen.hasSuffix("\u{1B}[28C"))
    }

    @Test
    func showsNothingActive() {
        let screens = shown(trace(["list-connections", "--query", "\u{1B}[2J\n"], "\r")).joined()
        #expect(!screens.contains("\u{1B}[2J"))
    }

    @Test(arguments: [
        (["a", "b c", "it's", ""], "a 'b c' 'it'\\''s' ''"), (["Key=a,Value=b", "$x"], "Key=a,Value=b '$x'"),
    ])
    func writesWordsForAShell(words: [String], expected: String) {
        let text = CommandLineDraft(words: words).shellText
        #expect(text == expected)
    }

    @Test(arguments: [
        (["--cli-auto-prompt", "list-connections"], [:], "--cli-auto-prompt"),
        (["list-connections"], ["AWS_CLI_AUTO_PROMPT": "on"], "AWS_CLI_AUTO_PROMPT"),
    ])
    func refusesWithoutATerminal(arguments: [String], environment: [String: String], place: String) async {
        let world = World()
        var surroundings = Surroundings.test(world)
        surroundings.environment = environment
        #expect(await ClientRun(surroundings: surroundings).run(arguments) == 252)
        #expect(
            world.error
                == "\napprunner: [ERROR]: An error occurred (ParamValidation): \(place) wants parameters to be asked for, "
                + "but standard input and standard error are not a terminal. Give --no-cli-auto-prompt to go without.\n"
        )
    }

    @Test
    func tellsWhatIsMissingWhereItCannotAsk() async {
        let world = World()
        var surroundings = Surroundings.test(world)
        surroundings.environment = ["AWS_CLI_AUTO_PROMPT": "on-partial"]
        #expect(await ClientRun(surroundings: surroundings).run(["delete-connection"]) == 252)
        #expect(world.error.contains("the following arguments are required: --connection-arn"))
    }
}
