import TapedeckAWSWire

// Connections that are created once more, and what is true between their lives.
extension Player {
    /// Of each connection that was created or deleted, by its own line: how much oftener it was created.
    ///
    /// - Parameter lines: only of those whose changes are on one of them; `nil` for all.
    func lives(_ lines: Set<Int>?) -> [Int: Int] {
        var lives: [Int: Int] = [:]
        for track in tracks.indices where tracks[track].next > 0 || !lost.isEmpty {
            guard let first = firstChange(track).map({ index.slots[$0] }) else { continue }
            if let lines, !lines.contains(first.place.line),
                !index.timeline.shared(first.change).contains(where: lines.contains)
            {
                continue
            }
            for slot in made(track) where !index.slots[slot].change.isEmpty {
                let life = life(slot)
                if life != 0 { lives[first.place.line, default: 0] += life }
            }
        }
        return lives
    }

    /// The entries of a track that have been played, and those that were made all the same.
    private func made(_ number: Int) -> [Int] {
        let slots = index.tracks[number]
        let next = tracks[number].next
        return slots.prefix(next) + slots.dropFirst(next).filter(lost.contains)
    }

    /// What an entry does to the number of its connection's lives: 1 for one that creates it, -1 for one that deletes it.
    private func life(_ slot: Int) -> Int {
        switch index.operation(of: slot) {
        case ConnectionOperation.createConnection.rawValue: 1
        case ConnectionOperation.deleteConnection.rawValue: -1
        default: 0
        }
    }

    /// A read that was recorded before what it is about was created, and that is true again since it was deleted: whoever
    /// comes once more looks before he creates. What is about nothing that was ever there is so where all is gone.
    func before(_ number: Int) -> Int? {
        guard policy == .restartOnCreate else { return nil }
        let reads = index.tracks[number].lazy.filter { index.slots[$0].isRead }
        guard
            let slot = reads.last(where: { index.slots[$0].place.before == 0 })
                ?? reads.last(where: { isBehindAll(index.slots[$0].place) })
        else { return nil }
        let line = index.slots[slot].place.line
        let lives = lives(index.timeline.isQuiet(line) ? nil : [line])
        // What was there before the recording was never created, and isn't again.
        let isGone = lives.values.allSatisfy { $0 == 0 } && (!lives.isEmpty || startedOver.contains(line))
        return isGone ? slot : nil
    }

    /// Whether a read was recorded when all had been deleted that it is about.
    private func isBehindAll(_ place: Timeline.Place) -> Bool {
        guard place.before == index.timeline.changeCount(on: place.line) else { return false }
        return index.timeline.changes(on: place.line, 0..<place.before).reduce(0) { $0 + life($1) } == 0
    }

    /// Whether a track creates a connection.
    func creates(_ number: Int) -> Bool {
        firstChange(number).map { life($0) } == 1
    }

    /// The first entry of a track that changes something; the first try may have failed.
    private func firstChange(_ number: Int) -> Int? {
        index.tracks[number].first { !index.slots[$0].change.isEmpty }
    }

    /// Starts what was recorded of a connection over, once every request that creates it has been played.
    mutating func restart(_ number: Int) {
        guard creates(number), tracks[number].next >= index.tracks[number].count,
            let first = firstChange(number).map({ index.slots[$0] })
        else { return }
        // Its own tracks, those of others that are gone as it was, the lists that show it among others, and what nobody changes.
        let regions = Set(index.timeline.shared(first.change))
        let lines = gone(in: regions).union([first.place.line])
        startedOver.formUnion(lines)
        startedOver.formUnion(regions)
        var changes: [Timeline.Change] = []
        for track in tracks.indices {
            let line = index.slots[index.tracks[track][0]].place.line
            guard lines.contains(line) || regions.contains(line) || index.timeline.isQuiet(line) else { continue }
            let played = tracks[track].played
            tracks[track] = Track()
            tracks[track].played = played
            if !lost.isEmpty { lost.subtract(index.tracks[track]) }
            if !changedAt.isEmpty { for slot in index.tracks[track] { changedAt[slot] = nil } }
            if lines.contains(line) {
                changes += index.tracks[track].map { index.slots[$0].change }.filter { !$0.isEmpty }
            }
        }
        index.timeline.forget(changes, &progress)
    }

    /// The connections of regions that were deleted, and of which nothing was recorded behind that: they are as they were before
    /// they were created.
    private func gone(in regions: Set<Int>) -> Set<Int> {
        let others = regions.reduce(into: Set()) { $0.formUnion(index.timeline.connections(on: $1)) }
        let lives = lives(others)
        return others.filter { lives[$0] == 0 && index.timeline.isOver($0, progress) }
    }
}
