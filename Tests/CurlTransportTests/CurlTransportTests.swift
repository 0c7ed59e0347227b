import Synchronization
import TapedeckCurlTransport
import TapedeckExchangeModel
import TapedeckHTTPFront
import TapedeckTestSupport
import Testing

/// libcurl against the front, on loopback.
struct CurlTransportTests {
    private final class Scripted: Responder {
        let plan: ResponsePlan
        let seen = Mutex<[Request]>([])

        init(_ plan: ResponsePlan) {
            self.plan = plan
        }

        func respond(to request: Request) async -> ResponsePlan {
            seen.withLock { $0.append(request) }
            return plan
        }
    }

    private let request = Request(
        target: "/",
        headers: [
            HeaderField("Host", "h"), HeaderField("X-Empty", ""), HeaderField("x-ODD", "1"),
            HeaderField("Content-Length", "2"),
        ],
        body: Array("{}".utf8))

    private static var patient: CurlTransport.Options {
        var options = CurlTransport.Options()
        options.readTimeout = Patience.seconds
        return options
    }

    private func send(
        _ request: Request? = nil, to plan: ResponsePlan, options: CurlTransport.Options = patient
    ) async throws -> (Result<Reception, TransportError>, [Request]) {
        let responder = Scripted(plan)
        return try await HTTPFront.withFront(responder: responder) { front in
            let transport = try CurlTransport()
            defer { transport.shutdown() }
            let result: Result<Reception, TransportError>
            do throws(TransportError) {
                result = .success(
                    try await transport.send(request ?? self.request, to: "\(front.url)/", options: options))
            } catch {
                result = .failure(error)
            }
            return (result, responder.seen.withLock { $0 })
        }
    }

    private func response(_ body: String, _ fields: HeaderFields) -> Response {
        Response(status: 299, reason: "So So", headers: fields, body: Array(body.utf8))
    }

    @Test
    func sendsTheFieldsAsGivenAndNothingMore() async throws {
        let (_, seen) = try await send(to: ResponsePlan(response("", [HeaderField("Content-Length", "0")])))
        #expect(seen.first?.headers.fields == request.headers.fields)
        #expect(seen.first?.body == request.body)
    }

    @Test
    func readsHeadAndBodyAsTheyCame() async throws {
        let sent = response(
            "hello", [HeaderField("b-B", "1"), HeaderField("Content-Length", "5"), HeaderField("B-b", "")])
        let (result, _) = try await send(to: ResponsePlan(sent))
        let reception = try result.get()
        #expect(reception.response == sent)
        #expect(reception.ending == .complete)
    }

