import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckPlayback

/// Stands before what answers in a test, and carries out the faults that were asked for.
struct FaultyResponder: ImmediateResponder {
    let base: any ImmediateResponder
    let faults: FaultDesk
    let journal: DeckJournal
    /// Whether answers are noted here, and not by who gives them.
    let notes: Bool

    func respond(to request: Request) async -> ResponsePlan {
        guard let fault = faults.take(for: request.operationName) else {
            return noted(await base.respond(to: request), request)
        }
        let hit = await fault.hit(request, from: base, of: faults)
        if hit.isAsAnswered { return noted(hit.plan, request) }
        journal.add(request, "fault \(fault)", explanation: hit.remark, hit.plan)
        return hit.plan
    }

    func immediateResponse(to request: Request) -> ResponsePlan? {
        faults.isEmpty ? base.immediateResponse(to: request).map { noted($0, request) } : nil
    }

    private func noted(_ plan: ResponsePlan, _ request: Request) -> ResponsePlan {
        if notes { journal.add(request, "answered", plan) }
        return plan
    }
}

extension FaultRule {
    /// Reads a rule that stands in a test.
    init(inTest words: String) throws(CassetteUnavailable) {
        do throws(Unreadable) {
            try self.init(words: words)
        } catch {
            throw CassetteUnavailable(description: "can't use the fault \"\(words)\": \(error)")
        }
        guard !isOfTLS else {
            throw CassetteUnavailable(
                description: "can't use the fault \"\(words)\": a test's endpoint has no TLS, and so no certificate")
        }
    }
}
