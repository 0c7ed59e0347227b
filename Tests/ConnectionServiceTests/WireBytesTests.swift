import TapedeckAWSWire
import TapedeckExchangeModel
import TapedeckJSONText
import Testing

@testable import TapedeckConnectionService

/// What goes over the wire, byte by byte.
struct WireBytesTests {
    @Test func answersCreateWithTheLoggedHeadAndAnAlphabeticalBody() {
        var talk = Conversation()
        let answer = talk.call(.createConnection, #"{"ConnectionName": "my-connection", "ProviderType": "GITHUB"}"#)
        let arn =
            "arn:aws:apprunner:us-east-1:123456789012:connection/my-connection/f893a2eefb32555e71c18690ee42c90b"
        let body =
            #"{"Connection":{"ConnectionArn":"\#(arn)","ConnectionName":"my-connection","#
            + #""CreatedAt":1.604363571E9,"ProviderType":"GITHUB","Status":"PENDING_HANDSHAKE"}}"#
        #expect(answer.text == body)
        #expect(
            String(decoding: answer.response.headBytes, as: UTF8.self) == """
                HTTP/1.1 200 OK\r
                Date: Tue, 03 Nov 2020 00:32:51 GMT\r
                Content-Type: application/x-amz-json-1.0\r
                Content-Length: \(body.utf8.count)\r
                Connection: keep-alive\r
                x-amzn-RequestId: 910a2dec-8902-4cc1-beeb-8da1658eec67\r
                \r

                """)
    }

    @Test func answersErrorsWithTheSameHead() {
        var talk = Conversation()
        let answer = talk.call(.deleteConnection, #"{"ConnectionArn":"arn:aws:apprunner:us-east-1:123456789012:x"}"#)
        #expect(
            answer.response.headers.fields.map(\.name) == [
                "Date", "Content-Type", "Content-Length", "Connection", "x-amzn-RequestId",
            ])
        let text = "No connection was found for arn:aws:apprunner:us-east-1:123456789012:x"
        #expect(answer.text == #"{"__type":"ResourceNotFoundException","Message":"\#(text)"}"#)
    }

    @Test func givesEveryResponseARequestIDOfItsOwn() {
        var talk = Conversation()
        var seen: Set<String> = []
        for _ in 0..<100 {
            let id = talk.call(.listConnections, "{}").response.headers["x-amzn-RequestId"] ?? ""
            seen.insert(id)
            let parts = id.split(separator: "-").map(Array.init)
            #expect(parts.map(\.count) == [8, 4, 4, 4, 12])
            #expect(parts[2][0] == "4")
            #expect("89ab".contains(parts[3][0]))
            #expect(id.allSatisfy { "0123456789abcdef-".contains($0) })
        }
        #expect(seen.count == 100)
    }

    @Test func putsTheTokenAfterTheList() {
        var talk = Conversation()
        talk.create("one-1")
        talk.create("two-2")
        let page = talk.call(.listConnections, #"{"MaxResults":1}"#)
        #expect(page.body.object?.names == ["ConnectionSummaryList", "NextToken"])
        #expect(talk.call(.listConnections, "{}").body.object?.names == ["ConnectionSummaryList"])
    }

    @Test func answersTagCallsWithAnEmptyObject() {
        var talk = Conversation()
        let arn = talk.create("abcd")
        #expect(talk.call(.tagResource, #"{"ResourceArn":"\#(arn)","Tags":[]}"#).text == "{}")
        #expect(talk.call(.untagResource, #"{"ResourceArn":"\#(arn)","TagKeys":[]}"#).text == "{}")
        #expect(talk.call(.listTagsForResource, #"{"ResourceArn":"\#(arn)"}"#).text == #"{"Tags":[]}"#)
    }

    @Test func givesTheSameBytesToTheSameConversation() {
        func bytes(seed: UInt64) -> [[UInt8]] {
            var talk = Conversation(seed: seed)
            let arn = talk.create("abcd")
            let answers = [
                talk.call(.listConnections, "{}"), talk.call(.deleteConnection, #"{"ConnectionArn":"\#(arn)"}"#),
                talk.call(.createConnection, "{}"),
            ]
            return answers.map { $0.response.headBytes + $0.response.body }
        }
        #expect(bytes(seed: 7) == bytes(seed: 7))
        #expect(bytes(seed: 7) != bytes(seed: 8))
    }

    @Test(arguments: [
        (0, "0.0"), (1, "1.0"), (-5, "-5.0"), (9_999_999, "9999999.0"), (10_000_000, "1.0E7"),
        (1_600_000_000, "1.6E9"), (1_604_363_571, "1.604363571E9"), (1_604_363_570, "1.60436357E9"),
        (2_000_000_000, "2.0E9"), (10_000_000_001, "1.0000000001E10"), (-1_604_363_571, "-1.604363571E9"),
    ])
    func writesSecondsAsJavaDoes(_ seconds: Int64, _ text: String) {
        #expect(JavaNumber.seconds(seconds).text == text)
        #expect(JavaNumber.seconds(seconds).double == Double(seconds))
    }

    // The published first numbers for this seed.
    @Test func generatesThePublishedNumbers() {
        var generator = SplitMix(seed: 1_234_567)
        #expect(
            (0..<5).map { _ in generator.next() } == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
                4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
            ])
    }
}
