@preconcurrency import Dispatch

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Takes signals away from their default action, and tells when one comes.
public final class SignalWatch: Sendable {
    private let sources: [any DispatchSourceSignal]
    private let numbers: [Int32]

    /// Starts to watch.
    ///
    /// - Parameter received: called for each signal, on a queue of its own.
    public init(_ numbers: [Int32], received: @escaping @Sendable (Int32) -> Void = { _ in }) {
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
    public func stop() {
        for source in sources { source.cancel() }
        for number in numbers { signal(number, SIG_DFL) }
    }
}

extension SignalWatch {
    /// The signals by which a person, a terminal or a service manager asks a program to end: Ctrl-C, SIGTERM, SIGHUP.
    public static let endings = [SIGINT, SIGTERM, SIGHUP]

    /// Waits until one of the ``endings`` comes. More of them are passed over from then on, so that somebody who presses
    /// Ctrl-C twice does not cut short what is being put in order; for that there is SIGKILL.
    ///
    /// - Parameter watching: called once they are watched: who hears of it may send one.
    public static func untilEnded(watching: () -> Void = {}) async {
        let (signals, continuation) = AsyncStream.makeStream(of: Int32.self)
        let watch = SignalWatch(endings) { continuation.yield($0) }
        watching()
        for await _ in signals { break }
        withExtendedLifetime(watch) {}
    }
}
