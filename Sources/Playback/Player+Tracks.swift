import TapedeckAWSWire
import TapedeckExchangeModel

// Which entry a request gets, and what that does to its track.
extension Player {
    /// What is played: an entry, at an attempt from 0.
    struct Turn {
        let slot: Int
        let track: Int
        let attempt: Int
        /// Whether the run's rule made the request the entry's.
        var isLoose = false
    }

    /// Where a request leads: to a turn, or nowhere for a reason; `nil` for a request that no track answers.
    enum Step {
        case play(Turn)
        case stop(Miss.Reason?)
    }

    /// What a request would be answered.
    struct Answering {
        let slot: Int
        let track: Int
        /// Whether the run's rule makes the request the entry's.
        let isLoose: Bool
        /// Whether the entry has not been played yet.
        let isNext: Bool
    }

    enum Choice {
        /// The track's next entry.
        case next(Int)
        /// An entry that it has come past.
        case again(Int)
        case stop(Miss.Reason?)
    }

    /// Chooses the next entry for a request, of its own track, of one that its entries' rule makes the same, or of one that the
    /// run's does, and marks it as played.
    mutating func advance(_ found: TrackIndex.Found, _ request: Request, at now: Int64?) -> Step {
        var reason: Miss.Reason?
        if let track = found.track, !index.hasRules {
            let step = advance(track, at: now)
            guard case .stop(let why) = step else { return step }
            reason = why
        } else if index.hasRules {
            let (plain, ruled) = inTime(found, request)
            for track in plain + ruled {
                let step = advance(track, at: now)
                guard case .stop(let why) = step else { return step }
                if track == found.track { reason = why }
            }
        }
        guard index.looseness != nil else { return .stop(reason) }
        let tracks = index.looseTracks(for: found.identity ?? Identity(request)).filter { $0 != found.track }
        let choices = tracks.map { ($0, choose($0, at: now)) }
        // What has not been played yet comes before what is held.
        let fresh = choices.first { if case .next = $1 { true } else { false } }
        let held = choices.first { if case .again = $1 { true } else { false } }
        guard let (track, choice) = fresh ?? held else {
            // A connection that is created again starts over, whatever its name is.
            for track in tracks where policy == .restartOnCreate && creates(track) {
                guard case .play(var turn) = advance(track, at: now) else { continue }
                turn.isLoose = true
                return .play(turn)
            }
            return .stop(reason ?? exhausted(tracks))
        }
        guard case .play(var turn) = take(choice, track, at: now) else { return .stop(reason) }
        turn.isLoose = true
        return .play(turn)
    }

    /// The tracks that answer a request by themselves or by their entries' rules, in the order in which they are asked: those whose
    /// entry answers it as it stands, whatever rule that has, in the order recorded; and the others.
    private mutating func inTime(_ found: TrackIndex.Found, _ request: Request) -> (plain: [Int], ruled: [Int]) {
        let own = found.track.map { [$0] } ?? []
        if !index.hasRules { return (own, []) }
        let said = index.plain(request, found)
        var (plain, ruled): ([(track: Int, turn: Int)], [Int]) = ([], [])
        for number in own + index.ruledTracks(for: found, request) {
            skipPast(number)
            let slots = index.tracks[number]
            let isOver = tracks[number].next == slots.count
            let slot = isOver ? slots[slots.count - 1] : slots[tracks[number].next]
            guard index.isPlain(slot, said) else {
                ruled.append(number)
                continue
            }
            // Of those at their end, the last answer is true; but what starts over does so with the first one.
            let isFirst = policy == .restartOnCreate && creates(number)
            let turn = isOver ? 2 * index.slots.count + (isFirst ? slots[0] : -slot) : slot
            plain.append((number, turn))
        }
        plain.sort { $0.turn < $1.turn }
        let order = plain.map(\.track)
        follow(order)
        return (order, ruled)
    }

    /// Puts the first of some tracks that answer one request behind the entry which the others have played last.
    private mutating func follow(_ order: [Int]) {
        guard order.count > 1, let first = order.first else { return }
        func last(_ number: Int) -> Int {
            tracks[number].next == 0 ? -1 : index.tracks[number][tracks[number].next - 1]
        }
        guard let latest = order.max(by: { last($0) < last($1) }), last(latest) > last(first) else { return }
        tracks[first].behind = last(latest)
        tracks[first].since = tracks[latest].since
    }

