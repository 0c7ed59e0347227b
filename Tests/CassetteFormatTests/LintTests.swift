import TapedeckCassetteFormat
import TapedeckExchangeModel
import Testing

struct LintTests {
    /// The rules that fire for a cassette after a change of its text.
    private func rules(_ old: String, _ new: String) throws -> [String] {
        let text = Array(String(decoding: Samples.cassette().bytes, as: UTF8.self).replacing(old, with: new).utf8)
        return try Cassette(bytes: text).findings(text: text).map(\.rule)
    }

    @Test
    func findsNothingInACleanCassette() throws {
        let bytes = Samples.cassette().bytes
        #expect(try Cassette(bytes: bytes).findings(text: bytes) == [])
    }

    @Test(arguments: [
        ("title", #""title": "A test""#, #""title": """#), ("layout", "\"log\": {", "\"log\":  {"),
        ("digest", #""digest": "sha256:"#, #""digest": "sha256:0"#),
        ("facts", #""_state": "PENDING"#, #""_state": "SPENDING"#),
        ("facts", #""_resource": "my-c"#, #""_resource": "your-c"#),
        ("provenance", #""upstream": "stand-in""#, #""with": "care""#),
        ("cut", #""_ended": "complete""#, #""_ended": "cutBody""#), ("secret", "{token}", "FwoGZXIvYXdz"),
        ("secret", "Credential={key}", "Credential=AKIAIOSFODNN7EXAMPLE"),
        ("secret", "A test", "AKIAIOSFODNN7EXAMPLE"), ("account", ":123456789012:", ":555566667777:"),
        ("model", #"{\"ConnectionName\":\"my-connection\""#, #"{\"Name\":\"my-connection\""#),
        ("model", #"\"CreatedAt\":1.604363571E9"#, #"\"CreatedAt\":\"today\""#),
        ("length", #""Content-Length","#, #""Content-Length", "x": 1,"#),
    ])
    func eachRuleFires(rule: String, old: String, new: String) throws {
        if rule == "length" {
            var exchange = Samples.exchange()
            exchange.response?.headers.replace("Content-Length", with: "1")
            let cassette = Samples.cassette([exchange])
            #expect(cassette.findings(text: cassette.bytes).map(\.rule).contains(rule))
        } else {
            #expect(try rules(old, new).contains(rule))
        }
    }

    @Test
    func saysEntryProblemAndRemedy() throws {
        let cassette = Samples.cassette([Samples.exchange(), Samples.exchange(1)])
        let bytes = cassette.bytes
        let finding = try #require(try Cassette(bytes: bytes).findings(text: bytes).first)
        #expect(finding.description == "_sequence 1 follows 1; number the entries upwards [sequence]")
    }

    @Test
    func anEmptyCassetteIsAFinding() {
        let cassette = Cassette(title: "t", recordedAt: "", entries: [])
        #expect(cassette.findings(text: cassette.bytes).map(\.rule).contains("empty"))
    }

    @Test
    func aSyntheticResponseMayBreakTheModel() {
        let exchange = Samples.exchange(response: "not JSON")
        let entry = Entry(exchange, url: "https://h/", origin: Origin(.synthetic, source: "to see"))
        let cassette = Cassette(title: "t", recordedAt: "", entries: [entry])
        #expect(!cassette.findings(text: cassette.bytes).map(\.rule).contains("model"))
    }

    @Test(arguments: [
        (#""_ended""#, #""_mtach": {}, "_ended""#, "_match"), (#""_redactions""#, #""_redaction""#, "_redactions"),
        (#""_ended""#, #""_match": {"ignor": ["/Tags"]}, "_ended""#, "ignore"),
        (#""upstream""#, #""upsteam""#, "upstream"), (#""recordedAt""#, #""recordAt""#, "recordedAt"),
    ])
    func namesAMistypedMemberWithTheNearest(old: String, new: String, nearest: String) throws {
        let text = Array(String(decoding: Samples.cassette().bytes, as: UTF8.self).replacing(old, with: new).utf8)
        let findings = try Cassette(bytes: text).findings(text: text).filter { $0.rule == "member" }
        #expect(findings.map(\.remedy) == ["write \(nearest), if that is meant"])
    }

    @Test
    func leavesMembersOfOtherProgramsAlone() throws {
        let bytes = try Cassette(bytes: Array(BrowserLogTests.log.utf8)).bytes
        #expect(try !Cassette(bytes: bytes).findings(text: bytes).map(\.rule).contains("member"))
    }
}
