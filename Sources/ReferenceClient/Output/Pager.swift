import Glibc
import Subprocess
import Synchronization
import SystemPackage

/// Shows output on a terminal through a pager.
enum Pager {
    /// Flags for `less` where the environment has none: quit when it fits, colours, keep the screen.
    private static let lessFlags = "FRX"

    /// Writes bytes to standard output, or to a pager where standard output is a terminal and one is configured.
    ///
    /// The pager gets the client's environment, terminal and session. An interrupt is the pager's while it runs, and it
    /// may end before it has read everything. Nothing is started for no bytes.
    ///
    /// - Throws: status 253 where the pager can't be run, 255 where its command line can't be split.
    static func show(
        _ bytes: [UInt8], configuration: Configuration, surroundings: Surroundings
    ) async throws(ClientError) {
        guard !bytes.isEmpty else { return }
        guard surroundings.terminals.output, let command = configuration.pager else {
            surroundings.writeOutput(bytes)
            return
        }
        try await run(try words(of: command), bytes, variables(surroundings.environment))
    }

    /// The words of a pager's command line.
    ///
    /// - Throws: status 255 where a quote stays open or there is no word, in AWS CLI's words.
    static func words(of command: String) throws(ClientError) -> [String] {
        guard let words = ShellWords.split(command) else {
            throw ClientError(.general, message: "No closing quotation")
        }
        guard !words.isEmpty else { throw ClientError(.general, message: "The pager's command line is empty.") }
        return words
    }

    /// The pager's environment.
    static func variables(_ environment: [String: String]) -> [String: String] {
        environment.merging(["LESS": lessFlags]) { given, _ in given }
    }

    private static func run(
        _ words: [String], _ bytes: [UInt8], _ variables: [String: String]
    ) async throws(ClientError) {
        let program = words[0]
        let executable: Executable = program.contains("/") ? .path(FilePath(program)) : .name(program)
        // Subprocess hands these bytes to C as they are: the zero at the end is ours to write.
        let environment = variables.map { Array("\($0.key)=\($0.value)\0".utf8) }
        let interrupts = IgnoredInterrupts()
        defer { interrupts.restore() }
        let isRunning = Atomic<Bool>(false)
        do {
            _ = try await Subprocess.run(
                executable, arguments: Arguments(Array(words.dropFirst())), environment: .custom(environment),
                input: .inputWriter, output: .currentStandardOutput, error: .currentStandardError
            ) { execution in
                isRunning.store(true, ordering: .relaxed)
                do {
                    _ = try await execution.standardInputWriter.write(bytes)
                } catch {
                    // A pager that was left early does not read on: what is left has no reader, and that is no error.
                }
                try await execution.standardInputWriter.finish()
            }
        } catch {
            guard !isRunning.load(ordering: .relaxed) else { return }
            throw ClientError(
                .configuration,
                message: """
                    Unable to redirect output to pager. Received the following error when opening pager:
                    \(reason(program)): '\(program)'

                    AWS_PAGER, cli_pager or PAGER name another one; an empty AWS_PAGER or --no-cli-pager uses none.
                    """)
        }
    }
}

/// Why a program can't be run, in the system's words.
private func reason(_ program: String) -> String {
    program.contains("/") && access(program, F_OK) == 0
        ? "[Errno \(EACCES)] Permission denied" : "[Errno \(ENOENT)] No such file or directory"
}

/// Interrupts from the keyboard that don't end this process, for as long as a pager has the terminal.
///
/// A handler that does nothing is set rather than `SIG_IGN`: the child would inherit the latter.
private struct IgnoredInterrupts {
    private var saved = sigaction()

    init() {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in }
        sigaction(SIGINT, &action, &saved)
    }

    func restore() {
        var action = saved
        sigaction(SIGINT, &action, nil)
    }
}
