import TapedeckClientModel

/// The help's pages, made from the table of commands and options.
package enum HelpText {
    /// The page for a topic: none for the client, else a command's words or the first of them.
    package static func page(_ topic: [String]) -> HelpPage {
        let commands = topic.isEmpty ? [] : CommandSpec.table.filter { $0.words.starts(with: topic) }
        if commands.isEmpty { return overview }
        if commands.count == 1 { return page(commands[0]) }
        return HelpPage(
            title: "apprunner \(topic.joined(separator: " "))",
            sections: [
                .init("NAME", [.paragraph("apprunner \(topic.joined(separator: " "))")]),
                .init("COMMANDS", commands.map { .term($0.name, [$0.summary]) }),
                .init("DESCRIPTION", [.paragraph("apprunner COMMAND help tells more about each.")]),
            ])
    }

    /// The whole manual: the client's page, and what each command has of its own.
    package static var manual: HelpPage {
        var sections = overview.sections
        let blocks = CommandSpec.table.flatMap { command -> [HelpPage.Block] in
            [.heading(command.name), .paragraph(synopsis(command, isShort: true)), .paragraph(command.summary)]
                + command.details.map { .paragraph($0) } + options(command.options)
        }
        let place = sections.firstIndex { $0.title == "COMMANDS" } ?? sections.endIndex
        sections[place] = .init("COMMANDS", blocks)
        sections.insert(
            .init(
                "INPUT OPTIONS", [.paragraph("Commands that call an operation have these.")] + options(OptionSpec.input)
            ),
            at: place + 1)
        return HelpPage(title: "apprunner", sections: sections)
    }

    private static func page(_ command: CommandSpec) -> HelpPage {
        var sections: [HelpPage.Section] = [
            .init("NAME", [.paragraph("apprunner \(command.name) - \(lowered(command.summary))")]),
            .init("DESCRIPTION", ([command.summary] + command.details).map { .paragraph($0) }),
            .init("SYNOPSIS", [.code(synopsis(command, isShort: false))]),
        ]
        let isOperation = if case .operation = command.kind { true } else { false }
        sections.append(.init("OPTIONS", options(command.options + (isOperation ? OptionSpec.input : []))))
        if command.callsService { sections.append(.init("GLOBAL OPTIONS", options(OptionSpec.global))) }
        sections.append(.init("EXAMPLES", examples(command.examples)))
        sections.append(.init("OUTPUT", [.paragraph(command.output)]))
        if command.callsService { sections += [HelpTopics.exitStatus, HelpTopics.environment, HelpTopics.files] }
        return HelpPage(title: "apprunner \(command.name)", sections: sections)
    }

    private static var overview: HelpPage {
        HelpPage(
            title: "apprunner",
            sections: [
                .init("NAME", [.paragraph("apprunner - create, list, tag and delete connections of AWS App Runner")]),
                .init(
                    "SYNOPSIS",
                    [
                        .code(
                            "apprunner [options] <command> [parameters]\napprunner help [<command>]\n"
                                + "apprunner <command> help")
                    ]),
                .init("DESCRIPTION", HelpTopics.description.map { .paragraph($0) }),
                .init("COMMANDS", CommandSpec.table.map { .term($0.name, [$0.summary]) }),
                .init("GLOBAL OPTIONS", options(OptionSpec.global)),
                .init("EXAMPLES", examples(CommandSpec.table.compactMap(\.examples.first))),
                .init("OUTPUT", HelpTopics.output.map { .paragraph($0) }),
                HelpTopics.exitStatus, HelpTopics.environment, HelpTopics.files,
            ])
    }

    private static func options(_ options: [OptionSpec]) -> [HelpPage.Block] {
        options.map { option in
            var paragraphs = [option.summary]
            if option.isRequired { paragraphs[0] += " Required." }
            if !option.details.isEmpty { paragraphs.append(option.details) }
            if !option.candidates.isEmpty { paragraphs.append("Values: \(option.candidates.joined(separator: ", ")).") }
            return .term(usage(option), paragraphs)
        }
    }

    private static func examples(_ examples: [(purpose: String, line: String)]) -> [HelpPage.Block] {
        examples.flatMap { [.paragraph($0.purpose), .code(HelpText.folded($0.line))] }
    }

    /// A command line broken before its options, as one types it.
    private static func folded(_ lines: String) -> String {
        lines.split(separator: "\n").map { line -> String in
            guard line.count > 66 else { return String(line) }
            var result = ""
            for word in line.split(separator: " ") {
                if word.hasPrefix("--") {
                    result += " \\\n    \(word)"
                } else {
                    result += result.isEmpty ? "\(word)" : " \(word)"
                }
            }
            return result
        }.joined(separator: "\n")
    }

    private static func synopsis(_ command: CommandSpec, isShort: Bool) -> String {
        var parts = ["apprunner \(command.name)"]
        if case .completions = command.kind {
            parts.append(Shell.allCases.map(\.rawValue).joined(separator: "|"))
        }
        parts += command.options.map { $0.isRequired ? usage($0) : "[\(usage($0))]" }
        if case .operation = command.kind, !isShort {
            parts.append("[--cli-input-json <json> | --cli-input-yaml <yaml>]")
            parts.append("[--generate-cli-skeleton [<kind>]]")
        }
        if command.callsService, !isShort { parts += OptionSpec.global.map { "[\(usage($0))]" } }
        return parts.joined(separator: isShort ? " " : "\n    ")
    }

    private static func usage(_ option: OptionSpec) -> String {
        switch option.arity {
        case .flag: option.flag
        case .one: "\(option.flag) <\(option.valueName)>"
        case .optional: "\(option.flag) [<\(option.valueName)>]"
        case .list: "\(option.flag) <\(option.valueName)>..."
        }
    }

    private static func lowered(_ sentence: String) -> String {
        let bare = sentence.hasSuffix(".") ? sentence.dropLast() : sentence[...]
        return bare.prefix(1).lowercased() + bare.dropFirst()
    }
}
