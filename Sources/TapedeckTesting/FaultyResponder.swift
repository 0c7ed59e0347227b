import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckPlayback

/// Stands before what answers in a test, and carries out the faults that were asked for.
struct FaultyResponder: ImmediateResponder {
    let base: any ImmediateResponder
    let faults: FaultDesk
    let journal: DeckJournal

    func respond(to request: Request) async -> ResponsePlan {
        guard let fault = faults.take(for: request.operationName) else { return await base.respond(to: request) }
        let plan = await fault.plan(for: request, from: base)
        journal.add(request, "fault \(fault)", plan)
        return plan
    }

    func immediateResponse(to request: Request) -> ResponsePlan? {
        faults.isEmpty ? base.immediateResponse(to: request) : nil
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
