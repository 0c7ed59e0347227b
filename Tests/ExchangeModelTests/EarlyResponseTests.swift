import Synchronization
import TapedeckExchangeModel
import Testing

struct EarlyResponseTests {
    private final class Wire: Sendable {
        let bytes = Mutex<[UInt8]>([])
    }

    private static func response(_ framing: HeaderField) -> Response {
        Response(status: 200, reason: "OK", headers: [framing], body: Array("hello world".utf8))
    }

    /// What was sent early and what follows are together what the plan alone would have sent.
    @Test(arguments: [
        (HeaderField("Content-Length", "11"), "hello world"),
        (HeaderField("Transfer-Encoding", "chunked"), "6\r\nhello \r\n5\r\nworld\r\n0\r\n\r\n"),
    ])
    func theRestFollowsWhatWasSent(framing: HeaderField, body: String) {
        let wire = Wire()
        let early = EarlyResponse { bytes in wire.bytes.withLock { $0 += bytes } }
        let response = Self.response(framing)
        var head = response
        head.body = []
        early.send(Array("hello ".utf8), of: head)
        let actions = ResponsePlan(response).actions(answering: Request(), after: early)
        #expect(actions.last == .keepAlive)
        if case .write(let bytes)? = actions.first { wire.bytes.withLock { $0 += bytes } }
        #expect(wire.bytes.withLock { $0 } == response.headBytes + Array(body.utf8))
    }

    @Test
    func nothingSentChangesNothing() {
        let plan = ResponsePlan(Self.response(HeaderField("Content-Length", "11")))
        let early = EarlyResponse { _ in }
        #expect(plan.actions(answering: Request(), after: early) == plan.actions(answering: Request()))
    }

    /// A refusal in the place of what was begun must not complete it.
    @Test
    func anotherPlanThanWasBegunCutsTheResponseOff() {
        let early = EarlyResponse { _ in }
        early.send([1], of: Self.response(HeaderField("Content-Length", "11")))
        let refusal = ResponsePlan(.refusal(code: "TapedeckRecordingFailed", message: "no"))
        #expect(refusal.actions(answering: Request(), after: early) == [.close])
        #expect(ResponsePlan(nil, fault: .reset).actions(answering: Request(), after: early) == [.reset])
    }
}
