import Synchronization
public import TapedeckAWSWire
public import TapedeckConnectionService
public import TapedeckExchangeModel
import TapedeckJSONText

/// The stand-in service on the wire: a ``ConnectionService`` behind a lock, kept in a file where one is given.
public final class StandIn: Responder {
    /// Where the time comes from.
    public enum Clock: Sendable {
        /// From the machine, through this function.
        case machine(@Sendable () -> Instant)
        /// Stands at an instant, and moves on by a second with every request.
        case fixed(Instant)
    }

    private struct State {
        var service: ConnectionService
        var ticks: Int64 = 0
    }

    private let state: Mutex<State>
    private let store: StandInStore?
    private let clock: Clock

    /// Makes a stand-in.
    ///
    /// - Parameter store: where connections are kept over restarts; what it holds is taken up.
    /// - Throws: ``StandInError`` when the store can't be read.
    public init(_ service: ConnectionService, clock: Clock, store: StandInStore? = nil) throws(StandInError) {
        var service = service
        if let store { try store.load(into: &service) }
        self.state = Mutex(State(service: service))
        self.store = store
        self.clock = clock
    }

    public func respond(to request: Request) async -> ResponsePlan {
        // A change is on disk before its response is released, and no other request comes between.
        state.withLock { state in
            let now = time(&state)
            let before = state.service
            let response = state.service.handle(request, at: now)
            return keep(&state, before: before) ?? ResponsePlan(response)
        }
    }

    /// Moves the pending connections of a name on; returns their ARNs, `nil` where the change could not be kept.
    func finishHandshake(
        of name: String, _ outcome: ConnectionService.HandshakeOutcome, account: String?, region: String?
    ) -> [String]? {
        state.withLock { state in
            let before = state.service
            let arns = state.service.finishHandshake(of: name, outcome, account: account, region: region)
            return keep(&state, before: before) == nil ? arns : nil
        }
    }

    /// Every connection, for people.
    var overview: JSONValue {
        state.withLock { $0.service.overview }
    }

    private func time(_ state: inout State) -> Instant {
        switch clock {
        case .machine(let now): return now()
        case .fixed(let start):
            state.ticks += 1
            return Instant(milliseconds: start.milliseconds + (state.ticks - 1) * 1000)
        }
    }

    /// Writes what changed; where that fails, nothing has changed, and this says so to the client.
    private func keep(_ state: inout State, before: ConnectionService) -> ResponsePlan? {
        guard let store else { return nil }
        do throws(StandInError) {
            try store.save(state.service)
            return nil
        } catch {
            state.service = before
            let body = JSONValue.object(
                JSONObject([("__type", "TapedeckStateNotKept"), ("message", .string(error.message))])
            ).bytes(.compact)
            return ResponsePlan(
                Response(
                    status: 400, reason: "Bad Request",
                    headers: [
                        HeaderField("Content-Type", Operation.contentType),
                        HeaderField("Content-Length", String(body.count)),
                    ], body: body))
        }
    }
}
