import Synchronization
public import TapedeckExchangeModel

/// A ``Player`` that answers many connections at a time, one request after the other.
public final class PlayerResponder: Responder {
    private let player: Mutex<Player>
    private let observe: @Sendable (Request, Player.Outcome) -> Void

    /// Makes a responder.
    ///
    /// - Parameter observe: called after each decision, on the connection's task, before the answer is sent.
    public init(_ player: Player, observe: @escaping @Sendable (Request, Player.Outcome) -> Void = { _, _ in }) {
        self.player = Mutex(player)
        self.observe = observe
    }

    public func respond(to request: Request) async -> ResponsePlan {
        let outcome = player.withLock { $0.play(request) }
        observe(request, outcome)
        return outcome.plan
    }

    /// What has been played so far.
    public var summary: Player.Summary {
        player.withLock { $0.summary }
    }
}
