import Synchronization
public import TapedeckExchangeModel

/// A ``Player`` that answers many connections at a time, one request after the other.
public final class PlayerResponder: WireResponder, RehearsingResponder {
    private let player: Mutex<Player>
    private let index: TrackIndex
    private let misses: MissFinder
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
    ///   - observe: called after each decision, where the request was read, before the answer is sent.
    ///   - observeBytes: called instead for requests that are answered by their bytes; `nil` has none answered so.
    public init(
        _ player: Player, observe: @escaping @Sendable (Request, Player.Outcome) -> Void = { _, _ in },
        observeBytes: (@Sendable (PlainRequest, Played) -> Void)? = nil
    ) {
        self.observeBytes = observeBytes
        index = player.index
        misses = player.misses
        self.player = Mutex(player)
        self.observe = observe
    }

    public func respond(to request: Request) async -> ResponsePlan {
        let found = index.find(request)
        switch player.withLock({ $0.advance(found.track) }) {
        case .play(let slot, let attempt): return played(slot, attempt, request)
        case .stop(let reason):
            // Searching for what comes near takes long: it is done beside the lock, so that others are not kept waiting.
            let miss = misses.explain(found.identity ?? Identity(request), reason)
            player.withLock { $0.keep(miss) }
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
        guard let track = index.find(request).track,
            case .play(let slot, let attempt) = player.withLock({ $0.advance(track) })
        else { return nil }
        return played(slot, attempt, request)
    }

    public func rehearse(_ request: Request) -> ResponsePlan? {
        index.find(request).track.flatMap { track in player.withLock { $0.rehearse(track) } }
    }

    public var answersByBytes: Bool {
        observeBytes != nil
    }

    public func wireAnswer(to request: PlainRequest) -> ArraySlice<UInt8>? {
        guard let observeBytes, let track = index.wireTrack(of: request),
            case .play(let slot, _) = player.withLock({ $0.advance(track) })
        else { return nil }
        observeBytes(request, Played(responder: self, slot: slot))
        return index.slots[slot].wireBytes
    }

    private func played(_ slot: Int, _ attempt: Int, _ request: Request) -> ResponsePlan {
        let outcome = outcome(slot, attempt)
        observe(request, outcome)
        return outcome.plan
    }

    /// What playing an entry leads to, by its number.
    public func outcome(_ slot: Int) -> Player.Outcome {
        outcome(slot, 0)
    }

    private func outcome(_ slot: Int, _ attempt: Int) -> Player.Outcome {
        .played(index.slots[slot].reference, index.slots[slot].plan(attempt))
    }

    func withPlayer<Value: Sendable>(_ work: (inout sending Player) -> sending Value) -> Value {
        player.withLock { work(&$0) }
    }

    /// What has been played so far.
    public var summary: Player.Summary {
        player.withLock { $0.summary }
    }
}
