import TapedeckClientModel
import TapedeckWording

/// A command line that is not finished: which command it names, what it has, what it lacks.
struct CommandLineDraft: Sendable {
    /// The words so far.
    var words: [String]

    /// The command's own words in order: those that are neither options nor their values.
    private var plainWords: [String] {
        var plain: [String] = []
        var takesNext = false
        for word in words {
            if word.hasPrefix("-") {
                let option = CommandLineDraft.globalAndInput.first { $0.flag == word }
                takesNext = option.map { $0.arity == .one } ?? false
            } else if takesNext {
                takesNext = false
            } else {
                plain.append(word)
            }
        }
        return plain
    }

    private static let globalAndInput = OptionSpec.global + OptionSpec.input

    /// The command that is named, `wait` with its second word.
    var command: CommandSpec? {
        let plain = plainWords
        guard let first = plain.first else { return nil }
        return CommandSpec.named(Array(plain.prefix(2))) ?? CommandSpec.named([first])
    }

    /// The first word of a command, where it needs a second.
    var openCommand: String? {
        guard command == nil, let first = plainWords.first, CommandSpec.firstWords.contains(first) else { return nil }
        return first
    }

    /// The options that apply here.
    var options: [OptionSpec] {
        guard let command else { return OptionSpec.global }
        let isOperation = if case .operation = command.kind { true } else { false }
        return command.options + (isOperation ? OptionSpec.input : []) + OptionSpec.global
    }

    /// Whether an option is there, whole or cut short.
    func has(_ option: OptionSpec) -> Bool {
        words.contains { word in
            let name = word.prefix { $0 != "=" }
            guard name.hasPrefix("--"), name.count > 2 else { return false }
            return option.flag == name
                || option.flag.hasPrefix(name) && options.filter { $0.flag.hasPrefix(name) }.count == 1
        }
    }

    /// The options that have to be asked for.
    var missing: [OptionSpec] {
        guard let command, !words.contains("help"), !words.contains("--version") else { return [] }
        if case .wait = command.kind {
            let isNamed = words.contains { $0.hasPrefix("--connection-") }
            return isNamed ? [] : Array(command.options.prefix(1))
        }
        let isWhole = OptionSpec.input.contains { option in
            guard has(option) else { return false }
            return option.name != "generate-cli-skeleton" || !words.contains("output")
        }
        return isWhole ? [] : command.options.filter { $0.isRequired && !has($0) }
    }

    /// The words as one types them in a shell.
    var shellText: String { words.map(ShellWord.quoted).joined(separator: " ") }
}
