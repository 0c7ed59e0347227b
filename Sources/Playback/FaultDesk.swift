import Synchronization
public import TapedeckExchangeModel

/// The faults that a run still has for its requests, in the order in which they were added.
///
/// Of two rules that are for one request the first one is met; the other waits. Where sessions are told apart, a rule counts for
/// each of them by itself, and is never over: another session may come.
public final class FaultDesk: Sendable {
    /// A fault that a request met and that did nothing to its answer.
    public struct Stray: Sendable, Hashable, CustomStringConvertible {
        /// The fault.
        public let step: FaultStep
        /// The request's operation.
        public let operation: String
        /// The request's session; `nil` where all clients are one.
        public var session: ClientSession?
        /// Why, as a clause.
        public let reason: String

        /// The same as a sentence.
        public var description: String {
            "\(session.prefix)the fault \(step) could not strike \(operation): \(reason)"
        }
    }

    /// Strays that are kept; more are told as they come, and no longer counted.
    private static let straysKept = 1000

    private struct State {
        var waiting: [Waiting] = []
        /// How many rules were added so far.
        var added = 0

        mutating func add(_ rule: FaultRule) {
            added += 1
            waiting.append(Waiting(rule, number: added))
        }
    }

    private let state: Mutex<State>
    private let found = Mutex<[Stray]>([])
    /// So that a request that no fault waits for takes no lock.
    private let count: Atomic<Int>

    /// Makes a desk.
    public init(_ rules: [FaultRule] = []) {
        state = Mutex(rules.reduce(into: State()) { $0.add($1) })
        count = Atomic(rules.count)
    }

    /// Whether no fault is waiting.
    public var isEmpty: Bool {
        count.load(ordering: .relaxed) == 0
    }

    /// What is waiting.
    public var rules: [Waiting] {
        state.withLock { $0.waiting }
    }

    /// The rules that asked for more trouble than came.
    public var unmet: [Waiting] {
        rules.filter(\.isUnmet)
    }

    /// Adds a rule; its requests are counted from now on.
    public func add(_ rule: FaultRule) {
        change { $0.add(rule) }
    }

    /// Forgets one rule, however far it has come: nobody asks for its trouble any more.
    ///
    /// - Parameter number: that of ``Waiting``.
    /// - Returns: `false` where none of this number is waiting.
    public func remove(_ number: Int) -> Bool {
        change { state in
            guard let index = state.waiting.firstIndex(where: { $0.number == number }) else { return false }
            state.waiting.remove(at: index)
            return true
        }
    }

    /// Forgets all rules, and what became of them. Numbers go on, so that none means another rule than it did.
    public func removeAll() {
        change { $0.waiting = [] }
        found.withLock { $0 = [] }
    }

    /// The faults that did nothing to the answers of the requests that met them, in order; those of a rule for every request
    /// are not among them, which has been met where one of its faults did something.
    public var strays: [Stray] {
        found.withLock { $0 }
    }

    /// Notes that a fault which a request met did nothing to its answer.
    @discardableResult
    public func strayed(
        _ step: FaultStep, from operation: String, in session: ClientSession? = nil, because reason: String
    ) -> Stray {
        let stray = Stray(step: step, operation: operation, session: session, reason: reason)
        let isOfEvery = change { state in
            let rule = state.waiting.firstIndex { waiting in
                waiting.rule.times == .max && waiting.isFor(operation, session) && waiting[session].met > 0
                    && waiting.rule.script.steps.contains(step)
            }
            guard let rule else { return false }
            state.waiting[rule][session].met -= 1
            return true
        }
        if !isOfEvery { found.withLock { if $0.count < Self.straysKept { $0.append(stray) } } }
        return stray
    }

    /// The fault that a request of an operation meets; `nil` for none. Called once a request.
    ///
    /// - Parameter session: whose request it is; `nil` where all clients are one.
    public func take(for operation: String, in session: ClientSession? = nil) -> FaultStep? {
        if isEmpty { return nil }
        return change { state in
            var met: FaultStep?
            for index in state.waiting.indices where state.waiting[index].isFor(operation, session) {
                let next = state.waiting[index].count(session, isMet: met == nil)
                met = met ?? next
            }
            state.waiting.removeAll(where: \.isOver)
            return met == FaultStep.none ? nil : met
        }
    }

    /// Whether a rule counts a request, which is not counted by asking. Where sessions are told apart rules stay, and one that is
    /// over for a session has no more to do with its requests.
    public func concerns(_ operation: String, in session: ClientSession? = nil) -> Bool {
        !isEmpty && state.withLock { $0.waiting.contains { $0.isFor(operation, session) && $0[session].times > 0 } }
    }

    /// What is wrong with the certificate of the next connection; `nil` where it is good. Called once a connection with
    /// TLS. Which operation it is for is not known then: the first rule counts whose next step is a certificate.
    public func takeCertificate() -> FaultStep.BadCertificate? {
        if isEmpty { return nil }
        return change { state in
            for index in state.waiting.indices {
                guard let bad = state.waiting[index].nextCertificate() else { continue }
                state.waiting.removeAll(where: \.isOver)
                return bad
            }
            return nil
        }
    }

    private func change<Value: Sendable>(_ work: (inout State) -> Value) -> Value {
        state.withLock { state in
            let value = work(&state)
            count.store(state.waiting.count, ordering: .relaxed)
            return value
        }
    }
}
