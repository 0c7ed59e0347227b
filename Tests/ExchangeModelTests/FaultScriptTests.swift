import TapedeckExchangeModel
import Testing

/// The one grammar of faults: words, what they say, and what goes out.
struct FaultScriptTests {
    static let words = [
        "reset", "reset:head", "reset:after-head", "reset:body", "reset:7", "reset-body:7", "close", "hang", "cut",
        "cut:3", "cut-chunk", "stall", "stall:3", "late:50", "slow:1:20", "garbage", "garbage:a%2Cb%0A%FF=*x",
        "throttling",
        "error:ServiceQuotaExceededException", "error:InternalServiceErrorException",
        "error:InternalServiceErrorException:503", "429", "502:html", "type:text/html", "redirect",
        "redirect:https://h:1/a?b=%2Cc", "repeated-headers", "odd-headers", "certificate:expired",
        "certificate:other-name", "certificate:unknown", "ok",
    ]

    @Test(arguments: words)
    func readsWhatItWrites(word: String) throws {
        let script = try FaultScript(words: word)
        #expect(script.steps.count == 1)
        #expect(try FaultScript(words: script.description) == script)
        if !word.contains("garbage:") { #expect(script.description == word) }
    }

    @Test
    func namesEveryFormThatItReads() {
        let shapes = FaultStep.forms.split(separator: ",").map { $0.drop { $0 == " " }.prefix { !":*".contains($0) } }
        for word in Self.words where !word.first!.isNumber {
            #expect(shapes.contains(word.prefix { $0 != ":" }), "\(word)")
        }
    }

    @Test
    func readsAScriptOfAttempts() throws {
        let script = try FaultScript(words: "reset*2,503,ok")
        #expect(script.steps == [.wire(.reset), .wire(.reset), .status(503, isPage: false), .none])
        #expect(script.description == "reset*2,503,ok")
        #expect(try FaultScript(words: "status:503").description == "503")
    }

    @Test(arguments: [
        ("", ""), ("reset,,ok", ""), ("explode", "explode"), ("reset:", "reset:"), ("reset:-1", "reset:-1"),
        ("reset:99999999999", "reset:99999999999"), ("ok,cut:1:2", "cut:1:2"), ("slow:0:1", "slow:0:1"), ("99", "99"),
        ("600", "600"), ("503:text", "503:text"), ("error:", "error:"), ("error:a b", "error:a b"),
        ("error:A:200", "error:A:200"), ("reset*0", "reset*0"), ("reset*99999", "reset*99999"),
        ("reset*2,ok*9999,hang", "ok*9999"),
        ("type:html", "type:html"),
        ("redirect:a b", "redirect:a b"), ("certificate:old", "certificate:old"), ("RESET", "RESET"),
        ("late:x", "late:x"),
        ("redirect:%0D%0AX: y", "redirect:%0D%0AX: y"), ("type:a/b\r\nX: y", "type:a/b\r\nX: y"),
    ])
    func refusesWhatItDoesNotKnow(words: String, word: String) {
        let error = #expect(throws: FaultScript.Unreadable.self) { try FaultScript(words: words) }
        #expect(error?.word == word)
        #expect(error?.isTooMany == (word == "ok*9999"))
    }

    @Test(arguments: [
        ("199", "STATUS is from 200 to 599"), ("600:html", "STATUS is from 200 to 599"),
        ("error:A:200", "its STATUS is from 400 to 599"), ("reset*0", "N of WORD*N is from 1 to 10000"),
        ("503*10001", "N of WORD*N is from 1 to 10000"),
        ("cut:9999999999", "a number is from 0 to 999999999, without a nought before it; those of slow from 1"),
        ("slow:0:1", "a number is from 0 to 999999999, without a nought before it; those of slow from 1"),
        ("explode*3", ""), ("503:text", ""), ("error:a b:200", ""), ("late:x", ""),
    ])
    func aNumberThatIsOutOfItsLimitsIsToldThem(word: String, limits: String) {
        let error = #expect(throws: FaultScript.Unreadable.self) { try FaultScript(words: word) }
        #expect(
            error?.description
                == "\(word) is no fault\(limits.isEmpty ? "" : ": \(limits)"); expected \(FaultStep.forms)")
    }

