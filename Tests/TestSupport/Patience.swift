/// How long tests wait for what ought to come at once: a deadline here only ends what hangs.
///
/// Swift Testing starts all tests at once; on two cores an answer that needs a turn of the pool may wait minutes for it.
public enum Patience {
    /// Seconds.
    public static let seconds = 900

    /// Waits so long in the place of another time.
    @Sendable
    public static func pause(_ milliseconds: Int) async throws {
        try await Task.sleep(for: .seconds(seconds))
    }
}
