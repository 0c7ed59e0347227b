import TapedeckExchangeModel
import TapedeckHTTPFront
import Testing

private struct Nothing: Responder {
    func respond(to request: Request) async -> ResponsePlan {
        ResponsePlan(Response(status: 204, reason: "No Content"))
    }
}

@Test
func listensOnAPortThatTheSystemPicks() async throws {
    try await HTTPFront.withFront(responder: Nothing()) { front in #expect(front.port > 0) }
}
