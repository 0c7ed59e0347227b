import Synchronization

/// Gives each secret that is taken out of a recording a placeholder of its own, the same one everywhere.
final class SecretNumbers: Sendable {
    /// As many secrets have a number; a recording that goes on for ever must not remember all.
    static let limit = 10_000

    private struct State {
        var placeholders: [[UInt8]: [UInt8]] = [:]
        /// The highest number that is taken.
        var last = 0
    }

    private let state = Mutex(State())

    /// The placeholder of a secret, by its text as it is decoded.
    func placeholder(of secret: [UInt8]) -> [UInt8] {
        state.withLock { state in
            if let known = state.placeholders[secret] { return known }
            guard state.placeholders.count < Self.limit else { return SecretPlaceholder.shared }
            state.last += 1
            let placeholder = SecretPlaceholder.numbered(state.last)
            state.placeholders[secret] = placeholder
            return placeholder
        }
    }

    /// Goes on behind the numbers of a recording that is added to: which secrets they stand for, nobody knows any more.
    func begin(after number: Int) {
        state.withLock { $0.last = max($0.last, number) }
    }
}
