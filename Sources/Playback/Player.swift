public import TapedeckCassetteFormat
public import TapedeckExchangeModel

/// Plays cassettes: decides, request by request, which recorded response comes next.
///
/// Entries of one ``Identity`` form a track and are played in their order. A read of a connection that was recorded after
/// that connection had been changed is not played before the change is, and one that was recorded before is passed over
/// after it; a list without a name is about every connection. So a client that polls more often or less often than the
/// recorded one sees no status out of its time, and two connections move apart. Nothing here touches a clock, a socket or
/// chance.
public struct Player: Sendable {
    /// What a request led to.
    public enum Outcome: Sendable, Hashable {
        /// An entry was played.
        case played(EntryReference, ResponsePlan)
        /// No entry answers it.
        case missed(Miss)

        /// What goes back on the wire.
        public var plan: ResponsePlan {
            switch self {
            case .played(_, let plan): plan
            case .missed(let miss): ResponsePlan(miss.response)
            }
        }
    }

    /// Misses that are kept whole; more are only counted.
    public static let missesKept = 1000

    private struct Track: Sendable {
        var next = 0
        /// How often the next entry was asked for without having been played.
        var attempts = 0
        var played = 0
    }

    let index: TrackIndex
    let misses: MissFinder
    private let policy: EndPolicy
    private var tracks: [Track]
    private var progress: Timeline.Progress
    private var isPlayed: [Bool]
    private var played = 0
    private var keptMisses: [Miss] = []
    private var missed = 0

    /// Loads cassettes.
    ///
    /// - Parameters:
    ///   - cassettes: each with the name by which messages call it; their entries follow one another.
    ///   - policy: what a track does at its end.
    ///   - client: the client's own command, as one types it in a shell; a miss names it with the command that records again.
    ///   - conceal: takes out of the text of a request what a miss must not show.
    public init(
        _ cassettes: [(name: String, cassette: Cassette)], atEnd policy: EndPolicy = .fail,
        client: String = "",
        concealing conceal: @escaping @Sendable (String) -> String = { $0 }
    ) {
        self.init(
            cassettes.map { (name: $0.name, reel: Reel($0.cassette)) }, atEnd: policy, client: client,
            concealing: conceal)
    }

    /// Loads cassettes that were read to be played; the parameters are those of the other initialiser.
    public init(
        _ reels: [(name: String, reel: Reel)], atEnd policy: EndPolicy = .fail, client: String = "",
        concealing conceal: @escaping @Sendable (String) -> String = { $0 }
    ) {
        self.policy = policy
        index = TrackIndex(reels)
        misses = MissFinder(index: index, remedy: Remedy(reels, client: client), conceal: conceal)
        tracks = Array(repeating: Track(), count: index.tracks.count)
        progress = index.timeline.start
        isPlayed = Array(repeating: false, count: index.slots.count)
    }

    /// Answers a request and moves its track on.
    public mutating func play(_ request: Request) -> Outcome {
        let found = index.find(request)
        switch advance(found.track) {
        case .play(let slot, let attempt):
            return .played(index.slots[slot].reference, index.slots[slot].plan(attempt))
        case .stop(let reason):
            let miss = misses.explain(found.identity ?? Identity(request), reason)
            keep(miss)
            return .missed(miss)
        }
    }

    /// Where a track stands: at an attempt of a slot, or stopped for a reason; `nil` for a request that no track answers.
    enum Step {
        case play(Int, attempt: Int)
        case stop(Miss.Reason?)
    }

    private enum Choice {
        /// The track's next entry.
        case next(Int)
        /// An entry that it has come past.
        case again(Int)
        case stop(Miss.Reason?)
    }

    /// Chooses a track's next entry and marks it as played.
    mutating func advance(_ number: Int?) -> Step {
        guard let number else { return .stop(nil) }
        switch choose(number) {
        case .stop(let reason): return .stop(reason)
        case .again(let slot): return play(slot, number, index.slots[slot].attempts - 1)
        case .next(let slot):
            let attempt = tracks[number].attempts
            guard attempt < index.slots[slot].attempts - 1 else {
                tracks[number].next += 1
                tracks[number].attempts = 0
                return play(slot, number, attempt)
            }
            tracks[number].attempts += 1
            tracks[number].played += 1
            played += 1
            return .play(slot, attempt: attempt)
        }
    }

    /// What a track's next entry would answer, were it not for its own faults.
    mutating func rehearse(_ number: Int) -> ResponsePlan? {
        switch choose(number) {
        case .stop: nil
        case .again(let slot), .next(let slot): index.slots[slot].plan(index.slots[slot].attempts - 1)
        }
    }

    private mutating func choose(_ number: Int) -> Choice {
        skipPast(number)
        let slots = index.tracks[number]
        let next = tracks[number].next
        guard next < slots.count else {
            guard policy == .hold, let last = slots.last else {
                return .stop(.exhausted(played: tracks[number].played))
            }
            return .again(last)
        }
        let slot = index.slots[slots[next]]
        if slot.isRead, let early = index.timeline.missing(before: slot.place, progress) {
            guard policy == .hold, next > 0 else { return .stop(.tooEarly(after: index.slots[early].reference)) }
            return .again(slots[next - 1])
        }
        return .next(slots[next])
    }

    private mutating func play(_ slot: Int, _ track: Int, _ attempt: Int) -> Step {
        isPlayed[slot] = true
        tracks[track].played += 1
        played += 1
        if !index.slots[slot].change.isEmpty { index.timeline.play(index.slots[slot].change, &progress) }
        return .play(slot, attempt: attempt)
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
            tracks[number].next += 1
            tracks[number].attempts = 0
        }
    }

    /// Counts a miss, and keeps it as long as there is room.
    mutating func keep(_ miss: Miss) {
        missed += 1
        if keptMisses.count < Player.missesKept { keptMisses.append(miss) }
    }

    /// Where every track stands.
    var positions: [TrackPosition] {
        tracks.indices.map { number in
            TrackPosition(
                number: number + 1, entries: index.tracks[number].map { index.slots[$0].reference },
                position: tracks[number].next, played: tracks[number].played)
        }
    }

    /// Moves a track on by one entry, as if that had been played.
    mutating func skip(track number: Int) -> Bool {
        guard tracks.indices.contains(number), tracks[number].next < index.tracks[number].count else { return false }
        let slot = index.slots[index.tracks[number][tracks[number].next]]
        if !slot.change.isEmpty { index.timeline.play(slot.change, &progress) }
        // Who moves a track on has done with the entry: it is not left over.
        isPlayed[index.tracks[number][tracks[number].next]] = true
        tracks[number].next += 1
        tracks[number].attempts = 0
        return true
    }

    /// Goes back to the beginning.
    mutating func reset() {
        tracks = Array(repeating: Track(), count: index.tracks.count)
        progress = index.timeline.start
        isPlayed = Array(repeating: false, count: index.slots.count)
        (played, missed, keptMisses) = (0, 0, [])
    }

    /// What has been played so far.
    public var summary: Summary {
        Summary(
            played: played, missed: missed, misses: keptMisses,
            neverPlayed: index.slots.indices.filter { !isPlayed[$0] }.map { index.slots[$0].reference },
            unplayable: index.unplayable)
    }
}
