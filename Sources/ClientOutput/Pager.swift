package import TapedeckClientModel
import TapedeckProcesses

/// Shows output on a terminal through a pager.
package enum Pager {
    /// Flags for `less` where the environment has none: quit when it fits, colours, keep the screen.
    private static let lessFlags = "FRX"

    /// Writes bytes to standard output, or to a pager where standard output is a terminal and one is configured.
    ///
    /// The pager gets the client's environment, terminal and session. An interrupt is the pager's while it runs, and it
    /// may end before it has read everything. Nothing is started for no bytes.
    ///
    /// - Throws: status 253 where the pager can't be run, 255 where its command line can't be split.
    package static func show(
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
        do throws(ProgramError) {
            _ = try await Program(words, environment: variables).attached(reading: bytes)
        } catch {
            let reason =
                error.code == .notExecutable ? "[Errno 13] Permission denied" : "[Errno 2] No such file or directory"
            throw ClientError(
                .configuration,
                message: """
                    Unable to redirect output to pager. Received the following error when opening pager:
                    \(reason): '\(words[0])'

                    AWS_PAGER, cli_pager or PAGER name another one; an empty AWS_PAGER or --no-cli-pager uses none.
                    """)
        }
    }
}
