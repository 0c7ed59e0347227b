import TapedeckAWSWire
package import TapedeckClientModel
import TapedeckJMESPath
import TapedeckJSONText
import TapedeckPythonText

/// Understands the client's command line, or says in AWS CLI's words why not.
package struct CommandLineReader: Sendable {
    let arguments: [String]
    let files: ParameterFile

    /// What a command line asks for.
    ///
    /// - Throws: status 252 for what does not fit the grammar, 255 for a text that should be a number.
    package static func read(_ arguments: [String], in surroundings: Surroundings) throws(ClientError) -> Invocation {
        try CommandLineReader(arguments: arguments, files: ParameterFile(surroundings: surroundings)).read()
    }

    func read() throws(ClientError) -> Invocation {
        if let asked = try prompting() { return asked }
        let found = try ArgumentScanner.scan(
            arguments, options: OptionSpec.global,
            positionals: [.init(name: "command", choices: CommandSpec.firstWords, isOptional: false)],
            enders: ["version"])
        if found.isEnded { return Invocation(action: .version) }
        let options = try GlobalOptions(found)
        let word = found.positionals["command"] ?? ""
        switch word {
        case "help": return try help(found.rest, options)
        case "completions": return try completions(found.rest, options)
        case "wait": return try wait(found.rest, options)
        default:
            guard let command = CommandSpec.named([word]), case .operation(let operation) = command.kind else {
                throw CommandLineReader.refusal("argument command: Found invalid choice '\(word)'\n", showsUsage: true)
            }
            return try call(operation, command, found.rest, options)
        }
    }

    /// The invocation of a command line that asks to be asked, which may then lack anything.
    private func prompting() throws(ClientError) -> Invocation? {
        guard arguments.contains("--cli-auto-prompt") else { return nil }
        guard !arguments.contains("--no-cli-auto-prompt") else {
            throw CommandLineReader.refusal(
                "Both --cli-auto-prompt and --no-cli-auto-prompt cannot be specified at the same time.")
        }
        guard !arguments.contains("help"), !arguments.contains("--version") else { return nil }
        var options = GlobalOptions()
        options.autoPrompt = true
        if let index = arguments.firstIndex(of: "--profile"), index + 1 < arguments.count {
            options.profile = arguments[index + 1]
        }
        return Invocation(action: .autoPrompt(partial: false), options: options)
    }

    private func call(
        _ operation: ConnectionOperation, _ command: CommandSpec, _ rest: [String], _ options: GlobalOptions
    ) throws(ClientError) -> Invocation {
        if rest == ["help"] { return Invocation(action: .help(command.words), command: command.name) }
        let found = try scan(command, rest)
        if found.positionals["help"] == "help" {
            return Invocation(action: .help(command.words), command: command.name)
        }
        var parameters = try ParameterReader(files: files).parameters(found, of: command, operation.input)
        for member in try CommandInput(files: files).members(found)
        where !parameters.contains(where: { $0.name == member.name }) {
            parameters.append(member)
        }
        let kind = found.value("generate-cli-skeleton").flatMap { Invocation.SkeletonKind(rawValue: $0) }
        if let kind, kind != .output {
            return Invocation(action: .skeleton(operation, kind), command: command.name, options: options)
        }
        let input = try checked(.map(parameters), operation)
        return Invocation(
            action: kind.map { .skeleton(operation, $0) } ?? .call(operation), command: command.name,
            parameters: input, options: options)
    }

    private func scan(_ command: CommandSpec, _ rest: [String]) throws(ClientError) -> ArgumentScanner.Found {
        let isOperation = if case .operation = command.kind { true } else { false }
        let options = command.options + (isOperation ? OptionSpec.input : [])
        let help = ArgumentScanner.Positional(name: "help", choices: [], isOptional: true)
        let loose = try ArgumentScanner.scan(rest, options: options, positionals: [help], isComplete: false)
        // What is given as a whole, or only shown, need not be on the command line.
        let isWhole = loose.has("cli-input-json") || loose.has("cli-input-yaml")
        let isShown = loose.has("generate-cli-skeleton") && loose.value("generate-cli-skeleton") != "output"
        let found =
            isWhole || isShown
            ? loose : try ArgumentScanner.scan(rest, options: options, positionals: [help], isComplete: true)
        var unknown = found.rest
        // An empty word, as an unset variable in quotes leaves it, is no word; help makes up for whatever follows it.
        if let word = found.positionals["help"], !word.isEmpty {
            if word == "help" { return found }
            unknown.append(word)
        }
        guard unknown.isEmpty else { throw CommandLineReader.unknown(unknown) }
        return found
    }

    private func checked(
        _ parameters: ArgumentValue, _ operation: ConnectionOperation
    ) throws(ClientError) -> JSONObject {
        let failures = ParameterValidator.failures(in: parameters, of: operation)
        guard failures.isEmpty else {
            throw CommandLineReader.refusal("Parameter validation failed:\n" + failures.joined(separator: "\n"))
        }
        return parameters.json.object ?? JSONObject()
    }

    private func help(_ rest: [String], _ options: GlobalOptions) throws(ClientError) -> Invocation {
        if rest == ["--man"] { return Invocation(action: .help(["--man"]), command: "help") }
        guard rest.isEmpty || CommandSpec.table.contains(where: { $0.words.starts(with: rest) }) else {
            throw CommandLineReader.unknown(rest)
        }
        return Invocation(action: .help(rest), command: "help", options: options)
    }

    private func completions(_ rest: [String], _ options: GlobalOptions) throws(ClientError) -> Invocation {
        if rest == ["help"] { return Invocation(action: .help(["completions"]), command: "completions") }
        let found = try ArgumentScanner.scan(
            rest, options: [],
            positionals: [.init(name: "shell", choices: Shell.allCases.map(\.rawValue), isOptional: false)])
        guard found.rest.isEmpty else { throw CommandLineReader.unknown(found.rest) }
        return Invocation(
            action: .completions(shell: found.positionals["shell"] ?? ""), command: "completions", options: options)
    }

    private func wait(_ rest: [String], _ options: GlobalOptions) throws(ClientError) -> Invocation {
        if rest == ["help"] { return Invocation(action: .help(["wait"]), command: "wait") }
        let goals = [Invocation.WaitGoal.connectionAvailable, .connectionDeleted].map(\.rawValue)
        let state = ArgumentScanner.Positional(name: "state", choices: goals, isOptional: false)
        let first = try ArgumentScanner.scan(rest, options: CommandSpec.waitOptions, positionals: [state])
        guard let word = first.positionals["state"], let goal = Invocation.WaitGoal(rawValue: word),
            let command = CommandSpec.named(["wait", word])
        else { throw CommandLineReader.unknown(rest) }
        if first.rest == ["help"] { return Invocation(action: .help(command.words), command: command.name) }
        guard first.rest.isEmpty else { throw CommandLineReader.unknown(first.rest) }
        let name = try waitedName(first, command)
        var input = try checked(.map([("ConnectionName", name)]), .listConnections)
        // Lists are asked for by name; the ARN tells the connection from another one of that name.
        if let arn = first.value("connection-arn") { input["ConnectionArn"] = .string(arn) }
        return Invocation(
            action: .wait(goal), command: command.name, parameters: input, options: options,
            waitInterval: try milliseconds(first, "interval") ?? 3000,
            waitTimeout: try milliseconds(first, "timeout") ?? 600_000)
    }

    private func waitedName(
        _ found: ArgumentScanner.Found, _ command: CommandSpec
    ) throws(ClientError) -> ArgumentValue {
        let named = try ParameterReader(files: files).parameters(
            found, of: command, ConnectionOperation.listConnections.input)
        guard let arn = found.value("connection-arn") else {
            guard let name = named.first?.value else {
                throw CommandLineReader.refusal(
                    "the following arguments are required: --connection-name", showsUsage: true)
            }
            return name
        }
        guard named.isEmpty else {
            throw CommandLineReader.refusal("Only one of --connection-name and --connection-arn may be specified.")
        }
        guard let name = ConnectionARN(arn)?.name else {
            throw CommandLineReader.refusal(
                "Bad value for --connection-arn \"\(arn)\": it must be of the form "
                    + "arn:aws:apprunner:REGION:ACCOUNT:connection/NAME/ID")
        }
        return .string(name)
    }

    private func milliseconds(_ found: ArgumentScanner.Found, _ name: String) throws(ClientError) -> Int? {
        guard let text = found.value(name) else { return nil }
        let isDecimal = text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E }
        guard isDecimal, let seconds = Double(text), seconds <= 31_536_000 else {
            throw CommandLineReader.refusal(
                "Bad value for --\(name) \"\(text)\": it must be a number of seconds, such as 5 or 0.5, and no more than "
                    + "a year.")
        }
        return Int((seconds * 1000).rounded())
    }

    private static func unknown(_ words: [String]) -> ClientError {
        ClientError(.usage, message: "Unknown options: \(words.joined(separator: ", "))", showsUsage: true)
    }

    static func refusal(_ message: String, showsUsage: Bool = false) -> ClientError {
        ClientError(.usage, code: "ParamValidation", message: message, showsUsage: showsUsage)
    }
}

