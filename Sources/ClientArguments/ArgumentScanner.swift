import TapedeckClientModel
import TapedeckPythonText
import TapedeckWording

/// Splits a command line into options, positional arguments and what is neither, as AWS CLI's parser (Python's
/// argparse) does.
///
/// An option may be cut short as long as one option alone begins so; `--name=value` and `--name value` are the same; the
/// last of a repeated option counts. What it does not know is set aside for the parser after it.
struct ArgumentScanner: Sendable {
    /// An argument without dashes.
    struct Positional: Sendable {
        /// Its name in messages.
        let name: String
        /// The only values that are taken; none where any is.
        let choices: [String]
        /// Whether it may be missing.
        let isOptional: Bool
    }

    /// What a command line holds.
    struct Found: Sendable, Equatable {
        /// The options given, with the values of the last of each.
        var options: [String: [String]] = [:]
        /// The positional arguments given, by name.
        var positionals: [String: String] = [:]
        /// What is neither, in order.
        var rest: [String] = []
        /// Whether an option was met that ends the reading, such as `--version`.
        var isEnded = false

        /// The value of an option that takes one.
        func value(_ name: String) -> String? { options[name]?.first }
        /// Whether an option was given.
        func has(_ name: String) -> Bool { options[name] != nil }
    }

    private enum Item {
        case value
        case option(OptionSpec?, explicit: String?)
        case dashes
    }

    private let options: [OptionSpec]
    private let enders: Set<String>
    private var pending: [Positional]
    private var arguments: [String] = []
    private var items: [Item] = []
    private var found = Found()

    private init(options: [OptionSpec], positionals: [Positional], enders: Set<String>) {
        self.options = options
        self.pending = positionals
        self.enders = enders
    }

    /// Reads a command line.
    ///
    /// - Parameters:
    ///   - enders: options that end the reading as soon as they are met, whatever else is missing.
    ///   - isComplete: whether options that are required must be there.
    /// - Throws: status 252 in AWS CLI's words.
    static func scan(
        _ arguments: [String], options: [OptionSpec], positionals: [Positional] = [], enders: Set<String> = [],
        isComplete: Bool = true
    ) throws(ClientError) -> Found {
        var scanner = ArgumentScanner(options: options, positionals: positionals, enders: enders)
        try scanner.classify(arguments)
        try scanner.consume()
        if !scanner.found.isEnded { try scanner.checkRequired(isComplete) }
        return scanner.found
    }

    private mutating func classify(_ arguments: [String]) throws(ClientError) {
        self.arguments = arguments
        var onlyValues = false
        for argument in arguments {
            if onlyValues {
                items.append(.value)
            } else if argument == "--" {
                items.append(.dashes)
                onlyValues = true
            } else {
                items.append(try item(argument))
            }
        }
    }

    private func item(_ argument: String) throws(ClientError) -> Item {
        guard argument.hasPrefix("-"), argument.utf8.count > 1 else { return .value }
        if let option = options.first(where: { $0.flag == argument }) { return .option(option, explicit: nil) }
        var name = argument
        var explicit: String?
        if let equals = argument.firstIndex(of: "=") {
            name = String(argument[..<equals])
            explicit = String(argument[argument.index(after: equals)...])
            if let option = options.first(where: { $0.flag == name }) { return .option(option, explicit: explicit) }
        }
        let matches = name.hasPrefix("--") ? options.filter { $0.flag.hasPrefix(name) } : []
        if matches.count > 1 {
            let names = matches.map(\.flag).joined(separator: ", ")
            throw ArgumentScanner.refusal("ambiguous option: \(argument) could match \(names)")
        }
        if let option = matches.first { return .option(option, explicit: explicit) }
        if ArgumentScanner.isNegativeNumber(argument) || argument.contains(" ") { return .value }
        return .option(nil, explicit: nil)
    }

