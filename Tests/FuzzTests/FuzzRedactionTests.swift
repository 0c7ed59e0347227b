import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckPlayback
import Testing

/// Damaged texts with secrets in them: none is kept, and whoever sends the text again finds its answer.
struct FuzzRedactionTests {
    private static let secrets = ["wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "a \"quoted\" sëcret", "plain-secret-1"]

    /// Parts of texts in which names and escapes mean something.
    private static let parts =
        secrets.map { Base64.encode(Array($0.utf8)) }
        + [
            "<add key=\"Password\" value=\"", "\"/>", "<key>password</key><string>", "</string>", "<![CDATA[", "]]>",
            "<Password>", "</Password>", "<input type=password name='secret' value='", "'>", "<entry key=\"token\">",
            "--boundary\r\n", "Content-Disposition: form-data; name=\"password\"", "\r\n\r\n", "\r\n--boundary--\r\n",
            "{\"password\":\"", "\"}", "\",\"Name\":\"db-password\",\"Value\":\"", "token=", "&password=", ": ",
            "=\r\n",
            "%u0077", "%U", "\\u{77}", "\\u{", "\\167", "\\1", "\\U00000077", "\\U", "%25", "%", "\\\\", "\\\"",
            "\\u00",
            "&#119;", "&amp;", "&", "=3D", "ON2W233FEBZWKY3SMV2A====", "nbswy3dpeb3w64tmmqqho33snrsa", "{secret-", "{",
            "}", "eyJ", "AKIAIOSFODNN7EXAMPLE", "ghp_", "arn:aws:secretsmanager:",
            "Bearer ", "basic ", "-----BEGIN PRIVATE KEY-----", "\u{0}", "\n", " ", "ä", "GITHUB",
        ]

    private func exchange(_ body: [UInt8]) -> Exchange {
        Exchange(
            sequence: 1, request: Envelope.request(.createConnection, body: body, host: "h"),
            response: Response(status: 200, reason: "OK", body: body), startedAt: 0)
    }

    @Test
    func noSecretIsKeptAndItsAnswerIsFound() async throws {
        let rules = try RedactionRules(redact: ["json:$.ConnectionName", "regex:corp-[0-9]+"])
        await Fuzz.each("redaction", count: 400) { fuzz, number in
            let redactor = Redactor(secrets: Self.secrets, rules: fuzz.below(2) == 0 ? rules : RedactionRules())
            var text = (0...fuzz.below(12)).flatMap { _ in Array(fuzz.pick(Self.parts).utf8) }
            if fuzz.below(2) == 0 { text = fuzz.damaged(text) }
            // By itself a secret is plain to see, whatever stands round it.
            let secret = fuzz.pick(Self.secrets)
            let planted = Array("\n\n \(secret) \n\n".utf8)
            text.insert(contentsOf: planted, at: fuzz.below(text.count + 1))
            if fuzz.below(3) == 0 {
                // A name of every length, also one that is too short to be known again.
                let name = "\(fuzz.pick(["n", "corp-1", "a-long-name"]))\(fuzz.below(3))"
                let value = JSONText.string(String(decoding: text, as: UTF8.self))
                text = Array("{\"ConnectionName\":\"\(name)\",\"Text\":\(value)}".utf8)
            }
            let kept = redactor.redact(exchange(text))
            let found = kept.exchange.request.body.firstRange(of: Array(secret.utf8))
            #expect(found == nil, "input \(number)")
            #expect(
                redactor.findings(in: kept.exchange.request.body).isEmpty,
                "input \(number): \(String(decoding: kept.exchange.request.body, as: UTF8.self).debugDescription)")
            // A replay's clients know the accounts of the recording.
            if kept.notes.contains(where: { $0.contains("account") }) { return }
            let entry = Entry(kept.exchange, url: "https://h/", origin: Origin(.synthetic, source: "test"))
            var player = Player([("deck", Cassette(title: "t", recordedAt: "", entries: [entry]))])
            let request = exchange(text).request
            // As replay has it: as it stands, then as a recording would have kept it.
            var outcome = player.play(request)
            if case .missed = outcome { outcome = player.play(redactor.comparable(request)) }
            guard case .played = outcome else {
                Issue.record(
                    "input \(number) is not found: \(String(decoding: text, as: UTF8.self).debugDescription), kept as \(String(decoding: kept.exchange.request.body, as: UTF8.self).debugDescription)"
                )
                return
            }
        }
    }
}

/// Strings of JSON as another program writes them.
private enum JSONText {
    static func string(_ text: String) -> String {
        let inner = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            case "\u{0}"..<" ": "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: String(scalar)
            }
        }
        return "\"\(inner.joined())\""
    }
}
