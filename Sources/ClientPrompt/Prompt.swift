import TapedeckAWSProfile
package import TapedeckClientModel

/// Asks on the terminal for what a command line lacks.
package enum Prompt {
    /// The whole command line, without the option that asked for the prompt.
    ///
    /// - Parameter check: says what is wrong with a whole command line, if anything is.
    /// - Throws: status 252 where there is no terminal to ask on, 130 where the person does not go on.
    package static func complete(
        _ arguments: [String], _ configuration: Configuration, in surroundings: Surroundings,
        checking check: @escaping @Sendable ([String]) throws(ClientError) -> Void
    ) async throws(ClientError) -> [String] {
        let words = arguments.filter { $0 != "--cli-auto-prompt" }
        guard surroundings.terminals.input, surroundings.terminals.error else {
            // What the command line lacks is the better answer where only that would have been asked for.
            if configuration.autoPrompt == .onPartial { try check(words) }
            throw refusal(configuration)
        }
        let machine = PromptMachine(
            words: words, completer: PromptCompleter(profiles: surroundings.files().profileNames()),
            columns: surroundings.columns
        ) { words in
            do throws(ClientError) {
                try check(words)
                return nil
            } catch {
                return error.message
            }
        }
        switch await PromptTerminal.ask(machine, write: surroundings.writeError) {
        case .run(let words): return words
        case .interrupted: throw ClientError(.interrupted, message: "")
        }
    }

    private static func refusal(_ configuration: Configuration) -> ClientError {
        let place =
            if configuration.options.autoPrompt == true {
                "--cli-auto-prompt"
            } else if configuration.environment["AWS_CLI_AUTO_PROMPT"] != nil {
                "AWS_CLI_AUTO_PROMPT"
            } else {
                "cli_auto_prompt in the profile"
            }
        return ClientError(
            .usage, code: "ParamValidation",
            message: "\(place) wants parameters to be asked for, but standard input and standard error are not a "
                + "terminal. Give --no-cli-auto-prompt to go without.")
    }
}
