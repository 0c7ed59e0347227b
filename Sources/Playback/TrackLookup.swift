/// Which tracks answer a request that is compared as it stands: one for each region that was recorded.
struct TrackLookup: Sendable {
    private static let none: Int32 = -1

    /// By key: its first track.
    private var first: [Int32] = []
    /// By track: the next one of the same key, and the region; 0 is that of a request which says none. Tracks that are not
    /// found here have places too.
    private var next: [Int32] = []
    private var regions: [Int32] = []

    /// Makes room for so many tracks.
    mutating func reserve(_ count: Int) {
        first.reserveCapacity(count)
        next.reserveCapacity(count)
        regions.reserveCapacity(count)
    }

    /// Adds a track of a higher number than all before.
    mutating func add(_ track: Int, of key: Int32, in region: Int32) {
        while first.count <= Int(key) { first.append(Self.none) }
        while next.count <= track {
            next.append(Self.none)
            regions.append(0)
        }
        regions[track] = region
        guard var last = firstTrack(of: key) else {
            first[Int(key)] = Int32(track)
            return
        }
        while next[last] != Self.none { last = Int(next[last]) }
        next[last] = Int32(track)
    }

    /// The first track of a key.
    func firstTrack(of key: Int32) -> Int? {
        guard Int(key) < first.count, first[Int(key)] != Self.none else { return nil }
        return Int(first[Int(key)])
    }

    /// Whether there is another track of the same key.
    func hasMore(after track: Int) -> Bool {
        next[track] != Self.none
    }

    /// The region of a track; 0 is that of requests which say none.
    func region(of track: Int) -> Int32 {
        regions[track]
    }

    /// The first track of a key and this very region.
    func track(of key: Int32, exactlyIn region: Int32) -> Int? {
        track(of: key) { $0 == region }
    }

    /// The first track of a key that is of this region, or where either says none.
    func track(of key: Int32, in region: Int32) -> Int? {
        track(of: key) { Self.isOne($0, region) }
    }

    /// Whether two regions are one, or either says none.
    static func isOne(_ region: Int32, _ other: Int32) -> Bool {
        region == other || region == 0 || other == 0
    }

    private func track(of key: Int32, _ isWanted: (Int32) -> Bool) -> Int? {
        var track = firstTrack(of: key)
        while let number = track {
            if isWanted(regions[number]) { return number }
            track = next[number] == Self.none ? nil : Int(next[number])
        }
        return nil
    }
}
