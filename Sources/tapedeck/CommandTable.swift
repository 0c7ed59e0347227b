import ArgumentParser
import TapedeckJSONText

/// The commands and what each takes, as argument-parser itself tells them.
struct CommandTable {
    /// One option, flag or argument.
    struct Parameter {
        /// Its names with their dashes, such as `--listen`; none for a positional argument.
        let names: [String]
        /// What stands for its value in the help.
        let valueName: String
        /// Whether it takes no value.
        let isFlag: Bool
        /// Whether it may be given again and again.
        let isRepeating: Bool
        /// What it is for.
        let abstract: String
        /// The only values that it takes; none where it takes others.
        let values: [String]
    }

    /// The commands' names, in the order of the help.
    let names: [String]
    /// The options of the program itself.
    let options: [String]
    private let parameters: [String: [Parameter]]

    /// Reads the table of a program.
    init(of root: any ParsableCommand.Type) throws {
        let dump = try JSONParser.parse(Array(root._dumpHelp().utf8))
        let commands = dump["command"]?["subcommands"]?.array ?? []
        let own = commands.filter { $0["commandName"]?.string != "help" }
        names = own.compactMap { $0["commandName"]?.string }
        options = (dump["command"]?["arguments"]?.array ?? []).map(Parameter.init).flatMap(\.names)
        parameters = Dictionary(own.flatMap { CommandTable.parameters(of: $0) }) { first, _ in first }
    }

    /// What a command takes, and each of its own commands, which is named with it: `client init`.
    private static func parameters(of command: JSONValue, below: String = "") -> [(String, [Parameter])] {
        let name = below + (command["commandName"]?.string ?? "")
        let inner = (command["subcommands"]?.array ?? []).flatMap { parameters(of: $0, below: "\(name) ") }
        return [(name, (command["arguments"]?.array ?? []).map(Parameter.init))] + inner
    }

    /// The names of a command's own commands; none for one that does something by itself.
    func inner(of command: String) -> [String] {
        parameters.keys.filter { $0.hasPrefix("\(command) ") }.map {
            String($0.dropFirst(command.count + 1))
        }.sorted()
    }

    /// Whether there is a command, or a command's own command, of this name.
    func has(_ name: String) -> Bool {
        parameters[name] != nil
    }

    /// What a command takes.
    func parameters(of command: String) -> [Parameter] {
        parameters[command] ?? []
    }

    /// The option or flag of a name with its dashes.
    func parameter(_ name: String, of command: String) -> Parameter? {
        parameters(of: command).first { $0.names.contains(name) }
    }
}

extension CommandTable.Parameter {
    fileprivate init(_ value: JSONValue) {
        names =
            value["kind"]?.string == "positional"
            ? []
            : (value["names"]?.array ?? []).map { name in
                (name["kind"]?.string == "short" ? "-" : "--") + (name["name"]?.string ?? "")
            }
        valueName = value["valueName"]?.string ?? ""
        isFlag = value["kind"]?.string == "flag"
        isRepeating = value["isRepeating"] == true
        abstract = value["abstract"]?.string ?? ""
        values = (value["allValues"]?.array ?? []).compactMap(\.string)
    }
}