    private let answer = ResponsePlan(
        Response(
            status: 200, reason: "OK",
            headers: [HeaderField("Content-Type", "application/x-amz-json-1.0"), HeaderField("Content-Length", "6")],
            body: Array("abcdef".utf8)))

    private func trace(_ word: String) throws -> [String] {
        let plan = try #require(try FaultScript(words: word).steps.first).plan(for: answer)
        return plan.actions(answering: Request()).map { action in
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

    private static let head = "HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: 6\r\n\r\n"

    @Test(arguments: [
        ("reset", ["reset"]), ("reset:after-head", [head, "wait 50", "reset"]),
        ("reset:head", [String(head.unicodeScalars.prefix(head.utf8.count / 2)), "wait 50", "reset"]),
        ("reset:body", [head + "abc", "wait 50", "reset"]), ("close", ["close"]), ("hang", ["hang"]),
        ("cut", [head + "abc", "close"]), ("stall", [head + "abc", "hang"]), ("cut:1", [head + "a", "close"]),
        ("late:9", ["wait 9", head + "abcdef", "keep alive"]), ("garbage:no%0A", ["no\n", "close"]),
        ("slow:4:2", [head, "wait 2", "abcd", "wait 2", "ef", "keep alive"]), ("ok", [head + "abcdef", "keep alive"]),
        (
            "cut-chunk",
            [
                "HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nabc",
                "close",
            ]
        ),
        ("503", ["HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", "keep alive"]),
        (
            "redirect",
            [
                "HTTP/1.1 307 Temporary Redirect\r\nContent-Length: 0\r\nLocation: https://redirected.invalid/\r\n\r\n",
                "keep alive",
            ]
        ),
        ("type:text/html", [head.replacing("application/x-amz-json-1.0", with: "text/html") + "abcdef", "keep alive"]),
    ])
    func doesWhatTheWordSays(word: String, expected: [String]) throws {
        #expect(try trace(word) == expected)
    }

    @Test(arguments: [
        ("throttling", 400, #"{"__type":"ThrottlingException","message":"Rate exceeded"}"#),
        ("error:NoSuchThing", 400, #""__type":"NoSuchThing""#),
        ("error:InternalServiceErrorException", 500, #""__type":"InternalServiceErrorException""#),
        ("error:SlowDown:503", 503, #""__type":"SlowDown""#), ("502:html", 502, "<h1>502 Bad Gateway</h1>"),
    ])
    func answersInTheServicesPlace(word: String, status: Int, text: String) throws {
        let plan = try #require(try FaultScript(words: word).steps.first).plan(for: answer)
        #expect(plan.response?.status == status)
        let body = String(decoding: plan.response?.body ?? [], as: UTF8.self)
        #expect(body.contains(text))
        #expect(plan.response?.headers["Content-Length"] == String(plan.response?.body.count ?? 0))
    }

    @Test
    func headersRepeatAndGoOddWithoutLosingTheBody() throws {
        let repeated = try trace("repeated-headers")[0]
        #expect(repeated.components(of: "Content-Length: 6\r\n") == 2)
        let odd = try trace("odd-headers")[0]
        #expect(odd.contains("CONTENT-LENGTH: \t 6 \t\r\n"))
        #expect(odd.hasSuffix("\r\n\r\nabcdef"))
        #expect(try trace("odd-headers").last == "keep alive")
    }

    @Test
    func whatWasNeverAnsweredCannotBeHurt() throws {
        let silence = ResponsePlan(nil, fault: .close)
        #expect(FaultStep.cut.plan(for: silence) == silence)
        #expect(FaultStep.wire(.reset).plan(for: silence).fault == .reset)
    }
}

extension String {
    fileprivate func components(of part: String) -> Int {
        split(separator: part, omittingEmptySubsequences: false).count - 1
    }
}
