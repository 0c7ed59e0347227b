import TapedeckAWSWire
import TapedeckPlatform

extension Instant {
    /// The machine's time.
    static var now: Instant {
        Instant(milliseconds: SystemClock.milliseconds)
    }
}
