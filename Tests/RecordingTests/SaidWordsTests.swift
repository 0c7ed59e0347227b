import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText
import TapedeckTestSupport
import Testing

@testable import TapedeckRecording

/// What is recorded behind entries that were played says what these say.
struct SaidWordsTests {
    private static let rules: [BindRule] = [
        .member("ConnectionName"), .region, .place(JSONPointer(steps: ["Tags", "0", "Value"])),
    ]

    private func request(_ body: String, region: String = "us-east-1") -> Request {
        var request = Request(body: Array(body.utf8))
        request.headers.append(
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20201103/\(region)/apprunner/aws4_request, SignedHeaders=host, Signature="
                + String(repeating: "0", count: 64))
        request.headers.append("Content-Length", String(body.utf8.count))
        return request
    }

    private func entry(_ sequence: Int, _ body: String, _ answer: String, region: String = "us-east-1") -> Entry {
        let request = request(body, region: region)
        let exchange = Exchange(
            sequence: sequence, request: request,
            response: Response(status: 200, reason: "OK", body: Array(answer.utf8)),
            startedAt: 0)
        return Entry(exchange, url: CanonicalURL.url(for: request), origin: Origin(.captured, upstream: "h"))
    }

    private static func arn(_ name: String, _ id: Character = "a", region: String = "us-east-1") -> String {
        "arn:aws:apprunner:\(region):123456789012:connection/\(name)/\(String(repeating: id, count: 32))"
    }

    private func texts(_ entry: Entry) -> [String] {
        [entry.exchange.request.body, entry.exchange.response?.body ?? []].map { String(decoding: $0, as: UTF8.self) }
    }

    private func learnt() -> SaidWords {
        var said = SaidWords()
        said.learn(
            request(#"{"ConnectionName":"q-11","Tags":[{"Value":"x"}]}"#, region: "eu-west-1"),
            as: request(#"{"ConnectionName":"conn-one","Tags":[{"Value":"blue"}]}"#), by: Self.rules, since: 0)
        return said
    }

    @Test
    func namesRegionsPlacesAndMessagesSayWhatTheCassetteSays() throws {
        for said in [learnt(), SaidWords(text: learnt().text)] {
            let old = entry(
                1, #"{"ResourceArn":"\#(Self.arn("q-11", region: "eu-west-1"))","Tags":[{"Value":"x"}]}"#,
                #"{"Message":"no q-11 here, only q-11x","ProviderType":"q-11","x":["q-11"]}"#, region: "eu-west-1")
            let new = said.asRecorded(old)
            #expect(
                texts(new) == [
                    #"{"ResourceArn":"\#(Self.arn("conn-one"))","Tags":[{"Value":"blue"}]}"#,
                    #"{"Message":"no conn-one here, only q-11x","ProviderType":"q-11","x":["conn-one"]}"#,
                ])
            #expect(new.resource == "conn-one")
            #expect(new.url == "https://apprunner.us-east-1.amazonaws.com/")
            #expect(new.exchange.request.headers["Authorization"]?.contains("/us-east-1/") == true)
            #expect(new.exchange.request.headers["Content-Length"] == String(new.exchange.request.body.count))
        }
    }

    /// Two things stay two things: who says the recorded name while another one stands for it means something else.
    @Test
    func aRecordedNameThatIsSaidItselfTakesThePlaceThatIsLeft() {
        let new = learnt().asRecorded(entry(1, #"{"ConnectionName":"conn-one"}"#, "{}"))
        #expect(texts(new)[0] == #"{"ConnectionName":"q-11"}"#)
        let other = entry(1, #"{ "ConnectionName": "third" }"#, "no JSON about q-11")
        #expect(texts(learnt().asRecorded(other)) == texts(other))
    }

    /// A name that a client uses again means what it meant when the exchange was recorded; before it meant anything, what it
    /// meant first.
    @Test
    func aNameMeansWhatItMeantThen() {
        var said = SaidWords()
        let rules = [BindRule.member("ConnectionName")]
        func learn(_ recorded: String, _ since: Int) -> Bool {
            said.learn(
                request(#"{"ConnectionName":"q"}"#), as: request(#"{"ConnectionName":"\#(recorded)"}"#), by: rules,
                since: since)
        }
        #expect(learn("one", 1) && !learn("one", 2) && learn("two", 3))
        let bodies = (1...4).map { texts(said.asRecorded(entry($0, #"{"ConnectionName":"q"}"#, "{}")))[0] }
        #expect(bodies == ["one", "one", "one", "two"].map { #"{"ConnectionName":"\#($0)"}"# })
    }

    /// The checksum is that of the bytes that came.
    @Test(arguments: [("q-11", false), ("other", true)])
    func aChecksumStaysWithItsBytesOnly(name: String, stays: Bool) {
        var old = entry(1, "{}", #"{"ConnectionName":"\#(name)"}"#)
        old.exchange.response?.headers.append("x-amz-crc32", "123")
        let new = learnt().asRecorded(old)
        #expect((new.exchange.response?.headers.contains("x-amz-crc32") == true) == stays)
        #expect((texts(new)[1] == texts(old)[1]) == stays)
    }

    /// A read that is paired with one of another time says nothing of whose the id is.
    @Test(arguments: ["a", "1"] as [Character])
    func anIdIsOfOneConnectionForEver(first: Character) {
        var said = SaidWords()
        func answer(_ id: Character) -> Response {
            Response(
                status: 200, reason: "OK", body: Array(#"{"ConnectionArn":"\#(Self.arn("c", id))"}"#.utf8))
        }
        said.learn(ids: answer("1"), as: answer(first), since: 1)
        said.learn(ids: answer("1"), as: answer("b"), since: 2)
        for said in [said, SaidWords(text: said.text)] {
            let new = said.asRecorded(entry(3, #"{"ResourceArn":"\#(Self.arn("c", "1"))"}"#, "{}"))
            #expect(texts(new)[0] == #"{"ResourceArn":"\#(Self.arn("c", first))"}"#)
        }
    }

    /// A list may have the connections in another order than before.
    @Test
    func idsAreThoseOfTheSameConnection() {
        var said = SaidWords()
        said.learn(
            request(#"{"ConnectionName":"q-11"}"#), as: request(#"{"ConnectionName":"conn-one"}"#), by: Self.rules,
            since: 0)
        func list(_ arns: String...) -> Response {
            Response(
                status: 200, reason: "OK",
                body: Array(#"{"L":[\#(arns.map { #"{"ConnectionArn":"\#($0)"}"# }.joined(separator: ","))]}"#.utf8))
        }
        said.learn(
            ids: list(Self.arn("q-11", "1"), Self.arn("b", "2")),
            as: list(Self.arn("conn-one", "a"), Self.arn("c", "b")),
            since: 1)
        let new = said.asRecorded(
            entry(2, #"{"R":["\#(Self.arn("q-11", "1"))","\#(Self.arn("b", "2"))"]}"#, "{}"))
        #expect(texts(new)[0] == #"{"R":["\#(Self.arn("conn-one", "a"))","\#(Self.arn("b", "2"))"]}"#)
    }
}
