@preconcurrency import Dispatch
import Glibc

/// Takes signals away from their default action, and tells when one comes.
final class SignalWatch: Sendable {
    private let sources: [any DispatchSourceSignal]
    private let numbers: [Int32]

    /// Starts to watch.
    ///
    /// - Parameter received: called for each signal, on a queue of its own.
    init(_ numbers: [Int32], received: @escaping @Sendable (Int32) -> Void = { _ in }) {
        self.numbers = numbers
        let queue = DispatchQueue(label: "tapedeck.signals")
        sources = numbers.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { received(number) }
            source.activate()
            return source
        }
    }

    /// Ends the watch and gives the signals their default action again.
    func stop() {
        for source in sources { source.cancel() }
        for number in numbers { signal(number, SIG_DFL) }
    }
}

/// Waits until the user asks the program to end, by Ctrl-C or SIGTERM.
func untilInterrupted() async {
    let (signals, continuation) = AsyncStream.makeStream(of: Int32.self)
    let watch = SignalWatch([SIGINT, SIGTERM]) { continuation.yield($0) }
    for await _ in signals { break }
    watch.stop()
}
