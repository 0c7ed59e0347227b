import Synchronization
import TapedeckExchangeModel
import TapedeckHTTPFront
import TapedeckTestSupport
import Testing

/// Connections own their answers: what becomes of these when a client leaves or the front stops.
struct ConnectionLifeTests {
    /// Says that it was asked, waits for the cancellation of its task, works on a little, and writes all of it down.
    private final class Slow: Responder {
        let log = Mutex<[String]>([])
        private let asked: AsyncStream<Void>.Continuation

        init(asked: AsyncStream<Void>.Continuation) {
            self.asked = asked
        }

        func respond(to request: Request) async -> ResponsePlan {
            asked.yield()
            let (cancelled, continuation) = AsyncStream.makeStream(of: Void.self)
            await withTaskCancellationHandler {
                for await _ in cancelled {}
            } onCancel: {
                continuation.finish()
            }
            log.withLock { $0.append("cancelled") }
            for _ in 0..<1000 { await Task.yield() }
            log.withLock { $0.append("kept") }
            return ResponsePlan(nil)
        }
    }

    private static let request = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n"

    @Test
    func stoppingWaitsForAnswersUnderWay() async throws {
        let (asked, continuation) = AsyncStream.makeStream(of: Void.self)
        let slow = Slow(asked: continuation)
        let front = try await HTTPFront.start(responder: slow)
        async let seen = RawSocket.exchange(Self.request, port: front.port)
        for await _ in asked { break }
        await front.stop()
        slow.log.withLock { $0.append("stopped") }
        #expect(slow.log.withLock { $0 } == ["cancelled", "kept", "stopped"])
        #expect(await seen.text == "")
    }

    @Test
    func anAnswerIsToldThatItsClientLeft() async throws {
        let (asked, continuation) = AsyncStream.makeStream(of: Void.self)
        let (events, eventContinuation) = AsyncStream.makeStream(of: FrontEvent.self)
        let slow = Slow(asked: continuation)
        let front = try await HTTPFront.start(.init(report: { eventContinuation.yield($0) }), responder: slow)
        do {
            let client = try #require(RawConnection(port: front.port))
            await client.send(Self.request)
            for await _ in asked { break }
            client.resetAtTheEnd()
        }
        for await event in events {
            #expect(event == .clientWentAway)
            break
        }
        // The front still knows the answer of a connection that is no longer there.
        await front.stop()
        #expect(slow.log.withLock { $0 } == ["cancelled", "kept"])
    }

    /// A client that waits no longer for what never comes leaves nothing open.
    @Test
    func letsGoOfAClientThatGivesUpOnAHungConnection() async throws {
        struct Hung: Responder {
            func respond(to request: Request) async -> ResponsePlan { ResponsePlan(nil, fault: .hang) }
        }
        let front = try await HTTPFront.start(responder: Hung())
        let client = try #require(RawConnection(port: front.port))
        await client.send(Self.request)
        client.closeHalf()
        #expect(await client.receive() == "")
        await front.stop()
    }

    @Test
    func endsAHungConnectionWhenItStops() async throws {
        let (asked, continuation) = AsyncStream.makeStream(of: Request.self)
        struct Hung: Responder {
            let asked: AsyncStream<Request>.Continuation
            func respond(to request: Request) async -> ResponsePlan {
                asked.yield(request)
                return ResponsePlan(nil, fault: .hang)
            }
        }
        let front = try await HTTPFront.start(responder: Hung(asked: continuation))
        let client = try #require(RawConnection(port: front.port))
        await client.send(Self.request)
        for await _ in asked { break }
        await front.stop()
        #expect(await client.receive() == "")
        #expect(RawConnection(port: front.port) == nil)
        await front.stop()
    }

    /// The same answers at once and after a wait.
    private struct AtOnce: ImmediateResponder {
        let plan: @Sendable (Request) -> ResponsePlan

        func respond(to request: Request) async -> ResponsePlan {
            Issue.record("was asked to wait")
            return plan(request)
        }

        func immediateResponse(to request: Request) -> ResponsePlan? {
            plan(request)
        }
    }

    private struct Later: Responder {
        let plan: @Sendable (Request) -> ResponsePlan

        func respond(to request: Request) async -> ResponsePlan {
            plan(request)
        }
    }

    @Test
    func answersAtOnceAreTheSameBytes() async throws {
        let plan: @Sendable (Request) -> ResponsePlan = { request in
            let body = Array("\(request.target) \(request.body.count)".utf8)
            let response = Response(
                status: 200, reason: "Fine", headers: [HeaderField("Content-Length", String(body.count))], body: body)
            return ResponsePlan(
                response, fault: request.target == "/slow" ? .slowBody(bytes: 3, every: 1) : nil,
                delay: request.target == "/late" ? 5 : 0)
        }
        let targets = ["/1", "/late", "/2", "/slow", "/3"]
        let text =
            (targets + (4...300).map { "/\($0)" }).map {
                "POST \($0) HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab"
            }.joined() + "GET /end HTTP/1.1\r\nConnection: close\r\n\r\n"
        let atOnce = try await HTTPFront.withFront(responder: AtOnce(plan: plan)) {
            await RawSocket.exchange(text, port: $0.port).text
        }
        let later = try await HTTPFront.withFront(responder: Later(plan: plan)) {
            await RawSocket.exchange(text, port: $0.port).text
        }
        #expect(atOnce == later)
        #expect(atOnce.split(separator: "HTTP/1.1 200 Fine").count == 303)
        #expect(atOnce.hasSuffix("/end 0"))
    }
}
