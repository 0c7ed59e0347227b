package import TapedeckClientModel

/// Scripts by which shells complete the client's command lines, made from the table of commands and options.
package enum Completions {
    /// The script for a shell.
    package static func script(for shell: Shell) -> String {
        switch shell {
        case .bash: bash
        case .zsh: zsh
        case .fish: fish
        }
    }

    /// The commands with the options that complete behind each.
    static var commands: [(words: [String], summary: String, options: [OptionSpec])] {
        CommandSpec.table.map { command in
            let isOperation = if case .operation = command.kind { true } else { false }
            let own = command.options + (isOperation ? OptionSpec.input : [])
            return (command.words, command.summary, own + (command.callsService ? OptionSpec.global : []))
        }
    }

    private static var valued: [OptionSpec] {
        var seen: Set<String> = []
        return commands.flatMap(\.options).filter { $0.takesValue && seen.insert($0.name).inserted }
    }

    private static let secondWords = [
        "wait": [Invocation.WaitGoal.connectionAvailable, .connectionDeleted].map(\.rawValue),
        "completions": Shell.allCases.map(\.rawValue),
    ]

    private static func words(_ words: [String]) -> String { words.joined(separator: " ") }
}

extension Completions {
    private static var bash: String {
        var lines = [
            "# Completion of apprunner for bash.",
            "_apprunner() {",
            "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command= words= index",
            "    COMPREPLY=()",
            "    for ((index = 1; index < COMP_CWORD; index++)); do",
            "        case ${COMP_WORDS[index]} in",
            "        \(CommandSpec.firstWords.joined(separator: "|"))) command=${COMP_WORDS[index]}; break ;;",
            "        esac",
            "    done",
            "    case $before in",
        ]
        for option in valued {
            switch option.source {
            case .nothing where !option.candidates.isEmpty:
                lines.append("    \(option.flag)) words='\(words(option.candidates))' ;;")
            case .nothing: lines.append("    \(option.flag)) return ;;")
            case .files: lines.append("    \(option.flag)) COMPREPLY=($(compgen -f -- \"$word\")); return ;;")
            case .profiles:
                lines.append(
                    "    \(option.flag)) words=$(sed -n 's/^\\[\\(profile \\)\\{0,1\\}\\(.*\\)\\]$/\\2/p' "
                        + "\"${AWS_CONFIG_FILE:-$HOME/.aws/config}\" 2>/dev/null) ;;")
            case .regions: lines.append("    \(option.flag)) words='\(words(Regions.known))' ;;")
            }
        }
        lines.append("    *)")
        lines.append("        case $command in")
        lines.append("        '') words='\(words(CommandSpec.firstWords + OptionSpec.global.map(\.flag)))' ;;")
        for first in CommandSpec.firstWords {
            var all = secondWords[first] ?? []
            for command in commands where command.words[0] == first {
                all += command.options.map(\.flag).filter { !all.contains($0) }
            }
            lines.append(
                "        \(first)) words='\(words(all + (first == "help" ? CommandSpec.firstWords : ["help"])))' ;;")
        }
        lines += [
            "        esac", "        ;;", "    esac",
            "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))", "}",
            "complete -o bashdefault -o default -F _apprunner apprunner",
        ]
        return lines.map { $0 + "\n" }.joined()
    }

    private static var zsh: String {
        var lines = [
            "#compdef apprunner", "# Completion of apprunner for zsh.", "_apprunner() {",
            "    local index command=", "    for ((index = 2; index < CURRENT; index++)); do",
            "        case $words[index] in",
            "        \(CommandSpec.firstWords.joined(separator: "|"))) command=$words[index]; break ;;",
            "        esac", "    done", "    case $command in", "    '')", "        local -a commands",
            "        commands=(",
        ]
        for first in CommandSpec.firstWords {
            let summary = commands.first { $0.words[0] == first }?.summary ?? ""
            let shown = first == "wait" ? "Waits for a connection." : summary
            lines.append("            \(quoted("\(first):\(shown)"))")
        }
        lines += ["        )", "        _describe command commands"]
        lines.append("        _arguments \\\n" + zshOptions(OptionSpec.global) + "        ;;")
        for first in CommandSpec.firstWords {
            lines.append("    \(first))")
            if let second = secondWords[first] { lines.append("        compadd -- \(words(second))") }
            if first == "help" { lines.append("        compadd -- \(words(CommandSpec.firstWords))") }
            let options = commands.first { $0.words[0] == first }?.options ?? []
            if !options.isEmpty { lines.append("        _arguments \\\n" + zshOptions(options) + "        ;;") }
            if options.isEmpty { lines.append("        ;;") }
        }
        lines += [
            "    esac", "}", "if [[ $zsh_eval_context[-1] == loadautofunc ]]; then",
            "    _apprunner \"$@\"", "else", "    compdef _apprunner apprunner", "fi",
        ]
        return lines.map { $0 + "\n" }.joined()
    }

    private static func zshOptions(_ options: [OptionSpec]) -> String {
        let lines = options.map { option -> String in
            let summary = option.summary.filter { $0 != "[" && $0 != "]" }
            let action =
                switch option.source {
                case .nothing: option.candidates.isEmpty ? " " : "(\(words(option.candidates)))"
                case .files: "_files"
                case .profiles: " "
                case .regions: "(\(words(Regions.known)))"
                }
            let value = option.takesValue ? ":\(option.valueName):\(action)" : ""
            return "            " + quoted("\(option.flag)[\(summary)]\(value)")
        }
        // Without the last one, the command's own word would be one too many, and nothing would complete behind it.
        return (lines + ["            '*: : '"]).joined(separator: " \\\n") + "\n"
    }

    private static var fish: String {
        var lines = [
            "# Completion of apprunner for fish.",
            "set -l commands \(words(CommandSpec.firstWords))",
            "complete -c apprunner -f",
        ]
        for first in CommandSpec.firstWords {
            let summary = commands.first { $0.words[0] == first }?.summary ?? ""
            let shown = first == "wait" ? "Waits for a connection." : summary
            lines.append(
                "complete -c apprunner -n \"not __fish_seen_subcommand_from $commands\" -a \(first) -d \(quoted(shown))"
            )
        }
        for (first, second) in secondWords.sorted(by: { $0.key < $1.key }) {
            lines.append(
                "complete -c apprunner -n \"__fish_seen_subcommand_from \(first)\" -a \(quoted(words(second)))")
        }
        lines.append("complete -c apprunner -n \"__fish_seen_subcommand_from help\" -a \"$commands\"")
        for option in OptionSpec.global { lines.append(fishOption(option, condition: nil)) }
        for first in CommandSpec.firstWords {
            var seen: Set<String> = Set(OptionSpec.global.map(\.name))
            for option in commands.first(where: { $0.words[0] == first })?.options ?? []
            where seen.insert(option.name).inserted {
                lines.append(fishOption(option, condition: first))
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func fishOption(_ option: OptionSpec, condition: String?) -> String {
        var line = "complete -c apprunner"
        if let condition { line += " -n \"__fish_seen_subcommand_from \(condition)\"" }
        line += " -l \(option.name)"
        if option.takesValue {
            // Files stand beside the candidates of any other option but an exclusive one.
            if case .optional = option.arity {} else { line += option.source == .files ? " -r" : " -x" }
            let candidates = option.source == .regions ? Regions.known : option.candidates
            if option.source == .files { line += " -F" }
            if !candidates.isEmpty { line += " -a \(quoted(words(candidates)))" }
        }
        return line + " -d \(quoted(option.summary))"
    }

    /// The text in single quotes for a shell.
    private static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
