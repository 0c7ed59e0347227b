import TapedeckExchangeModel
import TapedeckHTTPFront
import TapedeckTestSupport
import Testing

/// The front over real sockets on loopback.
struct HTTPFrontTests {
    /// Answers every request with what it was asked.
    private struct Echo: Responder {
        func respond(to request: Request) async -> ResponsePlan {
            let text = "\(request.method) \(request.target) \(request.body.count) \(request.isBodyWhole)"
            return ResponsePlan(
                Response(
                    status: 200, reason: "Quite OK", headers: [HeaderField("conTENT-length", String(text.utf8.count))],
                    body: Array(text.utf8)))
        }
    }

    private func answer(
        to text: String, halfCloses: Bool = false, limit: Int = 4 << 20
    ) async throws -> RawSocket.Answer {
        try await HTTPFront.withFront(.init(maximumBodyBytes: limit), responder: Echo()) { front in
            await RawSocket.exchange(text, port: front.port, halfCloses: halfCloses)
        }
    }

    /// Answers with where it runs, before and after it has waited.
    private struct Whereabouts: Responder {
        func respond(to request: Request) async -> ResponsePlan {
            let before = withUnsafeCurrentTask { $0?.unownedTaskExecutor != nil }
            await Task.yield()
            let after = withUnsafeCurrentTask { $0?.unownedTaskExecutor != nil }
            return ResponsePlan(
                Response(
                    status: 200, reason: "\(before) \(after)", headers: [HeaderField("Content-Length", "0")]))
        }
    }

    /// The client sends all that it has before it reads.
    @Test
    func aBodyThatGoesOnForEverIsAnswered() async throws {
        let body = String(repeating: "a", count: 70 << 20)
        let seen = try await answer(
            to: "POST /long HTTP/1.1\r\nHost: h\r\nContent-Length: \(1 << 30)\r\n\r\n\(body)", limit: 4)
        #expect(seen.text.hasSuffix("\r\n\r\nPOST /long 4 false"), "\(seen.text)")
        #expect(!seen.wasReset)
    }

    @Test(arguments: [true, false])
    func answersAreMadeOnTheLoopsWhereThatIsSaid(onLoops: Bool) async throws {
        var configuration = HTTPFront.Configuration()
        configuration.answersOnLoops = onLoops
        let request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"
        let last = "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
        let seen = try await HTTPFront.withFront(configuration, responder: Whereabouts()) { front in
            await RawSocket.exchange(request + last, port: front.port, halfCloses: false)
        }
        #expect(seen.text.split(separator: "200 \(onLoops) \(onLoops)").count == 3)
    }

    @Test
    func writesTheResponseAsItIs() async throws {
        let seen = try await answer(
            to: "POST /a?b HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi")
        #expect(seen.text == "HTTP/1.1 200 Quite OK\r\nconTENT-length: 16\r\n\r\nPOST /a?b 2 true")
    }

    @Test
    func answersRequestsInARowOnOneConnection() async throws {
        let one = "POST /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx"
        let last = "GET /2 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
        let seen = try await answer(to: one + one + last)
        #expect(seen.text.split(separator: "HTTP/1.1 200 ").count == 3)
        #expect(seen.text.hasSuffix("GET /2 0 true"))
    }

