/// What becomes of a cassette that is there before the recording.
public enum ExistingMode: String, Sendable, Hashable, CaseIterable {
    /// Nothing is recorded.
    case fail
    /// What is recorded follows its entries.
    case append
    /// The new one takes its place, once it is whole.
    case replace
    /// Of what is recorded, that follows its entries which it has no entry for.
    case onlyMissing = "only-missing"
}
