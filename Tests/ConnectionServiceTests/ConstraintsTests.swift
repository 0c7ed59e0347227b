import TapedeckAWSWire
import TapedeckExchangeModel
import TapedeckJSONText
import Testing

@testable import TapedeckConnectionService

/// What is said of inputs that break a constraint.
struct ConstraintsTests {
    static let pattern = #"[A-Za-z0-9][A-Za-z0-9\-_]{3,31}"#
    static let arnPattern =
        #"arn:aws(-[\w]+)*:[a-z0-9-\\.]{0,63}:[a-z0-9-\\.]{0,63}:[0-9]{12}:(\w|\/|-){1,1011}"#
    static let arn = "arn:aws:apprunner:us-east-1:123456789012:connection/abcd/0"

    struct Case: Sendable, CustomTestStringConvertible {
        let operation: ConnectionOperation
        let input: String
        let message: String

        init(_ operation: ConnectionOperation, _ input: String, _ message: String) {
            self.operation = operation
            self.input = input
            self.message = message
        }

        var testDescription: String {
            "\(operation.rawValue) \(input.prefix(80))"
        }
    }

    static func failed(_ value: String, _ path: String, _ constraint: String) -> String {
        "Value \(value) at '\(path)' failed to satisfy constraint: \(constraint)"
    }

    static let null = "Member must not be null"
    static let long = "a-name-of-thirty-five-characters-xx"
    static let creates: [Case] = [
        Case(
            .createConnection, #"{"ConnectionName":"\#(long)","ProviderType":"GITHUB"}"#,
            "2 validation errors detected: "
                + failed("'\(long)'", "connectionName", "Member must satisfy regular expression pattern: \(pattern)")
                + "; "
                + failed("'\(long)'", "connectionName", "Member must have length less than or equal to 32")),
        Case(
            .createConnection, #"{"ConnectionName":"abc","ProviderType":"GITHUB"}"#,
            "2 validation errors detected: "
                + failed("'abc'", "connectionName", "Member must satisfy regular expression pattern: \(pattern)")
                + "; " + failed("'abc'", "connectionName", "Member must have length greater than or equal to 4")),
        Case(
            .createConnection, #"{"ConnectionName":"a bcd","ProviderType":"GITHUB"}"#,
            "1 validation error detected: "
                + failed("'a bcd'", "connectionName", "Member must satisfy regular expression pattern: \(pattern)")),
        Case(
            .createConnection, #"{"ConnectionName":"abcd","ProviderType":"GITLAB"}"#,
            "1 validation error detected: "
                + failed("'GITLAB'", "providerType", "Member must satisfy enum value set: [GITHUB, BITBUCKET]")),
        Case(
            .createConnection, #"{"ConnectionName":"abcd"}"#,
            "1 validation error detected: " + failed("null", "providerType", null)),
        Case(
            .createConnection, #"{"ConnectionName":null,"ProviderType":null}"#,
            "2 validation errors detected: " + failed("null", "connectionName", null) + "; "
                + failed("null", "providerType", null)),
        Case(
            .createConnection, "",
            "2 validation errors detected: " + failed("null", "connectionName", null) + "; "
                + failed("null", "providerType", null)),
    ]

    static let tags: [Case] = [
        Case(
            .createConnection,
            #"{"ConnectionName":"abcd","ProviderType":"GITHUB","Tags":[{"Key":"aws:x","Value":"y"}]}"#,
            "1 validation error detected: "
                + failed(
                    "'aws:x'", "tags.1.member.key", "Member must satisfy regular expression pattern: ^(?!aws:).+")),
        Case(
            .tagResource, #"{"ResourceArn":"\#(arn)","Tags":[{"Key":"a","Value":"b"},{"Key":"c"}]}"#,
            "1 validation error detected: " + failed("null", "tags.2.member.value", null)),
        Case(
            .tagResource, #"{"ResourceArn":"\#(arn)","Tags":[{"Value":"b"}]}"#,
            "1 validation error detected: " + failed("null", "tags.1.member.key", null)),
        Case(
            .tagResource, #"{"ResourceArn":"\#(arn)"}"#, "1 validation error detected: " + failed("null", "tags", null)),
        Case(
            .untagResource, #"{"ResourceArn":"\#(arn)","TagKeys":["a",""]}"#,
            "2 validation errors detected: "
                + failed("''", "tagKeys.2.member", "Member must satisfy regular expression pattern: ^(?!aws:).+") + "; "
                + failed("''", "tagKeys.2.member", "Member must have length greater than or equal to 1")),
        Case(
            .tagResource,
            #"{"ResourceArn":"\#(arn)","Tags":[{"Key":"a","Value":"\#(String(repeating: "v", count: 257))"}]}"#,
            "1 validation error detected: "
                + failed(
                    "'\(String(repeating: "v", count: 257))'", "tags.1.member.value",
                    "Member must have length less than or equal to 256")),
    ]

    static let others: [Case] = [
        Case(
            .listConnections, #"{"MaxResults":101}"#,
            "1 validation error detected: "
                + failed("'101'", "maxResults", "Member must have value less than or equal to 100")),
        Case(
            .listConnections, #"{"MaxResults":0,"NextToken":""}"#,
            "2 validation errors detected: "
                + failed("'0'", "maxResults", "Member must have value greater than or equal to 1") + "; "
                + failed("''", "nextToken", "Member must have length greater than or equal to 1")),
        Case(
            .deleteConnection, #"{"ConnectionArn":"abcd"}"#,
            "1 validation error detected: "
                + failed("'abcd'", "connectionArn", "Member must satisfy regular expression pattern: \(arnPattern)")),
        Case(
            .deleteConnection, "{}", "1 validation error detected: " + failed("null", "connectionArn", null)),
        Case(
            .listTagsForResource, "{}", "1 validation error detected: " + failed("null", "resourceArn", null)),
    ]

    @Test(arguments: creates + tags + others)
    func saysWhatIsWrongInTheServicesGrammar(_ example: Case) {
        var talk = Conversation()
        let answer = talk.call(example.operation, example.input)
        #expect(answer.failure == "400 InvalidRequestException: \(example.message)")
        #expect(answer.body.object?.names == ["__type", "Message"])
    }

    @Test func capsAMessageAtSixHundredCharacters() {
        var talk = Conversation()
        let name = String(repeating: "n", count: 5000)
        let answer = talk.call(.createConnection, #"{"ConnectionName":"\#(name)","ProviderType":"GITHUB"}"#)
        #expect(answer.body["Message"]?.string?.unicodeScalars.count == 600)
    }

    @Test func countsScalarsNotCharacters() {
        var talk = Conversation()
        let arn = talk.create("abcd")
        // One character of two scalars: 128 of them are 256, and one more is too long.
        let value = String(repeating: "e\u{301}", count: 128)
        #expect(
            talk.call(.tagResource, #"{"ResourceArn":"\#(arn)","Tags":[{"Key":"a","Value":"\#(value)"}]}"#).text == "{}"
        )
        let more = talk.call(.tagResource, #"{"ResourceArn":"\#(arn)","Tags":[{"Key":"a","Value":"\#(value)x"}]}"#)
        #expect(more.response.status == 400)
    }
}
