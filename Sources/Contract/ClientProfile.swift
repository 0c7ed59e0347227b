public import TapedeckAWSWire
public import TapedeckJSONText

/// How a client is found, run, pointed at an endpoint and read: one YAML page a client.
public struct ClientProfile: Sendable {
    /// The client's short name, such as `aws-cli-v2`.
    public let client: String
    /// The client's name for people.
    public let title: String
    /// Programs to try, in order; `{program}` stands for the first one whose version fits. Relative ones with a slash are
    /// looked up from the project's root.
    public let programs: [String]
    /// The command that prints the version.
    public let versionCommand: [String]
    /// A regular expression that the version's output must match; its first group is the version.
    public let versionPattern: String
    /// Arguments that point the client at `{url}`, after the operation's.
    public let endpointArguments: [String]
    /// Variables that point the client at `{url}`, or that it needs beside.
    public let environment: [String: String]
    /// The words that stand before `create-connection` and its options, for a client that is the command of AWS CLI's
    /// synopsis; none for every other.
    public let command: [String]
    /// The command of a program that speaks lines of JSON, one call a line; none for a client that is a command line.
    public let lines: [String]
    /// How each operation is run.
    public let operations: [ConnectionOperation: OperationProfile]
    /// The commands that wait, by what they wait for: `connection-available`, …
    public let waits: [String: [String]]
    /// The exit statuses that mean success.
    public let successExits: [Int32]
    /// A regular expression with a group `code`, and the stream that it reads.
    public let code: StreamPattern?
    /// A regular expression with a group `message`, and the stream that it reads.
    public let message: StreamPattern?
    /// How what it prints is read, where it is not AWS's JSON.
    public let output: OutputReading
    /// Variables and arguments for a setting that a scenario may ask for.
    public let settings: [String: Setting]
    /// What is known not to conform.
    public let knownDeviations: [KnownDeviation]

    /// How one operation is run.
    public struct OperationProfile: Sendable {
        /// The command; `{program}`, `{input}` (the whole input as JSON), `{profile}` (the profile's directory), `{host}`,
        /// `{url}` and `{NAME}` for a member of the input are replaced.
        public let run: [String]
        /// Arguments for members of the input that may be absent; `{NAME}` is replaced.
        public let optional: [(name: String, arguments: [String])]
        /// The option that takes tags as a JSON list, where the input has any.
        public let tagsOption: String?
        /// The option that takes tag keys, each as an argument of its own.
        public let tagKeysOption: String?
    }

    /// A regular expression over one of the client's streams.
    public struct StreamPattern: Sendable, Hashable {
        /// The streams.
        public enum Stream: String, Sendable, Hashable {
            /// Standard output.
            case stdout
            /// Standard error.
            case stderr
        }
        /// Which stream.
        public let stream: Stream
        /// The expression, with a named group.
        public let pattern: String
    }

    /// What a setting adds to a run.
    public struct Setting: Sendable {
        /// Variables; `{value}` is replaced.
        public let environment: [String: String]
        /// Arguments; `{value}` is replaced.
        public let arguments: [String]
    }

    /// A clause that the client is known not to keep.
    public struct KnownDeviation: Sendable, Hashable {
        /// The clause's identifier.
        public let clause: String
        /// The scenario; `nil` for all of the clause.
        public let scenario: String?
        /// A regular expression that the client's version must match; `nil` for every version.
        public let versions: String?
        /// Why.
        public let because: String
    }

    /// Reads a profile that was written as YAML or JSON.
    ///
    /// - Throws: ``JSONMemberError`` with the place in the page.
    public init(_ value: JSONValue) throws(JSONMemberError) {
        let page = try JSONMembers(page: value)
        try page.allow([
            "client", "title", "programs", "version", "endpoint", "environment", "operations", "waits", "success",
            "failure", "output", "settings", "known-deviations", "command", "lines",
        ])
        client = try page.string("client")
        title = try page.string("title")
        programs = try page.strings("programs")
        let version = try page.members("version")
        try version?.allow(["run", "match"])
        versionCommand = try version?.strings("run") ?? []
        versionPattern = try version?.optionalString("match") ?? ""
        try ClientProfile.check(versionPattern, at: "version.match")
        let endpoint = try page.members("endpoint")
        try endpoint?.allow(["arguments", "environment"])
        endpointArguments = try endpoint?.strings("arguments") ?? []
        var variables = Dictionary(try page.stringTable("environment")) { $1 }
        for (name, value) in try endpoint?.stringTable("environment") ?? [] { variables[name] = value }
        environment = variables
        command = try page.strings("command")
        lines = try page.strings("lines")
        operations = try lines.isEmpty ? ClientProfile.operations(page) : ClientProfile.operations(page, lines: lines)
        var waits: [String: [String]] = [:]
        if let table = try page.members("waits") {
            for name in table.object.names { waits[name] = try table.strings(name) }
        }
        self.waits = waits
        let success = try page.members("success")
        try success?.allow(["exit"])
        successExits = try success?.array("exit").compactMap { $0.int.map(Int32.init) } ?? [0]
        let failure = try page.members("failure")
        try failure?.allow(["code", "message"])
        code = try failure?.members("code").map(ClientProfile.pattern)
        message = try failure?.members("message").map(ClientProfile.pattern)
        output = try OutputReading(page.members("output"))
        settings = try ClientProfile.settings(page)
        knownDeviations = try ClientProfile.deviations(page)
    }