    private static func isNegativeNumber(_ text: String) -> Bool {
        let parts = text.dropFirst().split(separator: ".", omittingEmptySubsequences: false)
        let areDigits = parts.allSatisfy { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
        return areDigits && (parts.count == 1 || parts.count == 2) && !(parts.last?.isEmpty ?? true)
    }

    private mutating func consume() throws(ClientError) {
        var index = 0
        while !found.isEnded, let next = nextOption(from: index) {
            if index != next {
                let end = try consumePositionals(from: index)
                if end > index {
                    index = end
                    continue
                }
                found.rest += arguments[index..<next]
                index = next
            }
            index = try consumeOption(at: index)
        }
        guard !found.isEnded else { return }
        let end = try consumePositionals(from: index)
        found.rest += arguments[end...]
    }

    private func nextOption(from index: Int) -> Int? {
        items[index...].firstIndex { if case .option = $0 { true } else { false } }
    }

    private func isValue(_ index: Int) -> Bool {
        guard index < items.count, case .value = items[index] else { return false }
        return true
    }

    private func skipDashes(_ index: Int) -> Int {
        var index = index
        while index < items.count, case .dashes = items[index] { index += 1 }
        return index
    }

    private mutating func consumePositionals(from start: Int) throws(ClientError) -> Int {
        var index = start
        while let positional = pending.first {
            let place = skipDashes(index)
            if isValue(place) {
                let value = arguments[place]
                try ArgumentScanner.check(value, against: positional.choices, argument: positional.name)
                found.positionals[positional.name] = value
                index = skipDashes(place + 1)
            } else if positional.isOptional {
                index = place
            } else {
                break
            }
            pending.removeFirst()
        }
        return index
    }

    private mutating func consumeOption(at start: Int) throws(ClientError) -> Int {
        guard case .option(let known, let explicit) = items[start] else { return start }
        guard let option = known else {
            found.rest.append(arguments[start])
            return start + 1
        }
        var values: [String] = []
        var end = start + 1
        if let explicit {
            guard option.takesValue else {
                throw ArgumentScanner.refusal(
                    "argument \(option.flag): ignored explicit argument \(PythonText.representation(explicit))")
            }
            values = [explicit]
        } else {
            let most =
                switch option.arity {
                case .flag: 0
                case .one, .optional: 1
                case .list: Int.max
                }
            while values.count < most, isValue(end) {
                values.append(arguments[end])
                end += 1
            }
        }
        if values.isEmpty {
            if option.arity == .one {
                throw ArgumentScanner.refusal("argument \(option.flag): expected one argument")
            }
            if case .optional(let bare) = option.arity { values = [bare] }
        }
        for value in values {
            try ArgumentScanner.check(value, against: option.choices, argument: option.flag)
        }
        found.options[option.name] = values
        found.isEnded = enders.contains(option.name)
        return end
    }

    private func checkRequired(_ isComplete: Bool) throws(ClientError) {
        var missing = isComplete ? options.filter { $0.isRequired && found.options[$0.name] == nil }.map(\.flag) : []
        missing += pending.filter { !$0.isOptional }.map(\.name)
        guard missing.isEmpty else {
            throw ArgumentScanner.refusal(
                "the following arguments are required: \(missing.joined(separator: ", "))")
        }
    }

    private static func check(
        _ value: String, against choices: [String], argument: String
    ) throws(ClientError) {
        guard !choices.isEmpty, !choices.contains(value) else { return }
        let near = CloseMatches.of(value, in: choices, cutoff: 0.8)
        var message = "argument \(argument): Found invalid choice \(PythonText.representation(value))\n"
        if !near.isEmpty {
            message += "\nMaybe you meant:\n" + near.map { "\n  * \($0)" }.joined()
        }
        throw refusal(message)
    }

    private static func refusal(_ message: String) -> ClientError {
        ClientError(.usage, code: "ParamValidation", message: message, showsUsage: true)
    }
}
