import TapedeckAWSWire
import TapedeckClientModel
import TapedeckExchangeModel
import TapedeckJSONText

/// Sends calls, again where that may help, and turns what came back into an output or an error.
struct Caller: Sendable {
    /// Where requests go.
    let endpoint: Endpoint
    /// The region to sign for.
    let region: String
    /// What to sign with; `nil` for unsigned requests.
    let credentials: Credentials?
    /// How requests are sent.
    let options: SendOptions
    /// What sends them.
    let transport: Transport
    /// Clock, random numbers and pauses.
    let surroundings: Surroundings
    /// What `--debug` shows.
    let log: DebugLog
    /// When to send again; its quota lasts over all calls.
    var retries: RetryPolicy
    /// The identifier that the service gave the last response; `nil` where it gave none.
    private(set) var requestID: String?

    /// Makes a caller that has called nothing yet.
    init(
        endpoint: Endpoint, region: String, credentials: Credentials?, options: SendOptions,
        transport: @escaping Transport, surroundings: Surroundings, log: DebugLog, retries: RetryPolicy
    ) {
        self.endpoint = endpoint
        self.region = region
        self.credentials = credentials
        self.options = options
        self.transport = transport
        self.surroundings = surroundings
        self.log = log
        self.retries = retries
    }

    /// What came of an attempt: how the retry policy sees it, and what is reported if it was the last.
    private struct Attempt {
        var ending: RetryPolicy.Ending
        var error: ClientError
        /// Whether the service may have done what was asked all the same.
        var isUncertain: Bool
    }

    /// Calls an operation.
    ///
    /// - Throws: status 254 with the service's code and message, 255 where no answer came that could be used, 130 where
    ///   the task was cancelled.
    mutating func call(_ operation: ConnectionOperation, _ input: JSONObject) async throws(ClientError)
        -> JSONValue
    {
        let call = CallRequest(
            operation: operation, input: input, endpoint: endpoint, region: region, credentials: credentials,
            invocationID: CallRequest.makeIdentifier(random: surroundings.random))
        retries.callBegan()
        var isUncertain = false
        while true {
            let request = call.attempt(retries.attempt, of: retries.maximumAttempts, at: surroundings.now())
            log.request(request, to: endpoint, proxy: options.proxy)
            requestID = nil
            let attempt: Attempt
            do throws(SendFailure) {
                let response = try await transport(request, endpoint, options)
                log.response(response)
                requestID = response.headers["x-amzn-RequestId"]
                let answer = Answer(response, to: operation)
                if case .output(let value) = answer {
                    _ = retries.attemptEnded(.succeeded, random: 0)
                    return value
                }
                attempt = Caller.attempt(answer, of: response, operation)
            } catch {
                if let partial = error.partial { log.response(partial) }
                log.line("no whole answer: \(error.detail)")
                if error.kind == .cancelled { throw ClientError(.interrupted, message: "") }
                attempt = self.attempt(error, operation)
            }
            switch retries.attemptEnded(attempt.ending, random: surroundings.random()) {
            case .report(let exhausted):
                throw report(attempt, exhaustedRetries: exhausted, afterUncertainty: isUncertain, operation)
            case .pause(let milliseconds):
                isUncertain = isUncertain || attempt.isUncertain
                log.line("trying again in \(milliseconds) ms: \(attempt.error)")
                do {
                    try await surroundings.pause(milliseconds)
                } catch {
                    throw ClientError(.interrupted, message: "")
                }
            }
        }
    }

    private static func attempt(
        _ answer: Answer, of response: Response, _ operation: ConnectionOperation
    ) -> Attempt {
        switch answer {
        case .refused(let code, let message):
            let hint = response.headers["x-amz-retry-after"].flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil }
            return Attempt(
                ending: .refused(status: response.status, code: code, retryAfter: hint),
                error: ClientError(
                    .service, code: code ?? String(response.status), operation: operation.rawValue, message: message),
                isUncertain: response.status >= 500)
        case .unusable(let reason):
            return Attempt(
                ending: .failed,
                error: ClientError(.general, message: "The answer to \(operation.rawValue) can't be used: \(reason)."),
                isUncertain: true)
        case .output:
            return Attempt(ending: .failed, error: ClientError(.general, message: ""), isUncertain: false)
        }
    }

    private func attempt(_ failure: SendFailure, _ operation: ConnectionOperation) -> Attempt {
        let url = endpoint.url
        let message: String
        var ending = RetryPolicy.Ending.lost
        // Through a proxy, the proxy is all that this side connects to.
        let isProxy = options.proxy != nil && failure.kind == .notConnected
        switch isProxy ? .proxy : failure.kind {
        case .notConnected: message = "Could not connect to the endpoint URL: \"\(url)\""
        case .connectTimeout: message = "Connect timeout on endpoint URL: \"\(url)\""
        case .proxy: message = "Failed to connect to proxy URL: \"\(options.proxy ?? "")\""
        case .tls:
            message = "SSL validation failed for \(url): \(failure.detail)"
            ending = .failed
        case .closed:
            message = "Connection was closed before we received a valid response from endpoint URL: \"\(url)\"."
        case .readTimeout: message = "Read timeout on endpoint URL: \"\(url)\""
        case .garbage:
            message = "What came from the endpoint URL \"\(url)\" is not an HTTP response: \(failure.detail)"
        case .local, .cancelled:
            message = failure.detail
            ending = .failed
        case .cutBody:
            message = "The answer to \(operation.rawValue) was cut off before its end: \(failure.detail)."
            if let partial = failure.partial {
                guard (200..<300).contains(partial.status) else { return cutRefusal(partial, operation) }
                // The service has done it: to ask again would make a second one, or meet the first.
                if operation.isMutation { ending = .failed }
            }
        }
        return Attempt(
            ending: ending, error: ClientError(.general, message: message), isUncertain: failure.mayHaveArrived)
    }

    /// An error response whose body is not whole is still an error response.
    private func cutRefusal(_ partial: Response, _ operation: ConnectionOperation) -> Attempt {
        var head = partial
        head.body = []
        return Caller.attempt(Answer(head, to: operation), of: head, operation)
    }

    /// The last attempt's error, with a word on what may have been done where an answer was lost: "already exists" may
    /// mean the connection that this very call has made.
    private func report(
        _ attempt: Attempt, exhaustedRetries: Int?, afterUncertainty: Bool, _ operation: ConnectionOperation
    ) -> ClientError {
        var error = attempt.error
        error.retries = exhaustedRetries
        guard let effect = operation.effect else { return error }
        let isServerTrouble = attempt.isUncertain && error.status == .service
        if attempt.isUncertain, !isServerTrouble {
            error.message += " (This call may have \(effect) all the same.)"
        } else if afterUncertainty, !isServerTrouble {
            error.message += " (An earlier attempt of this call may have \(effect): it got no clear answer.)"
        }
        return error
    }
}

extension ConnectionOperation {
    /// What a call may have done when its answer is lost; `nil` where it changes nothing.
    fileprivate var effect: String? {
        switch self {
        case .createConnection: "made the connection"
        case .deleteConnection: "deleted the connection"
        case .tagResource, .untagResource: "changed the tags"
        case .listConnections, .listTagsForResource: nil
        }
    }
}
