import Synchronization
public import TapedeckAWSWire

extension Instant {
    /// A clock that stands at this instant, and moves on by a second whenever it is asked.
    ///
    /// For a ``StandIn``, so that one run prints what another does.
    public func movingOnByASecond() -> @Sendable () -> Instant {
        let clock = TickingClock(self)
        return { clock.next() }
    }
}

private final class TickingClock: Sendable {
    private let instant: Mutex<Instant>

    init(_ start: Instant) {
        instant = Mutex(start)
    }

    func next() -> Instant {
        instant.withLock { instant in
            defer { instant.milliseconds += 1000 }
            return instant
        }
    }
}
