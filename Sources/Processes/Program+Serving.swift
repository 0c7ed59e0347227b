import Subprocess

extension Program {
    /// What became of a program that served.
    public struct Served: Sendable {
        /// How it ended.
        public var exit: Exit
        /// What it wrote to standard error, as far as it was kept.
        public var error: [UInt8]
    }

    /// Runs the program beside some work: waits for the first line that it writes to standard output, does the work, closes
    /// the program's standard input, with which it is to end, and waits for that.
    ///
    /// It runs in a session of its own, so that a Ctrl-C ends it no earlier than its caller; and no later, because the input
    /// closes with its caller, however that ends. Cancelled, it is ended with every process of its group.
    ///
    /// - Parameter work: gets the line; it is not called where the program ends without one.
    public func serving(
        while work: @Sendable (String) async throws -> Void
    ) async throws(ProgramError) -> (served: Served, failure: (any Error)?) {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(1))]
        do {
            let result = try await Subprocess.run(
                executable, arguments: arguments, environment: variables, workingDirectory: workingDirectory,
                platformOptions: options, input: .inputWriter, output: .sequence, error: .sequence
            ) { execution in
                async let error = read(execution.standardError, limit: 1 << 20)
                var line: [UInt8] = []
                var failure: (any Error)?
                var isReady = false
                for try await buffer in execution.standardOutput where !isReady {
                    buffer.withUnsafeBytes { line.append(contentsOf: $0) }
                    guard let end = line.firstIndex(of: 10) else { continue }
                    isReady = true
                    do {
                        try await work(String(decoding: line[..<end], as: UTF8.self))
                    } catch {
                        failure = error
                    }
                    try await execution.standardInputWriter.finish()
                }
                return (try await error, failure)
            }
            let (error, failure) = result.closureResult
            return (Served(exit: Exit(result.terminationStatus), error: error), failure)
        } catch {
            throw ProgramError(running: words[0], error)
        }
    }
}
