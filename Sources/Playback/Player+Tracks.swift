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
        /// Whether a connection starts over with it.
        var startsOver = false
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
            let (plain, ruled) = inTime(found, request, at: now)
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
            let reasons = choices.compactMap { if case .stop(let reason) = $1 { reason } else { nil } }
            return .stop(reason ?? exhausted(tracks) ?? reasons.first)
        }
        guard case .play(var turn) = take(choice, track, at: now) else { return .stop(reason) }
        turn.isLoose = true
        return .play(turn)
    }

    /// That some tracks have no entry left, where that is so.
    private func exhausted(_ numbers: [Int]) -> Miss.Reason? {
        let isOver = numbers.allSatisfy { tracks[$0].next >= index.tracks[$0].count }
        guard isOver, !numbers.isEmpty else { return nil }
        return .exhausted(
            recorded: numbers.reduce(0) { $0 + index.tracks[$1].count },
            passed: numbers.reduce(0) { $0 + tracks[$1].passed })
    }

    /// Chooses a track's next entry and marks it as played.
    mutating func advance(_ track: Int, at now: Int64?) -> Step {
        if policy == .restartOnCreate {
            forgive(track)
            restart(track)
        }
        return take(choose(track, at: now), track, at: now)
    }

    /// What a request would be answered, were it not for the entry's own faults, on the way of which its client loses it. The answer
    /// is there for the next attempt; but what was asked for has been done, as a service would have.
    mutating func rehearse(_ request: Request, at now: Int64?) -> Outcome? {
        // What the client says is bound once it has its answer, or once what it asked for was made without one.
        let before = (bindings, redacted)
        var isMade = false
        defer { if !isMade { (bindings, redacted) = before } }
        let asked = bind(request, at: now)
        return answer(asked.request, at: now).map { answer in
            if answer.startsOver { restart(answer.track) }
            if !index.slots[answer.slot].change.isEmpty {
                make(answer.slot, at: now)
                lost.insert(answer.slot)
                owed.insert(answer.slot)
                (isMade, isPlayed[answer.slot]) = (true, true)
            }
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
        let (own, loose) = tracks(for: asked, at: now, compared: comparison)
        for (index, track) in (own + loose).enumerated() {
            let isLoose = index >= own.count
            switch choose(track, at: now) {
            case .stop:
                if policy == .restartOnCreate, creates(track) {
                    return Answering(
                        slot: self.index.tracks[track][0], track: track, isLoose: isLoose, isNext: false,
                        startsOver: true)
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
            return play(slot, number, index.slots[slot].attempts - 1, at: now)
        case .next(let slot):
            let attempt = tracks[number].attempts
            guard attempt == index.slots[slot].attempts - 1 else {
                tracks[number].attempts += 1
                if attempt >= index.slots[slot].made, !index.slots[slot].change.isEmpty { lost.insert(slot) }
                return play(slot, number, attempt, at: now)
            }
            // Where it was due before it was asked for, the next one is reckoned from then on.
            var since = now
            if let now, !tracks[number].isTold, let due = due(slot, of: number), due < now { since = due }
            moveOn(number)
            tracks[number].since = since
            return play(slot, number, attempt, at: now)
        }
    }

    private mutating func play(_ slot: Int, _ track: Int, _ attempt: Int, at now: Int64?) -> Step {
        // An ordinary read is most of what is played.
        let isChange = !index.slots[slot].change.isEmpty
        let isMade = isChange && attempt >= index.slots[slot].made
        // What a client has had changed is no less so where it has not learned of it.
        count(slot, isGiven: isMade || attempt >= index.slots[slot].given)
        tracks[track].played += 1
        // Who looks knows what was made.
        if !owed.isEmpty { owed = index.slots[slot].isRead ? [] : owed.subtracting([slot]) }
        if isMade { make(slot, at: now) }
        return .play(Turn(slot: slot, track: track, attempt: attempt))
    }

    /// Notes that what an entry changes has been changed.
    private mutating func make(_ slot: Int, at now: Int64?) {
        if index.slots[slot].change.isEmpty { return }
        index.timeline.play(index.slots[slot].change, &progress)
        // What is repeated changes nothing anew.
        if let now, changedAt[slot] == nil { changedAt[slot] = now }
    }

    mutating func moveOn(_ number: Int) {
        tracks[number].next += 1
        tracks[number].attempts = 0
        tracks[number].since = nil
        tracks[number].isTold = false
        if follower != nil { follower = nil }
    }

    mutating func choose(_ number: Int, at now: Int64?) -> Choice {
        skipPast(number)
        if !lost.isEmpty { forgive(number) }
        if let now { while let following = next(number, behind: 1), catchUp(number, to: following, with: now) {} }
        let slots = index.tracks[number]
        let next = tracks[number].next
        guard next < slots.count else {
            if let last = slots.last {
                if tracks[number].lent == last, outdating(last) == nil { return .again(last) }
                let isHeld = policy == .hold || now != nil && index.slots[last].isRead
                if isHeld { return held(slots) }
            }
            return before(number).map { .again($0) } ?? .stop(exhausted([number]))
        }
        if now != nil, isWaiting(number, at: now), let previous = previous(number) { return .again(previous.slot) }
        let slot = index.slots[slots[next]]
        if slot.isRead, let early = index.timeline.missing(before: slot.place, progress) {
            // What is held was true before, unless somebody moved the track on past it.
            guard policy == .hold || now != nil, let previous = previous(number)?.slot, changeSince(previous) == nil,
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

    /// What is held at a track's end: the last entry that is true. Who moved the track on may have passed over one that is not yet.
    private func held(_ slots: ShortLists.List) -> Choice {
        let last = slots[slots.count - 1]
        if let change = outdating(last) { return .stop(.outdated(by: index.reference(of: change))) }
        guard index.slots[last].isRead, let early = index.timeline.missing(before: index.slots[last].place, progress)
        else { return .again(last) }
        let isTrue = slots.last {
            index.timeline.missing(before: index.slots[$0].place, progress) == nil && changeSince($0) == nil
        }
        return isTrue.map { .again($0) } ?? .stop(.tooEarly(after: index.reference(of: early)))
    }

    /// The change that has been played since an entry, so that it is not to be repeated; `nil` for none.
    private func outdating(_ slot: Int) -> Int? {
        index.slots[slot].isRead ? changeSince(slot) : changeAfter(slot)
    }

    /// The last change that was recorded after a read and has been played, so that the read is no longer true; `nil` for none, and
    /// for what is no read. A list of connections shows no tags.
    private func changeSince(_ slot: Int) -> Int? {
        guard index.slots[slot].isRead, index.timeline.isPast(index.slots[slot].place, progress) else { return nil }
        return lastChange(
            after: index.slots[slot].place,
            isOfTags: index.operation(of: slot) != ConnectionOperation.listConnections.rawValue)
    }

    /// The last change that was recorded after another one and has been played: reads would not show that the other one has been
    /// made once more. Whether a connection is there doesn't hang on its tags.
    private func changeAfter(_ slot: Int) -> Int? {
        // What was refused may be refused for ever.
        if index.slots[slot].change.isEmpty { return nil }
        var place = index.slots[slot].place
        place.before += 1
        guard index.timeline.isPast(place, progress) else { return nil }
        return lastChange(after: place, isOfTags: Self.ofTags.contains(index.operation(of: slot)))
    }

    /// The last change behind a place that has been played.
    private func lastChange(after place: Timeline.Place, isOfTags: Bool) -> Int? {
        index.timeline.changes(on: place.line, place.before..<progress.reached[place.line]).last {
            isOfTags || !Self.ofTags.contains(index.operation(of: $0))
        }
    }

    private static let ofTags = [ConnectionOperation.tagResource, .untagResource].map(\.rawValue)

    /// Passes over changes whose answers a fault lost, once their client has made another change behind them: it does not ask for
    /// them any more.
    mutating func forgive(_ number: Int) {
        while let slot = next(number), lost.contains(slot), changeAfter(slot) != nil { moveOn(number) }
    }

    /// Passes over reads that a later change has made untrue, as long as a truer one follows.
    mutating func skipPast(_ number: Int) {
        let slots = index.tracks[number]
        while tracks[number].next + 1 < slots.count {
            let slot = index.slots[slots[tracks[number].next]]
            let following = index.slots[slots[tracks[number].next + 1]]
            guard slot.isRead, index.timeline.isPast(slot.place, progress),
                index.timeline.missing(before: following.place, progress) == nil
            else { return }
            tracks[number].passed += 1
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
        make(slot, at: now)
        // Who moves a track on has done with the entry: it is not left over.
        isPlayed[slot] = true
        tracks[number].passed += 1
        moveOn(number)
        return true
    }
}
