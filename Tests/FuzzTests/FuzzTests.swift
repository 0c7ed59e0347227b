import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckHTTPFront
import TapedeckJSONText
import TapedeckPlayback
import TapedeckTestSupport
import Testing

/// Damaged input of every kind that comes from outside: nothing of it ends the process, and what is read is read as it is
/// written. A short run each time; `scripts/fuzz` goes on for as long as one likes.
struct FuzzTests {
    private static let names = ["handshake-available", "tags", "pages", "error-quota-exceeded", "create-documented"]

    private func cassettes() throws -> [[UInt8]] {
        try Self.names.map { try Package.bytes("cassettes/apprunner/connections/\($0).har") }
    }

    @Test
    func cassettesAreReadOrRefused() async throws {
        let good = try cassettes()
        try await Fuzz.each("har", count: 400) { fuzz, number in
            let bytes = fuzz.damaged(fuzz.pick(good))
            guard let cassette = try? Cassette(bytes: bytes) else { return }
            let written = cassette.bytes
            let again = try Cassette(bytes: written)
            #expect(again.bytes == written, "input \(number)")
            _ = cassette.findings(text: bytes)
            var compact = cassette
            _ = compact.compactPolls()
            _ = cassette.madeUpValues
            var player = Player(
                [("deck", cassette)], atEnd: fuzz.pick(EndPolicy.allCases),
                binding: fuzz.below(2) == 0
                    ? [] : [Binding(.member("ConnectionName")), Binding(.account), Binding(.region)],
                loosely: fuzz.below(3) == 0 ? MatchRule(comparesBody: false) : nil)
            for entry in cassette.entries + cassette.entries {
                let plan = player.play(entry.exchange.request, at: fuzz.below(2) == 0 ? nil : 5).plan
                _ = plan.actions(answering: entry.exchange.request)
            }
        }
    }

    @Test
    func bodiesAreMatchedOrMissed() async throws {
        let cassette = try Cassette(bytes: cassettes()[1])
        let bound = [Binding(.member("ConnectionName")), Binding(.account), Binding(.region), Binding(.partition)]
        let rule = MatchRule(ignoredMembers: [JSONPointer(steps: ["Tags"])])
        let players = [
            Player([("deck", cassette)], atEnd: .hold), Player([("deck", cassette)], atEnd: .hold, binding: bound),
            Player([("deck", cassette)], atEnd: .restartOnCreate, binding: bound, loosely: rule),
        ]
        await Fuzz.each("body", count: 1500) { fuzz, number in
            var player = fuzz.pick(players)
            var request = fuzz.pick(cassette.entries).exchange.request
            let recorded = request.body
            request.body = fuzz.damaged(request.body)
            let outcome = player.play(request)
            if case .missed(let miss) = outcome { #expect(miss.explanation.utf8.count < 60_000, "input \(number)") }
            let (one, other) = (try? JSONParser.parse(recorded), try? JSONParser.parse(request.body))
            guard let one, let other else { return }
            let found = Difference.between(recorded: one, sent: other)
            #expect(found.isEmpty == (one == other), "input \(number)")
        }
    }

    @Test
    func faultsAreReadAsTheyAreWritten() async throws {
        let good = [
            "reset,reset:head,503,ok", "reset:after-head,reset:body,reset:10,reset-body:3,close*3",
            "hang,cut,cut:5,cut-chunk,stall:9",
            "late:50,slow:1:20,garbage:a%2Cb", "throttling,error:InternalServiceErrorException:503,429,502:html",
            "type:text/html,redirect:https://h/%2C,repeated-headers,odd-headers",
            "certificate:expired,certificate:unknown,ok*9",
            "CreateConnection:2=reset,ok", "*:*=hang", "List=garbage:a=b",
        ]
        let answer = ResponsePlan(
            Response(status: 200, reason: "OK", headers: [HeaderField("Content-Length", "2")], body: [123, 125]))
        await Fuzz.each("fault", count: 5000) { fuzz, number in
            let words = fuzz.damaged(fuzz.pick(good))
            if let rule = try? FaultRule(words: words) {
                #expect((try? FaultRule(words: "\(rule)")) == rule, "input \(number): \(words.debugDescription)")
            }
            guard let script = try? FaultScript(words: words) else { return }
            #expect((try? FaultScript(words: "\(script)")) == script, "input \(number): \(words.debugDescription)")
            for step in script.steps.prefix(20) {
                let actions = step.plan(for: answer).actions(answering: Request())
                #expect(!actions.isEmpty)
                guard case .write(let bytes) = actions.first(where: { if case .write = $0 { true } else { false } })
                else { continue }
                if case .wire(.garbage) = step { continue }
                #expect(bytes.starts(with: "HTTP/1.1 ".utf8.prefix(bytes.count)), "input \(number)")
            }
        }
    }

    /// Whatever a client sends, the front answers the next one.
    @Test
    func theFrontOutlivesEveryClient() async throws {
        struct Answering: ImmediateResponder {
            func respond(to request: Request) async -> ResponsePlan { plan }
            func immediateResponse(to request: Request) -> ResponsePlan? { plan }
            var plan: ResponsePlan {
                ResponsePlan(
                    Response(
                        status: 200, reason: "OK", headers: [HeaderField("Content-Length", "2")], body: [123, 125]))
            }
        }
        let good =
            "POST / HTTP/1.1\r\nHost: h\r\nX-Amz-Target: AppRunner.ListConnections\r\nContent-Length: 2\r\n\r\n{}"
        let inputs = [
            good, good + good, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            "GET http://h/ HTTP/1.0\r\n\r\n", "CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n",
            "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n{}",
            "\u{16}\u{3}\u{1}\u{2}", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        ]
        try await HTTPFront.withFront(responder: Answering()) { front in
            let port = try #require(Int(front.url.split(separator: ":").last ?? ""))
            try await Fuzz.each("front", count: 120) { fuzz, number in
                let connection = try #require(RawConnection(port: port))
                await connection.send(fuzz.damaged(Array(fuzz.pick(inputs).utf8)))
                if fuzz.below(2) == 0 { connection.resetAtTheEnd() } else { connection.closeHalf() }
                if fuzz.below(8) == 0 {
                    let answer = await RawSocket.exchange(good, port: port, halfCloses: true)
                    #expect(answer.text.hasSuffix("\r\n\r\n{}"), "after input \(number)")
                }
            }
        }
    }
}