extension GlobalOptions {
    /// The options that every command has, as found.
    ///
    /// - Throws: status 252 for a query or URL that is not valid, 255 for a text that should be a number.
    init(_ found: ArgumentScanner.Found) throws(ClientError) {
        self.init()
        debug = found.has("debug")
        endpointURL = found.value("endpoint-url")
        verifiesTLS = !found.has("no-verify-ssl")
        paginates = !found.has("no-paginate")
        output = found.value("output").flatMap { OutputFormat(rawValue: $0) }
        query = found.value("query")
        profile = found.value("profile").flatMap { $0.isEmpty ? nil : $0 }
        region = found.value("region").flatMap { $0.isEmpty ? nil : $0 }
        color = found.value("color").flatMap { ColorMode(rawValue: $0) } ?? .auto
        signs = !found.has("no-sign-request")
        caBundle = found.value("ca-bundle")
        readTimeout = try GlobalOptions.seconds(found, "cli-read-timeout")
        connectTimeout = try GlobalOptions.seconds(found, "cli-connect-timeout")
        binaryFormat = found.value("cli-binary-format")
        usesPager = !found.has("no-cli-pager")
        if found.has("no-cli-auto-prompt") { autoPrompt = false }
        if let query { try GlobalOptions.check(query: query) }
        if let endpointURL, !GlobalOptions.hasScheme(endpointURL) {
            throw CommandLineReader.refusal(
                "Bad value for --endpoint-url \"\(endpointURL)\": scheme is missing.  Must be of the form "
                    + "http://<hostname>/ or https://<hostname>/")
        }
    }

    private static func seconds(_ found: ArgumentScanner.Found, _ name: String) throws(ClientError) -> Int? {
        guard let text = found.value(name) else { return nil }
        do throws(PythonNumber.Failure) {
            if let seconds = Int(try PythonNumber.integer(in: text)), seconds >= 0 { return seconds }
        } catch {
            throw ClientError(.general, message: error.message)
        }
        throw ClientError(.general, message: "Bad value for --\(name) \(text): it must be 0 or more seconds.")
    }

    private static func hasScheme(_ url: String) -> Bool {
        guard let colon = url.firstIndex(of: ":"), let first = url.first, first.isASCII, first.isLetter else {
            return false
        }
        return url[..<colon].allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }
    }

    private static func check(query: String) throws(ClientError) {
        do throws(ExpressionError) {
            _ = try Expression(query)
        } catch {
            throw CommandLineReader.refusal("Bad value for --query \(query): \(error)")
        }
    }
}
