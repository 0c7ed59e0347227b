/// What a track does when all its entries have been played.
public enum EndPolicy: String, Sendable, Hashable, CaseIterable {
    /// The next request is a miss.
    case fail
    /// The last entry is played again, for ever.
    case hold
    /// A request that creates the connection once more starts all that was recorded of it over; any other is a miss.
    case restartOnCreate = "restart-on-create"
}
