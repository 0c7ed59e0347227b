import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckHTTPFront
import TapedeckJSONText
import TapedeckPlayback
import TapedeckTestSupport
import Testing

/// The public awsJson 1.0 cases, kept in a cassette and served from it.
@Suite(.enabled(if: Conformance.isPresent, "\(Conformance.absence)"))
struct AWSJSONVectorTests {
    private static func cases(_ file: String) throws -> [JSONValue] {
        let suites = try Conformance.json("awsjson/\(file)").array ?? []
        return suites.flatMap { $0["cases"]?.array ?? [] }
    }

    private static func fields(_ value: JSONValue?) -> [HeaderField] {
        (value?["headers"]?.object?.members ?? []).map { HeaderField($0.name, $0.value.string ?? "") }
    }

    private static func request(_ target: String, _ body: String, at uri: String = "/") -> Request {
        Request(
            method: "POST", target: uri,
            headers: HeaderFields([
                HeaderField("X-Amz-Target", target), HeaderField("Content-Type", "application/x-amz-json-1.0"),
            ]), body: Array(body.utf8))
    }

    private static func response(_ status: Int, _ fields: [HeaderField], _ body: String) -> Response {
        Response(
            status: status, reason: "Reason",
            headers: HeaderFields(fields + [HeaderField("Content-Length", String(body.utf8.count))]),
            body: Array(body.utf8))
    }

    /// Writes the exchanges into a cassette, reads it again, serves it, and gives what comes back for some requests.
    private static func served(
        _ exchanges: [(Request, Response)], asking requests: [Request]
    ) async throws -> (answers: [String], summary: Player.Summary) {
        let entries = exchanges.enumerated().map { index, pair in
            Entry(
                Exchange(sequence: index + 1, request: pair.0, response: pair.1, startedAt: 0),
                url: "https://h\(pair.0.target)",
                origin: Origin(.documented, source: "awsJson 1.0 protocol tests"))
        }
        var rest = Cassette(title: "t", recordedAt: "", entries: entries).bytes[...]
        let reel = try #require(
            Reel(reading: { limit in
                defer { rest = rest.dropFirst(limit) }
                return Array(rest.prefix(limit))
            }))
        let responder = PlayerResponder(Player([(name: "vectors", reel: reel)]), observeBytes: { _, _ in })
        let answers = try await HTTPFront.withFront(responder: responder) { front in
            var answers: [String] = []
            for request in requests {
                let lines = request.headers.fields.map { "\($0.name): \($0.value)\r\n" }.joined()
                let head = "\(request.method) \(request.target) HTTP/1.1\r\nHost: h\r\n\(lines)"
                let length = "Content-Length: \(request.body.count)\r\n\r\n"
                let text = head + length + String(decoding: request.body, as: UTF8.self)
                answers.append(await RawSocket.exchange(text, port: front.port, halfCloses: true).text)
            }
            return answers
        }
        return (answers, responder.summary)
    }

    @Test
    func servesEveryAnswerAsItIs() async throws {
        let cases = try Self.cases("output-json_1_0.json")
        var exchanges: [(Request, Response)] = []
        for (index, test) in cases.enumerated() {
            let answer = try #require(test["response"])
            exchanges.append(
                (
                    Self.request("JsonRpc10.Case", "{\"Number\":\(index)}"),
                    Self.response(
                        answer["status_code"]?.int ?? 0, Self.fields(answer), answer["body"]?.string ?? "")
                ))
        }
        // The last one first: each is found by what it asks for.
        let order = Array(exchanges.reversed())
        let (answers, summary) = try await Self.served(exchanges, asking: order.map(\.0))
        #expect(summary.isClean && summary.played == cases.count && cases.count > 25)
        for (answer, (_, response)) in zip(answers, order) {
            let lines = response.headers.fields.map { "\($0.name): \($0.value)\r\n" }.joined()
            let body = String(decoding: response.body, as: UTF8.self)
            #expect(answer == "HTTP/1.1 \(response.status) Reason\r\n\(lines)\r\n\(body)")
        }
    }

    @Test
    func findsEveryRequestHoweverItsJSONIsWritten() async throws {
        let cases = try Self.cases("input-json_1_0.json")
        var exchanges: [(Request, Response)] = []
        var asked: [Request] = []
        for test in cases {
            let sent = try #require(test["serialized"])
            let target = sent["headers"]?["X-Amz-Target"]?.string ?? "JsonRpc10.\(test["given"]?["name"]?.string ?? "")"
            let (body, uri) = (sent["body"]?.string ?? "", sent["uri"]?.string ?? "/")
            exchanges.append((Self.request(target, body, at: uri), Self.response(200, [], test["id"]?.string ?? "")))
            let other = body.isEmpty ? "" : try JSONParser.parse(body).text(.pretty)
            asked.append(Self.request(target, other, at: uri))
        }
        let (answers, summary) = try await Self.served(exchanges, asking: asked)
        #expect(summary.isClean && summary.played == cases.count && cases.count > 15)
        for (answer, test) in zip(answers, cases) { #expect(answer.hasSuffix("\r\n\r\n\(test["id"]?.string ?? "")")) }
    }
}
