import Glibc
import Subprocess
import SystemPackage

/// The command after `--`: run with the deck's endpoint in its environment, its streams and exit status passed through.
struct WrappedCommand {
    /// The command of this run of the program; `nil` where none was given.
    @TaskLocal static var given: WrappedCommand?

    /// The command and its arguments, `{url}` not yet replaced.
    let words: [String]

    /// Takes the words after `--`; `nil` when there are none.
    init?(_ words: some Collection<String>) {
        if words.isEmpty { return nil }
        self.words = Array(words)
    }

    /// Runs the command to its end.
    ///
    /// Ctrl-C reaches the command through the terminal; the deck waits for it and goes on.
    ///
    /// - Parameters:
    ///   - url: replaces `{url}` in the arguments, and is what the endpoint variables say.
    ///   - variables: more variables for the command.
    /// - Returns: the command's exit status; 128 and the signal's number for one that a signal ended.
    func run(url: String, variables: [String: String] = [:]) async throws -> Int32 {
        let words = words.map { $0.replacingMark("{url}", with: url) }
        var environment = Terminal.environment
        environment["AWS_ENDPOINT_URL"] = url
        environment["AWS_ENDPOINT_URL_APPRUNNER"] = url
        environment["TAPEDECK_URL"] = url
        environment.merge(variables) { $1 }
        let name = words[0]
        let executable: Executable = name.contains("/") ? .path(FilePath(name)) : .name(name)
        let custom = Dictionary(
            uniqueKeysWithValues: environment.map { (Environment.Key(rawValue: $0.key), $0.value) }
        ).compactMapKeys()
        // A handler that does nothing, not SIG_IGN: a command would inherit that and be deaf to Ctrl-C.
        signal(SIGINT) { _ in }
        defer { signal(SIGINT, SIG_DFL) }
        do {
            let result = try await Subprocess.run(
                executable, arguments: Arguments(Array(words.dropFirst())), environment: .custom(custom),
                input: .currentStandardInput, output: .currentStandardOutput, error: .currentStandardError)
            switch result.terminationStatus {
            case .exited(let code): return code
            case .signaled(let signal): return 128 + signal
            }
        } catch let error as SubprocessError {
            if name.contains("/") ? access(name, F_OK) == 0 : false {
                throw Failure(.notExecutable, "can't run \(name): it is not an executable file")
            }
            guard error.code == .executableNotFound || error.code == .spawnFailed else { throw error }
            throw Failure(.commandNotFound, "there is no command \(name); check its name and PATH")
        }
    }
}

extension Dictionary where Key == Environment.Key?, Value == String {
    fileprivate func compactMapKeys() -> [Environment.Key: String] {
        var kept: [Environment.Key: String] = [:]
        for (key, value) in self { if let key { kept[key] = value } }
        return kept
    }
}

extension String {
    /// This text with every occurrence of a mark replaced.
    func replacingMark(_ mark: String, with text: String) -> String {
        var result = ""
        var rest = self[...]
        while !rest.isEmpty {
            if rest.hasPrefix(mark) {
                result += text
                rest = rest.dropFirst(mark.count)
            } else {
                result.append(rest.removeFirst())
            }
        }
        return result
    }
}
