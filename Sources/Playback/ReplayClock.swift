import Synchronization

/// The time of a replay: as fast as the machine's, faster, or standing until it is told to go on.
public final class ReplayClock: Sendable {
    private let start: Int64
    private let speed: Double
    private let machine: @Sendable () -> Int64
    private let told = Atomic<Int64>(0)

    /// Makes a clock that begins at 0.
    ///
    /// - Parameters:
    ///   - speed: how fast it goes against the machine's; 0 for one that stands.
    ///   - machine: the machine's time in milliseconds.
    public init(speed: Double, machine: @escaping @Sendable () -> Int64) {
        self.speed = speed
        self.machine = machine
        start = machine()
    }

    /// Milliseconds since the beginning.
    public var now: Int64 {
        Int64(Double(machine() - start) * speed) + told.load(ordering: .relaxed)
    }

    /// Puts it forward.
    public func advance(by milliseconds: Int64) {
        told.wrappingAdd(milliseconds, ordering: .relaxed)
    }
}