    private static func operations(
        _ page: JSONMembers
    ) throws(JSONMemberError) -> [ConnectionOperation: OperationProfile] {
        var operations: [ConnectionOperation: OperationProfile] = [:]
        guard let table = try page.members("operations") else {
            throw JSONMemberError(path: "operations", reason: "missing; expected how each operation is run")
        }
        for name in table.object.names {
            guard let operation = ConnectionOperation(rawValue: name), let fields = try table.members(name) else {
                throw JSONMemberError(path: table.place(name), reason: "not an operation on connections")
            }
            try fields.allow(["run", "optional", "tags", "tag-keys"])
            var optional: [(String, [String])] = []
            if let members = try fields.members("optional") {
                for member in members.object.names { optional.append((member, try members.strings(member))) }
            }
            operations[operation] = OperationProfile(
                run: try fields.strings("run"), optional: optional.map { (name: $0.0, arguments: $0.1) },
                tagsOption: try fields.optionalString("tags"), tagKeysOption: try fields.optionalString("tag-keys"))
        }
        return operations
    }

    /// A program that speaks lines is asked for every operation, or for those that the page lists.
    private static func operations(
        _ page: JSONMembers, lines: [String]
    ) throws(JSONMemberError) -> [ConnectionOperation: OperationProfile] {
        var operations: [ConnectionOperation: OperationProfile] = [:]
        let names = try page.strings("operations")
        for name in names.isEmpty ? ConnectionOperation.allCases.map(\.rawValue) : names {
            guard let operation = ConnectionOperation(rawValue: name) else {
                throw page.error("operations", "\(name) is not an operation on connections")
            }
            operations[operation] = OperationProfile(run: lines, optional: [], tagsOption: nil, tagKeysOption: nil)
        }
        return operations
    }

    private static func pattern(_ fields: JSONMembers) throws(JSONMemberError) -> StreamPattern {
        try fields.allow(["stdout", "stderr"])
        for stream in [StreamPattern.Stream.stdout, .stderr] {
            guard let pattern = try fields.optionalString(stream.rawValue) else { continue }
            try check(pattern, at: fields.place(stream.rawValue))
            return StreamPattern(stream: stream, pattern: pattern)
        }
        throw JSONMemberError(path: fields.path, reason: "expected stdout or stderr with a regular expression")
    }

    private static func check(_ pattern: String, at path: String) throws(JSONMemberError) {
        do { _ = try Regex(pattern) } catch {
            throw JSONMemberError(path: path, reason: "not a regular expression: \(error)")
        }
    }

    private static func settings(_ page: JSONMembers) throws(JSONMemberError) -> [String: Setting] {
        var settings: [String: Setting] = [:]
        guard let table = try page.members("settings") else { return [:] }
        for name in table.object.names {
            guard let fields = try table.members(name) else { continue }
            try fields.allow(["environment", "arguments"])
            settings[name] = Setting(
                environment: Dictionary(try fields.stringTable("environment")) { $1 },
                arguments: try fields.strings("arguments"))
        }
        return settings
    }

    private static func deviations(_ page: JSONMembers) throws(JSONMemberError) -> [KnownDeviation] {
        var known: [KnownDeviation] = []
        for (index, item) in try page.array("known-deviations").enumerated() {
            let fields = try JSONMembers(page: item, at: "known-deviations[\(index)]")
            try fields.allow(["clause", "scenario", "versions", "because"])
            let versions = try fields.optionalString("versions")
            try check(versions ?? "", at: fields.place("versions"))
            known.append(
                KnownDeviation(
                    clause: try fields.string("clause"), scenario: try fields.optionalString("scenario"),
                    versions: versions, because: try fields.string("because")))
        }
        return known
    }
}

extension ClientProfile {
    /// What the client says of a call that it made.
    public func outcome(of run: Observation.Run) -> Outcome {
        if !lines.isEmpty { return LineAnswer.outcome(of: run, reading: output) }
        guard case .status(let status) = run.exit, successExits.contains(status) else {
            return Outcome(
                isSuccess: false, code: code.flatMap { ClientProfile.group("code", $0, run) },
                message: message.flatMap { ClientProfile.group("message", $0, run) })
        }
        let printed = output.read(text: run.output) ?? (try? JSONParser.parse(run.output)).map(output.read)
        let value = printed.map { ReportedValue($0) }
        return Outcome(isSuccess: true, value: value)
    }

    private static func group(_ name: String, _ pattern: StreamPattern, _ run: Observation.Run) -> String? {
        let text = String(decoding: pattern.stream == .stdout ? run.output : run.error, as: UTF8.self)
        guard let regex = try? Regex(pattern.pattern), let match = text.firstMatch(of: regex) else { return nil }
        return match[name]?.substring.map(String.init)
    }

    /// The version in the output of the version command; `nil` where the pattern does not fit.
    public func version(in text: String) -> String? {
        guard let regex = try? Regex(versionPattern), let match = text.firstMatch(of: regex) else { return nil }
        return match.count > 1 ? match[1].substring.map(String.init) : String(text[match.range])
    }

    /// The known deviations that cover a scenario, whatever the version.
    func knownDeviations(for scenario: Scenario) -> [KnownDeviation] {
        knownDeviations.filter { $0.clause == scenario.clause.id && ($0.scenario ?? scenario.id) == scenario.id }
    }

    /// The known deviation that covers a scenario in a version of the client.
    public func knownDeviation(for scenario: Scenario, version: String) -> KnownDeviation? {
        knownDeviations(for: scenario).first { known in
            guard let versions = known.versions else { return true }
            return (try? Regex(versions)).map { version.firstMatch(of: $0) != nil } ?? false
        }
    }
}
