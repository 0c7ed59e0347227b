import Synchronization

/// Remembers values until it holds so many bytes, and then no more: clients decide what they send.
final class BoundedCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct State {
        var values: [Key: Value] = [:]
        var bytes = 0
    }

    /// What a key is reckoned to take beside its own bytes.
    private static var overhead: Int { 256 }

    private let limit: Int
    private let state = Mutex(State())

    init(bytes limit: Int) {
        self.limit = limit
    }

    subscript(key: Key) -> Value? {
        state.withLock { $0.values[key] }
    }

    /// How many values it holds.
    var count: Int {
        state.withLock { $0.values.count }
    }

    /// Remembers a value where there is room for its key's bytes.
    func store(_ value: Value, for key: Key, bytes: Int) {
        state.withLock { state in
            let size = bytes + Self.overhead
            guard state.bytes + size <= limit, state.values.updateValue(value, forKey: key) == nil else { return }
            state.bytes += size
        }
    }
}