    /// The tracks that answer a request, in the order in which they are asked; `loose` are those that only the run's rule makes
    /// its.
    mutating func tracks(
        for request: Request, compared comparison: TrackIndex.Comparison
    ) -> (own: [Int], loose: [Int]) {
        let found = index.find(request)
        let (plain, ruled) = inTime(found, request)
        switch comparison {
        case .asItStands: return (plain, [])
        case .byRulesOfEntries: return (plain + ruled, [])
        case .byRuleOfRun:
            if index.looseness == nil { return (plain + ruled, []) }
            let loose = index.looseTracks(for: found.identity ?? Identity(request))
            return (plain + ruled, loose.filter { !plain.contains($0) && !ruled.contains($0) })
        }
    }

    /// The entry that was played before a track's next one, of its own or of another track for the same request.
    private func previous(_ number: Int) -> Int? {
        let next = tracks[number].next
        return tracks[number].behind ?? (next == 0 ? nil : index.tracks[number][next - 1])
    }

    /// That all entries of some tracks have been played, where they have.
    private func exhausted(_ numbers: [Int]) -> Miss.Reason? {
        let isOver = numbers.allSatisfy { tracks[$0].next >= index.tracks[$0].count }
        return isOver && !numbers.isEmpty
            ? .exhausted(recorded: numbers.reduce(0) { $0 + index.tracks[$1].count }) : nil
    }

    /// Chooses a track's next entry and marks it as played.
    mutating func advance(_ track: Int, at now: Int64?) -> Step {
        if policy == .restartOnCreate { restart(track) }
        return take(choose(track, at: now), track, at: now)
    }

    /// What a request would be answered, were it not for the entry's own faults; nothing has moved.
    mutating func rehearse(_ request: Request, at now: Int64?) -> Outcome? {
        // What the client says is bound once it has its answer.
        let before = (bindings, redacted)
        defer { (bindings, redacted) = before }
        let asked = bind(request, at: now)
        return answer(asked.request, at: now).map { answer in
            let turn = Turn(
                slot: answer.slot, track: answer.track, attempt: index.slots[answer.slot].attempts - 1,
                isLoose: answer.isLoose)
            return played(turn, for: asked)
        }
    }

    /// Plays an entry whose answer comes whole through some trouble; its client may ask for it once more.
    mutating func lend(_ request: Request, at now: Int64?) -> Outcome? {
        let asked = bind(request, at: now)
        guard case .play(let turn) = advance(index.find(asked.request), asked.request, at: now) else { return nil }
        tracks[turn.track].lent = turn.slot
        return played(turn, for: asked)
    }

    /// What a request would be answered, were it not for the entry's own faults; nothing has moved.
    ///
    /// - Parameter comparison: the loosest way in which the request may be compared.
    mutating func answer(
        _ asked: Request, at now: Int64?, compared comparison: TrackIndex.Comparison = .byRuleOfRun
    ) -> Answering? {
        let (own, loose) = tracks(for: asked, compared: comparison)
        for (index, track) in (own + loose).enumerated() {
            let isLoose = index >= own.count
            switch choose(track, at: now) {
            case .stop:
                if policy == .restartOnCreate, creates(track) {
                    return Answering(slot: self.index.tracks[track][0], track: track, isLoose: isLoose, isNext: false)
                }
            case .again(let slot): return Answering(slot: slot, track: track, isLoose: isLoose, isNext: false)
            case .next(let slot): return Answering(slot: slot, track: track, isLoose: isLoose, isNext: true)
            }
        }
        return nil
    }

    /// The number of the cassette that a slot is of.
    func cassette(of slot: Int) -> Int {
        index.slots[slot].reference.cassette
    }

    private mutating func take(_ choice: Choice, _ number: Int, at now: Int64?) -> Step {
        switch choice {
        case .stop(let reason): return .stop(reason)
        case .again(let slot):
            tracks[number].lent = nil
            return play(slot, number, index.slots[slot].attempts - 1)
        case .next(let slot):
            let attempt = tracks[number].attempts
            guard attempt == index.slots[slot].attempts - 1 else {
                tracks[number].attempts += 1
                return play(slot, number, attempt)
            }
            moveOn(number)
            tracks[number].since = now
            return play(slot, number, attempt)
        }
    }

    private mutating func play(_ slot: Int, _ track: Int, _ attempt: Int) -> Step {
        let isGiven = attempt >= index.slots[slot].given
        count(slot, isGiven: isGiven)
        tracks[track].played += 1
        if isGiven, !index.slots[slot].change.isEmpty { index.timeline.play(index.slots[slot].change, &progress) }
        return .play(Turn(slot: slot, track: track, attempt: attempt))
    }

    mutating func moveOn(_ number: Int) {
        tracks[number].next += 1
        tracks[number].attempts = 0
        tracks[number].since = nil
        tracks[number].isTold = false
        tracks[number].behind = nil
    }

