import Subprocess
import SystemPackage

extension Program {
    /// What a program that was watched left behind.
    public struct Captured: Sendable {
        /// How it ended.
        public var exit: Exit
        /// What it wrote to standard output, as far as it was kept.
        public var output: [UInt8]
        /// What it wrote to standard error, as far as it was kept.
        public var error: [UInt8]

        /// Says what was left.
        public init(exit: Exit, output: [UInt8], error: [UInt8]) {
            self.exit = exit
            self.output = output
            self.error = error
        }
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
    /// - Parameters:
    ///   - input: what it reads, at most 32 KiB, so that a pipe holds it; it may end before it has read everything.
    ///   - interrupt: each element interrupts the program's whole group, as Ctrl-C does.
    public func captured(
        atMost limit: Int, reading input: [UInt8] = [], interruptedBy interrupt: AsyncStream<Void>? = nil,
        until deadline: @escaping @Sendable () async throws -> Void
    ) async throws(ProgramError) -> Captured {
        do {
            return try await withThrowingTaskGroup(of: Captured?.self) { group in
                group.addTask { try await collect(atMost: limit, reading: input, interruptedBy: interrupt) }
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

    private func collect(
        atMost limit: Int, reading input: [UInt8], interruptedBy interrupt: AsyncStream<Void>?
    ) async throws -> Captured {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(1))]
        if input.isEmpty {
            let result = try await Subprocess.run(
                executable, arguments: arguments, environment: variables, workingDirectory: workingDirectory,
                platformOptions: options, input: .none, output: .sequence, error: .sequence
            ) { execution in
                try await gathered(
                    execution.standardOutput, execution.standardError, atMost: limit, interruptedBy: interrupt
                ) { try execution.send(signal: .interrupt, toProcessGroup: true) }
            }
            return Captured(result.terminationStatus, result.closureResult)
        }
        let result = try await Subprocess.run(
            executable, arguments: arguments, environment: variables, workingDirectory: workingDirectory,
            platformOptions: options,
            input: .fileDescriptor(try filledPipe(input), closeAfterSpawningProcess: true), output: .sequence,
            error: .sequence
        ) { execution in
            try await gathered(
                execution.standardOutput, execution.standardError, atMost: limit, interruptedBy: interrupt
            ) { try execution.send(signal: .interrupt, toProcessGroup: true) }
        }
        return Captured(result.terminationStatus, result.closureResult)
    }
}

extension Program.Captured {
    fileprivate init(_ status: TerminationStatus, _ streams: (output: [UInt8], error: [UInt8])) {
        self.init(exit: Program.Exit(status), output: streams.output, error: streams.error)
    }
}

/// Both streams to their ends; meanwhile each element of a stream interrupts the program.
private func gathered(
    _ output: SubprocessOutputSequence, _ error: SubprocessOutputSequence, atMost limit: Int,
    interruptedBy interrupt: AsyncStream<Void>?, _ send: @escaping @Sendable () throws -> Void
) async throws -> (output: [UInt8], error: [UInt8]) {
    let interruption = Task {
        guard let interrupt else { return }
        for await _ in interrupt { try send() }
    }
    defer { interruption.cancel() }
    async let written = read(output, limit: limit)
    async let told = read(error, limit: limit)
    return try await (written, told)
}

/// A pipe that holds some bytes and its end. It is filled before anybody reads: a program that reads nothing is then no
/// writer's broken pipe, whose signal would end this process.
private func filledPipe(_ bytes: [UInt8]) throws -> FileDescriptor {
    guard bytes.count <= 32 << 10 else {
        throw ProgramError(.failed, "\(bytes.count) bytes are more than a program's input takes, which is 32 KiB")
    }
    let (readEnd, writeEnd) = try FileDescriptor.pipe()
    do {
        try writeEnd.closeAfter { _ = try writeEnd.writeAll(bytes) }
    } catch {
        try readEnd.close()
        throw error
    }
    return readEnd
}

func read(_ stream: SubprocessOutputSequence, limit: Int) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    for try await buffer in stream where bytes.count < limit {
        buffer.withUnsafeBytes { bytes.append(contentsOf: $0.prefix(limit - bytes.count)) }
    }
    return bytes
}
