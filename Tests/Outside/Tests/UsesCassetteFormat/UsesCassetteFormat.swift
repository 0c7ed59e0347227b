import TapedeckCassetteFormat
import TapedeckExchangeModel
import Testing

@Test
func readsWhatItWrites() throws {
    let exchange = Exchange(
        sequence: 1, request: Request(), response: Response(status: 200, reason: "OK"), startedAt: 0)
    let entry = Entry(exchange, url: "https://localhost/", origin: Origin(.synthetic, source: "a test"))
    let cassette = Cassette(title: "One exchange", recordedAt: "2026-11-24T00:00:00Z", entries: [entry])
    #expect(try Cassette(bytes: cassette.bytes).entries.count == 1)
}
