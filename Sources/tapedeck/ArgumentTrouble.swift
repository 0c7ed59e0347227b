import TapedeckCassetteFormat
import TapedeckPlatform
import TapedeckWording

/// A value of an option that says, when it is not one, what would be.
protocol ExplainedValue: SendableMetatype {
    /// What is allowed in place of a text that is not, in a few words.
    static func expected(insteadOf text: String) -> String
}

/// What is wrong with a command line, in one sentence that names what was meant.
///
/// argument-parser finds that something is wrong; what it can't know is added here: the nearest names, the values that an
/// option takes, and a command that lacks its `--`.
struct ArgumentTrouble {
    /// The words before `--`.
    let words: [String]
    /// How many words stand behind `--`; `nil` where there is no `--`.
    let behind: Int?
    let table: CommandTable

    /// The commands that take another one behind `--`.
    static let serving = ["record", "replay", "simulate", "spy"]

    /// Trouble that argument-parser lets pass: with `--`, `help` of a command that there is not, and a command without the one
    /// of its own that it needs.
    var sentenceBeforeParsing: String? {
        if words.first == "help", words.count > 1, !table.names.contains(words[1]) {
            return unknownCommand(words[1])
        }
        if let sentence = words.first == "help"
            ? unknownInner(words.dropFirst(), isHelp: true) : unknownInner(words[...])
        {
            return sentence
        }
        guard let behind, !words.contains("--help"), !words.contains("-h") else { return nil }
        let all = Self.serving.joined(separator: ", ")
        guard let command else {
            return words.isEmpty ? hinted("one of \(all) must stand before --", nil) : nil
        }
        if !Self.takesCommand(command) {
            return hinted("\(command) runs no command, so nothing can stand behind --; \(all) do", command)
        }
        return behind == 0 ? hinted("nothing stands behind --; the command to run goes there", command) : nil
    }

    /// The sentence for what argument-parser said.
    func sentence(for message: String) -> String {
        guard let command else { return withoutCommand(message) }
        switch oddity(of: command) {
        case .option(let name): return unknownOption(name, of: command)
        case .program(let word, let position): return lacksDashes(word, at: position, command)
        case .word(let word): return strayWord(word, command)
        case nil: return hinted(explained(message, command), command)
        }
    }

    /// The sentence for words of replay that look like a command without its `--`; `nil` where none does.
    var sentenceForMissingCassette: String? {
        guard case .program(let word, let position) = oddity(of: "replay") else { return nil }
        return lacksDashes(word, at: position, "replay")
    }

    private var command: String? {
        guard let first = words.first, table.names.contains(first) else { return nil }
        let inner = words.prefix(2).joined(separator: " ")
        return table.has(inner) ? inner : first
    }

    /// Whether words begin with a command that takes another one behind `--`.
    static func takesCommand(_ words: [String]) -> Bool {
        takesCommand(words.first ?? "") || takesCommand(words.prefix(2).joined(separator: " "))
    }

    private static func takesCommand(_ name: String) -> Bool {
        serving.contains(name) || ["client init", "init", "chaos"].contains(name)
    }
}

// MARK: - Words that should not be there

extension ArgumentTrouble {
    private enum Oddity {
        case option(String)
        case program(String, at: Int)
        case word(String)
    }

    /// The first word that a command does not take.
    private func oddity(of command: String) -> Oddity? {
        let positional = table.parameters(of: command).filter { $0.names.isEmpty }
        let places = positional.contains(where: \.isRepeating) ? Int.max : positional.count
        var seen = 0
        var index = command.contains(" ") ? 2 : 1
        while index < words.count {
            let word = words[index]
            index += 1
            if word.hasPrefix("-"), word != "-" {
                let name = String(word.prefix { $0 != "=" })
                guard let parameter = table.parameter(name, of: command) else { return .option(name) }
                if !parameter.isFlag, !word.contains("=") { index += 1 }
                continue
            }
            seen += 1
            // replay's first word is a cassette, whatever it is called.
            let mayBeProgram = positional.isEmpty || seen > 1 && !word.hasSuffix(".har")
            if behind == nil, Self.takesCommand(command), mayBeProgram, Self.isProgram(word) {
                return .program(word, at: index - 1)
            }
            if seen > places { return .word(word) }
        }
        return nil
    }

