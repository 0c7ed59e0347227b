/// What a track does when all its entries have been played.
public enum EndPolicy: String, Sendable, Hashable, CaseIterable {
    /// The next request is a miss.
    case fail
    /// The last entry is played again, for ever.
    case hold
}
