import Synchronization
public import TapedeckAWSWire
public import TapedeckConnectionService
public import TapedeckExchangeModel

/// The stand-in service on the wire: a ``ConnectionService`` behind a lock, kept in a file where one is given.
///
/// Requests are answered one after another. With a store, what a request changed is on disk before its response is
/// released; where that fails nothing has changed, and the client is told so.
public final class StandIn: WireResponder {
    private struct State {
        var service: ConnectionService
        var failure: StandInError?
    }

    private let state: Mutex<State>
    private let store: StandInStore?
    private let now: @Sendable () -> Instant

    /// Makes a stand-in.
    ///
    /// - Parameters:
    ///   - now: the clock, asked once a request.
    ///   - store: where connections are kept over restarts; what it holds is taken up.
    /// - Throws: ``StandInError`` when the store can't be read.
    public init(
        _ service: ConnectionService, now: @escaping @Sendable () -> Instant, store: StandInStore? = nil
    ) throws(StandInError) {
        var service = service
        if let store { try store.load(into: &service) }
        self.state = Mutex(State(service: service))
        self.store = store
        self.now = now
    }

    /// Why a change could first not be kept; `nil` where every one was.
    public var firstFailure: StandInError? {
        state.withLock { $0.failure }
    }

    /// Answers as the service would; a change is kept before this returns.
    public func respond(to request: Request) async -> ResponsePlan {
        let now = now
        do throws(StandInError) {
            return ResponsePlan(try await change { $0.handle(request, at: now()) })
        } catch {
            return ResponsePlan(.refusal(code: "TapedeckStateNotKept", message: error.message))
        }
    }

    /// At once, where no change has to be kept; a body that is long to read is left to `respond(to:)`.
    public func immediateResponse(to request: Request) -> ResponsePlan? {
        guard store == nil, request.body.count <= 64 << 10 else { return nil }
        return state.withLock { state in
            ResponsePlan(state.service.handle(request, at: now()))
        }
    }

    /// Only where no change has to be kept.
    public var answersByBytes: Bool {
        store == nil
    }

    public func wireAnswer(to request: PlainRequest) -> ArraySlice<UInt8>? {
        guard store == nil else { return nil }
        return state.withLock { $0.service.handle(request, at: now) }?[...]
    }

    /// Looks at the service and changes it, with nothing in between.
    ///
    /// - Throws: ``StandInError`` where the change could not be kept; then it was not made.
    func change<Value: Sendable>(
        _ work: @escaping @Sendable (inout ConnectionService) -> Value
    ) async throws(StandInError) -> Value {
        guard let store else { return state.withLock { work(&$0.service) } }
        // The disk is waited for on the store's queue: no thread of the program's pool stands still.
        let result = await store.perform { (writer) -> Result<Value, StandInError> in
            self.state.withLock { state in
                let before = state.service
                let value = work(&state.service)
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
}
