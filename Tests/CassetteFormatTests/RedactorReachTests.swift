import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckTestSupport
import Testing

/// How far redaction reaches beyond what was told: other encodings and places, names that tell of secrets, what broke off.
struct RedactorReachTests {
    /// The body of an exchange's response as text.
    private func answer(_ exchange: Exchange) -> String {
        String(decoding: exchange.response?.body ?? [], as: UTF8.self)
    }

    private func text(_ exchange: Exchange) -> String {
        let request = exchange.request
        let response = exchange.response
        let fields = request.headers.fields + (response?.headers.fields ?? [])
        return request.target + fields.map { "\($0.name): \($0.value)\n" }.joined()
            + String(decoding: request.body + (response?.body ?? []), as: UTF8.self)
    }

    private static let token = "ghp_abcdefghijklmnopqrstuvwxyz0123456789"

    private static func base64(_ text: String) -> String {
        Base64.encode(Array(text.utf8))
    }

    private static func wide(_ text: String, mark: [UInt8] = []) -> String {
        Base64.encode(mark + text.utf8.flatMap { [$0, 0] })
    }

    private static func hex(_ text: String) -> String {
        text.utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    @Test(arguments: [token, Samples.secret])
    func findsASecretInEncodingsWithinEachOther(secret: String) {
        let redactor = Redactor(secrets: [Samples.secret])
        let spellings = [
            Self.hex(secret), Self.hex(secret).uppercased(), Self.hex(Self.base64(secret)), Self.wide(secret),
            Self.wide(secret, mark: [0xFF, 0xFE]), Self.base64(Self.hex(secret)),
            (0..<4).reduce(secret) { text, _ in Self.base64("x \(text)") },
        ]
        for spelling in spellings {
            #expect(redactor.redact("{\"a\":\"\(spelling)\"}") == "{\"a\":\"{secret}\"}", "\(spelling)")
        }
    }

    @Test(arguments: [
        (#"{"password":"correct horse battery 1"}"#, #"{"password":"{secret}"}"#),
        (#"{"text":"{\"db_password\":\"hunter22\"}"}"#, #"{"text":"{\"db_password\":\"{secret}\"}"}"#),
        ("/?token=abcdef1234&password=opensesame&x=1", "/?token={secret}&password={secret}&x=1"),
        ("api_key: k1234567", "api_key: {secret}"), ("PGPASSWD=letmein1 psql", "PGPASSWD={secret} psql"),
        (#"{"access_token":"opaque-value"}"#, #"{"access_token":"{secret}"}"#),
        ("the password: must be longer", nil), (#"{"NextToken":"cGFnZTI"}"#, nil), ("next_token=page-2-of-9", nil),
        ("bad password", nil), (#"{"password":""}"#, nil), (#"{"secret":"{secret}"}"#, nil),
        (#"{"f":"Bearer abcdefghijklmnopqrstuvwx"}"#, #"{"f":"Bearer {secret}"}"#), ("bearer of bad news", nil),
    ])
    func knowsWhatSomebodyKeepsToHimselfByItsName(text: String, redacted: String?) {
        #expect(Redactor().redact(text) == redacted ?? text)
    }

    /// Fields that are dropped may be quoted by the service.
    @Test(arguments: [
        ("Authorization", "Bearer opaque-Omega", "opaque-Omega"), ("Authorization", "Omega-value", "Omega-value"),
        ("Authorization", "Token Omega-value", "Omega-value"), ("X-Api-Key", "Omega-value", "Omega-value"),
        ("Cookie", "a=b; sid=\"Omega-value\"", "Omega-value"),
        ("Proxy-Authorization", "Basic dXNlcjpPbWVnYS12YWx1ZQ==", "Omega-value"),
        ("X-Auth", "Omega-value", "Omega-value"), ("X-Session-Id", "Omega-value", "Omega-value"),
    ])
    func whatADroppedFieldHoldsIsNotKeptElsewhere(name: String, value: String, secret: String) {
        var exchange = Samples.exchange()
        exchange.request.headers.remove("Authorization")
        exchange.request.headers.append(name, value)
        exchange.response?.body = Array("{\"Message\":\"no good: \(secret)!\"}".utf8)
        let kept = Redactor().redact(exchange).exchange
        #expect(answer(kept) == #"{"Message":"no good: {secret}!"}"#)
        exchange.request.headers.remove(name)
        exchange.response?.headers.append("Set-Cookie", "sid=\(secret); Path=/")
        #expect(answer(Redactor().redact(exchange).exchange) == #"{"Message":"no good: {secret}!"}"#)
    }

    /// What a rule names at one place is a secret at each other one, in later exchanges and in what was written before.
    @Test
    func whatAPlaceNamesGoesEverywhere() throws {
        let redactor = Redactor(rules: try RedactionRules(redact: ["json:$.Connection.ConnectionName"]))
        var exchange = Samples.exchange()
        exchange.request.body = Array(#"{"ConnectionName":"abcd-secret-name"}"#.utf8)
        exchange.response?.body = Array(
            #"{"Connection":{"ConnectionName":"abcd-secret-name","ConnectionArn":"arn:x:connection/abcd-secret-name/0"}}"#
                .utf8)
        #expect(!text(redactor.redact(exchange).exchange).contains("abcd-secret-name"))
        exchange.request.body = Array(#"{"ConnectionArn":"arn:x:connection/abcd\u002dsecret-name/0"#.utf8)
        exchange.response?.body = Array("not found: abcd-secret-name".utf8)
        let later = redactor.redact(exchange).exchange
        #expect(
            String(decoding: later.request.body, as: UTF8.self) == #"{"ConnectionArn":"arn:x:connection/{secret}/0"#)
        #expect(answer(later) == "not found: {secret}")
        let before = redactor.withoutLearnt(Array(#"{"text":"{\"ConnectionName\":\"abcd-secret-name\"}"}"#.utf8))
        #expect(String(decoding: before, as: UTF8.self) == #"{"text":"{\"ConnectionName\":\"{secret}\"}"}"#)
    }

    @Test(arguments: [
        #"\u0063ustom777"#, "custom777", "%63ustom777", base64("it is custom777 here"), #"\"custom777\""#,
        hex("x custom777"),
    ])
    func anExpressionMatchesWhatATextSays(spelling: String) throws {
        let redactor = Redactor(rules: try RedactionRules(redact: ["regex:custom[0-9]+"]))
        var exchange = Samples.exchange()
        exchange.request.body = Array("{\"ConnectionName\":\"\(spelling)\"}".utf8)
        let kept = String(decoding: redactor.redact(exchange).exchange.request.body, as: UTF8.self)
        #expect(!kept.contains(spelling))
        #expect(kept.contains("{secret}"))
        #expect(redactor.comparable(exchange.request).body == Array(kept.utf8))
    }

    @Test(arguments: [
        (token, 12), (token, 38), (Samples.secret, 8), (Samples.secret, 39), ("AKIAIOSFODNN7EXAMPLE", 18),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2ln", 30), ("password=correcthorse", 20),
        ("https://user:correcthorse@h/", 22),
    ])
    func aSecretThatIsCutOffIsTakenOut(secret: String, kept: Int) {
        var exchange = Samples.exchange()
        let part = secret.prefix(kept)
        exchange.response?.body = Array(#"{"a":"b","Message":"x \#(part)"#.utf8)
        exchange.ending = .cutBody
        let cut = answer(Redactor(secrets: [Samples.secret]).redact(exchange).exchange)
        #expect(cut.hasSuffix("{secret}"))
        #expect(!cut.contains(part.suffix(6)))
        exchange.response?.body = Array(#"{"a":"b","Message":"ordinary words"#.utf8)
        #expect(answer(Redactor(secrets: [Samples.secret]).redact(exchange).exchange).hasSuffix("ordinary words"))
    }

    @Test
    func anOperationWithASecretIsComparable() throws {
        let redactor = Redactor()
        var exchange = Samples.exchange()
        exchange.request.headers.replace("X-Amz-Target", with: "AppRunner.\(Self.token)")
        let kept = redactor.redact(exchange).exchange.request.headers["X-Amz-Target"]
        #expect(kept == "AppRunner.{secret}")
        #expect(redactor.comparable(exchange.request).headers["X-Amz-Target"] == kept)
    }
}
