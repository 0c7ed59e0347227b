import Synchronization
public import TapedeckExchangeModel

/// The faults that a run still has for its requests, in the order in which they were added.
///
/// Of two rules that are for one request the first one is met; the other waits.
public final class FaultDesk: Sendable {
    /// A rule, and how far it has come.
    public struct Waiting: Sendable, Hashable {
        /// The rule.
        public let rule: FaultRule
        /// Requests of its operation that still pass before it begins.
        public fileprivate(set) var skips: Int
        /// The step that comes next.
        public fileprivate(set) var step = 0
        /// How often the script is still gone through, the present time counted.
        public fileprivate(set) var times: Int
        /// The steps that were met so far.
        public fileprivate(set) var met = 0

        fileprivate init(_ rule: FaultRule) {
            self.rule = rule
            skips = rule.first - 1
            times = rule.times
        }
    }

    /// A fault that a request met and that did nothing to its answer.
    public struct Stray: Sendable, Hashable, CustomStringConvertible {
        /// The fault.
        public let step: FaultStep
        /// The request's operation.
        public let operation: String
        /// Why, as a clause.
        public let reason: String

        /// The same as a sentence.
        public var description: String {
            "the fault \(step) could not strike \(operation): \(reason)"
        }
    }

    /// Strays that are kept; more are told as they come, and no longer counted.
    private static let straysKept = 1000

    private let waiting: Mutex<[Waiting]>
    private let found = Mutex<[Stray]>([])
    /// So that a request that no fault waits for takes no lock.
    private let count: Atomic<Int>

    /// Makes a desk.
    public init(_ rules: [FaultRule] = []) {
        waiting = Mutex(rules.map(Waiting.init))
        count = Atomic(rules.count)
    }

    /// Whether no fault is waiting.
    public var isEmpty: Bool {
        count.load(ordering: .relaxed) == 0
    }

    /// What is waiting.
    public var rules: [Waiting] {
        waiting.withLock { $0 }
    }

    /// The rules that asked for more trouble than came.
    public var unmet: [Waiting] {
        rules.filter(\.isUnmet)
    }

    /// Adds a rule; its requests are counted from now on.
    public func add(_ rule: FaultRule) {
        change { $0.append(Waiting(rule)) }
    }

    /// Forgets all rules, and what became of them.
    public func removeAll() {
        change { $0.removeAll() }
        found.withLock { $0 = [] }
    }

    /// The faults that did nothing to the answers of the requests that met them, in order; those of a rule for every request
    /// are not among them, which has been met where one of its faults did something.
    public var strays: [Stray] {
        found.withLock { $0 }
    }

    /// Notes that a fault which a request met did nothing to its answer.
    @discardableResult
    public func strayed(_ step: FaultStep, from operation: String, because reason: String) -> Stray {
        let stray = Stray(step: step, operation: operation, reason: reason)
        let isOfEvery = change { waiting in
            let rule = waiting.firstIndex { waiting in
                waiting.times == .max && waiting.met > 0 && waiting.rule.isFor(operation)
                    && waiting.rule.script.steps.contains(step)
            }
            guard let rule else { return false }
            waiting[rule].met -= 1
            return true
        }
        if !isOfEvery { found.withLock { if $0.count < Self.straysKept { $0.append(stray) } } }
        return stray
    }

    /// The fault that a request of an operation meets; `nil` for none. Called once a request.
    public func take(for operation: String) -> FaultStep? {
        if isEmpty { return nil }
        return change { waiting in
            var met: FaultStep?
            for index in waiting.indices where waiting[index].rule.isFor(operation) {
                if waiting[index].skips > 0 {
                    waiting[index].skips -= 1
                } else if met == nil, !waiting[index].wantsCertificate {
                    met = waiting[index].next()
                }
            }
            waiting.removeAll { $0.times == 0 }
            return met == FaultStep.none ? nil : met
        }
    }

    /// What is wrong with the certificate of the next connection; `nil` where it is good. Called once a connection with
    /// TLS. Which operation it is for is not known then: the first rule counts whose next step is a certificate.
    public func takeCertificate() -> FaultStep.BadCertificate? {
        if isEmpty { return nil }
        return change { waiting in
            guard let index = waiting.firstIndex(where: { $0.skips == 0 && $0.wantsCertificate }),
                case .certificate(let bad) = waiting[index].next()
            else { return nil }
            waiting.removeAll { $0.times == 0 }
            return bad
        }
    }

    private func change<Value: Sendable>(_ work: (inout [Waiting]) -> Value) -> Value {
        waiting.withLock { waiting in
            let value = work(&waiting)
            count.store(waiting.count, ordering: .relaxed)
            return value
        }
    }
}

extension FaultRule {
    fileprivate func isFor(_ operation: String) -> Bool {
        self.operation == nil || self.operation == operation
    }
}

extension FaultDesk.Waiting {
    fileprivate var wantsCertificate: Bool {
        rule.script.steps[step].isCertificate
    }

    /// Whether a fault of it is still to come; of one for every request, whether none came.
    fileprivate var isUnmet: Bool {
        let isRepeated = times > 1 && (times < .max || met == 0)
        let left = isRepeated ? rule.script.steps[...] : times == .max ? [] : rule.script.steps[step...]
        return left.contains { step in step != FaultStep.none }
    }

    fileprivate mutating func next() -> FaultStep {
        let met = rule.script.steps[step]
        step += 1
        self.met += 1
        if step == rule.script.steps.count {
            step = 0
            if times != .max { times -= 1 }
        }
        return met
    }
}

extension FaultDesk.Waiting: CustomStringConvertible {
    /// How far it has come, as a sentence.
    public var description: String {
        guard met > 0 else { return "the fault \(rule) was not met" }
        let steps = rule.script.steps.count.multipliedReportingOverflow(by: rule.times)
        return "the fault \(rule) was met in \(met)\(steps.overflow ? "" : " of its \(steps.partialValue)") steps only"
    }
}
