import TapedeckAWSWire
import TapedeckCassetteFormat
import Testing

/// A text that a glance says holds nothing is one in which a whole search finds nothing.
///
/// With a secret behind it no glance can pass a text over, so that is how the whole search is asked for.
struct RedactorGlanceTests {
    private static let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    private static let other = "another-secret-with-ü-in-it"

    private static let pieces = [
        secret, String(secret.dropLast()), "wJ", other, "776a616c72585574", "AKIAIOSFODNN7EXAMPLE",
        "XAKIAIOSFODNN7EXAMPLE",
        "AKIAIOSFODNN7EXAMPL", "ghp_" + String(repeating: "a1", count: 18), "ghp_short",
        "xoxb-" + String(repeating: "7", count: 20),
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abc-_", "eyJ", "Bearer abcdefghijklmnop1", "bearer no",
        "basic dXNlcjpwYXNz",
        "https://user:password@host/path", "://x", "SecretAccessKey=0123456789abcdefghij",
        "sEcretaccesskey: '0123456789abcdefghij'",
        "X-Amz-Signature", "client_secret=", "123456789012", "1234567890123", "987654321098",
        "arn:aws:apprunner:us-east-1:987654321098:x",
        "account 555566667777", "\\u0077", "\\\\", "\\x41", "%77", "%", "%zz", "&amp;", "&#119;", "&x;", "=\r\n", "=3D",
        "= ", "\r\n", "\n",
        "\u{0}", "\\\"", "\\\"}", "CreateConnection", "c2VjcmV0IHRleHQgaW4gYmFzZTY0", "H4sIAAAAAAAAA0tMSgYA",
        "YTg3NjU0MzIxMDk4YWNjb3VudCA5ODc2NTQzMjEwOTg=",
        "00000000-0000-4000-8000-000000000001", "\"", " ", ",", "/", "ä",
        "-----BEGIN RSA PRIVATE KEY-----x-----END RSA PRIVATE KEY-----",
        "-----BEGIN PGP PRIVATE KEY BLOCK-----x-----END PGP PRIVATE KEY BLOCK-----", "-----BEGIN CERTIFICATE-----",
        "{\"ConnectionName\":\"my-connection\"}", "password", "\"password\":\"", "token=", "pwd: hunter2 ",
        "6768705f6162636465666768696a6b6c6d6e6f707172737475767778797a303132333435",
        "d0phbHJYVXRuRkVNSS9LN01ERU5HK2JQeFJmaUNZRVhBTVBMRUtFWQ==",
    ]

    /// Numbers that look random and are the same in each run.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state ^ (state >> 33)) &* 0xFF51_AFD7_ED55_8CCD
        }
    }

    @Test(arguments: 1...8)
    func findsWhatAWholeSearchFinds(seed: UInt64) {
        let redactor = Redactor(secrets: [Self.secret, Self.other])
        let careful = Redactor(secrets: [Self.secret, Self.other, "never\"seen\"here"])
        // So that there are accounts to look for.
        for redactor in [redactor, careful] { _ = redactor.redact(Samples.exchange()) }
        var dice = Dice(state: seed)
        var changed = 0
        for _ in 0..<400 {
            let text = (0...Int.random(in: 0...4, using: &dice)).map { _ in
                Self.pieces.randomElement(using: &dice) ?? ""
            }
            .joined(separator: ["", " ", "x"].randomElement(using: &dice) ?? "")
            let alone = redactor.redact(text)
            #expect(redactor.redact("\(text)\"\n| \(Self.secret)") == "\(alone)\"\n| {secret}", "\(text)")
            if alone != text { changed += 1 }
            let words = "a secret that this process knows"
            let found = redactor.findings(in: Array(text.utf8))
            let whole = redactor.findings(in: Array("\(text)\"\n| \(Self.secret)".utf8))
            #expect(Set(whole) == Set(found + [words]), "\(text)")
            // With one that has a quotation mark in it, those of JSON within JSON can't be passed over.
            #expect(careful.redact(text) == alone, "\(text)")
            #expect(careful.findings(in: Array(text.utf8)) == found, "\(text)")
        }
        #expect((100...390).contains(changed))
    }

    /// One character spelt in one of the ways that are taken off first, or as it is.
    private static func spelt(_ text: String, _ way: Int) -> String {
        text.utf8.map { byte in
            let number = String(byte, radix: 16)
            let two = byte < 16 ? "0\(number)" : number
            return switch way {
            case 0: "%\(two)"
            case 1: "\\u00\(two)"
            case 2: "&#x\(two);"
            case 3: "=\(two.uppercased())"
            default: String(UnicodeScalar(byte))
            }
        }.joined()
    }

    /// What stands round a secret stays as it was, to the byte, whichever escapes are within which.
    @Test(arguments: 1...8)
    func aSecretIsTakenOutOfWhereItStandsHoweverItIsSpelt(seed: UInt64) {
        var dice = Dice(state: seed)
        let secret = "another-secret-within-it"
        let redactor = Redactor(secrets: [secret])
        for _ in 0..<200 {
            // Within, then around it; the rare ones are in an order once.
            let inner = Int.random(in: 0...1, using: &dice)
            let outer = Int.random(in: 0...3, using: &dice)
            func spelt(_ text: String) -> String {
                text.map { character in
                    let within = Self.spelt(String(character), Bool.random(using: &dice) ? inner : 4)
                    // What begins an escape itself can't stand as it is.
                    return within.map { character in
                        let must = "%\\&=".contains(character)
                        return Self.spelt(String(character), must || Bool.random(using: &dice) ? outer : 4)
                    }.joined()
                }.joined()
            }
            let words = (0..<2).map { _ in
                (0...Int.random(in: 0...9, using: &dice)).map { _ in
                    ["a", "bc ", "x-y", " ", "Z.", "/"].randomElement(using: &dice) ?? ""
                }.joined()
            }
            let (before, behind) = (spelt("\(words[0])|"), spelt("|\(words[1])"))
            let text = before + spelt(secret) + behind
            #expect(redactor.redact(text) == "\(before){secret}\(behind)", "\(text)")
        }
    }

    @Test
    func findsASecretThatGoesOverQuotationMarks() {
        let redactor = Redactor(secrets: ["a\"quoted\"secret"])
        #expect(redactor.redact(#"{"text":"{\"key\":\"a\\\"quoted\\\"secret\"}"}"#).contains("{secret}"))
        #expect(redactor.redact(#"{"text":"a\"quoted\"secret"}"#) == #"{"text":"{secret}"}"#)
    }

    @Test
    func findsALongSecretInEachOfItsForms() {
        let token = "IQoJ" + String(repeating: "0aZ+/=", count: 200)
        let redactor = Redactor(secrets: [token])
        let bytes = Array(token.utf8)
        let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let forms =
            [token, hex, hex.uppercased()]
            + (0..<3).flatMap { lead -> [String] in
                let digits = Base64.encode(Array(repeating: 0xFF, count: lead) + bytes)
                return [digits, String(digits.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })]
            }
        for form in forms {
            #expect(!redactor.findings(in: Array("x \(form) y".utf8)).isEmpty, "\(form.prefix(40))")
        }
        // What only begins like it, and is none by its form either.
        #expect(redactor.findings(in: Array("x \(hex.prefix(40)) y".utf8)).isEmpty)
    }
}
