import Synchronization
public import TapedeckExchangeModel

/// A ``Player`` that answers many connections at a time, one request after the other.
public final class PlayerResponder: ImmediateResponder, RehearsingResponder {
    private let player: Mutex<Player>
    private let index: TrackIndex
    private let misses: MissFinder
    private let observe: @Sendable (Request, Player.Outcome) -> Void

    /// Makes a responder.
    ///
    /// - Parameter observe: called after each decision, where the request was read, before the answer is sent.
    public init(_ player: Player, observe: @escaping @Sendable (Request, Player.Outcome) -> Void = { _, _ in }) {
        index = player.index
        misses = player.misses
        self.player = Mutex(player)
        self.observe = observe
    }

    public func respond(to request: Request) async -> ResponsePlan {
        let found = index.find(request)
        switch player.withLock({ $0.advance(found.track) }) {
        case .play(let slot, let plan): return played(slot, plan, request)
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
            case .play(let slot, let plan) = player.withLock({ $0.advance(track) })
        else { return nil }
        return played(slot, plan, request)
    }

    public func rehearse(_ request: Request) -> ResponsePlan? {
        index.find(request).track.flatMap { track in player.withLock { $0.rehearse(track) } }
    }

    private func played(_ slot: Int, _ plan: ResponsePlan, _ request: Request) -> ResponsePlan {
        let outcome = Player.Outcome.played(index.slots[slot].reference, plan)
        observe(request, outcome)
        return outcome.plan
    }

    func withPlayer<Value: Sendable>(_ work: (inout sending Player) -> sending Value) -> Value {
        player.withLock { work(&$0) }
    }

    /// What has been played so far.
    public var summary: Player.Summary {
        player.withLock { $0.summary }
    }
}