    @Test
    func whatCannotStandInAHeadIsMadeWhatAProxyMakesOfIt() async throws {
        let fields = "Server: a\rb\r\nVia \t: c\r\n: nameless\r\nA b: d\r\nE: \r f\r\nContent-Length: 2"
        let wire = "HTTP/1.1 299 So\rSo\r\n\(fields)\r\n\r\n{}"
        let reception = try await send(to: ResponsePlan(nil, fault: .garbage(Array(wire.utf8)))).0.get()
        #expect(reception.response.reason == "So So")
        #expect(
            reception.response.headers.fields == [
                HeaderField("Server", "a b"), HeaderField("Via", "c"), HeaderField("E", "f"),
                HeaderField("Content-Length", "2"),
            ])
    }

    @Test(arguments: [HeaderFields([HeaderField("Transfer-Encoding", "chunked")]), HeaderFields()])
    func readsOtherFramings(fields: HeaderFields) async throws {
        let (result, _) = try await send(to: ResponsePlan(response("hello", fields)))
        #expect(try result.get().response.body == Array("hello".utf8))
        #expect(try result.get().ending == .complete)
    }

    @Test(arguments: [[HeaderField("Content-Length", "5")], [HeaderField("Transfer-Encoding", "chunked")]])
    func marksABodyThatWasCutOff(fields: [HeaderField]) async throws {
        let plan = ResponsePlan(response("hello", HeaderFields(fields)), fault: .cutBody(at: 4))
        let reception = try await send(to: plan).0.get()
        #expect(reception.ending == .cutBody)
        #expect(reception.detail != nil)
    }

    @Test(arguments: [
        (Fault.reset, TransportError.Code.reset), (.close, .emptyReply),
        (.garbage(Array("\u{1}\u{2} nothing\n".utf8)), .notHTTP),
    ])
    func tellsFaultsApart(fault: Fault, code: TransportError.Code) async throws {
        let (result, _) = try await send(to: ResponsePlan(nil, fault: fault))
        let error = #expect(throws: TransportError.self) { try result.get() }
        #expect(error?.code == code)
        #expect(error?.didSendRequest == true)
    }

    @Test
    func givesUpOnAServerThatNeverAnswers() async throws {
        var options = CurlTransport.Options()
        options.readTimeout = 1
        let (result, _) = try await send(to: ResponsePlan(nil, fault: .hang), options: options)
        let error = #expect(throws: TransportError.self) { try result.get() }
        #expect(error?.code == .readTimeout)
    }

    @Test
    func takesNoMoreThanTheLimit() async throws {
        var options = Self.patient
        options.maximumBodyBytes = 4
        let (result, _) = try await send(
            to: ResponsePlan(response("hello", [HeaderField("Content-Length", "5")])), options: options)
        let error = #expect(throws: TransportError.self) { try result.get() }
        #expect(error?.code == .bodyTooLarge)
    }

    @Test
    func saysThatNothingListens() async throws {
        let transport = try CurlTransport()
        let error = await #expect(throws: TransportError.self) {
            try await transport.send(request, to: "http://127.0.0.1:\(RawSocket.freePort())/")
        }
        #expect(error?.code == .refused)
        #expect(error?.didSendRequest == false)
    }

    @Test
    func asksAtTheAddressGivenForAHost() async throws {
        let responder = Scripted(ResponsePlan(response("hello", [HeaderField("Content-Length", "5")])))
        try await HTTPFront.withFront(responder: responder) { front in
            let transport = try CurlTransport()
            defer { transport.shutdown() }
            var options = Self.patient
            options.resolve = ["service.invalid:\(front.port):127.0.0.1"]
            let reception = try await transport.send(
                Request(target: "/"), to: "http://service.invalid:\(front.port)/", options: options)
            #expect(reception.response.status == 299)
        }
        #expect(
            responder.seen.withLock { $0.map { $0.headers["Host"] ?? "" } }.first?.hasPrefix("service.invalid:") == true
        )
    }

    @Test
    func goesThroughAProxyButForTheHostsNamed() async throws {
        let responder = Scripted(ResponsePlan(response("hello", [HeaderField("Content-Length", "5")])))
        try await HTTPFront.withFront(responder: responder) { front in
            let transport = try CurlTransport()
            defer { transport.shutdown() }
            var options = Self.patient
            options.proxy = front.url
            options.noProxy = "127.0.0.1"
            _ = try await transport.send(Request(target: "/x"), to: "http://service.invalid/x", options: options)
            _ = try await transport.send(Request(target: "/y"), to: "\(front.url)/y", options: options)
        }
        #expect(
            responder.seen.withLock { $0.map(\.arrival) }
                == [.proxy(scheme: "http", authority: "service.invalid"), .endpoint])
    }

    @Test(arguments: ["ftp://h/", "http://", "://"])
    func refusesOtherURLs(url: String) async throws {
        let transport = try CurlTransport()
        let error = await #expect(throws: TransportError.self) { try await transport.send(request, to: url) }
        #expect(error?.code == .badURL)
    }

    @Test(arguments: ["a\r\nInjected: 1", "a\nb", "a\u{0}b"])
    func refusesLineBreaksInFields(value: String) async throws {
        let (result, seen) = try await send(
            Request(headers: [HeaderField("X", value)]), to: ResponsePlan(response("", [])))
        let error = #expect(throws: TransportError.self) { try result.get() }
        #expect(error?.code == .badRequest)
        #expect(seen.isEmpty)
    }

    @Test
    func doesNotFollowARedirect() async throws {
        let elsewhere = Scripted(ResponsePlan(response("", [HeaderField("Content-Length", "0")])))
        try await HTTPFront.withFront(responder: elsewhere) { other in
            let fields: HeaderFields = [HeaderField("Location", "\(other.url)/"), HeaderField("Content-Length", "0")]
            let moved = Response(status: 307, reason: "Temporary Redirect", headers: fields)
            let reception = try await send(to: ResponsePlan(moved)).0.get()
            #expect(reception.response.status == 307)
        }
        #expect(elsewhere.seen.withLock { $0.isEmpty })
    }

    @Test
    func endsWhenItsTaskIsCancelled() async throws {
        let (asked, continuation) = AsyncStream.makeStream(of: Void.self)
        struct Hanging: Responder {
            let asked: AsyncStream<Void>.Continuation
            func respond(to request: Request) async -> ResponsePlan {
                asked.yield()
                return ResponsePlan(nil, fault: .hang)
            }
        }
        try await HTTPFront.withFront(responder: Hanging(asked: continuation)) { front in
            let transport = try CurlTransport()
            let request = request
            let task = Task { try await transport.send(request, to: "\(front.url)/", options: Self.patient) }
            for await _ in asked { break }
            task.cancel()
            let error = await #expect(throws: TransportError.self) { try await task.value }
            #expect(error?.code == .cancelled)
        }
    }

    @Test
    func endsWhenItsTaskWasCancelledBeforeItBegan() async throws {
        let transport = try CurlTransport()
        let request = request
        for _ in 0..<50 {
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await transport.send(request, to: "http://127.0.0.1:9/")
            }
            let error = await #expect(throws: TransportError.self) { try await task.value }
            #expect([.cancelled, .refused].contains(error?.code))
        }
    }

    @Test
    func sendsNothingOnceItWasShutDown() async throws {
        let transport = try CurlTransport()
        transport.shutdown()
        let error = await #expect(throws: TransportError.self) {
            try await transport.send(request, to: "http://127.0.0.1:9/")
        }
        #expect(error?.code == .stopped)
    }

    /// libcurl's handles are used again, and most of them keep their settings.
    @Test
    func oneRequestLeavesNothingToTheNext() async throws {
        func request(_ method: String, _ body: String = "", _ fields: [HeaderField] = []) -> Request {
            var sent = Request(method: method, target: "/", headers: HeaderFields(fields), body: Array(body.utf8))
            if !body.isEmpty { sent.headers.append("Content-Length", String(body.utf8.count)) }
            return sent
        }
        let long = String(repeating: "x", count: 70_000)
        let requests = [
            request("POST", "{}", [HeaderField("X-First", "1"), HeaderField("Content-Type", "a/b")]), request("POST"),
            request("PUT", "put"), request("GET"), request("HEAD"), request("DELETE"),
            request("POST", long, [HeaderField("X-Long", "1")]), request("POST", "short"), request("GET"),
            request("POST", "last"),
        ]
        let responder = Scripted(ResponsePlan(response("hello", [HeaderField("Content-Length", "5")])))
        try await HTTPFront.withFront(responder: responder) { front in
            let transport = try CurlTransport()
            defer { transport.shutdown() }
            for (number, request) in requests.enumerated() {
                var options = Self.patient
                if number == 7 { options.decodesBody = true }
                let reception = try await transport.send(request, to: "\(front.url)/", options: options)
                #expect(reception.response.body.count == (request.method == "HEAD" ? 0 : 5))
            }
        }
        let seen = responder.seen.withLock { $0 }
        #expect(seen.map(\.method) == requests.map(\.method))
        let own: Set = ["x-first", "x-long", "content-type"]
        for (seen, sent) in zip(seen, requests) {
            func fields(_ request: Request) -> [HeaderField] {
                request.headers.fields.filter { own.contains($0.name.lowercased()) }
            }
            #expect(fields(seen) == fields(sent))
            let isSame = seen.body == sent.body
            #expect(isSame, "\(sent.method): \(seen.body.count) bytes of \(sent.body.count)")
            #expect(!seen.headers.contains("Expect") && !seen.headers.contains("Accept-Encoding"))
            #expect(seen.headers.contains("Content-Length") == !["GET", "HEAD"].contains(sent.method))
        }
    }

    @Test
    func sendsManyAtATime() async throws {
        let responder = Scripted(ResponsePlan(response("hello", [HeaderField("Content-Length", "5")])))
        try await HTTPFront.withFront(responder: responder) { front in
            let transport = try CurlTransport()
            let request = request
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<200 {
                    group.addTask {
                        try await transport.send(request, to: "\(front.url)/", options: Self.patient).response.status
                    }
                }
                for try await status in group { #expect(status == 299) }
            }
        }
        #expect(responder.seen.withLock { $0.count } == 200)
    }
}
