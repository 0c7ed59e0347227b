public import TapedeckCassetteFormat
public import TapedeckExchangeModel

/// Hands requests on as a recording would have kept them, so that a client whose secret was taken out of the cassette still
/// finds its answer, and no miss shows one.
public struct ComparingResponder: WireResponder, RehearsingResponder {
    private let redactor: Redactor
    private let responder: any WireResponder & RehearsingResponder

    /// Makes a responder.
    ///
    /// - Parameters:
    ///   - redactor: knows the secrets of this process.
    ///   - responder: has the answers.
    public init(redactor: Redactor, responder: any WireResponder & RehearsingResponder) {
        self.redactor = redactor
        self.responder = responder
    }

    public func respond(to request: Request) async -> ResponsePlan {
        // As it stands first: its answer says what it says, whichever way it came.
        if let plan = immediateResponse(to: request) { return plan }
        return await responder.respond(to: redactor.comparable(request))
    }

    /// A request that was recorded as it stands needs no redaction to be found; any other is left to `respond(to:)`, off
    /// the event loop.
    public func immediateResponse(to request: Request) -> ResponsePlan? {
        responder.immediateResponse(to: request)
    }

    public func rehearse(_ request: Request) -> LentAnswer? {
        responder.rehearse(request) ?? responder.rehearse(redactor.comparable(request))
    }

    public func lend(_ request: Request) -> LentAnswer? {
        responder.lend(request) ?? responder.lend(redactor.comparable(request))
    }

    public var answersByBytes: Bool {
        responder.answersByBytes
    }

    public func wireAnswer(to request: PlainRequest) -> ArraySlice<UInt8>? {
        responder.wireAnswer(to: request)
    }
}
