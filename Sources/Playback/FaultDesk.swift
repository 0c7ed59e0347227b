import Synchronization
public import TapedeckExchangeModel

/// The faults that a run still has for its requests, in the order in which they were added.
///
/// Of two rules that are for one request the first one is met; the other waits. Where sessions are told apart, a rule counts for
/// each of them by itself, and is never over: another session may come. A run may have rounds: with each, the rules of the run
/// are there again as they were at the beginning.
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

    /// Rules that are kept of what earlier rounds did not meet; more are forgotten.
    private static let unmetKept = 1000

    private struct State {
        /// The rules of the run as they are at the beginning of each round.
        let own: [Waiting]
        var waiting: [Waiting]
        /// How many rules were added so far.
        var added: Int
        /// The numbers of the rules of the run that earlier rounds met to their end.
        var met: Set<Int> = []
        /// How far earlier rounds came with the others.
        var reached: [Int: Waiting] = [:]
        /// The rules that were added in earlier rounds, and not met to their end in these.
        var unmet: [Waiting] = []
        /// The numbers of the rules that were taken away in this round.
        var removed: Set<Int> = []

        init(_ rules: [FaultRule]) {
            own = rules.enumerated().map { Waiting($0.element, number: $0.offset + 1) }
            (waiting, added) = (own, rules.count)
        }

        mutating func add(_ rule: FaultRule) {
            added += 1
            waiting.append(Waiting(rule, number: added))
        }

        mutating func beginRound() {
            for (number, waiting) in furthest() {
                reached[number] = waiting
                if waiting?.isUnmet != true { met.insert(number) }
            }
            unmet += waiting.filter { $0.number > own.count && $0.isUnmet }.prefix(FaultDesk.unmetKept - unmet.count)
            waiting = own
            removed = []
        }

        /// Of the rules of the run that no round has met to its end, and that were not taken away in this one, where the round
        /// stands that came furthest; `nil` where this one is over with it.
        func furthest() -> [(number: Int, waiting: Waiting?)] {
            own.map(\.number).filter { !met.contains($0) && !removed.contains($0) }.map { number in
                let now = waiting.first { $0.number == number }
                guard let now, let before = reached[number], before.mostMet > now.mostMet else { return (number, now) }
                return (number, before)
            }
        }
    }

    private let state: Mutex<State>
    private let found = Mutex<[Stray]>([])
    /// So that a request that no fault waits for takes no lock.
    private let count: Atomic<Int>

    /// Makes a desk.
    ///
    /// - Parameter rules: those of the run, which each round has.
    public init(_ rules: [FaultRule] = []) {
        state = Mutex(State(rules))
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

    /// The rules that asked for more trouble than came. Of rounds the one counts that has come furthest with a rule of the run;
    /// one that was added is for the round in which it was.
    public var unmet: [Waiting] {
        state.withLock { state in
            let own = state.furthest().compactMap(\.waiting)
            let added = state.unmet + state.waiting.filter { $0.number > state.own.count }
            return (own + added).filter(\.isUnmet)
        }
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
            state.removed.insert(number)
            return true
        }
    }

    /// Begins another round: the rules of the run are there again from their beginning, and those that were added since are
    /// gone. What was found stays so: ``unmet`` and ``strays`` are of all rounds. No number means another rule than it did.
    public func reset() {
        change { $0.beginRound() }
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
