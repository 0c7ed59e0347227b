import Subprocess
import Synchronization
import TapedeckPlatform

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension Program {
    /// Runs the program to its end with this process's own standard streams.
    ///
    /// A signal that asks this process to end (``SignalWatch/endings``) does not end it while the program runs: it is
    /// passed on to the program, whose end is waited for. Ctrl-C on a terminal reaches the program by itself.
    ///
    /// - Returns: how it ended, and the last such signal, where one came.
    public func attached() async throws(ProgramError) -> (exit: Exit, signal: Int32?) {
        let relay = Relay()
        let watch = SignalWatch(SignalWatch.endings) { relay.received($0) }
        defer { watch.stop() }
        await watch.hasBegun()
        do {
            let result = try await Subprocess.run(
                executable, arguments: arguments, environment: variables, workingDirectory: workingDirectory,
                input: .currentStandardInput, output: .currentStandardOutput, error: .currentStandardError
            ) { execution in
                relay.started(execution.processIdentifier.value)
            }
            return (Exit(result.terminationStatus), relay.ended())
        } catch {
            throw ProgramError(running: words[0], error)
        }
    }

    /// Runs the program with some bytes as its input, and this process's own output and error streams.
    ///
    /// It may end before it has read everything. Ctrl-C is the program's alone while it runs.
    public func attached(reading input: [UInt8]) async throws(ProgramError) -> Exit {
        let watch = SignalWatch([SIGINT])
        defer { watch.stop() }
        await watch.hasBegun()
        let isRunning = Atomic<Bool>(false)
        do {
            let result = try await Subprocess.run(
                executable, arguments: arguments, environment: variables, workingDirectory: workingDirectory,
                input: .inputWriter, output: .currentStandardOutput, error: .currentStandardError
            ) { execution in
                isRunning.store(true, ordering: .relaxed)
                do {
                    _ = try await execution.standardInputWriter.write(input)
                } catch {
                    // A program that was left early does not read on: what is left has no reader, and that is no error.
                }
                try await execution.standardInputWriter.finish()
            }
            return Exit(result.terminationStatus)
        } catch {
            guard !isRunning.load(ordering: .relaxed) else { return .status(0) }
            throw ProgramError(running: words[0], error)
        }
    }
}

/// Passes signals on to a program, those too that came before it had started.
private final class Relay: Sendable {
    private struct State {
        var process: pid_t?
        var last: Int32?
    }

    private let state = Mutex(State())

    func received(_ signal: Int32) {
        state.withLock { state in
            state.last = signal
            if let process = state.process { Relay.send(signal, to: process) }
        }
    }

    func started(_ process: pid_t) {
        state.withLock { state in
            state.process = process
            if let early = state.last { Relay.send(early, to: process) }
        }
    }

    /// The program has ended: its number may be another's from now on.
    func ended() -> Int32? {
        state.withLock { state in
            state.process = nil
            return state.last
        }
    }

    private static func send(_ signal: Int32, to process: pid_t) {
        // A terminal sends Ctrl-C to the whole group in its foreground, the program included.
        if signal == SIGINT, tcgetpgrp(STDIN_FILENO) == getpgrp() { return }
        kill(process, signal)
    }
}
