import Synchronization
public import TapedeckExchangeModel

/// A ``Player`` that answers many connections at a time, one request after the other.
public final class PlayerResponder: Responder {
    private let player: Mutex<Player>
    private let index: TrackIndex
    private let misses: MissFinder
    private let observe: @Sendable (Request, Player.Outcome) -> Void

    /// Makes a responder.
    ///
    /// - Parameter observe: called after each decision, on the connection's task, before the answer is sent.
    public init(_ player: Player, observe: @escaping @Sendable (Request, Player.Outcome) -> Void = { _, _ in }) {
        index = player.index
        misses = player.misses
        self.player = Mutex(player)
        self.observe = observe
    }

    public func respond(to request: Request) async -> ResponsePlan {
        let outcome = play(request)
        observe(request, outcome)
        return outcome.plan
    }

    /// Reading a request, and searching for what comes near it, take as long as the client's body is: they are done beside
    /// the lock, so that others are not kept waiting.
    private func play(_ request: Request) -> Player.Outcome {
        let found = index.find(request)
        switch player.withLock({ $0.advance(found.track) }) {
        case .play(let slot): return .played(index.slots[slot].reference, index.slots[slot].plan)
        case .stop(let reason):
            let miss = misses.explain(found.identity ?? Identity(request), reason)
            player.withLock { $0.keep(miss) }
            return .missed(miss)
        }
    }

    /// What has been played so far.
    public var summary: Player.Summary {
        player.withLock { $0.summary }
    }
}
