import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckTestSupport
import Testing

/// How far redaction reaches beyond what was told: other encodings and places, names that tell of secrets, what broke off.
struct RedactorReachTests {
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

    private static func base32(_ text: String) -> String {
        let bits = text.utf8.map { String(String(Int($0) + 0x100, radix: 2).suffix(8)) }.joined()
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        let padded = bits + String(repeating: "0", count: (5 - bits.count % 5) % 5)
        let words = stride(from: 0, to: padded.count, by: 5).map { place in
            digits[Int(padded.dropFirst(place).prefix(5), radix: 2) ?? 0]
        }
        return String(words) + String(repeating: "=", count: (8 - words.count % 8) % 8)
    }

    private static func units(_ text: String, _ mark: String, _ digits: Int) -> String {
        text.utf8.map { byte in
            let number = String(byte, radix: 16)
            return mark + String(repeating: "0", count: digits - number.count) + number
        }.joined()
    }

    /// Base64 that is broken into lines is joined, to be searched.
    @Test(arguments: ["\n", "\r\n", "\r\n  "])
    func theLineBreakBehindASecretStays(lineBreak: String) {
        let redactor = Redactor(secrets: [Samples.secret])
        let (before, behind) = ("--boundary\(lineBreak)", "\(lineBreak)--boundary--")
        #expect(redactor.redact(before + Samples.secret + behind) == "\(before){secret}\(behind)")
        let parts = Samples.secret.split(separator: "K", maxSplits: 1)
        #expect(
            redactor.redact("\(before)\(parts[0])K\(lineBreak)\(parts[1])\(behind)") == "\(before){secret}\(behind)")
    }

    @Test(arguments: [token, Samples.secret])
    func findsASecretInEncodingsWithinEachOther(secret: String) {
        let redactor = Redactor(secrets: [Samples.secret])
        let spellings = [
            Self.hex(secret), Self.hex(secret).uppercased(), Self.hex(Self.base64(secret)), Self.wide(secret),
            Self.wide(secret, mark: [0xFF, 0xFE]), Self.base64(Self.hex(secret)),
            (0..<4).reduce(secret) { text, _ in Self.base64("x \(text)") },
            Self.base32(secret), Self.base32(secret).lowercased(), Self.base64(Self.base32("key=\(secret)")),
            Self.units(secret, "%u", 4), Self.units(secret, "%U", 4), Self.units(secret, "\\U", 8),
            secret.utf8.map { "\\u{\(String($0, radix: 16))}" }.joined(),
            secret.utf8.map { "\\" + String(String(Int($0) + 0o1000, radix: 8).suffix(3)) }.joined(),
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
        #expect(Samples.answer(kept) == #"{"Message":"no good: {secret}!"}"#)
        exchange.request.headers.remove(name)
        exchange.response?.headers.append("Set-Cookie", "sid=\(secret); Path=/")
        #expect(Samples.answer(Redactor().redact(exchange).exchange) == #"{"Message":"no good: {secret}!"}"#)
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
        #expect(!Samples.text(redactor.redact(exchange).exchange).contains("abcd-secret-name"))
        exchange.request.body = Array(#"{"ConnectionArn":"arn:x:connection/abcd\u002dsecret-name/0"#.utf8)
        exchange.response?.body = Array("not found: abcd-secret-name".utf8)
        let later = redactor.redact(exchange).exchange
        #expect(
            String(decoding: later.request.body, as: UTF8.self) == #"{"ConnectionArn":"arn:x:connection/{secret}/0"#)
        #expect(Samples.answer(later) == "not found: {secret}")
        let before = redactor.withoutLearnt(Array(#"{"text":"{\"ConnectionName\":\"abcd-secret-name\"}"}"#.utf8))
        #expect(String(decoding: before, as: UTF8.self) == #"{"text":"{\"ConnectionName\":\"{secret}\"}"}"#)
    }

    /// Else nothing could be recorded from then on.
    @Test
    func anOrdinaryWordThatARuleNamesIsTakenOutThereOnly() throws {
        let redactor = Redactor(rules: try RedactionRules(redact: ["json:$.Tags[*].Value"]))
        var exchange = Samples.exchange()
        exchange.request.body = Array(#"{"Region":"us-east-1","Tags":[{"Key":"region","Value":"us-east-1"}]}"#.utf8)
        let kept = redactor.redact(exchange)
        #expect(
            String(decoding: kept.exchange.request.body, as: UTF8.self)
                == #"{"Region":"us-east-1","Tags":[{"Key":"region","Value":"{secret}"}]}"#)
        #expect(redactor.findings(in: Array("https://apprunner.us-east-1.amazonaws.com/".utf8), of: kept) == [])
        // What a dropped field holds is looked for in the exchange, but for such words too.
        exchange.request.headers.append("Cookie", "region=us-east-1; sid=opensesame")
        let other = redactor.redact(exchange)
        #expect(redactor.findings(in: Array("us-east-1 opensesame".utf8), of: other).count == 1)
        #expect(redactor.findings(in: Array("us-east-1".utf8), of: other) == [])
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
        let cut = Samples.answer(Redactor(secrets: [Samples.secret]).redact(exchange).exchange)
        #expect(cut.hasSuffix("{secret}"))
        #expect(!cut.contains(part.suffix(6)))
        exchange.response?.body = Array(#"{"a":"b","Message":"ordinary words"#.utf8)
        #expect(
            Samples.answer(Redactor(secrets: [Samples.secret]).redact(exchange).exchange).hasSuffix("ordinary words"))
    }

    /// The beginning of a secret, in each spelling, at the end of what broke off, within an escape too.
    @Test(arguments: [
        ("base64", base64("xx\(Samples.secret)"), 0...3), ("hexadecimal", hex(Samples.secret), 0...3),
        ("JSON", Samples.secret.utf8.map { "\\u00" + hex(String(UnicodeScalar($0))) }.joined(), 0...6),
        ("percent", Samples.secret.utf8.map { "%" + hex(String(UnicodeScalar($0))) }.joined(), 0...3),
        ("entities", Samples.secret.utf8.map { "&#\($0);" }.joined(), 0...5),
        ("slashes", Samples.secret.replacing("/", with: "\\/"), 0...3),
        ("base64 of a token", base64("it is \(token)"), 8...12),
    ])
    func aSecretThatIsCutOffIsTakenOutInEachSpelling(name: String, spelling: String, missing: ClosedRange<Int>) {
        for count in missing.map({ spelling.utf8.count - 2 - $0 }) {
            var exchange = Samples.exchange()
            exchange.response?.body = Array("{\"a\":\"b\",\"m\":\"\(spelling.prefix(count))".utf8)
            exchange.ending = .cutBody
            let cut = Samples.answer(Redactor(secrets: [Samples.secret]).redact(exchange).exchange)
            #expect(cut == #"{"a":"b","m":"{secret}"#, "\(count)")
        }
    }

    /// Secrets that begin within one another, and one that goes on as it begins.
    @Test
    func secretsThatOverlapAreTakenOutAsOne() {
        let redactor = Redactor(secrets: ["abcdefgh1234", "1234ijklmnop", "zzzzzzzz"])
        #expect(redactor.redact("x abcdefgh1234ijklmnop y zzzzzzzzzzz") == "x {secret} y {secret}")
    }

    @Test(
        arguments: [
            ("Latin-1", [0x70, 0xE4, 0x73, 0x73, 0x77, 0xF6, 0x72, 0x64, 0x2D, 0x31]),
            ("percent", Array("p%E4ssw%f6rd-1".utf8)), ("base64", Array("cORzc3f2cmQtMQ==".utf8)),
            ("base64 of UTF-16", Array("cADkAHMAcwB3APYAcgBkAC0AMQA=".utf8)),
            ("JSON", Array(#"p\u00e4ssw\u00f6rd-1"#.utf8)),
        ] as [(String, [UInt8])])
    func aSecretThatIsNotASCIIIsFoundInOldCodesToo(name: String, spelling: [UInt8]) {
        var exchange = Samples.exchange()
        exchange.response?.body = Array("{\"a\":\"".utf8) + spelling + Array("\"}".utf8)
        let kept = Redactor(secrets: ["pässwörd-1"]).redact(exchange).exchange
        #expect(Samples.answer(kept).hasPrefix(#"{"a":"{secret}"#))
        #expect(kept.response?.body.contains { $0 > 0x7F } == false)
    }

    @Test(arguments: [
        base64("é \(token)"), base64("\u{FEFF}x \(token)"), token.utf8.map { "&amp;#\($0);" }.joined(),
        Array(base64("the token is \(token)").utf8).enumerated().map { index, byte in
            (index % 20 == 19 ? "\r\n\t  " : "") + String(UnicodeScalar(byte))
        }.joined(), Samples.secret.replacing("/", with: "&sol;").replacing("+", with: "&plus;"),
        "eF6LyDbXL/TJ1S7zMyoIsiwOMSmPMgQAQ+AGbQ==",
    ])
    func moreSpellingsAreLookedInto(spelling: String) {
        let redactor = Redactor(secrets: [Samples.secret])
        #expect(redactor.redact("<a>\(spelling)</a>") == "<a>{secret}</a>")
    }

    /// What begins often and ends nowhere is gone through once; a search from each beginning would go on for hours.
    @Test(arguments: [
        "eyJ", "eyJaaaaaaaaaa-", "-----BEGIN PRIVATE KEY-----\"", "abcdefghijklmnop_-", "/H4sI", "next_token=",
        ":secret:", "signature=(", "auth=", "secret=arn:aws", "password='", "token=\\\"",
    ])
    func muchThatBeginsIsGoneThroughOnce(part: String) {
        let text = String(repeating: part, count: 1 << 21 / part.utf8.count)
        #expect(!Redactor().redact(text).isEmpty)
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
