import TapedeckAWSWire
import TapedeckExchangeModel
import TapedeckJSONText
import Testing

@testable import TapedeckPlayback

/// What is read of a body in one pass is what its value says.
struct PlainBodyTests {
    private static func plain(_ text: String) -> PlainBody? {
        var body = PlainBody()
        return Array(text.utf8).withUnsafeBytes { body.read($0) } ? body : nil
    }

    private static func string(_ body: PlainBody, _ range: Range<Int>?) -> String? {
        range.map { String(decoding: body.canonical[$0], as: UTF8.self) }
    }

    /// Whether a body that was read so is what its value says; `nil` for one that was not read.
    private static func isSame(_ text: String) -> Bool? {
        guard let body = plain(text) else { return nil }
        let identity = Identity(operation: "X", body: Array(text.utf8))
        let arn = identity.body["ConnectionArn"]?.string ?? identity.body["ResourceArn"]?.string
        return body.canonical == identity.body.canonicalBytes && string(body, body.arn) == arn
            && string(body, body.name) == identity.body["ConnectionName"]?.string
    }

    @Test(arguments: [
        "", "{}", " { } ", #"{"ConnectionName":"one1","ProviderType":"GITHUB"}"#,
        #"{"ConnectionName": "one1", "ProviderType": "GITHUB", "Tags": [{"Key": "a", "Value": "b"}, {}, []]}"#,
        #"{"MaxResults":25,"NextToken":null,"X":true,"Y":false,"Z":-1}"#,
        #"{"ConnectionArn":"arn:aws:apprunner:r:123456789012:connection/one1/0","ResourceArn":"other"}"#,
        #"{"ConnectionArn":1,"ResourceArn":"other"}"#, #"{"A":{"ConnectionName":"inner"}}"#,
    ])
    func readsOrdinaryBodies(text: String) {
        #expect(Self.isSame(text) == true)
    }

    @Test(arguments: [
        "[]", "1", "\"a\"", "{", "{}x", #"{"a":1,"a":2}"#, #"{"b":1,"a":2}"#, #"{"a":"\n"}"#, #"{"a":"ä"}"#,
        #"{"a":10}"#, #"{"a":1.0}"#, #"{"a":1e1}"#, #"{"a":01}"#, #"{"a":-}"#, #"{"a":tru}"#, #"{"a":1,}"#,
        #"{"a" 1}"#, #"{"a":"b"#, "{\"a\":\"\u{1}\"}", "{\"a\":\"\u{7F}\"}",
        String(repeating: #"{"a":"#, count: 40) + "1" + String(repeating: "}", count: 40),
    ])
    func leavesOthersToTheirValues(text: String) {
        #expect(Self.plain(text) == nil)
    }

    @Test
    func readsNothingOtherwiseThanItsValue() {
        let words = [
            "{", "}", "[", "]", ",", ":", " ", "\n", "\"a\"", "\"b\"", "\"\"", "\"ConnectionName\"", "\"ResourceArn\"",
            "\"ConnectionArn\"", "1", "10", "-3", "0", "1.5", "true", "null", "\"\\n\"", "\"ä\"", "{\"a\":1}",
            "{\"a\":",
        ]
        var random = SplitMix(seed: 20_261_129)
        var taken = 0
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...9, using: &random)
            let middle = (0..<count).compactMap { _ in words.randomElement(using: &random) }.joined()
            let text = Bool.random(using: &random) ? middle : "{\"A\":\(middle)}"
            guard let isSame = Self.isSame(text) else { continue }
            taken += 1
            #expect(isSame, "\(text)")
            #expect((try? JSONParser.parse(text.isEmpty ? "{}" : text)) != nil, "\(text)")
        }
        #expect(taken > 500)
    }
}
