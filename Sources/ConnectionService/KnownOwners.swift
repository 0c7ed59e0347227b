/// Remembers whose connections a key and a region stand for, so that an account isn't derived for each request. It takes so
/// many and then no more: clients decide what they send.
struct KnownOwners: Sendable {
    private struct Known {
        let key: [UInt8]
        let region: [UInt8]
        let owner: ConnectionService.Owner
    }

    private static let limit = 16_384

    /// By hash: of two with the same one, only the latest is known.
    private var known: [Int: Known] = [:]

    /// The owner of a key and a region, where it is known.
    func owner(_ key: UnsafeRawBufferPointer, _ region: UnsafeRawBufferPointer) -> ConnectionService.Owner? {
        guard let known = known[Self.hash(key, region)], known.key.elementsEqual(key),
            known.region.elementsEqual(region)
        else { return nil }
        return known.owner
    }

    /// Remembers an owner where there is room.
    mutating func add(
        _ owner: ConnectionService.Owner, _ key: UnsafeRawBufferPointer, _ region: UnsafeRawBufferPointer
    ) {
        guard known.count < Self.limit else { return }
        known[Self.hash(key, region)] = Known(key: Array(key), region: Array(region), owner: owner)
    }

    private static func hash(_ key: UnsafeRawBufferPointer, _ region: UnsafeRawBufferPointer) -> Int {
        var hasher = Hasher()
        hasher.combine(bytes: key)
        hasher.combine(bytes: region)
        return hasher.finalize()
    }
}
