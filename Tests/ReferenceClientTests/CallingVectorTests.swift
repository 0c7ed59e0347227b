import TapedeckAWSWire
import TapedeckExchangeModel
import TapedeckJSONText
import Testing

@testable import TapedeckClientCalling
@testable import TapedeckClientModel

/// The public awsJson 1.0 cases that fit this client: what does not hang on shapes that it does not have.
struct CallingVectorTests {
    /// Cases of a file with the suite they stand in.
    private func cases(_ file: String) -> [(suite: JSONValue, test: JSONValue)]? {
        guard let suites = Vectors.load("awsjson/\(file)")?.array else { return nil }
        return suites.flatMap { suite in (suite["cases"]?.array ?? []).map { (suite, $0) } }
    }

    @Test
    func sendsWhatTheClientCasesSend() throws {
        guard let cases = cases("input-json_1_0.json") else { return }
        var count = 0
        for (suite, test) in cases {
            let id = test["id"]?.string ?? ""
            // Neither host prefixes nor compressed requests are in App Runner's model.
            if id.contains("EndpointTrait") || id.hasPrefix("SDKApp") { continue }
            let expected = try #require(test["serialized"])
            let url = suite["clientEndpoint"]?.string ?? "https://example.com"
            let body = try JSONParser.parse(expected["body"]?.string ?? "")
            let call = CallRequest(
                operation: .createConnection, input: try #require(body.object), endpoint: try #require(Endpoint(url)),
                region: "us-east-1", credentials: nil, invocationID: "id")
            let request = call.attempt(1, of: 3, at: Instant(seconds: 0))
            #expect(request.method == expected["method"]?.string, "\(id)")
            #expect(request.target == expected["uri"]?.string, "\(id)")
            #expect(try JSONParser.parse(request.body) == body, "\(id)")
            #expect(request.headers.values("Content-Type") == ["application/x-amz-json-1.0"], "\(id)")
            count += 1
        }
        #expect(count > 10)
    }

    @Test
    func readsWhatTheClientCasesAnswer() throws {
        guard let cases = cases("output-json_1_0.json") else { return }
        var count = 0
        for (_, test) in cases {
            let id = test["id"]?.string ?? ""
            let answer = try #require(test["response"])
            var headers = HeaderFields()
            for (name, value) in answer["headers"]?.object?.members ?? [] { headers.append(name, value.string ?? "") }
            let response = Response.answer(
                answer["status_code"]?.int ?? 0, answer["body"]?.string ?? "", headers: headers)
            switch Answer(response, to: .tagResource) {
            case .output: #expect(test["errorCode"] == nil, "\(id)")
            case .refused(let code, let message):
                #expect(code == test["errorCode"]?.string, "\(id)")
                if let expected = test["errorMessage"]?.string { #expect(message == expected, "\(id)") }
            case .unusable(let reason): Issue.record("\(id): \(reason)")
            }
            count += 1
        }
        #expect(count > 25)
    }
}