    mutating func choose(_ number: Int, at now: Int64?) -> Choice {
        skipPast(number)
        let slots = index.tracks[number]
        let next = tracks[number].next
        guard next < slots.count else {
            if let last = slots.last {
                if tracks[number].lent == last { return .again(last) }
                let isHeld = policy == .hold || now != nil && index.slots[last].isRead
                if isHeld {
                    guard let change = changeSince(last) else { return .again(last) }
                    return .stop(.outdated(by: index.reference(of: change)))
                }
            }
            return before(number).map { .again($0) } ?? .stop(.exhausted(recorded: slots.count))
        }
        let previous = previous(number)
        if let previous, isWaiting(number, at: now) { return .again(previous) }
        let slot = index.slots[slots[next]]
        if slot.isRead, let early = index.timeline.missing(before: slot.place, progress) {
            // What is held was true before, unless somebody moved the track on past it.
            guard policy == .hold || now != nil, let previous, changeSince(previous) == nil,
                index.timeline.missing(before: index.slots[previous].place, progress) == nil
            else {
                return before(number).map { .again($0) } ?? .stop(.tooEarly(after: index.reference(of: early)))
            }
            return .again(previous)
        }
        // What was recorded before a change is not true behind it, and nothing truer follows.
        guard let change = changeSince(slots[next]) else { return .next(slots[next]) }
        return before(number).map { .again($0) } ?? .stop(.outdated(by: index.reference(of: change)))
    }

    /// The first change that was recorded after a read and has been played, so that the read is no longer true; `nil` for none, and
    /// for what is no read. A list of connections shows no tags.
    private func changeSince(_ slot: Int) -> Int? {
        let read = index.slots[slot]
        guard read.isRead, index.timeline.isPast(read.place, progress) else { return nil }
        let changes = index.timeline.changes(on: read.place.line, read.place.before..<progress.reached[read.place.line])
        let showsTags = index.operation(of: slot) != ConnectionOperation.listConnections.rawValue
        let ofTags = [ConnectionOperation.tagResource, .untagResource].map(\.rawValue)
        return changes.first { showsTags || !ofTags.contains(index.operation(of: $0)) }
    }

    /// Whether the clock has not come to a track's next entry: a read that was recorded some time after the one before it,
    /// which is still true. What the client itself has changed since needs no time.
    private func isWaiting(_ number: Int, at now: Int64?) -> Bool {
        let track = tracks[number]
        let slots = index.tracks[number]
        guard let now, let since = track.since, !track.isTold, let previous = previous(number), track.next < slots.count
        else { return false }
        let (before, next) = (index.slots[previous], index.slots[slots[track.next]])
        return next.isRead && now - since < next.startedAt - before.startedAt
            && !index.timeline.isPast(before.place, progress)
    }

    /// Passes over reads that a later change has made untrue, as long as a truer one follows.
    private mutating func skipPast(_ number: Int) {
        let slots = index.tracks[number]
        while tracks[number].next + 1 < slots.count {
            let slot = index.slots[slots[tracks[number].next]]
            let following = index.slots[slots[tracks[number].next + 1]]
            guard slot.isRead, index.timeline.isPast(slot.place, progress),
                index.timeline.missing(before: following.place, progress) == nil
            else { return }
            moveOn(number)
        }
    }

    /// Where tracks stand: all of them, or at most so many, those before others that are not at their end.
    func positions(limit: Int = .max) -> [TrackPosition] {
        shown(limit).map { number in
            let entries = index.tracks[number].map { index.reference(of: $0) }
            return TrackPosition(
                number: number + 1, entries: entries, position: tracks[number].next, played: tracks[number].played,
                said: entries.first?.resource.flatMap { bindings.said($0) })
        }
    }

    private func shown(_ limit: Int) -> [Int] {
        if limit >= tracks.count { return Array(tracks.indices) }
        func isOpen(_ number: Int) -> Bool { tracks[number].next < index.tracks[number].count }
        let open = Array(tracks.indices.lazy.filter(isOpen).prefix(limit))
        let others = tracks.indices.lazy.filter { !isOpen($0) }.prefix(limit - open.count)
        return (open + others).sorted()
    }

    /// Moves a track on by one entry: one that waits for the clock comes next; any other is taken for played.
    mutating func skip(track number: Int, at now: Int64?) -> Bool {
        guard tracks.indices.contains(number), tracks[number].next < index.tracks[number].count else { return false }
        if isWaiting(number, at: now) {
            tracks[number].isTold = true
            return true
        }
        let slot = index.tracks[number][tracks[number].next]
        if !index.slots[slot].change.isEmpty { index.timeline.play(index.slots[slot].change, &progress) }
        // Who moves a track on has done with the entry: it is not left over.
        isPlayed[slot] = true
        moveOn(number)
        return true
    }
}