    @Test
    func readsChunksAndContinues() async throws {
        let head =
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
        let seen = try await answer(to: head + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
        #expect(seen.text.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 "))
        #expect(seen.text.hasSuffix("POST / 5 true"))
    }

    /// White space round a value is no part of it (RFC 9112, section 5.1), behind it as well as before.
    @Test(arguments: ["a value", " \ta value", "a value \t ", "\ta value\t"])
    func whiteSpaceRoundAValueIsNoPartOfIt(sent: String) async throws {
        let (asked, continuation) = AsyncStream.makeStream(of: Request.self)
        let seen = try await HTTPFront.withFront(responder: Noting(asked: continuation)) { front in
            await RawSocket.exchange(
                "POST / HTTP/1.1\r\nHost: h\r\nX-A:\(sent)\r\nX-None: \t \r\nExpect: 100-continue \r\nContent-Length: 0\r\nConnection: close \r\n\r\n",
                port: front.port)
        }
        continuation.finish()
        let headers = await asked.reduce(into: []) { $0.append($1.headers) }
        #expect(headers.map { $0["X-A"] } == ["a value"])
        #expect(headers.map { $0["X-None"] } == [""])
        #expect(headers.map { $0["Expect"] } == ["100-continue"])
        #expect(seen.text.hasSuffix("HTTP/1.1 204 No Content\r\n\r\n"), "\(seen.text)")
    }

    @Test
    func marksABodyOverTheLimit() async throws {
        let seen = try await answer(
            to: "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n0123456789", limit: 4)
        #expect(seen.text.hasSuffix("POST / 4 false"))
    }

    @Test
    func answersAClientThatHasClosedItsHalf() async throws {
        let seen = try await answer(to: "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n", halfCloses: true)
        #expect(seen.text.hasSuffix("POST / 0 true"))
    }

    @Test(arguments: ["GARBAGE\r\n\r\n", "\u{16}\u{3}\u{1}\r\n\r\n", "GET / HTTP/9.9\r\n\r\n"])
    func refusesWhatIsNotHTTP(text: String) async throws {
        let seen = try await answer(to: text)
        #expect(seen.text.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
    }

    /// The decoder reads it while the request before it is being answered.
    @Test(arguments: [
        (1, "GARBAGE\r\n\r\n"), (2, "GARBAGE\r\n\r\n"),
        (1, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n"),
    ])
    func refusesWhatIsNotHTTPBehindTheAnswersBeforeIt(requests: Int, text: String) async throws {
        let good = String(repeating: "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n", count: requests)
        let seen = try await answer(to: good + text)
        let statuses = seen.text.split(separator: "HTTP/1.1 ").map { $0.prefix(3) }
        #expect(statuses == Array(repeating: "200", count: requests) + ["400"], "\(seen.text)")
    }

    /// What goes down with its connection is not told to have been answered.
    @Test(arguments: [(Fault?.none, 1), (.close, 0)])
    func tellsOfARefusalWhereItIsSent(fault: Fault?, count: Int) async throws {
        struct Planned: Responder {
            let plan: ResponsePlan
            func respond(to request: Request) async -> ResponsePlan { plan }
        }
        let (events, continuation) = AsyncStream.makeStream(of: FrontEvent.self)
        let body = HeaderField("Content-Length", "0")
        let plan = ResponsePlan(fault == nil ? Response(status: 200, reason: "OK", headers: [body]) : nil, fault: fault)
        let good = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n"
        _ = try await HTTPFront.withFront(
            .init(report: { continuation.yield($0) }), responder: Planned(plan: plan)
        ) { front in
            await RawSocket.exchange(good + "GARBAGE\r\n\r\n", port: front.port)
        }
        continuation.finish()
        let refusals = await events.reduce(0) { sum, event in
            if case .requestMalformed = event { sum + 1 } else { sum }
        }
        #expect(refusals == count)
    }

    @Test
    func answersBeforeAClientThatClosesItsHalfWithinTheNextRequest() async throws {
        let good = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n"
        let part = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n1"
        let seen = try await answer(to: good + part, halfCloses: true)
        #expect(seen.text.hasSuffix("POST / 0 true"), "\(seen.text)")
    }

    /// More than a socket holds.
    @Test(arguments: ["", "GARBAGE\r\n\r\n"])
    func sendsAllOfALongAnswerToAClientThatHasClosedItsHalf(rest: String) async throws {
        struct Long: Responder {
            func respond(to request: Request) async -> ResponsePlan {
                let body = [UInt8](repeating: UInt8(ascii: "a"), count: 16 << 20)
                let length = HeaderField("Content-Length", String(body.count))
                return ResponsePlan(Response(status: 200, reason: "OK", headers: [length], body: body))
            }
        }
        let request = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n"
        let seen = try await HTTPFront.withFront(responder: Long()) { front in
            await RawSocket.exchange(request + rest, port: front.port, halfCloses: true)
        }
        #expect(seen.text.utf8.count { $0 == UInt8(ascii: "a") } >= 16 << 20)
        #expect(seen.text.contains("HTTP/1.1 400") == !rest.isEmpty)
    }

    @Test
    func saysWhichHeadIsTooLarge() async throws {
        let fields = (0..<300).map { "X-\($0): 1\r\n" }.joined()
        let seen = try await answer(to: "POST / HTTP/1.1\r\nHost: h\r\n\(fields)Content-Length: 0\r\n\r\n")
        #expect(seen.text.hasSuffix("a head of more than 256 fields, or a field of more than 80 KiB\n"))
    }

    /// What a client sees of a fault, and how often the responder was asked: a connection that was ended before anything was
    /// asked looks the same.
    private func answer(by fault: Fault) async throws -> (RawSocket.Answer, asked: Int) {
        let (asked, continuation) = AsyncStream.makeStream(of: Request.self)
        let noting = Noting(asked: continuation, plan: ResponsePlan(nil, fault: fault))
        let seen = try await HTTPFront.withFront(responder: noting) { front in
            await RawSocket.exchange("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n", port: front.port)
        }
        continuation.finish()
        return (seen, await asked.reduce(0) { count, _ in count + 1 })
    }

    @Test
    func resetsOnPurpose() async throws {
        let (seen, asked) = try await answer(by: .reset)
        #expect(seen.wasReset)
        #expect(seen.text == "")
        #expect(asked == 1)
    }

    @Test
    func closesOnPurpose() async throws {
        let (seen, asked) = try await answer(by: .close)
        #expect(!seen.wasReset)
        #expect(seen.text == "")
        #expect(asked == 1)
    }

    @Test
    func saysThatAPortIsInUse() async throws {
        let front = try await HTTPFront.start(responder: Echo())
        let error = await #expect(throws: FrontError.self) {
            try await HTTPFront.start(.init(port: front.port), responder: Echo())
        }
        #expect(error?.code == .portInUse)
        #expect(
            error?.message
                == "can't listen on 127.0.0.1:\(front.port): the port is in use; choose another, or 0 for a free one")
        await front.stop()
    }

