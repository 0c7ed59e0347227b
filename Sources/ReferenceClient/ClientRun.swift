import TapedeckAWSProfile
import TapedeckAWSWire
import TapedeckClientCalling
import TapedeckClientModel
import TapedeckJSONText
import TapedeckPlatform

/// One run of the client, with what it reaches the world by, so that tests can take its place.
struct ClientRun: Sendable {
    /// The machine, as far as the client sees it.
    var surroundings: Surroundings
    /// Who reads command lines, prints and asks.
    var parts = ClientParts.live
    /// What sends requests.
    var transport: Transport
    /// What reads configuration files.
    var readFile: SharedFiles.Reader = { path throws(FileError) in try Files.read(path) }

    /// Makes a run on a machine, by libcurl.
    init(surroundings: Surroundings) {
        self.surroundings = surroundings
        self.transport = LiveTransport().send
    }

    /// Does what a command line asks for, and gives the exit status.
    func run(_ arguments: [String]) async -> Int32 {
        do throws(ClientError) {
            return try await run(arguments, mayAsk: true)
        } catch {
            return report(error)
        }
    }

    private func run(_ arguments: [String], mayAsk: Bool) async throws(ClientError) -> Int32 {
        let invocation: Invocation
        do throws(ClientError) {
            invocation = try parts.parse(arguments, surroundings)
        } catch {
            guard mayAsk, error.status == .usage, let configuration = askingConfiguration(arguments) else {
                throw error
            }
            return try await run(parts.prompt(arguments, configuration, surroundings), mayAsk: false)
        }
        switch invocation.action {
        case .version, .help, .completions:
            surroundings.writeOutput(Array(try parts.text(invocation, surroundings).utf8))
            return 0
        case .call, .wait, .skeleton, .autoPrompt: break
        }
        let configuration = try Configuration(invocation.options, files: surroundings.files(reading: readFile))
        try configuration.checkBinaryFormat()
        switch invocation.action {
        case .autoPrompt:
            return try await run(parts.prompt(arguments, configuration, surroundings), mayAsk: false)
        case .call, .wait:
            if mayAsk, configuration.autoPrompt == .on {
                return try await run(parts.prompt(arguments, configuration, surroundings), mayAsk: false)
            }
            return await call(invocation, configuration)
        case .skeleton(let operation, let kind):
            let text = try parts.skeleton(operation, kind, configuration, surroundings)
            // A skeleton of an input is for a file, not for reading: AWS CLI lets no pager near it.
            if kind == .output {
                try await parts.show(text, configuration, surroundings)
            } else {
                surroundings.writeOutput(text)
            }
            return 0
        case .version, .help, .completions: return 0
        }
    }

    /// The configuration, where it asks for what a command line lacks that could not be understood; `nil` where not.
    private func askingConfiguration(_ arguments: [String]) -> Configuration? {
        if arguments.contains("--no-cli-auto-prompt") { return nil }
        var options = GlobalOptions()
        if let index = arguments.firstIndex(of: "--profile"), arguments.indices.contains(index + 1) {
            options.profile = arguments[index + 1]
        }
        // A configuration that can't be read asks for nothing: the command line's own error is the one to report.
        let configuration = try? Configuration(options, files: surroundings.files(reading: readFile))
        return configuration?.autoPrompt == .off ? nil : configuration
    }

    /// Calls the service for an invocation that has been understood, and gives the exit status.
    func call(_ invocation: Invocation, _ configuration: Configuration) async -> Int32 {
        var session: Session
        do throws(ClientError) {
            // How to print is settled before anything is sent: afterwards it would be too late to refuse.
            _ = try configuration.outputFormat()
            _ = try configuration.timestampFormat()
            session = try await Session(configuration, in: surroundings, transport: transport)
        } catch {
            return report(error)
        }
        do throws(ClientError) {
            switch invocation.action {
            case .call(let operation):
                let output = try await session.call(operation, invocation.parameters)
                let bytes = try parts.render(output, operation, configuration, surroundings)
                try await parts.show(bytes, configuration, surroundings)
            case .wait(let goal): try await session.wait(goal, invocation)
            case .skeleton, .help, .version, .completions, .autoPrompt: break
            }
            return 0
        } catch {
            return report(error, session: session)
        }
    }

    /// Prints an error and gives its exit status.
    private func report(_ error: ClientError, session: Session? = nil) -> Int32 {
        if error.status == .interrupted {
            surroundings.writeOutput([0x0A])
        } else {
            let requestID = session?.log.isOn == true ? session?.requestID : nil
            let text = ErrorReport.text(error, secrets: session?.secrets ?? Secrets(), requestID: requestID)
            surroundings.writeError(Array(text.utf8))
        }
        return error.status.rawValue
    }
}
