import Subprocess
import SystemPackage
import TapedeckContract

/// A program run to its end, with an environment of its own, a deadline and bounded capture.
struct ProcessRun: Sendable {
    /// The program and its arguments.
    var words: [String]
    /// All of its variables; nothing is inherited.
    var environment: [String: String]
    /// The directory it runs in.
    var directory: String
    /// Seconds after which it is ended.
    var deadline: Int
    /// Bytes kept of each stream; what follows is read and dropped.
    var captureLimit = 4 << 20

    /// What came of the run.
    struct Result: Sendable {
        var exit: Observation.Exit
        var output: [UInt8]
        var error: [UInt8]
    }

    /// Runs the program.
    ///
    /// - Throws: ``VerificationError`` with the code `runFailed` when it can't be started.
    func run() async throws(VerificationError) -> Result {
        do {
            return try await withThrowingTaskGroup(of: Result?.self) { group in
                group.addTask { try await collect() }
                group.addTask {
                    try await Task.sleep(for: .seconds(deadline))
                    return nil
                }
                // Cancelling the run ends its process group; its result is then a signal's, so the deadline is told here.
                let first = try await group.next() ?? nil
                group.cancelAll()
                if let first { return first }
                let ended = try await group.next() ?? nil
                return Result(exit: .deadline(deadline), output: ended?.output ?? [], error: ended?.error ?? [])
            }
        } catch {
            throw VerificationError(.runFailed, "can't run \(words[0]): \(error)")
        }
    }

    private func collect() async throws -> Result {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(1))]
        var variables: [Environment.Key: String] = [:]
        for (name, value) in environment {
            if let key = Environment.Key(rawValue: name) { variables[key] = value }
        }
        let limit = captureLimit
        let result = try await Subprocess.run(
            words[0].contains("/") ? .path(FilePath(words[0])) : .name(words[0]),
            arguments: Arguments(Array(words.dropFirst())), environment: .custom(variables),
            workingDirectory: FilePath(directory), platformOptions: options, input: .none, output: .sequence,
            error: .sequence
        ) { execution in
            async let output = read(execution.standardOutput, limit: limit)
            async let error = read(execution.standardError, limit: limit)
            return try await (output, error)
        }
        let (output, error) = result.closureResult
        switch result.terminationStatus {
        case .exited(let code): return Result(exit: .status(code), output: output, error: error)
        case .signaled(let signal): return Result(exit: .signal(signal), output: output, error: error)
        }
    }
}

private func read(_ stream: SubprocessOutputSequence, limit: Int) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    for try await buffer in stream where bytes.count < limit {
        buffer.withUnsafeBytes { bytes.append(contentsOf: $0.prefix(limit - bytes.count)) }
    }
    return bytes
}
