import TapedeckExchangeModel
import Testing

struct Nothing: Responder {
    func respond(to request: Request) async -> ResponsePlan {
        ResponsePlan(.refusal(code: "Nothing", message: "\(request.method) is not answered here"))
    }
}

@Test
func answersWithAPlan() async {
    #expect(await Nothing().respond(to: Request()).response?.status == 400)
}
