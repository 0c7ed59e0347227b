import Synchronization

/// Remembers which track answers a request by the request's bytes, so that an equal one isn't parsed again. It holds so
/// many bytes and then takes no more: clients decide what they send.
final class KnownRequests: Sendable {
    private struct Known {
        /// The value of `X-Amz-Target`, a NUL, and the body.
        let bytes: [UInt8]
        let track: Int
    }

    private struct State {
        /// By hash: of two requests with the same one, only the first is known.
        var known: [Int: Known] = [:]
        var bytes = 0
    }

    /// What a request is reckoned to take beside its own bytes.
    private static var overhead: Int { 256 }

    private let limit: Int
    private let state = Mutex(State())

    init(bytes limit: Int) {
        self.limit = limit
    }

    /// How many requests it holds.
    var count: Int {
        state.withLock { $0.known.count }
    }

    /// The track of a request to the service's own path.
    func track(target: UnsafeRawBufferPointer, body: UnsafeRawBufferPointer) -> Int? {
        let hash = Self.hash(target, body)
        return state.withLock { state in
            guard let known = state.known[hash], Self.same(known.bytes, target, body) else { return nil }
            return known.track
        }
    }

    /// Remembers a track where there is room for the request's bytes.
    func store(_ track: Int, target: UnsafeRawBufferPointer, body: UnsafeRawBufferPointer) {
        let hash = Self.hash(target, body)
        state.withLock { state in
            let size = target.count + body.count + Self.overhead
            guard state.bytes + size <= limit, state.known[hash] == nil else { return }
            state.known[hash] = Known(bytes: target + [0] + body, track: track)
            state.bytes += size
        }
    }

    private static func hash(_ target: UnsafeRawBufferPointer, _ body: UnsafeRawBufferPointer) -> Int {
        var hasher = Hasher()
        hasher.combine(bytes: target)
        hasher.combine(bytes: body)
        return hasher.finalize()
    }

    private static func same(
        _ known: [UInt8], _ target: UnsafeRawBufferPointer, _ body: UnsafeRawBufferPointer
    ) -> Bool {
        known.count == target.count + 1 + body.count
            && known.withUnsafeBytes { known in
                same(known, at: 0, target) && known[target.count] == 0 && same(known, at: target.count + 1, body)
            }
    }

    /// Whether bytes stand at a place of others that are long enough.
    private static func same(_ known: UnsafeRawBufferPointer, at start: Int, _ bytes: UnsafeRawBufferPointer) -> Bool {
        var offset = 0
        while offset + 8 <= bytes.count {
            let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            guard known.loadUnaligned(fromByteOffset: start + offset, as: UInt64.self) == word else { return false }
            offset += 8
        }
        while offset < bytes.count, known[start + offset] == bytes[offset] { offset += 1 }
        return offset == bytes.count
    }
}
