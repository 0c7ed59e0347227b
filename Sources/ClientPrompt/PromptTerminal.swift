import Dispatch

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Puts a ``PromptMachine`` on the terminal of standard input; it shows on standard error, so that standard output
/// holds answers only.
enum PromptTerminal {
    /// What became of a prompt.
    enum Outcome: Sendable, Equatable {
        case run([String])
        case interrupted
    }

    /// Asks until the machine comes to an end, on a thread of its own: reading a terminal waits for a person.
    static func ask(_ machine: PromptMachine, write: @escaping @Sendable ([UInt8]) -> Void) async -> Outcome {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "apprunner.prompt").async { continuation.resume(returning: converse(machine, write)) }
        }
    }

    /// How the terminal was. It is written before the handlers that read it are installed, and not after.
    private nonisolated(unsafe) static var saved = termios()

    /// Signals that end the process; the terminal must not stay as it is while the prompt runs.
    private static let ends = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]

    private static func restoreAndEnd(_ number: Int32) {
        tcsetattr(STDIN_FILENO, TCSANOW, &saved)
        signal(number, SIG_DFL)
        raise(number)
    }

    private static func converse(_ machine: PromptMachine, _ write: ([UInt8]) -> Void) -> Outcome {
        var machine = machine
        guard tcgetattr(STDIN_FILENO, &saved) == 0 else { return .interrupted }
        let handlers = ends.map { ($0, signal($0) { number in PromptTerminal.restoreAndEnd(number) }) }
        var raw = saved
        cfmakeraw(&raw)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &raw)
        defer {
            tcsetattr(STDIN_FILENO, TCSADRAIN, &saved)
            for (number, handler) in handlers { signal(number, handler) }
        }
        var actions = machine.began()
        var byte: UInt8 = 0
        while true {
            for action in actions {
                switch action {
                case .write(let text): write(Array(text.utf8))
                case .run(let words): return .run(words)
                case .interrupt: return .interrupted
                }
            }
            let count = read(STDIN_FILENO, &byte, 1)
            if count < 0, errno == EINTR {
                actions = []
                continue
            }
            actions = count == 1 ? machine.received(byte) : machine.closed()
        }
    }
}
