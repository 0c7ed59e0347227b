import Synchronization
public import TapedeckExchangeModel

/// A ``Player`` that answers many connections at a time, one request after the other.
public final class PlayerResponder: WireResponder, RehearsingResponder {
    private let player: Mutex<Player>
    private let index: TrackIndex
    private let misses: MissFinder
    private let clock: ReplayClock?
    private let fits: Bool
    private let anyPlace: Bool
    private let session: ClientSession?
    private let pause: @Sendable () -> Void
    private let observe: @Sendable (Request, Player.Outcome) -> Void
    private let observeBytes: (@Sendable (PlainRequest, Played) -> Void)?

    /// An entry that was played by its bytes: what it was is made only where somebody asks.
    public struct Played: Sendable {
        /// Who played it.
        public let responder: PlayerResponder
        /// The entry's number, from 0; unplayable ones are not counted.
        public let slot: Int

        /// What the request led to.
        public var outcome: Player.Outcome {
            responder.outcome(slot)
        }
    }

    /// Makes a responder.
    ///
    /// - Parameters:
    ///   - clock: the time by which reads follow one another as they did when they were recorded; `nil` for a track that
    ///     moves on with each read.
    ///   - anyPlace: whether a request is its operation's whatever its method and path, for who judges these by himself.
    ///   - session: whose requests these are, for misses to name; `nil` where all clients play together.
    ///   - observe: called after each decision, where the request was read, before the answer is sent.
    ///   - observeBytes: called instead for requests that are answered by their bytes; `nil` has none answered so.
    ///   - pause: called again and again while a miss is explained, which takes longer than an answer, on the thread that does
    ///     it: there it may let others run who wait for the processor.
    public init(
        _ player: Player, clock: ReplayClock? = nil, anyPlace: Bool = false, session: ClientSession? = nil,
        observe: @escaping @Sendable (Request, Player.Outcome) -> Void = { _, _ in },
        observeBytes: (@Sendable (PlainRequest, Played) -> Void)? = nil,
        pause: @escaping @Sendable () -> Void = {}
    ) {
        index = player.index
        misses = player.misses
        fits = player.fits
        self.clock = clock
        self.anyPlace = anyPlace
        self.session = session
        self.pause = pause
        // Bytes tell an answer only where neither the time nor other requests have a say in it.
        let isSimple = !fits && clock == nil && index.looseness == nil
        self.observeBytes = isSimple ? observeBytes : nil
        self.player = Mutex(player)
        self.observe = observe
    }

    public func respond(to request: Request) async -> ResponsePlan {
        let (asked, found, step) = step(for: request)
        switch step {
        case .play(let outcome):
            observe(request, outcome)
            return outcome.plan
        case .stop(let reason):
            // Searching for what comes near takes long: it is done beside the lock, so that others are not kept waiting.
            var miss = misses.explain(
                found.identity ?? Identity(asked), said: fits || anyPlace ? Identity(request) : nil, reason,
                pausing: pause)
            miss.session = session
            player.withLock { [miss] in $0.keep(miss) }
            observe(request, .missed(miss))
            return Player.Outcome.missed(miss).plan
        }
    }

    /// A hit; a miss, and a body that is long to read, are left to `respond(to:)`. A track that stops is as it was, so it
    /// may be asked again.
    public func immediateResponse(to request: Request) -> ResponsePlan? {
        request.body.count <= 64 << 10 ? hit(request) : nil
    }

    /// The answer where there is one; a miss is neither explained nor counted.
    public func hit(_ request: Request) -> ResponsePlan? {
        guard case .play(let outcome) = step(for: request).step else { return nil }
        observe(request, outcome)
        return outcome.plan
    }

    public func rehearse(_ request: Request) -> LentAnswer? {
        lent(player.withLock { $0.rehearse(request, at: clock?.now) }, "lost the answer of")
    }

    public func lend(_ request: Request) -> LentAnswer? {
        lent(player.withLock { $0.lend(request, at: clock?.now) }, "played")
    }

    /// An answer through trouble; a looser match is never silent.
    private func lent(_ outcome: Player.Outcome?, _ verb: String) -> LentAnswer? {
        guard case .played(let entry, let plan) = outcome else { return nil }
        return LentAnswer(plan, remark: entry.looseness == nil ? nil : "\(verb) \(entry)")
    }

    public var answersByBytes: Bool {
        observeBytes != nil
    }

    public func wireAnswer(to request: PlainRequest) -> ArraySlice<UInt8>? {
        guard let observeBytes, let track = index.wireTrack(of: request),
            case .play(let turn) = player.withLock({ $0.advance(track, at: nil) })
        else { return nil }
        observeBytes(request, Played(responder: self, slot: turn.slot))
        return index.slots[turn.slot].wireBytes
    }

    private enum Step {
        case play(Player.Outcome)
        case stop(Miss.Reason?)
    }

    /// What a request leads to; looking it up needs no lock where nothing is bound.
    private func step(for request: Request) -> (asked: Request, found: TrackIndex.Found, step: Step) {
        let now = clock?.now
        var request = request
        if anyPlace { (request.method, request.target) = ("POST", "/") }
        guard fits else {
            let found = index.find(request)
            switch player.withLock({ $0.advance(found, request, at: now) }) {
            case .play(let turn): return (request, found, .play(.played(index.reference(turn), index.plan(turn))))
            case .stop(let reason): return (request, found, .stop(reason))
            }
        }
        return player.withLock { player in
            let asked = player.bind(request, at: now)
            let found = player.index.find(asked.request)
            switch player.advance(found, asked.request, at: now) {
            case .play(let turn): return (asked.request, found, .play(player.played(turn, for: asked)))
            case .stop(let reason): return (asked.request, found, .stop(reason))
            }
        }
    }

    /// What playing an entry that is an ordinary one leads to, by its number.
    public func outcome(_ slot: Int) -> Player.Outcome {
        .played(index.reference(of: slot), index.slots[slot].plan(0))
    }

    func withPlayer<Value: Sendable>(_ work: (inout sending Player, Int64?) -> sending Value) -> Value {
        player.withLock { work(&$0, clock?.now) }
    }

    /// What has been played so far.
    public var summary: Player.Summary {
        player.withLock { $0.summary }
    }
}
