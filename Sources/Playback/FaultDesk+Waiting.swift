import TapedeckExchangeModel

extension FaultDesk {
    /// How far the requests that a rule counts together have come with it.
    public struct Position: Sendable, Hashable {
        /// Requests of its operation that still pass before it begins.
        public fileprivate(set) var skips: Int
        /// The step that comes next.
        public fileprivate(set) var step = 0
        /// How often the script is still gone through, the present time counted.
        public fileprivate(set) var times: Int
        /// The steps that were met so far.
        public internal(set) var met = 0

        fileprivate init(_ rule: FaultRule) {
            skips = rule.first - 1
            times = rule.times
        }
    }

    /// A rule, and how far it has come.
    public struct Waiting: Sendable, Hashable {
        /// Its number, from 1, in the order in which rules were added to the desk.
        public let number: Int
        /// The rule.
        public let rule: FaultRule
        /// Where it stands; where it counts for each session by itself, its beginning, from which each starts.
        public private(set) var position: Position
        private var ofSessions: [ClientSession: Position] = [:]

        init(_ rule: FaultRule, number: Int) {
            self.rule = rule
            self.number = number
            position = Position(rule)
        }

        /// Where it stands for a request of a session.
        subscript(session: ClientSession?) -> Position {
            get {
                guard let session, rule.countsEachSession else { return position }
                return ofSessions[session] ?? position
            }
            set {
                if let session, rule.countsEachSession { ofSessions[session] = newValue } else { position = newValue }
            }
        }

        /// How many sessions have begun with it, where it counts for each by itself.
        public var begun: Int {
            ofSessions.count
        }

        /// For how many of these it is over.
        public var ended: Int {
            ofSessions.values.count { $0.times == 0 }
        }

        /// The steps that were met so far; of sessions, by the one that has come furthest.
        var mostMet: Int {
            furthest.position.met
        }

        /// The session that has come furthest; of equals the first one.
        private var furthest: (session: ClientSession?, position: Position) {
            var found: (session: ClientSession?, position: Position) = (nil, position)
            for (session, position) in ofSessions {
                let isFurther =
                    position.met > found.position.met
                    || position.met == found.position.met && session.number < found.session?.number ?? .max
                if isFurther { found = (session, position) }
            }
            return found
        }
    }
}

extension FaultDesk.Waiting {
    func isFor(_ operation: String, _ session: ClientSession?) -> Bool {
        (rule.operation == nil || rule.operation == operation) && (rule.session == nil || rule.session == session)
    }

    /// Whether no request can meet it any more.
    var isOver: Bool {
        position.times == 0
    }

    /// Counts a request of its operation.
    ///
    /// - Parameter isMet: whether the request meets what is next, and not another rule.
    /// - Returns: what it meets; `nil` for nothing.
    mutating func count(_ session: ClientSession?, isMet: Bool) -> FaultStep? {
        var position = self[session]
        guard position.times > 0 else { return nil }
        var step: FaultStep?
        if position.skips > 0 {
            position.skips -= 1
        } else if isMet, !rule.script.steps[position.step].isCertificate {
            step = position.next(of: rule)
        }
        self[session] = position
        return step
    }

    /// What is wrong with the next certificate, where that is what comes next.
    mutating func nextCertificate() -> FaultStep.BadCertificate? {
        guard position.skips == 0, position.times > 0,
            case .certificate(let bad) = rule.script.steps[position.step]
        else { return nil }
        _ = self[nil].next(of: rule)
        return bad
    }

    /// Whether a fault of it is still to come; of one for every request, whether none came. Of sessions the one counts that has
    /// come furthest: what it met has been seen.
    var isUnmet: Bool {
        let position = furthest.position
        if position.times == 0 { return false }
        let isRepeated = position.times > 1 && (position.times < .max || position.met == 0)
        let steps = rule.script.steps
        let left = isRepeated ? steps[...] : position.times == .max ? [] : steps[position.step...]
        return left.contains { step in step != FaultStep.none }
    }
}

extension FaultDesk.Position {
    fileprivate mutating func next(of rule: FaultRule) -> FaultStep {
        let now = rule.script.steps[step]
        step += 1
        met += 1
        if step == rule.script.steps.count {
            step = 0
            if times != .max { times -= 1 }
        }
        return now
    }
}

extension FaultDesk.Waiting: CustomStringConvertible {
    /// How far it has come, as a sentence.
    public var description: String {
        let (session, position) = furthest
        let fault = "the fault \(rule)\(rule.session.map { " of \($0)" } ?? "")"
        guard position.met > 0 else { return "\(fault) was not met" }
        let steps = rule.script.steps.count.multipliedReportingOverflow(by: rule.times)
        let whose = session.map { ", by \($0), which came furthest" } ?? ""
        let all = steps.overflow ? "" : " of its \(steps.partialValue)"
        return "\(fault) was met in \(position.met)\(all) steps only\(whose)"
    }
}
