public import TapedeckAWSWire
public import TapedeckJSONText

/// A command line that has been understood: what to do, with which parameters and options.
public struct Invocation: Sendable {
    /// What the command line asks for.
    public enum Action: Sendable, Hashable {
        /// Call an operation.
        case call(ConnectionOperation)
        /// Poll ListConnections until a connection is available, or gone.
        case wait(WaitGoal)
        /// Print a skeleton; nothing is sent.
        case skeleton(ConnectionOperation, SkeletonKind)
        /// Print help for a topic: none for the client, else a command's words.
        case help([String])
        /// Print the version.
        case version
        /// Print a shell's completion script.
        case completions(shell: String)
        /// Ask for what is missing on the terminal.
        case autoPrompt(partial: Bool)
    }

    /// What `wait` waits for.
    public enum WaitGoal: String, Sendable, Hashable {
        case connectionAvailable = "connection-available"
        case connectionDeleted = "connection-deleted"
    }

    /// The values of `--generate-cli-skeleton`.
    public enum SkeletonKind: String, Sendable, Hashable, CaseIterable {
        case input
        case yamlInput = "yaml-input"
        case output
    }

    /// What to do.
    public var action: Action
    /// The command's words as typed, such as `create-connection`.
    public var command: String
    /// The operation's input: members in the order in which AWS CLI sends them.
    public var parameters: JSONObject
    /// Options that every command has.
    public var options: GlobalOptions
    /// Between two polls of `wait`, in milliseconds.
    public var waitInterval: Int
    /// The longest that `wait` goes on, in milliseconds.
    public var waitTimeout: Int

    /// Makes an invocation.
    public init(
        action: Action, command: String = "", parameters: JSONObject = JSONObject(),
        options: GlobalOptions = GlobalOptions(), waitInterval: Int = 5000, waitTimeout: Int = 600_000
    ) {
        self.action = action
        self.command = command
        self.parameters = parameters
        self.options = options
        self.waitInterval = waitInterval
        self.waitTimeout = waitTimeout
    }
}

/// The options that every command has, as given; what is `nil` comes from environment, configuration or a default.
public struct GlobalOptions: Sendable, Hashable {
    public var debug = false
    public var endpointURL: String?
    public var verifiesTLS = true
    public var paginates = true
    /// Checked against ``OutputFormat`` when parsed.
    public var output: OutputFormat?
    /// The text of `--query`; checked when parsed, before anything is sent.
    public var query: String?
    public var profile: String?
    public var region: String?
    public var color: ColorMode = .auto
    public var signs = true
    public var caBundle: String?
    /// Seconds; 0 means no limit.
    public var readTimeout: Int?
    /// Seconds; 0 means no limit.
    public var connectTimeout: Int?
    public var binaryFormat: String?
    public var usesPager = true
    public var autoPrompt: Bool?

    /// Nothing given.
    public init() {}
}

/// The values of `--output`.
public enum OutputFormat: String, Sendable, Hashable, CaseIterable {
    case json, text, table, yaml
    case yamlStream = "yaml-stream"
    case off
}

/// The values of `--color`.
public enum ColorMode: String, Sendable, Hashable, CaseIterable {
    case on, off, auto
}
