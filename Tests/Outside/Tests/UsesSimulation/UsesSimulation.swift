import TapedeckAWSWire
import TapedeckConnectionService
import TapedeckExchangeModel
import TapedeckSimulation
import Testing

@Test
func answersAsTheServiceWould() async throws {
    let standIn = try StandIn(ConnectionService(seed: 1), now: { Instant(milliseconds: 1_604_363_571_000) })
    let plan = await standIn.respond(to: Request(headers: [HeaderField("X-Amz-Target", "AppRunner.ListConnections")]))
    #expect((400..<500).contains(plan.response?.status ?? 0), "an unsigned request is refused")
}
