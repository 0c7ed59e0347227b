import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckTestSupport
import Testing

struct RedactorTests {
    @Test
    func takesOutEverySecretOfASignedRequest() throws {
        let redactor = Redactor(secrets: [Samples.secret, Samples.token])
        let signature = try AuthorizationHeader(Samples.exchange().request.headers["Authorization"] ?? "").signature
        let kept = Samples.text(redactor.redact(Samples.exchange()).exchange)
        for secret in [Samples.secret, Samples.token, Samples.key, Samples.account, signature] {
            #expect(!kept.contains(secret))
        }
        #expect(kept.contains("Credential={key}/20201103/eu-west-1/apprunner/aws4_request"))
        #expect(kept.contains("SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target"))
        #expect(kept.contains("{token}"))
    }

    @Test(arguments: [
        ("plain", Samples.secret), ("in JSON", #"wJalrXUtnFEMI\/K7MDENG+bPxRfiCYEXAMPLEKEY"#),
        ("percent-encoded", "wJalrXUtnFEMI%2FK7MDENG%2BbPxRfiCYEXAMPLEKEY"),
        ("base64", Base64.encode(Array(Samples.secret.utf8))),
        ("base64 at 1", Base64.encode(Array("x\(Samples.secret)".utf8))),
        ("base64 at 2", Base64.encode(Array("xy\(Samples.secret)z".utf8))),
        ("percent-encoded in lower case", "wJalrXUtnFEMI%2fK7MDENG%2bbPxRfiCYEXAMPLEKEY"),
        ("in HTML", "wJalrXUtnFEMI&#47;K7MDENG&#x2B;bPxRfiCYEXAMPLEKEY"),
        ("in HTML in a URL", "wJalrXUtnFEMI%26%2347%3BK7MDENG&#x2b;bPxRfiCYEXAMPLEKEY"),
        ("in an e-mail", "wJalrXUtnFEMI=2FK7MDENG=\r\n=2BbPxRfiCYEXAMPLEKEY"),
        ("in an e-mail in JSON", #"wJalrXUtnFEMI=2FK7MDENG=\r\n=2BbPxRfiCYEXAMPLEKEY"#),
        ("UTF-16", String(decoding: Samples.secret.utf8.flatMap { [$0, 0] }, as: UTF8.self)),
        (
            "UTF-16 the other way round",
            String(decoding: Samples.secret.utf8.flatMap { [0, $0] }, as: UTF8.self)
        ),
        ("UTF-16 in JSON", Samples.secret.map { #"\u0000\#($0)"# }.joined()),
        ("JSON in JSON in JSON", #"wJalrXUtnFEMI\\\\\\\/K7MDENG\\\\u002bbPxRfiCYEXAMPLEKEY"#),
        (
            "base64 in lines",
            Self.inLines(Base64.encode(Array("some words before \(Samples.secret)".utf8)), "\r\n")
        ),
        (
            "base64 in lines in JSON",
            Self.inLines(Base64.encode(Array("words \(Samples.secret)".utf8)), #"\n"#)
        ),
        (
            "hexadecimal",
            Samples.secret.utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        ),
    ])
    func findsASecretInEverySpelling(name: String, spelling: String) {
        let redactor = Redactor(secrets: [Samples.secret])
        let exchange = Samples.exchange(response: #"{"Message":"\#(spelling)"}"#)
        let kept = redactor.redact(exchange)
        let body = String(decoding: kept.exchange.response?.body ?? [], as: UTF8.self)
        #expect(!body.contains(spelling))
        #expect(body.contains("{secret}"))
        #expect(kept.notes.contains("a secret in the response's body was replaced"))
        #expect(!redactor.findings(in: Array(spelling.utf8)).isEmpty)
    }

    private static func inLines(_ text: String, _ end: String) -> String {
        stride(from: 0, to: text.utf8.count, by: 20).map { text.dropFirst($0).prefix(20) }.joined(
            separator: end)
    }

    /// Base64 of what is compressed can't be looked into either.
    @Test(arguments: StoredCoding.allCases.filter { $0 != .brotli })
    func takesOutBase64OfWhatIsCompressed(coding: StoredCoding) {
        let text = Base64.encode(coding.coded(Array("words \(Samples.secret)".utf8), blocks: 5))
        let kept = Redactor(secrets: [Samples.secret]).redact(
            Samples.exchange(response: #"{"Message":"\#(text)"}"#))
        #expect(
            String(decoding: kept.exchange.response?.body ?? [], as: UTF8.self)
                == #"{"Message":"{secret}"}"#)
        #expect(
            kept.notes.contains(
                "something compressed that can't be looked into in the response's body was replaced"))
    }

    /// Letters outside of ASCII, as UTF-16 writes them.
    @Test(arguments: [false, true])
    func findsASecretWithOddLettersInUTF16(isBigEndian: Bool) {
        let secret = "p\u{E4}ssw\u{F6}rt-von-\u{1F511}"
        let units = Array(secret.utf16).flatMap { unit in
            isBigEndian ? [UInt8(unit >> 8), UInt8(unit & 255)] : [UInt8(unit & 255), UInt8(unit >> 8)]
        }
        #expect(!Redactor(secrets: [secret]).findings(in: units).isEmpty)
    }

    @Test
    func aSecretThatTheServiceEchoesIsTakenOutThoughNobodyTold() {
        let redactor = Redactor()
        let exchange = Samples.exchange(response: #"{"message":"\#(Samples.token) is expired"}"#)
        #expect(!Samples.text(redactor.redact(exchange).exchange).contains(Samples.token))
    }

    @Test(arguments: [
        ("ghp_0123456789abcdefghijABCDEFGHIJ012345", true), ("ghp_tooShort", false),
        ("github_pat_11ABCDEFG0123456789012", true),
        ("glpat-abcdefghij0123456789", true), ("ghp", false),
    ])
    func takesOutTokensOfAKnownShape(text: String, isOne: Bool) {
        let redactor = Redactor()
        let body = String(
            decoding: redactor.redact(Samples.exchange(response: #"{"m":"\#(text)"}"#)).exchange.response?.body ?? [],
            as: UTF8.self)
        #expect(body == (isOne ? #"{"m":"{secret}"}"# : #"{"m":"\#(text)"}"#))
        #expect(Redactor().findings(in: Array(text.utf8)).isEmpty == !isOne)
    }

    @Test
    func findsTheLongerOfTwoSecretsThatBeginAlike() {
        let redactor = Redactor(secrets: ["secret-secret", "secret-secret-and-more"])
        let body = redactor.redact(Samples.exchange(response: "secret-secret-and-more secret-secret")).exchange
            .response?.body
        #expect(String(decoding: body ?? [], as: UTF8.self) == "{secret} {secret-2}")
    }

    @Test
    func replacesAccountsByReferenceEverywhere() {
        let redactor = Redactor()
        let arn = "arn:aws:apprunner:us-east-1:\(Samples.account):connection/a/0"
        let other = "arn:aws:apprunner:us-east-1:555555555555:connection/a/0"
        let first = redactor.redact(
            Samples.exchange(request: #"{"ResourceArn":"\#(arn)"}"#, response: #"{"a":"\#(other)","b":"\#(arn)"}"#))
        #expect(
            String(decoding: first.exchange.request.body, as: UTF8.self)
                == #"{"ResourceArn":"arn:aws:apprunner:us-east-1:123456789012:connection/a/0"}"#)
        #expect(
            String(decoding: first.exchange.response?.body ?? [], as: UTF8.self)
                == #"{"a":"arn:aws:apprunner:us-east-1:111122223333:connection/a/0","b":"arn:aws:apprunner:us-east-1:123456789012:connection/a/0"}"#
        )
        let second = redactor.redact(Samples.exchange(request: #"{"ConnectionArn":"\#(other)"}"#))
        #expect(String(decoding: second.exchange.request.body, as: UTF8.self).contains(":111122223333:"))
    }

    @Test
    func replacesAccountsWithinPageTokens() throws {
        let redactor = Redactor()
        let token = Base64.encode(Array(#"{"CustomerAccountId":"\#(Samples.account)","Order":7}"#.utf8))
        let kept = redactor.redact(Samples.exchange(response: #"{"NextToken":"\#(token)"}"#)).exchange
        let body = String(decoding: kept.response?.body ?? [], as: UTF8.self)
        let expected = Base64.encode(Array(#"{"CustomerAccountId":"123456789012","Order":7}"#.utf8))
        #expect(body == #"{"NextToken":"\#(expected)"}"#)
    }

    @Test(arguments: [
        #"{"CreatedAt":160436357112}"#, #"{"id":"123456789012345"}"#, #"{"n":987654321098}"#,
    ])
    func leavesOtherNumbersAlone(body: String) {
        let redactor = Redactor()
        let kept = redactor.redact(Samples.exchange(request: "{}", response: body)).exchange
        #expect(String(decoding: kept.response?.body ?? [], as: UTF8.self) == body)
    }

    @Test
    func dropsFieldsThatAreNotAllowedAndNamesThem() {
        let redactor = Redactor()
        let kept = redactor.redact(Samples.exchange(headers: [HeaderField("Cookie", "session=abc")]))
        #expect(!kept.exchange.request.headers.contains("Cookie"))
        #expect(kept.notes.contains("the request's header field cookie was dropped"))
        #expect(!kept.notes.joined().contains("abc"))
    }

    @Test
    func keepsTheLengthTrue() {
        let redactor = Redactor(secrets: ["a-secret-of-a-kind"])
        let kept = redactor.redact(Samples.exchange(response: #"{"m":"a-secret-of-a-kind"}"#)).exchange.response
        #expect(kept?.headers["Content-Length"] == String(kept?.body.count ?? 0))
    }

    @Test(arguments: [
        ("AKIAIOSFODNN7EXAMPLE", true), ("xASIAIOSFODNN7EXAMPLE", false), ("AKIAIOSFODNN7EXAMPL", false),
        ("AKIAIOSFODNN7EXAMPLEE", false), ("\"AKIAIOSFODNN7EXAMPLE\"", true), ("AKIAiosfodnn7example", false),
    ])
    func knowsAnAccessKeyID(text: String, isOne: Bool) {
        #expect(Redactor().findings(in: Array(text.utf8)).isEmpty == !isOne)
    }

    /// However it is spelt, and one spelling within the other: what the text says is looked through.
    @Test(arguments: [
        ("JSON", #"\u0077Jalr\u0058UtnFEMI\/K7MDENG+bPxRfiCYEXAMPLEKEY"#),
        ("JSON in JSON", #"\\u0077JalrXUtnFEMI\\/K7MDENG+bPxRfiCYEXAMPLEKEY"#),
        ("lower percent", "wJalrXUtnFEMI%2fK7MDENG%2bbPxRfiCYEXAMPLEKEY"),
        ("percent twice", "wJalrXUtnFEMI%252FK7MDENG%252BbPxRfiCYEXAMPLEKEY"),
        ("every letter", Array(Samples.secret.utf8).map { "%" + String($0, radix: 16) }.joined()),
        ("percent of JSON", "%5Cu0077JalrXUtnFEMI%5C%2FK7MDENG+bPxRfiCYEXAMPLEKEY"),
        (
            "base64url",
            String(
                Base64.encode(Array("?>\(Samples.secret)".utf8)).map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
        ),
        ("base64 twice", Base64.encode(Array(Base64.encode(Array(Samples.secret.utf8)).utf8))),
        ("base64 of JSON", Base64.encode(Array(#"{"k":"\u0077JalrXUtnFEMI\/K7MDENG+bPxRfiCYEXAMPLEKEY"}"#.utf8))),
        ("hexadecimal", Array(Samples.secret.utf8).map { String($0, radix: 16) }.joined()),
    ])
    func findsASecretWithinEveryEscape(name: String, spelling: String) throws {
        let redactor = Redactor(secrets: [Samples.secret])
        #expect(!redactor.findings(in: Array(spelling.utf8)).isEmpty)
        let kept = redactor.redact(Samples.exchange(response: #"{"a":"b","m":"\#(spelling)","z":"\u00e9"}"#)).exchange
        let body = String(decoding: kept.response?.body ?? [], as: UTF8.self)
        #expect(body == #"{"a":"b","m":"{secret}","z":"\u00e9"}"#)
        #expect(redactor.findings(in: Array(body.utf8)).isEmpty)
    }

    @Test(arguments: [
        ("Bearer abcdefghijklmnop0123", "Bearer {secret}"),
        ("authorization: bearer abcdefghijklmnop0123", "authorization: bearer {secret}"),
        ("the bearer of this letter", nil),
        ("Basic dXNlcjpwYXNzd29yZA==", "Basic {secret}"), ("basic instructions", nil),
        ("https://user:pass@host/x", "https://{secret}@host/x"), ("https://token@host", "https://{secret}@host"),
        ("ssh://git@github.com/a.git", nil), ("https://host/a@b", nil),
        (
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
            "{secret}"
        ),
        ("eyJhbGciOiJIUzI1NiJ9", nil),
        (#"-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----"#, "{secret}"),
        ("-----BEGIN CERTIFICATE-----", nil),
        (#"aws_secret_access_key = wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY"#, "aws_secret_access_key = {secret}"),
        ("x-amz-security-token;x-amz-target", nil),
        ("FwoGZXIvYXdzEBYaDHqa0AP/////", "{secret}"),
        ("Bearer \t abcdefghijklmnop0123", "Bearer \t {secret}"),
        ("a=bearer+abcdefghijklmnop0123", "a=bearer+{secret}"),
        ("gloas-" + String(repeating: "a1", count: 32), "{secret}"),
        ("glpat-ABCDEFGHIJKLMNOPQRST0.01.120abc.", "{secret}."),
        ("xoxe-1-My0xLTEyMzQ1Njc4OTAx", "{secret}"),
        ("https://hooks.slack.com/services/T000/B000/abcdefghijklmnop", "https://hooks.slack.com/services/{secret}"),
        ("npm_" + String(repeating: "a1", count: 18), "{secret}"), ("sk-learn is no key", nil), ("a.atlasv1.txt", nil),
        ("eyJhbGciOiJkaXIifQ..48V1_ALb6US04U3b.5eym8TW_c8SuK0.XFBoMYUZodet", "{secret}"),
        ("eyJhbGciOiJSU0EifQ.OKOawDo13gRp.48V1_ALb6US04U3b.5eym8TW_c8SuK0.XFBoMYUZodet and", "{secret} and"),
        ("eyJhbGciOiJSU0EifQ..48V1_ALb6US04U3b", nil),
    ])
    func knowsASecretByItsForm(text: String, redacted: String?) {
        let kept = Redactor().redact(Samples.exchange(response: #"{"m":"\#(text)"}"#)).exchange
        let body = String(decoding: kept.response?.body ?? [], as: UTF8.self)
        #expect(body == #"{"m":"\#(redacted ?? text)"}"#)
        #expect(Redactor().findings(in: Array(text.utf8)).isEmpty == (redacted == nil))
    }

    /// The second account's id is the first one's placeholder.
    @Test
    func anIdThatIsAnothersPlaceholderStaysApart() {
        func arn(_ account: String) -> String { "arn:aws:apprunner:us-east-1:\(account):connection/a/0" }
        let redactor = Redactor()
        let first = redactor.redact(Samples.exchange(request: #"{"A":"\#(arn("555555555555"))"}"#, response: "{}"))
        let second = redactor.redact(
            Samples.exchange(
                request: #"{"A":"\#(arn("123456789012"))"}"#, response: #"{"B":"\#(arn("555555555555"))"}"#))
        #expect(String(decoding: first.exchange.request.body, as: UTF8.self).contains(":123456789012:"))
        #expect(String(decoding: second.exchange.request.body, as: UTF8.self).contains(":111122223333:"))
        #expect(Samples.answer(second.exchange).contains(":123456789012:"))
    }

    @Test
    func claimsNoReplacementThatDidNotHappen() {
        let redactor = Redactor(secrets: ["a-secret-of-a-kind"])
        _ = redactor.redact(Samples.exchange())
        let kept = redactor.redact(
            Samples.exchange(request: "{}", response: #"{"m":"a-secret-of-a-kind"}"#, operation: .listConnections))
        #expect(kept.notes.filter { $0.hasPrefix("account ids") } == [])
        // The first account's id is its own placeholder: it stays, and no note says otherwise.
        let arn = "arn:aws:apprunner:us-east-1:123456789012:connection/a/0"
        let own = Redactor().redact(Samples.exchange(request: #"{"A":"\#(arn)"}"#, response: "{}"))
        #expect(String(decoding: own.exchange.request.body, as: UTF8.self) == #"{"A":"\#(arn)"}"#)
        #expect(own.notes.filter { $0.hasPrefix("account ids") } == [])
    }

    @Test
    func anIdThatIsLearntLaterIsReplacedInWhatWasWrittenBefore() {
        let redactor = Redactor()
        let early = redactor.redact(
            Samples.exchange(response: #"{"n":"\#(Samples.account)"}"#, operation: .listConnections))
        #expect(Samples.answer(early.exchange).contains(Samples.account))
        _ = redactor.redact(Samples.exchange(2))
        let late = redactor.withoutLearnt(early.exchange.response?.body ?? [])
        #expect(String(decoding: late, as: UTF8.self) == #"{"n":"123456789012"}"#)
    }

    /// A client whose secret was taken out of the recording asks again, and its request is the recorded one.
    @Test(arguments: ["plain-secret-value", #"\u0070lain-secret-value"#])
    func aRequestWithASecretIsComparableWithTheRecordedOne(spelling: String) {
        let redactor = Redactor(secrets: ["plain-secret-value"])
        let sent = Samples.exchange(request: #"{"ConnectionName":"\#(spelling)"}"#).request
        let kept = redactor.redact(Exchange(sequence: 1, request: sent, response: nil, startedAt: 0)).exchange.request
        let again = Redactor(secrets: ["plain-secret-value"]).comparable(sent)
        #expect(again.body == kept.body)
        #expect(String(decoding: again.body, as: UTF8.self) == #"{"ConnectionName":"{secret}"}"#)
    }

    @Test
    func followsTheUsersRules() throws {
        let rules = try RedactionRules(
            redact: ["json:$.Connection.ConnectionName", "json:$.Tags[*].Value", "regex:corp-[0-9]+"],
            keep: ["header:X-Trace"])
        let redactor = Redactor(rules: rules)
        let kept = redactor.redact(
            Samples.exchange(
                request:
                    #"{"ConnectionName":"n","Tags":[{"Key":"a","Value":"b"},{"Key":"corp-12","Value":"\u00e4\"x"}]}"#,
                response: #"{"Connection": {"ConnectionName" : "n", "Other": 1}, "ConnectionName":"n"}"#,
                headers: [HeaderField("X-Trace", "corp-7 and more"), HeaderField("X-Other", "x")]))
        #expect(
            String(decoding: kept.exchange.request.body, as: UTF8.self)
                == #"{"ConnectionName":"n","Tags":[{"Key":"a","Value":"{secret-2}"},{"Key":"{secret-3}","Value":"{secret-4}"}]}"#
        )
        #expect(
            String(decoding: kept.exchange.response?.body ?? [], as: UTF8.self)
                == #"{"Connection": {"ConnectionName" : "{secret-5}", "Other": 1}, "ConnectionName":"n"}"#)
        #expect(kept.exchange.request.headers["X-Trace"] == "{secret} and more")
        #expect(kept.notes.contains("what a rule names in the request's body was replaced"))
        #expect(kept.notes.contains("the request's header field x-other was dropped"))
    }

    @Test
    func keepsAccountsWhereToldTo() throws {
        let redactor = Redactor(rules: try RedactionRules(redact: [], keep: ["accounts"]))
        let kept = redactor.redact(Samples.exchange()).exchange
        #expect(Samples.answer(kept).contains(Samples.account))
    }

    @Test(arguments: ["json:Tags", "json:$.a[", "json:$..a", "regex:(", "name"])
    func refusesARuleThatCantBeRead(rule: String) {
        let error = #expect(throws: RedactionRuleError.self) { try RedactionRules(redact: [rule]) }
        #expect(error?.message.hasPrefix(rule) == true)
    }
}