    private static func isProgram(_ word: String) -> Bool {
        if word.contains("/") { return Files.isExecutable(word) }
        return ProcessEnvironment.variable("PATH").split(separator: ":").contains {
            Files.isExecutable("\($0)/\(word)")
        }
    }

    private func lacksDashes(_ word: String, at position: Int, _ command: String) -> String {
        let before = words[..<position].joined(separator: " ")
        return hinted("\(word) is a command, and a command goes behind --: tapedeck \(before) -- \(word) …", command)
    }

    private func strayWord(_ word: String, _ command: String) -> String {
        let remedy =
            switch command {
            case "verify": "; did you mean --client \(word)?"
            case _ where Self.serving.contains(command):
                "; a command to run goes behind --, everything else behind the name of an option"
            default: ""
            }
        return hinted("\(command) takes no further argument, and there is \(shown(word))\(remedy)", command)
    }

    private func unknownOption(_ name: String, of command: String) -> String {
        let known = table.parameters(of: command).flatMap(\.names)
        return hinted("\(command) has no option \(name)\(meantOption(name, known))", command)
    }

    private func unknownCommand(_ word: String) -> String {
        let meant = meant(word, table.names)
        let remedy = meant.isEmpty ? "; the commands are \(table.names.joined(separator: ", "))" : meant
        return hinted("there is no command \(shown(word))\(remedy)", nil)
    }

    /// A command that has its own commands, and none of them behind it.
    private func unknownInner(_ words: ArraySlice<String>, isHelp: Bool = false) -> String? {
        guard let command = words.first else { return nil }
        let inner = table.inner(of: command)
        guard !inner.isEmpty else { return nil }
        let all = inner.joined(separator: " or ")
        guard let word = words.dropFirst().first else {
            return isHelp ? nil : hinted("\(command) needs to be told what: \(all)", command)
        }
        if inner.contains(word) || word == "--help" || word == "-h" { return nil }
        let meant = meant(word, inner)
        return hinted(
            "\(command) has no command \(shown(word))\(meant.isEmpty ? "; expected \(all)" : meant)",
            command)
    }

    private func withoutCommand(_ message: String) -> String {
        let word = words.first ?? ""
        if message.hasPrefix("Can't generate completion scripts for"),
            let shell = Self.quoted(message.dropFirst(5)).first
        {
            return hinted("there are completions for bash, fish and zsh, and none for \(shell)", nil)
        }
        if word.hasPrefix("-"), !message.hasPrefix("Can't generate") {
            if let command = words.first(where: { table.names.contains($0) }) {
                return hinted(
                    "\(word) stands before the command; options go behind it: tapedeck \(command) \(word)", command)
            }
            return hinted("there is no option \(word)\(meantOption(word, table.options))", nil)
        }
        return word.hasPrefix("-") ? hinted(plain(message), nil) : unknownCommand(word)
    }
}

// MARK: - What argument-parser said

extension ArgumentTrouble {
    /// argument-parser's message with what it leaves out. Its forms are those of version 1.8; another form stays as it is.
    private func explained(_ message: String, _ command: String) -> String {
        let quoted = Self.quoted(message)
        guard let first = quoted.first else { return plain(message) }
        let name = String(first.prefix { $0 != " " })
        if message.hasPrefix("Missing value for") {
            let dashed = zip(words, words.dropFirst()).contains { $0 == name && $1.hasPrefix("-") }
            let how = dashed ? "; one that begins with - is given as \(name)=VALUE" : ""
            return "\(name) needs a value: \(purpose(of: name, command))\(how)"
        }
        if message.hasPrefix("Missing expected argument") {
            return "\(command) needs \(first): \(purpose(of: name, command))"
        }
        if message.hasPrefix("The value "), let (value, name) = Self.valueAndName(message) {
            return "\(name) can't be \(shown(value)); expected \(allowed(name, value, command))"
        }
        guard quoted.count > 1 else { return plain(message) }
        if message.hasPrefix("The option") { return "\(first) takes no value, and \(quoted[1]) was given" }
        if message.hasPrefix("Value to be set") {
            return "\(quoted[1]) and \(first) exclude each other; give one of them"
        }
        return plain(message)
    }

