import TapedeckProcesses
import TapedeckPlatform

/// The command after `--`: run with the deck's endpoint in its environment, its streams and exit status passed through.
struct WrappedCommand {
    /// The command of this run of the program; `nil` where none was given.
    @TaskLocal static var given: WrappedCommand?

    /// The command and its arguments, `{url}` not yet replaced.
    let words: [String]

    /// Whether the command only stands for a test, which is the client and runs elsewhere: the libraries for tests say
    /// so. What is told of a client's command is not true of it, and nothing need be lent to it.
    static var standsForTest: Bool {
        given != nil && !ProcessEnvironment.variable("TAPEDECK_FOR_TEST").isEmpty
    }

    /// Takes the words after `--`; `nil` when there are none.
    init?(_ words: some Collection<String>) {
        if words.isEmpty { return nil }
        self.words = Array(words)
    }

    /// What a command to which no request is due may lack, as an end of a sentence; nothing where there is no command.
    ///
    /// - Parameters:
    ///   - mode: the doors that the command was shown.
    ///   - hasFailedTLS: whether it came through one of them, and no TLS came about, which has been told.
    static func hintWhereNothingCame(_ mode: DoorMode, hasFailedTLS: Bool = false) -> String {
        if hasFailedTLS { return "; a client came through the proxy, and TLS with it failed: see above" }
        guard let given, !standsForTest else { return "" }
        if given.words.contains(where: { $0.contains("{url}") }) {
            return "; the command was given the URL in the place of {url}, and did not ask there"
        }
        return switch mode {
        case .endpoint:
            "; some clients ignore AWS_ENDPOINT_URL_APPRUNNER: put {url} where the command takes an endpoint"
        case .proxy:
            "; the command did not ask for App Runner through HTTPS_PROXY: put {url} where it takes a proxy, or try "
                + "--mode endpoint"
        case .auto:
            "; the command asked neither at AWS_ENDPOINT_URL_APPRUNNER nor through HTTPS_PROXY: put {url} where it takes "
                + "an endpoint, or a proxy"
        }
    }

    /// What keeps a command from asking elsewhere than at the deck's endpoint: a proxy of the user's is not for it, and a setting
    /// to pass over endpoints would lead to AWS.
    private static func directly(to url: String) -> [String: String] {
        var variables = ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false"]
        let exceptions = ProcessEnvironment.proxyExceptions
        let proxies = ["http_proxy", "https_proxy", "all_proxy"].flatMap { [$0, $0.uppercased()] }
        guard exceptions != "*", proxies.contains(where: { !ProcessEnvironment.variable($0).isEmpty }) else {
            return variables
        }
        let all = ProxyDoor.directHosts([url]) + (exceptions.isEmpty ? [] : [exceptions])
        for name in ["NO_PROXY", "no_proxy"] { variables[name] = all.joined(separator: ",") }
        return variables
    }

    /// Runs the command to its end.
    ///
    /// Ctrl-C reaches the command through the terminal, SIGTERM and SIGHUP are passed on to it; the deck waits for it and
    /// goes on.
    ///
    /// - Parameters:
    ///   - url: replaces `{url}` in the arguments, and is what the endpoint variables say.
    ///   - isEndpoint: whether the command is told to ask there in the place of the service.
    ///   - variables: more variables for the command.
    /// - Returns: the command's exit status; 128 and the signal's number for one that a signal ended.
    func run(url: String, isEndpoint: Bool = true, variables: [String: String] = [:]) async throws -> Int32 {
        let words = words.map { $0.replacing("{url}", with: url) }
        var environment = ProcessEnvironment.variables
        // Where the command is to ask for the service by its own name, no endpoint of the user's may stand in the way.
        for name in ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_APPRUNNER"] { environment[name] = isEndpoint ? url : nil }
        environment["TAPEDECK_URL"] = url
        if isEndpoint { environment.merge(Self.directly(to: url)) { $1 } }
        environment.merge(variables) { $1 }
        switch try await Program(words, environment: environment).attached().exit {
        case .status(let code): return code
        case .signal(let signal): return 128 + signal
        case .deadline: return ExitStatus.internalError.rawValue
        }
    }
}
