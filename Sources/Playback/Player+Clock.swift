// When reads move on by the clock of the run.
extension Player {
    /// Whether the clock has not come to a track's next entry: a read that was recorded some time after the one before it,
    /// which is still true. What the client itself has changed since needs no time.
    func isWaiting(_ number: Int, at now: Int64?) -> Bool {
        let track = tracks[number]
        let slots = index.tracks[number]
        guard let now, !track.isTold, let previous = previous(number), previous.since != nil, track.next < slots.count,
            !index.timeline.isPast(index.slots[previous.slot].place, progress), index.slots[slots[track.next]].isRead,
            let due = due(slots[track.next], of: number)
        else { return false }
        return now < due
    }

    /// When the clock comes to an entry of a track: as long after the read before it, or after the client's own change where that
    /// came since, as it was recorded; `nil` where neither has been played. Recordings have no time between them.
    func due(_ slot: Int, of number: Int) -> Int64? {
        let next = index.slots[slot]
        func isOfOneRecording(_ other: Int) -> Bool { cassette(of: other) == cassette(of: slot) }
        if let previous = previous(number), let since = previous.since,
            !index.timeline.isPast(index.slots[previous.slot].place, progress)
        {
            return isOfOneRecording(previous.slot)
                ? since + next.startedAt - index.slots[previous.slot].startedAt : nil
        }
        guard next.place.before > 0,
            let change = index.timeline.changes(on: next.place.line, next.place.before - 1..<next.place.before).first,
            let changed = changedAt[change], isOfOneRecording(change)
        else { return nil }
        return changed + next.startedAt - index.slots[change].startedAt
    }

    /// Passes over a track's next entry, a read, where the clock has come to the one that follows it, too: who looks seldom sees
    /// what is there when he looks. What was recorded at one time moves on with each read, and trouble of an entry's own is not
    /// passed over.
    ///
    /// - Returns: whether it was passed over.
    mutating func catchUp(_ number: Int, to following: Int, with now: Int64) -> Bool {
        guard let slot = next(number), !tracks[number].isTold, tracks[number].attempts == 0 else { return false }
        let (one, other) = (index.slots[slot], index.slots[following])
        guard one.isRead, other.isRead, one.attempts == 1, one.startedAt < other.startedAt,
            cassette(of: slot) == cassette(of: following),
            index.timeline.missing(before: other.place, progress) == nil,
            let due = due(slot, of: number), due + other.startedAt - one.startedAt <= now
        else { return false }
        // Its time has been.
        isPlayed[slot] = true
        tracks[number].passed += 1
        moveOn(number)
        tracks[number].since = due
        return true
    }
}
