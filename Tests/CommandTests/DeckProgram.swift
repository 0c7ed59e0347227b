import TapedeckPlatform
import TapedeckProcesses
import TapedeckTestSupport

/// The built program, run as a process.
enum DeckProgram {
    /// The folder of what was built: the one that this test's own program is in.
    static let products: String = {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        let own = String(decoding: buffer[..<max(count, 0)], as: UTF8.self)
        return own.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }
    }()
    static let path = "\(products)/tapedeck"

    /// What a run came to.
    struct Outcome: Sendable {
        var status: Int32?
        var output: String
        var error: String

        /// The words for people, without the lines that a wrapped client wrote.
        var told: [String] {
            error.split(separator: "\n").map(String.init).filter { $0.hasPrefix("tapedeck: ") }
        }
    }

    /// Runs `tapedeck` with an environment of its own.
    static func run(
        _ words: [String], in directory: String, environment: [String: String] = [:], deadline: Int = Patience.seconds
    ) async throws -> Outcome {
        try await run(program: [path] + words, in: directory, environment: environment, deadline: deadline)
    }

    /// Runs any program that way.
    static func run(
        program words: [String], in directory: String, environment: [String: String] = [:],
        deadline: Int = Patience.seconds
    ) async throws -> Outcome {
        let program = Program(
            words, environment: Self.environment(home: directory).merging(environment) { $1 }, directory: directory)
        let result = try await program.captured(within: deadline)
        var status: Int32?
        if case .status(let code) = result.exit { status = code }
        return Outcome(
            status: status, output: String(decoding: result.output, as: UTF8.self),
            error: String(decoding: result.error, as: UTF8.self))
    }

    /// All that a process gets: nothing of this machine's configuration, and credentials that open nothing.
    static func environment(home: String) -> [String: String] {
        [
            "PATH": "\(products):\(ProcessEnvironment.variable("PATH"))", "HOME": home,
            "LC_ALL": "C.UTF-8", "TZ": "UTC", "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "a-secret-that-opens-nothing", "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true", "AWS_PAGER": "",
        ]
    }

    /// curl, quiet, for the control port.
    static func curl(_ words: String..., in directory: String = "/tmp") async throws -> String {
        try await run(program: ["curl", "-sS"] + words, in: directory).output
    }

    /// curl, as a client that signs: creates a connection at `{url}`.
    static func create(_ name: String) -> [String] {
        [
            "curl", "-sS", "--fail-with-body", "--aws-sigv4", "aws:amz:us-east-1:apprunner", "--user",
            "AKIDEXAMPLE:a-secret-that-opens-nothing", "-H", "X-Amz-Target: AppRunner.CreateConnection", "-H",
            "Content-Type: application/x-amz-json-1.0", "--data-raw",
            #"{"ConnectionName":"\#(name)","ProviderType":"GITHUB"}"#, "{url}/",
        ]
    }
}
