import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText
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
        ("fault", #""_ended""#, #""_fault": "503,cut:9999", "_ended""#),
        ("sequence", #""_sequence": 1"#, #""_sequence": 0"#),
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

    /// Of whatever origin it is, what lint --write would mend is a finding.
    @Test(arguments: [Origin.Kind.synthetic, .edited, .captured])
    func aLengthThatIsNotTheBodysIsAFinding(kind: Origin.Kind) {
        var exchange = Samples.exchange()
        exchange.response?.headers.replace("Content-Length", with: "1")
        let entry = Entry(exchange, url: "https://h/", origin: Origin(kind, upstream: "stand-in", source: "by hand"))
        let cassette = Cassette(title: "t", recordedAt: "", entries: [entry])
        let remedies = cassette.findings(text: cassette.bytes).filter { $0.rule == "length" }.map(\.remedy)
        #expect(remedies == [kind == .captured ? "record it again" : "run: tapedeck lint --write FILE"])
    }

    /// A place that the recorded request lacks, and another one of its operation may have, is ignored with reason.
    @Test(arguments: [("/Nope", true), ("/Tags", false), ("/Tags/0/Value", false), ("/ConnectionName", false)])
    func aPlaceThatNoRequestHasIsAFinding(place: String, isFound: Bool) throws {
        var cassette = Samples.cassette()
        cassette.entries[0].match.ignoredMembers = [try #require(JSONPointer(place))]
        let found = cassette.findings(text: cassette.bytes).filter { $0.rule == "match" }
        #expect(found.map(\.problem) == (isFound ? ["_match.ignore has /Nope, which no CreateConnection has"] : []))
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

    /// Where HAR has a place for a text, whatever becomes of it in a cassette. The token opens nothing.
    @Test(
        arguments: [
            (#""pages":[{"id":"1","title":"TOKEN"}]"#, "", "/log/pages/0/title"),
            (#""pages":[{"id":"TOKEN","title":""}]"#, "", "/log/pages/0/id"),
            (#""comment":"TOKEN""#, "", "/log/comment"),
            (#""creator":{"name":"TOKEN","version":""}"#, "", "/log/creator/name"),
            (#""browser":{"name":"","version":"","comment":"TOKEN"}"#, "", "/log/browser/comment"),
            (#""x":{"TOKEN":1}"#, "", "/log/x/{secret}"),
            ("", #""queryString":[{"name":"q","value":"TOKEN"}],"#, nil),
            ("", #""cookies":[{"name":"s","value":"anything"}],"#, nil),
            ("", #""postData":{"mimeType":"","params":[{"name":"TOKEN"}]},"#, nil),
            ("", #""comment":"TOKEN","#, nil),
        ] as [(String, String, String?)])
    func looksThroughEveryStringOfAnyLog(log: String, request: String, place: String?) throws {
        let token = "ghp_" + String(repeating: "a1B2", count: 9)
        let text =
            #"{"log":{\#(log.isEmpty ? "" : log + ",")"entries":[{"request":{\#(request)"method":"GET","url":"http://h/"},"#
            + #""response":{"status":200,"statusText":"","redirectURL":""}}]}}"#
        let bytes = Array(text.split(separator: "TOKEN").joined(separator: token).utf8)
        let cassette = try Cassette(bytes: bytes)
        let found = try Cassette.secretFindings(in: bytes)
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.entry == (place == nil ? 1 : nil))
        if let place { #expect(found.first?.problem.hasSuffix("at \(place)") == true, "\(found)") }
        #expect(cassette.findings(text: bytes).contains { $0.rule == "secret" })
    }

    /// What is decoded need not be text.
    @Test
    func looksThroughWhatIsKeptAsBase64() throws {
        let body = [0xFF, 0x00] + Array(("ghp_" + String(repeating: "a1B2", count: 9)).utf8) + [0xFE]
        let text = """
            {"log":{"entries":[{"request":{"method":"GET","url":"http://h/"},"response":{"status":200,"statusText":"",
            "content":{"encoding":"base64","text":"\(Base64.encode(body))"}}}]}}
            """
        let cassette = try Cassette(bytes: Array(text.utf8))
        #expect(try Cassette.secretFindings(in: Array(text.utf8)).map(\.entry) == [1])
        #expect(cassette.findings(text: Array(text.utf8)).contains { $0.rule == "secret" })
    }

    /// Other programs write what no cassette may hold; a secret in it is one all the same.
    @Test
    func looksThroughALogThatWouldMakeNoCassette() throws {
        let text = #"{"log":{"entries":[{"request":{"method":"A B","headers":[{"name":"Cookie","value":"s=1"}]}}]}}"#
        #expect(throws: CassetteError.self) { try Cassette(bytes: Array(text.utf8)) }
        #expect(
            try Cassette.secretFindings(in: Array(text.utf8)).map(\.problem) == [
                "the request's cookie proves who somebody is"
            ])
        #expect(throws: CassetteError.self) { try Cassette.secretFindings(in: Array("{}".utf8)) }
    }
}
