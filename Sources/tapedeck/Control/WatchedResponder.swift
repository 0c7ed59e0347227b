import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText
import TapedeckPlayback

/// What a deck answers to one request, and why.
struct Answer: Sendable {
    /// What goes back on the wire.
    var plan: ResponsePlan
    /// What the deck did, such as `answered`, `missed` or `played entry 3 (…)`.
    var decision = "answered"
    /// More about a decision that a person should look at; `nil` where all is well.
    var explanation: String?
    /// Whose request it was; `nil` where all clients play together.
    var session: ClientSession?

    /// The answer on one line.
    func line(for request: Request) -> String {
        let resource = request.resourceName.map { " \($0)" } ?? ""
        let status =
            plan.fault.map { "\(FaultStep.wire($0))" } ?? plan.response.map { String($0.status) } ?? "no response"
        return "\(session.prefix)\(decision) \(request.operationName)\(resource): \(status)"
    }

    /// Red for what a person should look at, green for the rest.
    var color: Int {
        explanation != nil || plan.fault != nil || (plan.response?.status ?? 0) >= 400 ? 31 : 32
    }
}

/// Stands before whatever answers: carries out faults that were asked for, refuses signatures that don't hold, and notes
/// what was answered.
struct WatchedResponder: WireResponder, EarlyResponder {
    let journal: RequestJournal
    let faults: FaultDesk
    private let gate: SignatureGate?
    private let sessions: SessionPlayers?
    private let base: any Responder
    private let immediate: (any ImmediateResponder)?
    private let wire: (any WireResponder)?
    private let isVerbose: Bool
    private let note: (@Sendable (Request, ResponsePlan) -> Void)?
    private let noteBytes: (@Sendable (PlainRequest, ArraySlice<UInt8>) -> Void)?

    /// Makes a responder.
    ///
    /// - Parameters:
    ///   - gate: who refuses signatures that don't hold.
    ///   - sessions: whose requests are told apart; `nil` where all clients play together.
    ///   - note: called for each answer; `nil` where the responder notes its answers itself.
    ///   - noteBytes: called instead for one that was given by its bytes; `nil` has none given so that `note` would be
    ///     called for.
    init(
        _ base: any Responder, journal: RequestJournal, faults: FaultDesk, gate: SignatureGate? = nil,
        sessions: SessionPlayers? = nil, isVerbose: Bool = false, note: (@Sendable (Request, ResponsePlan) -> Void)?,
        noteBytes: (@Sendable (PlainRequest, ArraySlice<UInt8>) -> Void)? = nil
    ) {
        self.journal = journal
        self.faults = faults
        self.gate = gate
        self.sessions = sessions
        self.base = base
        self.isVerbose = isVerbose
        self.note = note
        self.noteBytes = note == nil ? nil : noteBytes
        immediate = base.asImmediate
        // What notes every answer as a value, or looks at signatures, needs requests as values.
        wire = gate == nil && (note == nil || noteBytes != nil) ? base.asWire : nil
    }

    func respond(to request: Request, early: EarlyResponse?) async -> ResponsePlan {
        if let (fault, session) = fault(for: request) {
            let refusal = fault.needsAnswer ? refusal(of: request) : nil
            let hit =
                if let refusal {
                    fault.hit(request, answered: refusal.plan, of: faults, in: session)
                } else {
                    await fault.hit(request, from: base, of: faults, in: session)
                }
            if let stray = hit.stray { Terminal.tell(journal.shown("tapedeck: \(stray)")) }
            guard !hit.isAsAnswered else {
                // A responder that notes its answers itself has noted this one.
                if let refusal { journal.add(request, refusal) } else { note?(request, hit.plan) }
                return hit.plan
            }
            let answer = Answer(
                plan: hit.plan, decision: "fault \(fault)", explanation: hit.remark, session: session)
            // A looser match is never silent.
            if let remark = hit.remark {
                Terminal.tell(journal.shown("tapedeck: \(session.prefix)fault \(fault): \(remark)"), color: 31)
            }
            if isVerbose { journal.tell(answer, for: request) }
            journal.add(request, answer)
            return hit.plan
        }
        if let refusal = refusal(of: request) {
            journal.add(request, refusal)
            return refusal.plan
        }
        let plan = await base.plan(for: request, early: early)
        note?(request, plan)
        return plan
    }

    /// The fault that a request meets, and whose request it is. One of a session too many is refused, and meets none.
    private func fault(for request: Request) -> (FaultStep, ClientSession?)? {
        if faults.isEmpty { return nil }
        guard let sessions else { return faults.take(for: request.operationName).map { ($0, nil) } }
        guard let session = session(of: request, among: sessions) else { return nil }
        return faults.take(for: request.operationName, in: session).map { ($0, session) }
    }

    /// No session begins with a request that is refused.
    private func session(of request: Request, among sessions: SessionPlayers) -> ClientSession? {
        gate?.lets(request) ?? true ? sessions.session(of: request) : sessions.begunSession(of: request)
    }

    /// Whether no fault is for a request.
    private func isFree(_ request: Request) -> Bool {
        if faults.isEmpty { return true }
        guard let sessions, let session = session(of: request, among: sessions) else { return false }
        return !faults.concerns(request.operationName, in: session)
    }

    private func refusal(of request: Request) -> Answer? {
        guard var refusal = gate?.refusal(of: request, shown: journal.shown) else { return nil }
        refusal.session = sessions?.begunSession(of: request)
        return refusal
    }

    var answersByBytes: Bool {
        wire?.answersByBytes ?? false
    }

    func wireAnswer(to request: PlainRequest) -> ArraySlice<UInt8>? {
        guard faults.isEmpty, !journal.isWritten, let answer = wire?.wireAnswer(to: request) else { return nil }
        noteBytes?(request, answer)
        return answer
    }

    func immediateResponse(to request: Request) -> ResponsePlan? {
        // A journal that is written waits for the disk, which an event loop must not.
        guard let immediate, isFree(request), !journal.isWritten, gate?.lets(request) ?? true,
            let plan = immediate.immediateResponse(to: request)
        else { return nil }
        note?(request, plan)
        return plan
    }
}
