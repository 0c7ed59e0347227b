#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The machine's clocks, in whole milliseconds.
public enum SystemClock {
    /// Since 1970-01-01T00:00:00Z; it jumps when the machine's time is set.
    public static var milliseconds: Int64 {
        read(CLOCK_REALTIME)
    }

    /// Of a clock that only goes forward, from a start that means nothing.
    public static var monotonicMilliseconds: Int64 {
        read(CLOCK_MONOTONIC)
    }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// The offset of local time from UTC at an instant, in seconds east.
    ///
    /// - Parameter seconds: since 1970-01-01T00:00:00Z.
    public static func utcOffset(at seconds: Int64) -> Int {
        var seconds = time_t(seconds)
        var fields = tm()
        tzset()
        guard localtime_r(&seconds, &fields) != nil else { return 0 }
        return fields.tm_gmtoff
    }
}
