package import TapedeckAWSWire
package import TapedeckJSONText

/// A command line that has been understood: what to do, with which parameters and options.
package struct Invocation: Sendable {
    /// What the command line asks for.
    package enum Action: Sendable, Hashable {
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
    package enum WaitGoal: String, Sendable, Hashable {
        case connectionAvailable = "connection-available"
        case connectionDeleted = "connection-deleted"
    }

    /// The values of `--generate-cli-skeleton`.
    package enum SkeletonKind: String, Sendable, Hashable, CaseIterable {
        case input
        case yamlInput = "yaml-input"
        case output
    }

    /// What to do.
    package var action: Action
    /// The command's words as typed, such as `create-connection`.
    package var command: String
    /// The operation's input: members in the order in which AWS CLI sends them.
    package var parameters: JSONObject
    /// Options that every command has.
    package var options: GlobalOptions
    /// Between two polls of `wait`, in milliseconds.
    package var waitInterval: Int
    /// The longest that `wait` goes on, in milliseconds.
    package var waitTimeout: Int

    /// Makes an invocation.
    package init(
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
package struct GlobalOptions: Sendable, Hashable {
    package var debug = false
    package var endpointURL: String?
    package var verifiesTLS = true
    package var paginates = true
    /// Checked against ``OutputFormat`` when parsed.
    package var output: OutputFormat?
    /// The text of `--query`; checked when parsed, before anything is sent.
    package var query: String?
    package var profile: String?
    package var region: String?
    package var color: ColorMode = .auto
    package var signs = true
    package var caBundle: String?
    /// Seconds; 0 means no limit.
    package var readTimeout: Int?
    /// Seconds; 0 means no limit.
    package var connectTimeout: Int?
    package var binaryFormat: String?
    package var usesPager = true
    package var autoPrompt: Bool?

    /// Nothing given.
    package init() {}
}

/// The values of `--output`.
package enum OutputFormat: String, Sendable, Hashable, CaseIterable {
    case json, text, table, yaml
    case yamlStream = "yaml-stream"
    case off
}

/// The values of `--color`.
package enum ColorMode: String, Sendable, Hashable, CaseIterable {
    case on, off, auto
}
