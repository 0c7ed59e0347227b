import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import Testing

struct RedactorTests {
    private func text(_ exchange: Exchange) -> String {
        let request = exchange.request
        let response = exchange.response
        let fields = request.headers.fields + (response?.headers.fields ?? [])
        return request.target + fields.map { "\($0.name): \($0.value)\n" }.joined()
            + String(decoding: request.body + (response?.body ?? []), as: UTF8.self)
    }

    @Test
    func takesOutEverySecretOfASignedRequest() throws {
        var redactor = Redactor(secrets: [Samples.secret, Samples.token])
        let signature = try AuthorizationHeader(Samples.exchange().request.headers["Authorization"] ?? "").signature
        let kept = text(redactor.redact(Samples.exchange()).exchange)
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
    ])
    func findsASecretInEverySpelling(name: String, spelling: String) {
        var redactor = Redactor(secrets: [Samples.secret])
        let exchange = Samples.exchange(response: #"{"Message":"\#(spelling)"}"#)
        let kept = redactor.redact(exchange)
        let body = String(decoding: kept.exchange.response?.body ?? [], as: UTF8.self)
        #expect(!body.contains(spelling))
        #expect(body.contains("{secret}"))
        #expect(kept.notes.contains("a secret in the response's body was replaced"))
        #expect(!redactor.findings(in: Array(spelling.utf8)).isEmpty)
    }

    @Test
    func aSecretThatTheServiceEchoesIsTakenOutThoughNobodyTold() {
        var redactor = Redactor()
        let exchange = Samples.exchange(response: #"{"message":"\#(Samples.token) is expired"}"#)
        #expect(!text(redactor.redact(exchange).exchange).contains(Samples.token))
    }

    @Test(arguments: [
        ("ghp_0123456789abcdefghijABCDEFGHIJ012345", true), ("ghp_tooShort", false),
        ("github_pat_11ABCDEFG0123456789012", true),
        ("glpat-abcdefghij0123456789", true), ("ghp", false),
    ])
    func takesOutTokensOfAKnownShape(text: String, isOne: Bool) {
        var redactor = Redactor()
        let body = String(
            decoding: redactor.redact(Samples.exchange(response: #"{"m":"\#(text)"}"#)).exchange.response?.body ?? [],
            as: UTF8.self)
        #expect(body == (isOne ? #"{"m":"{secret}"}"# : #"{"m":"\#(text)"}"#))
        #expect(Redactor().findings(in: Array(text.utf8)).isEmpty == !isOne)
    }

    @Test
    func findsTheLongerOfTwoSecretsThatBeginAlike() {
        var redactor = Redactor(secrets: ["secret-secret", "secret-secret-and-more"])
        let body = redactor.redact(Samples.exchange(response: "secret-secret-and-more secret-secret")).exchange
            .response?.body
        #expect(String(decoding: body ?? [], as: UTF8.self) == "{secret} {secret}")
    }

    @Test
    func replacesAccountsByReferenceEverywhere() {
        var redactor = Redactor()
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
        var redactor = Redactor()
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
        var redactor = Redactor()
        let kept = redactor.redact(Samples.exchange(request: "{}", response: body)).exchange
        #expect(String(decoding: kept.response?.body ?? [], as: UTF8.self) == body)
    }

    @Test
    func dropsFieldsThatAreNotAllowedAndNamesThem() {
        var redactor = Redactor()
        let kept = redactor.redact(Samples.exchange(headers: [HeaderField("Cookie", "session=abc")]))
        #expect(!kept.exchange.request.headers.contains("Cookie"))
        #expect(kept.notes.contains("the request's header field cookie was dropped"))
        #expect(!kept.notes.joined().contains("abc"))
    }

    @Test
    func keepsTheLengthTrue() {
        var redactor = Redactor(secrets: ["a-secret-of-a-kind"])
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
}
