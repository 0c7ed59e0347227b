import TapedeckCassetteFormat
import TapedeckExchangeModel

/// Hands requests on as a recording would have kept them, so that a client whose secret was taken out of the cassette still
/// finds its answer, and no miss shows one.
struct ComparingResponder: WireResponder, RehearsingResponder {
    let redactor: Redactor
    let responder: any WireResponder & RehearsingResponder

    func respond(to request: Request) async -> ResponsePlan {
        await responder.respond(to: redactor.comparable(request))
    }

    /// A request that was recorded as it stands needs no redaction to be found; any other is left to `respond(to:)`, off
    /// the event loop.
    func immediateResponse(to request: Request) -> ResponsePlan? {
        responder.immediateResponse(to: request)
    }

    func rehearse(_ request: Request) -> ResponsePlan? {
        responder.rehearse(redactor.comparable(request))
    }

    var answersByBytes: Bool {
        responder.answersByBytes
    }

    func wireAnswer(to request: PlainRequest) -> ArraySlice<UInt8>? {
        responder.wireAnswer(to: request)
    }
}
