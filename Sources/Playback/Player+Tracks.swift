import TapedeckAWSWire
import TapedeckExchangeModel
import TapedeckJSONText

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

    private enum Choice {
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
        if let track = found.track {
            let step = advance(track, at: now)
            guard case .stop(let why) = step else { return step }
            reason = why
        }
        for track in index.ruledTracks(for: found, request) {
            let step = advance(track, at: now)
            if case .play = step { return step }
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
    mutating func rehearse(_ request: Request, at now: Int64?) -> ResponsePlan? {
        // What the client says is bound once it has its answer.
        let before = (bindings, redacted)
        defer { (bindings, redacted) = before }
        let asked = bind(request, at: now)
        return answer(asked.request, at: now).map { asked.fitted(bindings.said($0)) }
    }

    /// Plays an entry whose answer comes whole through some trouble; its client may ask for it once more.
    mutating func lend(_ request: Request, at now: Int64?) -> Outcome? {
        let asked = bind(request, at: now)
        guard case .play(let turn) = advance(index.find(asked.request), asked.request, at: now) else { return nil }
        tracks[turn.track].lent = turn.slot
        return played(turn, for: asked)
    }

    /// - Parameter comparison: the loosest way in which the request may be compared.
    private mutating func answer(
        _ asked: Request, at now: Int64?, compared comparison: TrackIndex.Comparison = .byRuleOfRun
    ) -> ResponsePlan? {
        for track in index.tracks(for: asked, compared: comparison) {
            switch choose(track, at: now) {
            case .stop:
                if policy == .restartOnCreate, creates(track) { return index.ownPlan(of: index.tracks[track][0]) }
            case .again(let slot), .next(let slot): return index.ownPlan(of: slot)
            }
        }
        return nil
    }

    /// Whether a request has an answer that has not been played yet.
    private mutating func hasNext(
        _ asked: Request, at now: Int64?, compared comparison: TrackIndex.Comparison
    ) -> Bool {
        for track in index.tracks(for: asked, compared: comparison) {
            if case .next = choose(track, at: now) { return true }
        }
        return false
    }

    /// The request as it was recorded: values that clients make up are bound here, once, and what was taken out of the recorded
    /// request is taken out of this one.
    mutating func bind(_ request: Request, at now: Int64?) -> Asked {
        let asked = bindings.isEmpty ? request : bound(request, at: now)
        if redacted.isEmpty { return Asked(request: asked) }
        if answer(asked, at: now, compared: .asItStands) != nil {
            return Asked(request: asked, said: redacted.said())
        }
        var known: RedactedPlaces.Guess?
        // No secret takes the place of another one before the rules have been tried with those that are free.
        for again in [false, true] {
            let guesses = redacted.guesses(asked, again: again)
            for comparison in index.comparisons {
                // What a rule makes the same and has been played comes behind a secret that answers as it stands.
                if comparison != .asItStands,
                    again
                        ? answer(asked, at: now, compared: comparison) != nil
                        : hasNext(asked, at: now, compared: comparison)
                {
                    return Asked(request: asked, said: redacted.said())
                }
                for guess in guesses where answer(guess.request, at: now, compared: comparison) != nil {
                    redacted.bind(guess)
                    return Asked(request: guess.request, isMasked: true, said: redacted.said(guess))
                }
            }
            if known == nil { known = guesses.first { index.find($0.request).track != nil } }
        }
        // It says nothing new, and what it says has been played.
        guard let known, index.find(asked).track == nil else { return Asked(request: asked) }
        return Asked(request: known.request, isMasked: true, said: redacted.said(known))
    }

    /// What playing an entry for a request leads to.
    func played(_ turn: Turn, for asked: Asked) -> Outcome {
        .played(asked.compared(index.reference(turn)), asked.fitted(bindings.said(index.plan(turn))))
    }

    /// A request for whose values recorded ones are sought; it is read once, however many are tried.
    private struct Sought {
        let request: Request
        /// Its body; `nil` where that is not JSON.
        let body: JSONValue?
        let found: [Bindings.Found]
        let now: Int64?
    }

    private mutating func bound(_ request: Request, at now: Int64?) -> Request {
        let sought = Sought(
            request: request, body: try? JSONParser.parse(request.body), found: bindings.places(of: request), now: now)
        secretsTried = 0
        // What an entry says that binds nothing is meant as it stands.
        if let plain = bindings.plainGuess(sought.found), let asked = answered(sought, plain, .asItStands) {
            bindings.bind(plain)
            return asked
        }
        let comparisons = index.comparisons
        let startsOver = policy == .restartOnCreate
        let restarts = startsOver && Envelope.operation(of: request) == .createConnection
        // What answers as it stands, whichever name that takes, comes before what a rule makes the same; but no name
        // takes a living connection from another one before the rules have been tried.
        if restarts, comparisons.count > 1,
            let asked = bound(sought, [.asItStands], again: false) ?? reborn(sought)
        {
            return asked
        }
        if let asked = bound(sought, comparisons, again: false) { return asked }
        if restarts, let asked = bound(sought, comparisons, again: true) { return asked }
        for comparison in comparisons {
            if let asked = answered(sought, Bindings.Guess(), comparison) { return asked }
        }
        // Who looks before he creates a connection that starts over calls it anew, too.
        let looks = startsOver && Envelope.operation(of: request)?.isMutation == false
        if looks, let asked = bound(sought, [.asItStands], again: true, sparing: true) { return asked }
        // A connection that starts over may be called as another one was before.
        if restarts, let asked = bound(sought, comparisons, again: true, anew: true) { return asked }
        return bindings.recorded(request, sought.body)
    }

    /// The request as it was recorded, where it starts a connection over, as it stands, that nobody has any more.
    private mutating func reborn(_ sought: Sought) -> Request? {
        if let asked = bound(sought, [.asItStands], again: true, sparing: true) { return asked }
        let plain = answered(sought, Bindings.Guess(), .asItStands)
        // One's own connection, while it lives, comes before any other.
        if isAboutLife(plain ?? bindings.recorded(sought.request, sought.body), compared: .byRuleOfRun) { return nil }
        return plain ?? bound(sought, [.asItStands], again: true, anew: true, sparing: true)
    }

    /// Whether a request creates or reads a connection that has been created already, and not deleted since.
    private func isAboutLife(_ asked: Request, compared comparison: TrackIndex.Comparison) -> Bool {
        let meant = index.tracks(for: asked, compared: comparison).filter {
            creates($0) || index.slots[index.tracks[$0][0]].isRead
        }
        if meant.isEmpty { return false }
        return lives(Set(meant.map { index.slots[index.tracks[$0][0]].place.line })).values.contains { $0 > 0 }
    }

    /// Of each connection that was created or deleted, by its own line: how much oftener it was created.
    ///
    /// - Parameter lines: only of those whose changes are on one of them; `nil` for all.
    private func lives(_ lines: Set<Int>?) -> [Int: Int] {
        var lives: [Int: Int] = [:]
        for track in tracks.indices where tracks[track].next > 0 {
            guard let first = firstChange(track).map({ index.slots[$0] }) else { continue }
            if let lines, !lines.contains(first.place.line),
                !index.timeline.shared(first.change).contains(where: lines.contains)
            {
                continue
            }
            for slot in index.tracks[track].prefix(tracks[track].next) where !index.slots[slot].change.isEmpty {
                switch index.reference(of: slot).operation {
                case ConnectionOperation.createConnection.rawValue: lives[first.place.line, default: 0] += 1
                case ConnectionOperation.deleteConnection.rawValue: lives[first.place.line, default: 0] -= 1
                default: break
                }
            }
        }
        return lives
    }

    /// The request as it was recorded by the first guess for which there is an answer, which is bound.
    ///
    /// - Parameters:
    ///   - comparisons: the ways in which each guess is compared, one way after the other.
    ///   - sparing: whether no guess will do that creates a connection which is there already.
    private mutating func bound(
        _ sought: Sought, _ comparisons: [TrackIndex.Comparison], again: Bool, anew: Bool = false, sparing: Bool = false
    ) -> Request? {
        let guesses = bindings.guesses(sought.found, again: again, anew: anew)
        if guesses.isEmpty { return nil }
        var likely: [Bindings.Guess]?
        for comparison in comparisons {
            if let asked = bound(sought, guesses.prefix(1), comparison, sparing) { return asked }
            let others = likely ?? bindings.likelyGuesses(sought.request.body, sought.found, again: again, anew: anew)
            likely = others
            if let asked = bound(sought, others[...], comparison, sparing) { return asked }
            if let asked = bound(sought, guesses.dropFirst(), comparison, sparing) { return asked }
        }
        return nil
    }

    private mutating func bound(
        _ sought: Sought, _ guesses: ArraySlice<Bindings.Guess>, _ comparison: TrackIndex.Comparison, _ sparing: Bool
    ) -> Request? {
        for guess in guesses {
            guard let asked = answered(sought, guess, comparison) else { continue }
            if sparing, isAboutLife(asked, compared: comparison) { continue }
            bindings.bind(guess)
            return asked
        }
        return nil
    }

    /// The request as it was recorded, where it has an answer. A value that a client made up may also be meant as it stands in
    /// another place: a tag that is called as the connection is.
    private mutating func answered(
        _ sought: Sought, _ guess: Bindings.Guess, _ comparison: TrackIndex.Comparison
    ) -> Request? {
        let asked = bindings.recorded(sought.request, sought.body, with: guess)
        if isAnswered(asked, at: sought.now, comparison) { return asked }
        let other = bindings.recorded(sought.request, sought.body, with: guess, everywhere: false)
        return other != asked && isAnswered(other, at: sought.now, comparison) ? other : nil
    }

    /// Whether a request has an answer, as it is or with its secrets taken out.
    private mutating func isAnswered(_ asked: Request, at now: Int64?, _ comparison: TrackIndex.Comparison) -> Bool {
        if answer(asked, at: now, compared: comparison) != nil { return true }
        if redacted.isEmpty { return false }
        for again in [false, true] {
            for guess in redacted.guesses(asked, again: again) {
                if secretsTried == Self.secretsTriedForName { return false }
                secretsTried += 1
                if answer(guess.request, at: now, compared: comparison) != nil { return true }
            }
        }
        return false
    }

    /// Ways to take secrets out of one request that are tried, whatever names it may say.
    private static let secretsTriedForName = 256

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

    private mutating func moveOn(_ number: Int) {
        tracks[number].next += 1
        tracks[number].attempts = 0
        tracks[number].since = nil
        tracks[number].isTold = false
    }

    private mutating func choose(_ number: Int, at now: Int64?) -> Choice {
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
        if isWaiting(number, at: now) { return .again(slots[next - 1]) }
        let slot = index.slots[slots[next]]
        if slot.isRead, let early = index.timeline.missing(before: slot.place, progress) {
            // What is held was true before, unless somebody moved the track on past it.
            guard policy == .hold || now != nil, next > 0, changeSince(slots[next - 1]) == nil,
                index.timeline.missing(before: index.slots[slots[next - 1]].place, progress) == nil
            else {
                return before(number).map { .again($0) } ?? .stop(.tooEarly(after: index.reference(of: early)))
            }
            return .again(slots[next - 1])
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
        let showsTags = index.reference(of: slot).operation != ConnectionOperation.listConnections.rawValue
        let ofTags = [ConnectionOperation.tagResource, .untagResource].map(\.rawValue)
        return changes.first { showsTags || !ofTags.contains(index.reference(of: $0).operation ?? "") }
    }

    /// A read that was recorded before what it is about was created, and that is true again since it was deleted: whoever
    /// comes once more looks before he creates. What is about nothing that was ever there is so where all is gone.
    private func before(_ number: Int) -> Int? {
        let reads = index.tracks[number].filter { index.slots[$0].isRead }
        guard policy == .restartOnCreate,
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
        let changes = index.timeline.changes(on: place.line, 0..<place.before).map { index.reference(of: $0).operation }
        return changes.count { $0 == ConnectionOperation.createConnection.rawValue }
            == changes.count { $0 == ConnectionOperation.deleteConnection.rawValue }
    }

    /// Whether the clock has not come to a track's next entry: a read that was recorded some time after the one before it,
    /// which is still true. What the client itself has changed since needs no time.
    private func isWaiting(_ number: Int, at now: Int64?) -> Bool {
        let track = tracks[number]
        let slots = index.tracks[number]
        guard let now, let since = track.since, !track.isTold, track.next > 0, track.next < slots.count else {
            return false
        }
        let (before, next) = (index.slots[slots[track.next - 1]], index.slots[slots[track.next]])
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

    /// Whether a track creates a connection.
    private func creates(_ number: Int) -> Bool {
        firstChange(number).map { index.reference(of: $0).operation }
            == ConnectionOperation.createConnection.rawValue
    }

    /// The first entry of a track that changes something; the first try may have failed.
    private func firstChange(_ number: Int) -> Int? {
        index.tracks[number].first { !index.slots[$0].change.isEmpty }
    }

    /// Starts what was recorded of a connection over, once every request that creates it has been played.
    private mutating func restart(_ number: Int) {
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