    private static func quoted(_ message: some StringProtocol) -> [String] {
        message.split(separator: "'", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }

    /// The value and the option of `The value 'V' is invalid for '--name <name>'…`; V may hold quotes.
    private static func valueAndName(_ message: String) -> (value: String, name: String)? {
        guard let middle = message.ranges(of: "' is invalid for '").last else { return nil }
        let value = message[..<middle.lowerBound].dropFirst("The value '".count)
        return (String(value), String(message[middle.upperBound...].prefix { !" '".contains($0) }))
    }

    private func allowed(_ name: String, _ value: String, _ command: String) -> String {
        if let values = table.parameter(name, of: command)?.values, !values.isEmpty {
            let near = CloseMatches.of(value, in: values).first.map { " (the nearest is \($0))" } ?? ""
            return values.joined(separator: " or ") + near
        }
        // A value of a run is bound by replay alone.
        if name == "--bind", command != "replay" { return BindRule.expected(insteadOf: value) }
        return Self.explained[name]?.expected(insteadOf: value) ?? Self.ranges[name] ?? "a whole number"
    }

    private static let explained: [String: any ExplainedValue.Type] = [
        "--listen": ListenAddress.self, "--control": ListenAddress.self, "--handshake": HandshakeArgument.self,
        "--fail": FailureArgument.self, "--account": AccountArgument.self,
        "--fault": FaultArgument.self, "--latency": LatencyArgument.self, "--bind": BindArgument.self,
        "--match": MatchArgument.self, "--clock": ClockArgument.self,
    ]

    private static let ranges = [
        "--by": "seconds, such as 30 or 0.5",
        "--seed": "a whole number from 0 to \(UInt64.max)",
        "--shard": "N/COUNT, such as 1/3, with N from 1 to COUNT",
    ]

    /// What a parameter is for: the first sentence of its help.
    private func purpose(of name: String, _ command: String) -> String {
        let parameter =
            name.hasPrefix("-")
            ? table.parameter(name, of: command)
            : table.parameters(of: command).first { $0.names.isEmpty && "<\($0.valueName)>" == name }
        return plain(String((parameter?.abstract ?? "").split(separator: ". ").first ?? ""))
    }
}

// MARK: - Wording

extension ArgumentTrouble {
    private func meant(_ word: String, _ words: [String]) -> String {
        CloseMatches.of(word, in: words).first.map { "; did you mean \($0)?" } ?? ""
    }

    /// Dashes make every option like every other one, so they are left out.
    private func meantOption(_ word: String, _ options: [String]) -> String {
        let names = options.filter { $0.hasPrefix("--") }.map { String($0.dropFirst(2)) }
        return CloseMatches.of(String(word.drop { $0 == "-" }), in: names, cutoff: 0.7).first.map {
            "; did you mean --\($0)?"
        } ?? ""
    }

    private func shown(_ word: String) -> String {
        word.isEmpty || word.first?.isWhitespace == true || word.last?.isWhitespace == true ? "'\(word)'" : word
    }

    /// Words of argument-parser or of a help text, as a part of a sentence.
    private func plain(_ text: String) -> String {
        var text = text.split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: " ")
        while text.last == "." { text.removeLast() }
        // A word in capitals stays: URL, HOST:PORT.
        if text.dropFirst().first?.isUppercase == true { return text }
        return text.prefix(1).lowercased() + text.dropFirst()
    }

    private func hinted(_ sentence: String, _ command: String?) -> String {
        "\(sentence)\(sentence.hasSuffix("?") ? "" : ";") see `tapedeck help\(command.map { " \($0)" } ?? "")`"
    }
}