    @Test
    func saysThatAnAddressIsNotOurs() async {
        let error = await #expect(throws: FrontError.self) {
            // An address that RFC 5737 keeps for documentation: no machine has it.
            try await HTTPFront.start(.init(host: "192.0.2.1"), responder: Echo())
        }
        #expect(error?.code == .addressNotAvailable)
    }

    @Test
    func tellsThatAClientWentAway() async throws {
        let (events, continuation) = AsyncStream.makeStream(of: FrontEvent.self)
        try await HTTPFront.withFront(.init(report: { continuation.yield($0) }), responder: Echo()) { front in
            let seen = await RawSocket.exchange(
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nx", port: front.port, halfCloses: true)
            #expect(seen.text == "")
        }
        continuation.finish()
        #expect(await events.reduce(into: []) { $0.append($1) } == [.clientWentAway])
    }

    @Test
    func knowsTLSByItsFirstBytes() async throws {
        let (events, continuation) = AsyncStream.makeStream(of: FrontEvent.self)
        let url = try await HTTPFront.withFront(.init(report: { continuation.yield($0) }), responder: Echo()) { front in
            let seen = await RawSocket.exchange("\u{16}\u{3}\u{1}\u{0}\u{5}hello", port: front.port)
            #expect(seen.text.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
            #expect(
                seen.text.contains("a client spoke TLS to the plain port \(front.url); point it at \(front.url), not"))
            return front.url
        }
        continuation.finish()
        #expect(await events.reduce(into: []) { $0.append($1) } == [.tlsSpoken(url: url)])
    }

    @Test(arguments: [
        ("/a?b", "/a?b", Arrival.endpoint),
        ("http://a.example/x?y", "/x?y", .proxy(scheme: "http", authority: "a.example")),
        ("HTTP://u:p@a.example:81", "/", .proxy(scheme: "http", authority: "a.example:81")),
        ("https://a.example?q", "/?q", .proxy(scheme: "https", authority: "a.example")), ("*", "*", .endpoint),
    ])
    func takesAWholeURLApart(sent: String, target: String, arrival: Arrival) async throws {
        let (asked, continuation) = AsyncStream.makeStream(of: Request.self)
        try await HTTPFront.withFront(responder: Noting(asked: continuation)) { front in
            _ = await RawSocket.exchange(
                "OPTIONS \(sent) HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", port: front.port)
        }
        continuation.finish()
        let requests = await asked.reduce(into: []) { $0.append($1) }
        #expect(requests.map(\.target) == [target])
        #expect(requests.map(\.arrival) == [arrival])
    }
}

/// Hands on what it was asked, and answers with nothing much.
struct Noting: Responder {
    let asked: AsyncStream<Request>.Continuation
    var plan = ResponsePlan(Response(status: 204, reason: "No Content"))

    func respond(to request: Request) async -> ResponsePlan {
        asked.yield(request)
        return plan
    }
}
