import Subprocess

extension Program {
    /// What a program that was watched left behind.
    public struct Captured: Sendable {
        /// How it ended.
        public var exit: Exit
        /// What it wrote to standard output, as far as it was kept.
        public var output: [UInt8]
        /// What it wrote to standard error, as far as it was kept.
        public var error: [UInt8]
    }

    /// Runs the program to its end in a session of its own, without input, and keeps what it writes.
    ///
    /// A program that does not end in time is ended with every process of its group.
    ///
    /// - Parameters:
    ///   - limit: bytes kept of each stream; what follows is read and dropped.
    ///   - seconds: the time that it may take.
    public func captured(atMost limit: Int = 4 << 20, within seconds: Int) async throws(ProgramError) -> Captured {
        try await captured(atMost: limit) { try await Task.sleep(for: .seconds(seconds)) }
    }

    /// Runs the program as ``captured(atMost:within:)`` does, until some waiting is over.
    ///
    /// - Parameter interrupt: each element interrupts the program's whole group, as Ctrl-C does.
    public func captured(
        atMost limit: Int, interruptedBy interrupt: AsyncStream<Void>? = nil,
        until deadline: @escaping @Sendable () async throws -> Void
    ) async throws(ProgramError) -> Captured {
        do {
            return try await withThrowingTaskGroup(of: Captured?.self) { group in
                group.addTask { try await collect(atMost: limit, interruptedBy: interrupt) }
                group.addTask {
                    try await deadline()
                    return nil
                }
                // Cancelling the run ends its process group; its result is then a signal's, so the deadline is told here.
                let first = try await group.next() ?? nil
                group.cancelAll()
                if let first { return first }
                let ended = try await group.next() ?? nil
                return Captured(exit: .deadline, output: ended?.output ?? [], error: ended?.error ?? [])
            }
        } catch {
            throw ProgramError(running: words[0], error)
        }
    }

    private func collect(atMost limit: Int, interruptedBy interrupt: AsyncStream<Void>?) async throws -> Captured {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(1))]
        let result = try await Subprocess.run(
            executable, arguments: arguments, environment: variables, workingDirectory: workingDirectory,
            platformOptions: options, input: .none, output: .sequence, error: .sequence
        ) { execution in
            async let output = read(execution.standardOutput, limit: limit)
            async let error = read(execution.standardError, limit: limit)
            let interruption = Task {
                guard let interrupt else { return }
                for await _ in interrupt { try execution.send(signal: .interrupt, toProcessGroup: true) }
            }
            defer { interruption.cancel() }
            return try await (output, error)
        }
        let (output, error) = result.closureResult
        return Captured(exit: Exit(result.terminationStatus), output: output, error: error)
    }
}

private func read(_ stream: SubprocessOutputSequence, limit: Int) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    for try await buffer in stream where bytes.count < limit {
        buffer.withUnsafeBytes { bytes.append(contentsOf: $0.prefix(limit - bytes.count)) }
    }
    return bytes
}
