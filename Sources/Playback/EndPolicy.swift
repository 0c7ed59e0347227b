/// What a track does when all its entries have been played.
public enum EndPolicy: String, Sendable, Hashable, CaseIterable {
    /// The next request is a miss.
    case fail
    /// The last entry is played again, for ever; only while nothing was changed that was recorded after it.
    case hold
    /// A request that creates the connection once more starts all that was recorded of it over. Between its deletion and that, a
    /// read is answered as it was before the connection was created; any other request is a miss.
    case restartOnCreate = "restart-on-create"
}
