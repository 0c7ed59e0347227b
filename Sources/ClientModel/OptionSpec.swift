package import TapedeckAWSWire

/// One option of a command line: what it is called, what it takes, and what people are told about it.
///
/// Parsing, help, completion, the manual page and the prompt all read the same table of these.
package struct OptionSpec: Sendable {
    /// How many values an option takes.
    package enum Arity: Sendable, Hashable {
        /// None.
        case flag
        /// Exactly one.
        case one
        /// One or none; bare, it has this value.
        case optional(bare: String)
        /// Any number, none included.
        case list
    }

    /// What completes a value where there are no fixed ones.
    package enum Source: Sendable, Hashable {
        case nothing, files, profiles, regions
    }

    /// The name without its dashes.
    package let name: String
    /// How many values it takes.
    package let arity: Arity
    /// What stands for a value in a synopsis.
    package let valueName: String
    /// The only values that are taken; none where any is.
    package let choices: [String]
    /// Values to offer; others are taken too.
    package let suggestions: [String]
    /// Where other values to offer come from.
    package let source: Source
    /// Whether the command can't do without it.
    package let isRequired: Bool
    /// The member of the operation's input that it sets; `nil` for an option of the client.
    package let member: String?
    /// What it does, in one sentence; it is also the comment in a skeleton.
    package let summary: String
    /// What else there is to say; may be empty.
    package let details: String

    /// Makes an option.
    package init(
        _ name: String, _ arity: Arity = .one, value: String = "value", choices: [String] = [],
        suggestions: [String] = [], source: Source = .nothing, isRequired: Bool = false, member: String? = nil,
        _ summary: String, details: String = ""
    ) {
        self.name = name
        self.arity = arity
        self.valueName = value
        self.choices = choices
        self.suggestions = suggestions
        self.source = source
        self.isRequired = isRequired
        self.member = member
        self.summary = summary
        self.details = details
    }

    /// The option as it is typed.
    package var flag: String { "--\(name)" }

    /// Whether a value follows it, or may.
    package var takesValue: Bool { arity != .flag }

    /// The values to offer.
    package var candidates: [String] { choices.isEmpty ? suggestions : choices }
}

/// One command: its words, its options, and what people are told about it.
package struct CommandSpec: Sendable {
    /// What a command does.
    package enum Kind: Sendable {
        case operation(ConnectionOperation)
        case wait(Invocation.WaitGoal)
        case help
        case completions
    }

    /// The words that name it, such as `wait connection-deleted`.
    package let words: [String]
    /// What it does.
    package let kind: Kind
    /// What it does, in one sentence.
    package let summary: String
    /// What else there is to say, a paragraph each.
    package let details: [String]
    /// Its own options, in the order of the model; those that every command has come on top.
    package let options: [OptionSpec]
    /// What it prints, in a paragraph.
    package let output: String
    /// Command lines to show, each with what it is for.
    package let examples: [(purpose: String, line: String)]

    /// The words as typed.
    package var name: String { words.joined(separator: " ") }

    /// Whether the options that every command has apply to it.
    package var callsService: Bool {
        switch kind {
        case .operation, .wait: true
        case .help, .completions: false
        }
    }
}
