import TapedeckExchangeModel

enum LiveTransport {
    @Sendable
    static func send(
        _ request: Request, to endpoint: Endpoint, options: SendOptions
    ) async throws(SendFailure) -> Response {
        throw SendFailure(kind: .local, detail: "not wired yet")
    }
}
