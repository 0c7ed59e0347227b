import TapedeckExchangeModel

// Which tracks answer a request, and which of them is asked first.
extension Player {
    /// The tracks that answer a request by themselves or by their entries' rules, in the order in which they are asked: those whose
    /// entry answers it as it stands, whatever rule that has, in the order recorded; and the others.
    mutating func inTime(
        _ found: TrackIndex.Found, _ request: Request, at now: Int64?
    ) -> (plain: [Int], ruled: [Int]) {
        let own = found.track.map { [$0] } ?? []
        if !index.hasRules { return (own, []) }
        let said = index.plain(request, found)
        let all = own + index.ruledTracks(for: found, request)
        while true {
            let (order, ruled) = ordered(all, said)
            follow(order)
            guard let now, order.count > 1 else { return (order, ruled) }
            let following = [next(order[0], behind: 1), next(order[1])].compactMap { $0 }.min()
            guard let following, catchUp(order[0], to: following, with: now) else { return (order, ruled) }
        }
    }

    /// Tracks as ``inTime(_:_:at:)`` has them, as they stand now.
    private mutating func ordered(_ numbers: [Int], _ said: TrackIndex.Plain?) -> (plain: [Int], ruled: [Int]) {
        var (plain, ruled): ([(track: Int, turn: Int)], [Int]) = ([], [])
        for number in numbers {
            skipPast(number)
            forgive(number)
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
        return (plain.map(\.track), ruled)
    }

    /// The slot of a track's next entry, or of one some entries behind it; `nil` where there are no more.
    func next(_ number: Int, behind count: Int = 0) -> Int? {
        let next = tracks[number].next + count
        return next < index.tracks[number].count ? index.tracks[number][next] : nil
    }

    /// Puts the first of some tracks that answer one request behind the entry which the others have played last.
    private mutating func follow(_ order: [Int]) {
        follower = nil
        guard order.count > 1, let first = order.first else { return }
        func last(_ number: Int) -> Int {
            tracks[number].next == 0 ? -1 : index.tracks[number][tracks[number].next - 1]
        }
        guard let latest = order.max(by: { last($0) < last($1) }), last(latest) > last(first) else { return }
        follower = (first, Past(slot: last(latest), since: tracks[latest].since))
    }

    /// The tracks that answer a request, in the order in which they are asked; `loose` are those that only the run's rule makes
    /// its.
    mutating func tracks(
        for request: Request, at now: Int64?, compared comparison: TrackIndex.Comparison
    ) -> (own: [Int], loose: [Int]) {
        let found = index.find(request)
        let (plain, ruled) = inTime(found, request, at: now)
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
    func previous(_ number: Int) -> Past? {
        if let follower, follower.track == number { return follower.past }
        let next = tracks[number].next
        return next == 0 ? nil : Past(slot: index.tracks[number][next - 1], since: tracks[number].since)
    }
}
