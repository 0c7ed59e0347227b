import Testing

@testable import TapedeckClientHelp
@testable import TapedeckClientModel

/// The shells' scripts: every command and every option is in each.
struct HelpCompletionsTests {
    @Test(arguments: Shell.allCases)
    func completesEveryOption(shell: Shell) {
        let script = Completions.script(for: shell)
        for option in CommandSpec.table.flatMap(\.options) + OptionSpec.input + OptionSpec.global {
            let wanted = shell == .fish ? " -l \(option.name) " : option.flag
            #expect(script.contains(wanted), "\(option.flag)")
        }
        for word in CommandSpec.firstWords + ["connection-available", "GITHUB BITBUCKET", "eu-west-1"] {
            #expect(script.contains(word), "\(word)")
        }
    }

    @Test
    func quotesWhatShellsWouldRead() {
        let script = Completions.script(for: .fish)
        #expect(script.contains("-l connection-arn -x -d 'The ARN of the connection to delete.'"))
        #expect(script.contains("instead of the region'\\''s endpoint.'"))
    }

    /// Without it zsh takes the command for a word too many and completes nothing behind it.
    @Test
    func letsWordsStandBetweenOptionsInZsh() {
        let script = Completions.script(for: .zsh)
        let calls = script.split(separator: "\n").filter { $0.contains("_arguments") }.count
        #expect(calls > 8)
        #expect(script.split(separator: "\n").filter { $0.contains("'*: : '") }.count == calls)
    }

    @Test
    func offersOptionsOfTheirOwnCommandOnly() {
        let lines = Completions.script(for: .bash).split(separator: "\n")
        let list = lines.first { $0.contains(" list-connections) words=") } ?? ""
        #expect(list.contains("--max-results"))
        #expect(!list.contains("--tags"))
        #expect(list.contains(" help'"))
    }
}
