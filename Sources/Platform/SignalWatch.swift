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
    private let begun: AsyncStream<Void>

    /// Starts to watch.
    ///
    /// - Parameter received: called for each signal, on a queue of its own.
    public init(_ numbers: [Int32], received: @escaping @Sendable (Int32) -> Void = { _ in }) {
        self.numbers = numbers
        let queue = DispatchQueue(label: "tapedeck.signals")
        let (begun, hasBegun) = AsyncStream.makeStream(of: Void.self)
        self.begun = begun
        sources = numbers.map { number in
            #if canImport(Darwin)
                signal(number, SIG_IGN)
            #endif
            // Elsewhere a source takes the signal's default action away when it begins to watch. One that is ignored before
            // then would be lost, and the program never end.
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { received(number) }
            source.setRegistrationHandler { hasBegun.yield() }
            source.activate()
            return source
        }
    }

    /// Waits until every signal is watched; once only. One that came before had its default action.
    public func hasBegun() async {
        var left = numbers.count
        for await _ in begun {
            left -= 1
            if left == 0 { break }
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
    public static func untilEnded(watching: () throws -> Void = {}) async rethrows {
        let (signals, continuation) = AsyncStream.makeStream(of: Int32.self)
        let watch = SignalWatch(endings) { continuation.yield($0) }
        await watch.hasBegun()
        try watching()
        for await _ in signals { break }
        withExtendedLifetime(watch) {}
    }

    /// One of the ``endings`` came.
    public struct Interruption: Error {
        /// Its number.
        public let signal: Int32
    }

    /// Does some work, which one of the ``endings`` cancels: what it has begun it then ends, as for any cancellation.
    ///
    /// - Throws: what the work throws; ``Interruption``, once a cancelled work has ended in whatever way.
    public static func cancelling<Output: Sendable>(
        _ work: @escaping @Sendable () async throws -> Output
    ) async throws -> Output {
        let (signals, continuation) = AsyncStream.makeStream(of: Int32.self)
        let watch = SignalWatch(endings) { continuation.yield($0) }
        defer { watch.stop() }
        await watch.hasBegun()
        return try await withThrowingTaskGroup(of: (output: Output?, signal: Int32).self) { group in
            group.addTask { (try await work(), 0) }
            group.addTask {
                for await signal in signals { return (nil, signal) }
                return (nil, 0)
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            if let output = first.output { return output }
            group.cancelAll()
            // What a cancelled work throws says nothing that the signal doesn't.
            _ = try? await group.next()
            throw first.signal == 0 ? CancellationError() as any Error : Interruption(signal: first.signal)
        }
    }
}
