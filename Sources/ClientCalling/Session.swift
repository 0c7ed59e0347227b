import TapedeckAWSProfile
package import TapedeckAWSWire
package import TapedeckClientModel
import TapedeckExchangeModel
package import TapedeckJSONText
import TapedeckWording

/// One run of the client that talks to the service: configuration resolved, calls made, pages followed, polls done.
package struct Session: Sendable {
    /// The run's settings.
    let configuration: Configuration
    /// What `--debug` shows.
    package private(set) var log: DebugLog
    private let surroundings: Surroundings
    private var caller: Caller

    /// What must not be shown.
    package var secrets: Secrets { log.secrets }

    /// The identifier that the service gave the last response.
    package var requestID: String? { caller.requestID }

    /// Resolves everything that a call needs.
    ///
    /// - Throws: status 252, 253 or 255 for settings that are missing or wrong; nothing has been sent then.
    package init(
        _ configuration: Configuration, in surroundings: Surroundings, transport: @escaping Transport
    ) async throws(ClientError) {
        var log = DebugLog(isOn: configuration.options.debug, write: surroundings.writeError)
        log.line("version \(TapedeckVersion.current), profile \(configuration.profile.name ?? "default")")
        let credentials = try await Session.credentials(configuration.credentialSource(), &log, surroundings)
        let attempts = try configuration.maximumAttempts()
        let region = try configuration.region()
        let endpoint = try configuration.endpoint(region: region)
        let given = configuration.options
        let options = SendOptions(
            verifiesTLS: given.verifiesTLS,
            caBundle: configuration.caBundle.map { surroundings.files().absolute($0) },
            connectTimeout: given.connectTimeout ?? 60, readTimeout: given.readTimeout ?? 60,
            proxy: configuration.proxy(for: endpoint))
        log.line("region \(region), endpoint \(endpoint.url), at most \(attempts) attempts")
        self.configuration = configuration
        self.surroundings = surroundings
        self.log = log
        self.caller = Caller(
            endpoint: endpoint, region: region, credentials: credentials, options: options, transport: transport,
            surroundings: surroundings, log: log, retries: RetryPolicy(maximumAttempts: attempts))
    }

    private static func credentials(
        _ source: Profile.Source?, _ log: inout DebugLog, _ surroundings: Surroundings
    ) async throws(ClientError) -> Credentials? {
        let found: Credentials
        switch source {
        case nil:
            log.line("requests are not signed")
            return nil
        case .keys(let credentials, let place):
            log.line("credentials from \(place)")
            found = credentials
        case .process(let command):
            log.line("credentials from credential_process")
            do throws(ProfileError) {
                found = try await CredentialProcess.credentials(
                    of: command, environment: surroundings.environment, pause: surroundings.pause)
            } catch {
                throw ClientError(error)
            }
        }
        log.secrets = Secrets(secretAccessKey: found.secretAccessKey, sessionToken: found.sessionToken)
        return found
    }

    /// Calls an operation. ListConnections follows the service's tokens unless pages were asked for.
    package mutating func call(_ operation: ConnectionOperation, _ input: JSONObject) async throws(ClientError)
        -> JSONValue
    {
        let asksForPages = input["MaxResults"] != nil || input["NextToken"] != nil
        guard operation == .listConnections, configuration.options.paginates, !asksForPages else {
            return try await caller.call(operation, input)
        }
        return try await listAll(input)
    }

    private mutating func listAll(_ input: JSONObject) async throws(ClientError) -> JSONValue {
        var pages = PageCollector()
        var input = input
        while true {
            switch pages.pageReceived(try await caller.call(.listConnections, input)) {
            case .finish(let whole): return whole
            case .giveUp(let reason): throw ClientError(.general, message: reason)
            case .fetch(let token): input["NextToken"] = .string(token)
            }
        }
    }

    /// Polls ListConnections until the goal is reached.
    ///
    /// - Throws: status 255 where it can't be reached, or not in time; a call's own error.
    package mutating func wait(_ goal: Invocation.WaitGoal, _ invocation: Invocation) async throws(ClientError) {
        guard let name = invocation.parameters["ConnectionName"]?.string else {
            throw ClientError(
                .usage, code: "ParamValidation", message: "the following arguments are required: --connection-name")
        }
        var machine = WaitMachine(
            goal: goal, name: name, arn: invocation.parameters["ConnectionArn"]?.string,
            interval: invocation.waitInterval, timeout: invocation.waitTimeout)
        let start = surroundings.now().milliseconds
        while true {
            let list = try await listAll(JSONObject([("ConnectionName", .string(name))]))
            switch machine.listReceived(list, elapsed: Int(surroundings.now().milliseconds - start)) {
            case .succeed: return
            case .fail(let reason): throw ClientError(.general, message: reason)
            case .pause(let milliseconds):
                log.line("polling again in \(milliseconds) ms")
                do {
                    try await surroundings.pause(milliseconds)
                } catch {
                    throw ClientError(.interrupted, message: "")
                }
            }
        }
    }
}
