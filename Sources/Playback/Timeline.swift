/// The changes of a recording in their order, and which reads were recorded after which of them.
///
/// Each connection has a line of changes. A list without a name concerns every connection of its region, and stands on
/// that region's line, which has the changes of them all.
struct Timeline: Sendable {
    /// A place on a line: how many of the line's changes were recorded before it.
    struct Place: Hashable, Sendable {
        let line: Int
        var before: Int
    }

    /// A change: where its places are among those of all, its own connection's line first, then those of the regions.
    struct Change: Sendable {
        /// What changes nothing.
        static let none = Change(first: 0, count: 0)

        fileprivate let first: Int32
        fileprivate let count: Int32

        var isEmpty: Bool {
            count == 0
        }
    }

    /// Which changes have been played.
    struct Progress: Sendable {
        /// By line: after the latest change that was played.
        fileprivate(set) var reached: [Int]
        /// By line: before the first change that was neither played nor made untrue by a later one of its connection.
        fileprivate var settled: [Int]
    }

    /// By line: slots of the changes, in order.
    fileprivate var slots = ShortLists()
    /// By line: where the same changes' places on their connections' own lines are; empty for a line that is one.
    fileprivate var owns = ShortLists()
    /// The places of all changes.
    fileprivate var places: [Place] = []

    /// Nothing played yet.
    var start: Progress {
        let zeros = Array(repeating: 0, count: slots.count)
        return Progress(reached: zeros, settled: zeros)
    }

    private func found(_ change: Change) -> ArraySlice<Place> {
        places[Int(change.first)..<Int(change.first + change.count)]
    }

    /// Notes that a change was played.
    func play(_ change: Change, _ progress: inout Progress) {
        for place in found(change) {
            progress.reached[place.line] = max(progress.reached[place.line], place.before + 1)
        }
        for place in found(change) { settle(place.line, &progress) }
    }

    /// Forgets the changes of a connection, as if none had been played.
    func forget(_ changes: [Change], _ progress: inout Progress) {
        for place in changes.compactMap({ found($0).first }) { progress.reached[place.line] = 0 }
        for number in Set(changes.flatMap { found($0).map(\.line) }) {
            let own = owns[number].map { places[$0] }
            if own.isEmpty {
                progress.settled[number] = 0
                continue
            }
            let played = own.indices.last { progress.reached[own[$0].line] > own[$0].before }
            progress.reached[number] = played.map { $0 + 1 } ?? 0
            progress.settled[number] = 0
            settle(number, &progress)
        }
    }

    private func settle(_ number: Int, _ progress: inout Progress) {
        let own = owns[number]
        if own.isEmpty {
            progress.settled[number] = progress.reached[number]
            return
        }
        while progress.settled[number] < own.count {
            let place = places[own[progress.settled[number]]]
            guard progress.reached[place.line] > place.before else { return }
            progress.settled[number] += 1
        }
    }

    /// The lines of the regions that a change is on too.
    func shared(_ change: Change) -> some Sequence<Int> {
        found(change).dropFirst().lazy.map(\.line)
    }

    /// The connections whose changes are on the line of a region, by their own lines.
    func connections(on number: Int) -> Set<Int> {
        Set(owns[number].map { places[$0].line })
    }

    /// Whether a line has no changes: what is read there is always true.
    func isQuiet(_ line: Int) -> Bool {
        slots[line].isEmpty
    }

    /// How many changes a line has.
    func changeCount(on line: Int) -> Int {
        slots[line].count
    }

    /// Some of a line's changes, as slots.
    func changes(on line: Int, _ range: Range<Int>) -> Slice<ShortLists.List> {
        slots[line][range]
    }

    /// Whether all changes on a connection's line have been played, or a later one has made them untrue.
    func isOver(_ line: Int, _ progress: Progress) -> Bool {
        progress.reached[line] >= slots[line].count
    }

    /// The slot of the first change recorded before a place that has not been played; `nil` where all have been.
    func missing(before place: Place, _ progress: Progress) -> Int? {
        let settled = progress.settled[place.line]
        return settled < place.before ? slots[place.line][settled] : nil
    }

    /// Whether a change that was recorded after a place has been played.
    func isPast(_ place: Place, _ progress: Progress) -> Bool {
        place.before < progress.reached[place.line]
    }
}

/// Puts a timeline together, change by change. Regions are numbers of ``Words``, 0 for what says none.
struct TimelineMaker {
    /// By line: how many changes it has.
    private var counts: [Int] = []
    private var connections: [ResourceKey: Int] = [:]
    private var regions: [Int32: Int] = [:]
    private var places: [Timeline.Place] = []
    private var slots: [(list: Int32, number: Int32)] = []
    private var owns: [(list: Int32, number: Int32)] = []

    /// Begins with a line for each of these regions, and one for what says no region.
    ///
    /// - Parameter count: how many exchanges there may be.
    init(regions: Set<Int32>, count: Int) {
        connections.reserveCapacity(count)
        for region in regions.union([0]).sorted() {
            self.regions[region] = counts.count
            counts.append(0)
        }
    }

    /// Where a read stands that comes next: of a connection, or of all of a region.
    mutating func place(of key: ResourceKey?, region: Int32) -> Timeline.Place {
        let line = key.map { self.line(of: $0) } ?? regions[region, default: 0]
        return Timeline.Place(line: line, before: counts[line])
    }

    /// Adds a change.
    mutating func change(of key: ResourceKey, slot: Int) -> Timeline.Change {
        let first = places.count
        add(line(of: key), slot)
        if key.region == 0 {
            // What says no region may be in any,
            for line in 0..<regions.count { add(line, slot, own: first) }
        } else {
            // and a list that says none may show all.
            add(regions[0, default: 0], slot, own: first)
            if let line = regions[key.region] { add(line, slot, own: first) }
        }
        return Timeline.Change(first: Int32(first), count: Int32(places.count - first))
    }

    private mutating func add(_ line: Int, _ slot: Int, own: Int? = nil) {
        places.append(Timeline.Place(line: line, before: counts[line]))
        counts[line] += 1
        slots.append((Int32(line), Int32(slot)))
        if let own { owns.append((Int32(line), Int32(own))) }
    }

    private mutating func line(of key: ResourceKey) -> Int {
        if let line = connections[key] { return line }
        connections[key] = counts.count
        counts.append(0)
        return counts.count - 1
    }

    /// All that was added.
    func timeline() -> Timeline {
        Timeline(
            slots: ShortLists(counts.count, slots), owns: ShortLists(counts.count, owns),
            places: places)
    }
}
