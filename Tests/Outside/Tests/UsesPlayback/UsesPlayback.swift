import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckPlayback
import Testing

@Test
func playsAnEntryAndMissesAnother() {
    let request = Request(headers: [HeaderField("X-Amz-Target", "AppRunner.ListConnections")])
    let exchange = Exchange(
        sequence: 1, request: request, response: Response(status: 200, reason: "OK"), startedAt: 0)
    let entry = Entry(exchange, url: "https://localhost/", origin: Origin(.synthetic, source: "a test"))
    var player = Player([("one", Cassette(title: "t", recordedAt: "", entries: [entry]))])
    #expect(player.play(request).plan.response?.status == 200)
    #expect(player.play(request).plan.response?.status == 400)
    #expect(player.summary.misses.count == 1)
}
