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

    private let waiting: Mutex<[Waiting]>
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

    /// Forgets all rules.
    public func removeAll() {
        change { $0.removeAll() }
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

extension FaultStep {
    /// What a client gets that meets this fault.
    ///
    /// Where the answer is lost, a responder that can rehearse it stays as it was, so that the client finds it when it asks again;
    /// where the answer comes whole, only later or oddly, it has been given. Any other responder has answered, and only its
    /// answer is lost: a stand-in has made the change, a recorder has recorded it.
    public func plan(for request: Request, from responder: any Responder) async -> ResponsePlan {
        guard needsAnswer else { return plan(for: ResponsePlan(nil)) }
        if let rehearsing = responder as? any RehearsingResponder {
            let answer = losesAnswer ? rehearsing.rehearse(request) : rehearsing.lend(request)
            if let answer { return plan(for: answer) }
            // That there is none is told as it is.
            if !rehearsing.answersOtherwise { return await responder.respond(to: request) }
        }
        return plan(for: await responder.respond(to: request))
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
