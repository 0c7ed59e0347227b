import Synchronization
public import TapedeckAWSWire
public import TapedeckConnectionService
public import TapedeckExchangeModel

/// The stand-in service on the wire: a ``ConnectionService`` behind a lock, kept in a file where one is given.
///
/// Requests are answered one after another. With a store, what a request changed is on disk before its response is
/// released; where that fails nothing has changed, and the client is told so.
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
        var failure: StandInError?
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

    /// Why a change could first not be kept; `nil` where every one was.
    public var firstFailure: StandInError? {
        state.withLock { $0.failure }
    }

    /// Answers as the service would; a change is kept before this returns.
    public func respond(to request: Request) async -> ResponsePlan {
        let clock = clock
        do throws(StandInError) {
            let response = try await changeState { state in
                let now = Self.time(clock, &state.ticks)
                return state.service.handle(request, at: now)
            }
            return ResponsePlan(response)
        } catch {
            return ResponsePlan(.refusal(code: "TapedeckStateNotKept", message: error.message))
        }
    }

    /// Looks at the service and changes it, with nothing in between.
    ///
    /// - Throws: ``StandInError`` where the change could not be kept; then it was not made.
    func change<Value: Sendable>(
        _ work: @escaping @Sendable (inout ConnectionService) -> Value
    ) async throws(StandInError) -> Value {
        try await changeState { work(&$0.service) }
    }

    private func changeState<Value: Sendable>(
        _ work: @escaping @Sendable (inout State) -> Value
    ) async throws(StandInError) -> Value {
        guard let store else { return state.withLock { work(&$0) } }
        // The disk is waited for on the store's queue: no thread of the program's pool stands still.
        let result = await store.perform { (writer) -> Result<Value, StandInError> in
            self.state.withLock { state in
                let before = state.service
                let value = work(&state)
                do throws(StandInError) {
                    try writer.save(state.service)
                    state.service.markKept()
                    return .success(value)
                } catch {
                    state.service = before
                    if state.failure == nil { state.failure = error }
                    return .failure(error)
                }
            }
        }
        return try result.get()
    }

    private static func time(_ clock: Clock, _ ticks: inout Int64) -> Instant {
        switch clock {
        case .machine(let now): return now()
        case .fixed(let start):
            ticks += 1
            return Instant(milliseconds: start.milliseconds + (ticks - 1) * 1000)
        }
    }
}
