import TapedeckAWSWire
import Testing

@testable import TapedeckConnectionService

/// The model's regular expressions, as code.
struct PatternsTests {
    @Test(arguments: ["abcd", "0bc-", "a___", String(repeating: "a", count: 32)])
    func takesNames(_ text: String) {
        #expect(Patterns.matches(text, .connectionName))
    }

    @Test(arguments: ["", "abc", "-bcd", "_bcd", "a bcd", "äbcd", "abc\n", "abcd\n", String(repeating: "a", count: 33)])
    func refusesNames(_ text: String) {
        #expect(!Patterns.matches(text, .connectionName))
    }

    @Test(arguments: [
        "arn:aws:apprunner:us-east-1:123456789012:connection/web-1/00112233445566778899aabbccddeeff",
        "arn:aws-us-gov:apprunner:us-gov-west-1:123456789012:connection/web_1/0", "arn:aws:::000000000000:x",
        #"arn:aws:a.b:c\d:123456789012:x"#,
    ])
    func takesARNs(_ text: String) {
        #expect(Patterns.matches(text, .resourceARN))
    }

    @Test(arguments: [
        "", "arn:aws:apprunner:us-east-1:12345678901:connection/x", "arn:gcp:apprunner:us-east-1:123456789012:x",
        "arn:aws-:apprunner:us-east-1:123456789012:x", "arn:aws:AppRunner:us-east-1:123456789012:x",
        "arn:aws:apprunner:us-east-1:123456789012:", "arn:aws:apprunner:us-east-1:123456789012:a:b",
        "arn:aws:apprunner:us-east-1:123456789012:a b", "xarn:aws:apprunner:us-east-1:123456789012:x",
    ])
    func refusesARNs(_ text: String) {
        #expect(!Patterns.matches(text, .resourceARN))
    }

    @Test(arguments: ["a", "aws", "AWS:x", " aws:x", "xaws:", "ключ"])
    func takesTagKeys(_ text: String) {
        #expect(Patterns.matches(text, .tagKey))
    }

    // U+0301 joins the colon to one character: a prefix compared by characters would not be seen.
    @Test(arguments: ["", "aws:", "aws:x", "aws:\u{301}x", "a\nb"])
    func refusesTagKeys(_ text: String) {
        #expect(!Patterns.matches(text, .tagKey))
    }

    /// A pattern without a rule of its own once passed for the ARN's; the patterns are a closed set now.
    @Test(arguments: StringPattern.allCases.filter { $0 != .resourceARN })
    func noOtherPatternIsJudgedAsTheARN(pattern: StringPattern) {
        #expect(Patterns.matches("team", pattern))
    }
}
