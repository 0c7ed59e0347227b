import TapedeckAWSWire
import TapedeckJSONText

/// One run of the client, with what it reaches the world by, so that tests can take its place.
struct ClientRun: Sendable {
    /// The machine, as far as the client sees it.
    var surroundings: Surroundings
    /// What sends requests.
    var transport: Transport
    /// What reads configuration files.
    var readFile: ConfigurationFiles.Reader = ConfigurationFiles.read

    /// Makes a run.
    init(surroundings: Surroundings) {
        self.surroundings = surroundings
        self.transport = LiveTransport().send
    }

    /// Does what a command line asks for.
    func run(_ arguments: [String]) async -> Int32 {
        return report(ClientError(.general, message: "not wired yet"))
    }

    /// Calls the service for an invocation that has been understood.
    func call(_ invocation: Invocation, _ configuration: Configuration) async -> Int32 {
        var session: Session?
        do throws(ClientError) {
            // What can't be shown must be known before anything is sent.
            let renderer = try Rendering(configuration, surroundings)
            var opened = try await Session(configuration, in: surroundings, transport: transport)
            session = opened
            switch invocation.action {
            case .call(let operation):
                let result: Result<JSONValue, ClientError> = await {
                    do throws(ClientError) {
                        return .success(try await opened.call(operation, invocation.parameters))
                    } catch {
                        return .failure(error)
                    }
                }()
                session = opened
                try await renderer.show(try result.get(), of: operation)
            case .wait(let goal):
                try await opened.wait(goal, invocation)
            default: break
            }
            return 0
        } catch {
            return report(error, session: session)
        }
    }

    /// Prints an error and gives its exit status.
    func report(_ error: ClientError, session: Session? = nil) -> Int32 {
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

struct Rendering {
    init(_ configuration: Configuration, _ surroundings: Surroundings) throws(ClientError) {
        _ = try configuration.outputFormat()
        _ = try configuration.timestampFormat()
        self.surroundings = surroundings
    }
    let surroundings: Surroundings
    func show(_ value: JSONValue, of operation: TapedeckAWSWire.Operation) async throws(ClientError) {
        surroundings.writeOutput(value.bytes(JSONStyle(indentation: 4, colon: ": ", escapesNonASCII: true)) + [0x0A])
    }
}
