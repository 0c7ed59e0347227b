import Subprocess
import SystemPackage
import TapedeckPlatform
import TapedeckTestSupport

/// A deck that is running, with what it has said so far.
struct RunningDeck: Sendable {
    /// Its process.
    let process: pid_t
    /// What it and its command had written to standard error when the awaited text came.
    let told: String

    /// The first URL that it told.
    var url: String {
        told.split(whereSeparator: \.isWhitespace).first { $0.hasPrefix("http://") }.map(String.init) ?? "none"
    }

    /// The URL of its control port, with the token; for a deck without a command.
    var control: String {
        let line = told.split(separator: "\n").first { $0.contains("watch it in a browser: ") } ?? ""
        return String(line.split(separator: " ").last?.dropLast() ?? "none")
    }

    /// Sends it a signal.
    func send(_ signal: Int32) {
        kill(process, signal)
    }
}

extension DeckProgram {
    /// Starts `tapedeck`, waits until a text stands on its standard error, does something with it, and waits for its end.
    ///
    /// A deck that ends without the text ends the run, which then has no deck to do anything with. One that does not end in
    /// time is killed with all that it started, and has no status then.
    static func run(
        _ words: [String], in directory: String, environment: [String: String] = [:], until text: String,
        _ body: @Sendable (RunningDeck) async throws -> Void
    ) async throws -> Outcome {
        var variables: [Environment.Key: String] = [:]
        for (name, value) in Self.environment(home: directory).merging(environment, uniquingKeysWith: { $1 }) {
            if let key = Environment.Key(rawValue: name) { variables[key] = value }
        }
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(1))]
        let result = try await Subprocess.run(
            .path(FilePath(path)), arguments: Arguments(words), environment: .custom(variables),
            workingDirectory: FilePath(directory), platformOptions: options, input: .none, output: .sequence,
            error: .sequence
        ) { execution in
            let session = execution.processIdentifier.value
            let deadline = Task {
                try await Task.sleep(for: .seconds(Patience.seconds))
                endSession(session)
            }
            defer { deadline.cancel() }
            async let output = read(execution.standardOutput)
            var told: [UInt8] = []
            var isReady = false
            for try await buffer in execution.standardError {
                buffer.withUnsafeBytes { told.append(contentsOf: $0) }
                let soFar = String(decoding: told, as: UTF8.self)
                guard !isReady, soFar.contains(text) else { continue }
                isReady = true
                try await body(RunningDeck(process: execution.processIdentifier.value, told: soFar))
            }
            return (String(decoding: try await output, as: UTF8.self), String(decoding: told, as: UTF8.self))
        }
        let (output, error) = result.closureResult
        var status: Int32?
        if case .exited(let code) = result.terminationStatus { status = code }
        return Outcome(status: status, output: output, error: error)
    }

    /// Kills every process of a session; a child whose parent is gone is still in it.
    private static func endSession(_ session: pid_t) {
        kill(-session, SIGKILL)
        let numbers = (try? Files.names(in: "/proc"))?.compactMap { pid_t($0) } ?? []
        for process in numbers where getsid(process) == session { kill(process, SIGKILL) }
    }

    private static func read(_ stream: SubprocessOutputSequence) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await buffer in stream { buffer.withUnsafeBytes { bytes.append(contentsOf: $0) } }
        return bytes
    }
}
