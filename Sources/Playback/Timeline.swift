/// The changes of a recording in their order, and which reads were recorded after which of them.
///
/// Each connection has a line of changes. A list without a name concerns every connection of its region, and stands on
/// that region's line, which has the changes of them all.
struct Timeline: Sendable {
    /// A place on a line: how many of the line's changes were recorded before it.
    struct Place: Hashable, Sendable {
        let line: Int
        let before: Int
    }

    /// A change: its own connection's line first, then those of the regions.
    typealias Change = [Place]

    /// Which changes have been played.
    struct Progress: Sendable {
        /// By line: after the latest change that was played.
        fileprivate(set) var reached: [Int]
        /// By line: before the first change that was neither played nor made untrue by a later one of its connection.
        fileprivate var settled: [Int]
    }

    private struct Line: Sendable {
        /// Slots of the changes, in order.
        var slots: [Int] = []
        /// The same changes on their connections' own lines; empty for a line that is one.
        var own: [Place] = []
    }

    private var lines: [Line] = []
    private var connections: [ResourceKey: Int] = [:]
    private var regions: [String: Int] = [:]

    /// Makes a timeline with a line for each of these regions, and one for what says no region.
    ///
    /// - Parameter count: how many connections there may be.
    init(regions: Set<String>, connections count: Int = 0) {
        connections.reserveCapacity(count)
        for region in regions.union([""]).sorted() {
            self.regions[region] = lines.count
            lines.append(Line())
        }
    }

    /// Where a read stands that comes next: of a connection, or of all of a region.
    mutating func place(of key: ResourceKey?, region: String) -> Place {
        let line = key.map { self.line(of: $0) } ?? regions[region, default: 0]
        return Place(line: line, before: lines[line].slots.count)
    }

    /// Adds a change.
    mutating func change(of key: ResourceKey, slot: Int) -> Change {
        let own = line(of: key)
        let place = Place(line: own, before: lines[own].slots.count)
        lines[own].slots.append(slot)
        // What says no region may be in any, and a list that says none may show all.
        let shared =
            key.region.isEmpty ? regions.values.sorted() : Set(["", key.region].compactMap { regions[$0] }).sorted()
        return [place]
            + shared.map { line in
                lines[line].slots.append(slot)
                lines[line].own.append(place)
                return Place(line: line, before: lines[line].slots.count - 1)
            }
    }

    private mutating func line(of key: ResourceKey) -> Int {
        if let line = connections[key] { return line }
        connections[key] = lines.count
        lines.append(Line())
        return lines.count - 1
    }

    /// Nothing played yet.
    var start: Progress {
        Progress(reached: Array(repeating: 0, count: lines.count), settled: Array(repeating: 0, count: lines.count))
    }

    /// Notes that a change was played.
    func play(_ change: Change, _ progress: inout Progress) {
        for place in change { progress.reached[place.line] = max(progress.reached[place.line], place.before + 1) }
        for place in change { settle(place.line, &progress) }
    }

    /// Forgets the changes of a connection, as if none had been played.
    func forget(_ changes: [Change], _ progress: inout Progress) {
        for place in changes.compactMap(\.first) { progress.reached[place.line] = 0 }
        for number in Set(changes.flatMap { $0.map(\.line) }) {
            let own = lines[number].own
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
        let line = lines[number]
        if line.own.isEmpty {
            progress.settled[number] = progress.reached[number]
            return
        }
        while progress.settled[number] < line.own.count {
            let own = line.own[progress.settled[number]]
            guard progress.reached[own.line] > own.before else { return }
            progress.settled[number] += 1
        }
    }

    /// The slot of the first change recorded before a place that has not been played; `nil` where all have been.
    func missing(before place: Place, _ progress: Progress) -> Int? {
        let settled = progress.settled[place.line]
        return settled < place.before ? lines[place.line].slots[settled] : nil
    }

    /// Whether a change that was recorded after a place has been played.
    func isPast(_ place: Place, _ progress: Progress) -> Bool {
        place.before < progress.reached[place.line]
    }
}
