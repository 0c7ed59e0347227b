import TapedeckCassetteFormat
public import TapedeckExchangeModel

/// What a client gets that meets a fault.
public struct FaultHit: Sendable {
    /// What goes back on the wire.
    public let plan: ResponsePlan
    /// Whether that is what the responder answered, with nothing done to it.
    public let isAsAnswered: Bool
    /// The fault, where it could do nothing to the answer.
    public let stray: FaultDesk.Stray?
    /// What a person should know of where the answer is from; `nil` where all is well.
    public fileprivate(set) var remark: String?

    fileprivate init(_ plan: ResponsePlan, isAsAnswered: Bool = false, stray: FaultDesk.Stray? = nil) {
        (self.plan, self.isAsAnswered, self.stray) = (plan, isAsAnswered, stray)
    }
}

extension FaultStep {
    /// What a client gets that meets this fault.
    ///
    /// Where the answer is lost, a responder that can rehearse it stays as it was, so that the client finds it when it asks again;
    /// where the answer comes whole, only later or oddly, it has been given. Any other responder has answered, and only its
    /// answer is lost: a stand-in has made the change, a recorder has recorded it.
    ///
    /// A fault that can do nothing to the answer, because it would begin behind its end, is as good as none: the answer is
    /// given, and the desk notes a stray.
    ///
    /// - Parameter session: whose request it is, as the desk was told; `nil` where all clients are one.
    public func hit(
        _ request: Request, from responder: any Responder, of desk: FaultDesk, in session: ClientSession? = nil
    ) async -> FaultHit {
        guard needsAnswer else { return FaultHit(plan(for: ResponsePlan(nil))) }
        if let rehearsing = responder as? any RehearsingResponder {
            let answer = losesAnswer ? rehearsing.rehearse(request) : rehearsing.lend(request)
            if let answer {
                var hit = hit(request, answered: answer.plan, of: desk, in: session)
                hit.remark = answer.remark
                guard hit.isAsAnswered else { return hit }
                return await FaultHit(responder.respond(to: request), isAsAnswered: true, stray: hit.stray)
            }
            // That there is none is told as it is.
            guard let other = await rehearsing.answerOtherwise(request) else {
                return await FaultHit(responder.respond(to: request), isAsAnswered: true)
            }
            var hit = hit(request, answered: other.plan, of: desk, in: session)
            if hit.isAsAnswered { other.note() }
            hit.remark = other.remark
            return hit
        }
        return hit(request, answered: await responder.respond(to: request), of: desk, in: session)
    }

    /// What a client gets that meets this fault, where its answer is known.
    public func hit(
        _ request: Request, answered answer: ResponsePlan, of desk: FaultDesk, in session: ClientSession? = nil
    ) -> FaultHit {
        guard let reason = idleness(for: answer, to: request) else { return FaultHit(plan(for: answer)) }
        let stray = desk.strayed(self, from: request.operationName, in: session, because: reason)
        return FaultHit(answer, isAsAnswered: true, stray: stray)
    }
}
