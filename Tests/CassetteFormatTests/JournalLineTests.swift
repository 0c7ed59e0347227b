import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText
import Testing

/// What a journal of requests shows of one.
struct JournalLineTests {
    private func line(_ body: String, answer: String = "{}") -> JournalLine {
        JournalLine(
            number: 1, at: Instant(seconds: 0),
            request: Request(method: "POST", target: "/", headers: HeaderFields(), body: Array(body.utf8)),
            decision: "answered", plan: ResponsePlan(Response(status: 200, reason: "OK", body: Array(answer.utf8))))
    }

    /// Nor half of it.
    @Test(arguments: [2, 10, 20, 22])
    func aSecretAtTheCutOfALongBodyIsNotShown(before: Int) {
        let secret = "correct-horse-battery"
        for behind in [0, 9000, 90_000] {
            let start = String(repeating: ". ", count: (65_536 - before) / 2)
            let body = start + secret + String(repeating: ". ", count: behind)
            let shown = line(body).json(Redactor(secrets: [secret]))["request"]?.string ?? ""
            #expect(!shown.contains("correct"), "\(shown.suffix(30))")
            #expect((50_000...65_536).contains(shown.utf8.count))
        }
    }

    /// What a rule names in the answer is shown in the request no more, nor as the name of the connection.
    @Test
    func whatARuleNamesIsShownNowhereOnTheLine() throws {
        let redactor = Redactor(rules: try RedactionRules(redact: ["json:$.Connection.ConnectionName"]))
        let name = #""ConnectionName":"ci-abc123x""#
        let text = line("{\(name)}", answer: "{\"Connection\":{\(name)}}").json(redactor).text(.compact)
        #expect(!text.contains("ci-abc123x"), "\(text)")
        #expect(text.contains(#""resource":"{secret}""#), "\(text)")
    }
}
