import TapedeckExchangeModel
import Testing

/// Plans as traces of what happens on the wire.
struct ResponsePlanTests {
    let request = Request()

    private func response(_ fields: HeaderFields, body: String = "hello", version: String = "HTTP/1.1") -> Response {
        Response(status: 200, reason: "OK", version: version, headers: fields, body: Array(body.utf8))
    }

    private func trace(_ plan: ResponsePlan, answering request: Request = Request()) -> [String] {
        plan.actions(answering: request).map { action in
            switch action {
            case .wait(let time): "wait \(time)"
            case .write(let bytes): String(decoding: bytes, as: UTF8.self)
            case .keepAlive: "keep alive"
            case .close: "close"
            case .reset: "reset"
            case .hang: "hang"
            }
        }
    }

    @Test
    func writesHeadAndBodyAsTheyAreAndKeepsTheConnection() {
        let plan = ResponsePlan(response([HeaderField("content-LENGTH", "5"), HeaderField("X", "")]))
        #expect(trace(plan) == ["HTTP/1.1 200 OK\r\ncontent-LENGTH: 5\r\nX: \r\n\r\nhello", "keep alive"])
    }

    @Test(
        arguments: [
            ("no length", HeaderFields()), ("a length too long", [HeaderField("Content-Length", "9")]),
            ("close said", [HeaderField("Content-Length", "5"), HeaderField("Connection", "Close")]),
        ] as [(String, HeaderFields)])
    func closesWhereTheBodyEndsWithTheConnection(name: String, fields: HeaderFields) {
        #expect(trace(ResponsePlan(response(fields))).last == "close")
    }

    @Test
    func closesForAnOldClientAndOneThatAsksForIt() {
        let plan = ResponsePlan(response([HeaderField("Content-Length", "5")]))
        #expect(trace(plan, answering: Request(version: "HTTP/1.0")).last == "close")
        #expect(trace(plan, answering: Request(headers: [HeaderField("Connection", "x, close")])).last == "close")
        #expect(
            trace(plan, answering: Request(version: "HTTP/1.0", headers: [HeaderField("Connection", "Keep-Alive")]))
                .last == "keep alive")
        #expect(trace(plan, answering: Request(isBodyWhole: false)).last == "close")
    }

    @Test
    func framesChunks() {
        let fields: HeaderFields = [HeaderField("Transfer-Encoding", "gzip, Chunked")]
        #expect(trace(ResponsePlan(response(fields))).first?.hasSuffix("\r\n\r\n5\r\nhello\r\n0\r\n\r\n") == true)
        #expect(trace(ResponsePlan(response(fields, body: ""))).first?.hasSuffix("\r\n\r\n0\r\n\r\n") == true)
    }

    @Test
    func sendsNoBodyWhereThereIsNone() {
        let plan = ResponsePlan(response([HeaderField("Content-Length", "5")]))
        #expect(trace(plan, answering: Request(method: "HEAD")).first?.hasSuffix("\r\n\r\n") == true)
        let empty = Response(status: 204, reason: "No Content", body: [1])
        #expect(trace(ResponsePlan(empty)).last == "keep alive")
    }

    @Test(arguments: [
        (Fault.reset, ["wait 7", "reset"]), (.close, ["wait 7", "close"]), (.hang, ["wait 7", "hang"]),
        (.garbage(Array("??".utf8)), ["wait 7", "??", "close"]),
        (.cutBody(at: 2), ["wait 7", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe", "close"]),
        (.resetBody(at: 2), ["wait 7", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe", "reset"]),
        (.stallBody(at: 2), ["wait 7", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe", "hang"]),
        (.resetWithin(at: 8), ["wait 7", "HTTP/1.1", "wait 50", "reset"]),
        (
            .slowBody(bytes: 2, every: 3),
            [
                "wait 7", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "wait 3", "he", "wait 3", "ll", "wait 3", "o",
                "keep alive",
            ]
        ),
    ])
    func doesTheFault(fault: Fault, expected: [String]) {
        let plan = ResponsePlan(response([HeaderField("Content-Length", "5")]), fault: fault, delay: 7)
        #expect(trace(plan) == expected)
    }

    @Test
    func aSlowBodyOfNoBytesAtATimeStillEnds() {
        let plan = ResponsePlan(
            response([HeaderField("Content-Length", "5")]), fault: .slowBody(bytes: 0, every: 1))
        #expect(trace(plan).count == 12)
    }

    @Test(arguments: ["h2", "HTTP/2.0", "http/2.0", "", "HTTP/1.1\r\nX: y"])
    func saysHTTP1WhateverTheRecordingSays(version: String) {
        let plan = ResponsePlan(response([HeaderField("Content-Length", "5")], version: version))
        #expect(trace(plan) == ["HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "keep alive"])
    }

    @Test
    func keepsTheOldVersionAndItsManners() {
        let plan = ResponsePlan(response([HeaderField("Content-Length", "5")], version: "HTTP/1.0"))
        #expect(trace(plan) == ["HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", "close"])
    }

    @Test
    func noTextMakesAHeaderOfItsOwn() {
        let response = Response(
            status: 200, reason: "OK\r\nSet-Cookie: a",
            headers: [
                HeaderField("A\r\nB", "1\r\nC: 2\n\n<p>"), HeaderField("\0D", "\u{0}3"), HeaderField(":status", "200"),
            ])
        #expect(
            String(decoding: response.headBytes, as: UTF8.self)
                == "HTTP/1.1 200 OK  Set-Cookie: a\r\nA--B: 1  C: 2  <p>\r\n-D:  3\r\n\r\n")
    }

    @Test(arguments: [("", "h"), ("Transfer-Encoding", "5\r\nhello")])
    func aCutBodyIsSentAsFarAsItCame(name: String, last: String) {
        let fields = name.isEmpty ? [HeaderField("Content-Length", "99")] : [HeaderField(name, "chunked")]
        let plan = ResponsePlan(cutOff: response(HeaderFields(fields), body: name.isEmpty ? "h" : "hello"), delay: 3)
        #expect(trace(plan).first == "wait 3")
        #expect(trace(plan)[1].hasSuffix("\r\n\r\n\(last)"))
        #expect(trace(plan).last == "close")
    }

    @Test
    func aRefusalIsAnAnswerThatNobodyRetries() {
        let refusal = Response.refusal(code: "TapedeckMiss", message: "no \"such\" entry\n")
        #expect(refusal.status == 400)
        #expect(
            trace(ResponsePlan(refusal)) == [
                """
                HTTP/1.1 400 Bad Request\r
                Content-Type: application/x-amz-json-1.0\r
                Content-Length: 57\r
                \r
                {"__type":"TapedeckMiss","message":"no \\"such\\" entry\\n"}
                """, "keep alive",
            ])
    }

    @Test
    func closesWhereThereIsNothingToSay() {
        #expect(trace(ResponsePlan(nil)) == ["close"])
    }
}
