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

    /// An entry that was played, and when, on the clock of the run.
    struct Past: Sendable {
        let slot: Int
        let since: Int64?
    }

    struct Track: Sendable {
        var next = 0
        /// How often the next entry was asked for without having been played.
        var attempts = 0
        var played = 0
        /// How many entries it has come past without having played them.
        var passed = 0
        /// When the entry before the next one was first played, on the clock of the run.
        var since: Int64?
        /// Whether the next entry has been told to come, whatever the clock says.
        var isTold = false
        /// The slot that is there for its request once more, at the track's end too.
        var lent: Int?
    }

    let index: TrackIndex
    let misses: MissFinder
    let policy: EndPolicy
    var tracks: [Track]
    var progress: Timeline.Progress
    /// How often secrets were taken out of the request for whose names recorded ones are sought.
    var secretsTried = 0
    /// The track that stands behind what another one has played for the request that is asked.
    var follower: (track: Int, past: Past)?
    /// The slots of changes that were made though a fault lost their answers.
    var lost: Set<Int> = []
    /// Those of which the client may not know that they were made: it may say another name in its next attempt.
    var owed: Set<Int> = []
    /// When changes were made, by slot, on the clock of the run.
    var changedAt: [Int: Int64] = [:]
    /// Lines of the timeline whose changes were started over.
    var startedOver: Set<Int> = []
    var bindings: Bindings
    private let unbound: Bindings
    var redacted: RedactedPlaces
    /// As it was at the beginning.
    private let unspoken: RedactedPlaces
    /// The bindings of the run that bind nothing.
    public let idleBindings: [Binding.Idle]
    /// The entries' own faults that do nothing to their answers, as sentences.
    public let idleFaults: [String]
    var isPlayed: [Bool]
    private(set) var played = 0
    private var keptMisses: [Miss] = []
    private var missed = 0

    /// Loads cassettes.
    ///
    /// - Parameters:
    ///   - cassettes: each with the name by which messages call it; their entries follow one another.
    ///   - policy: what a track does at its end.
    ///   - bindings: what is bound in this run, beside what the cassettes bind.
    ///   - loosely: how a request is compared that no entry answers as it stands; `nil` for no other way.
    ///   - keepsTimes: whether an answer takes as long as it did when it was recorded.
    ///   - client: the client's own command, as one types it in a shell; a miss names it with the command that records again.
    ///   - remedy: a command that records again in the place of `tapedeck record`, with `{upstream}` where the upstream belongs;
    ///     empty for none.
    ///   - conceal: takes out of the text of a request what a miss must not show.
    public init(
        _ cassettes: [(name: String, cassette: Cassette)], atEnd policy: EndPolicy = .fail,
        binding bindings: [Binding] = [], loosely: MatchRule? = nil, keepsTimes: Bool = false, client: String = "",
        remedy: String = "", concealing conceal: @escaping @Sendable (String) -> String = { $0 }
    ) {
        self.init(
            cassettes.map { (name: $0.name, reel: Reel($0.cassette)) }, atEnd: policy, binding: bindings,
            loosely: loosely, keepsTimes: keepsTimes, client: client, remedy: remedy, concealing: conceal)
    }

    /// Loads cassettes that were read to be played; the parameters are those of the other initialiser.
    public init(
        _ reels: [(name: String, reel: Reel)], atEnd policy: EndPolicy = .fail, binding bindings: [Binding] = [],
        loosely: MatchRule? = nil, keepsTimes: Bool = false, client: String = "", remedy: String = "",
        concealing conceal: @escaping @Sendable (String) -> String = { $0 }
    ) {
        self.policy = policy
        index = TrackIndex(reels, loosely: loosely, keepsTimes: keepsTimes)
        misses = MissFinder(index: index, remedy: Remedy(reels, client: client, given: remedy), conceal: conceal)
        tracks = Array(repeating: Track(), count: index.tracks.count)
        progress = index.timeline.start
        isPlayed = Array(repeating: false, count: index.slots.count)
        let unbound = Bindings(reels.map(\.reel), bindings)
        (self.unbound, self.bindings) = (unbound, unbound)
        idleBindings = unbound.idle
        idleFaults = reels.flatMap { name, reel in
            reel.items.flatMap { item -> [String] in
                guard case .entry(let entry) = item else { return [] }
                return entry.idleFaults.map { "of the _fault of entry \(entry.exchange.sequence) of \(name), \($0)" }
            }
        }
        unspoken = RedactedPlaces(reels.map(\.reel))
        redacted = unspoken
    }

    /// Whether requests and answers may have to be changed to fit.
    var fits: Bool {
        !bindings.isEmpty || !redacted.isEmpty
    }

    /// Whether an operation was recorded.
    public func hasOperation(_ operation: String) -> Bool {
        index.candidates(of: operation) != nil
    }

    /// Answers a request and moves its track on.
    ///
    /// - Parameter now: the time on the clock of the run, in milliseconds; `nil` where the time doesn't matter.
    public mutating func play(_ request: Request, at now: Int64? = nil) -> Outcome {
        let asked = bind(request, at: now)
        let found = index.find(asked.request)
        switch advance(found, asked.request, at: now) {
        case .play(let turn): return played(turn, for: asked)
        case .stop(let reason):
            let miss = misses.explain(
                found.identity ?? Identity(asked.request), said: fits ? Identity(request) : nil, reason)
            keep(miss)
            return .missed(miss)
        }
    }

    /// Counts a request that an entry answered.
    ///
    /// - Parameter isGiven: whether the client has got the answer, and not only trouble before it.
    mutating func count(_ slot: Int, isGiven: Bool) {
        if isGiven { isPlayed[slot] = true }
        played += 1
    }

    /// Counts a miss, and keeps it as long as there is room.
    mutating func keep(_ miss: Miss) {
        missed += 1
        if keptMisses.count < Player.missesKept { keptMisses.append(miss) }
    }

    /// Goes back to the beginning.
    mutating func reset() {
        tracks = Array(repeating: Track(), count: index.tracks.count)
        progress = index.timeline.start
        startedOver = []
        (follower, owed, lost, changedAt) = (nil, [], [], [:])
        isPlayed = Array(repeating: false, count: index.slots.count)
        (bindings, redacted) = (unbound, unspoken)
        (played, missed, keptMisses) = (0, 0, [])
    }

    /// What has been played so far.
    public var summary: Summary {
        Summary(
            played: played, missed: missed, misses: keptMisses,
            neverPlayed: index.slots.indices.filter { !isPlayed[$0] }.map { index.reference(of: $0) },
            unplayable: index.unplayable)
    }
}
