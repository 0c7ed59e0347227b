import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText
import TapedeckPlayback
import TapedeckTestSupport
import TapedeckUpkeep
import TapedeckYAMLPages
import Testing

/// Damaged files of other programs and of projects, and damaged rules: read, or refused in a sentence.
struct FuzzPagesTests {
    /// As a browser's tools write it: other members, no fields of ours, HTTP/2's names, a body that is no text.
    private static let browser = """
        {"log":{"version":"1.2","creator":{"name":"WebInspector","version":"537.36"},
        "pages":[{"startedDateTime":"2020-11-03T00:32:51.000Z","id":"page_1","title":"","pageTimings":{"onLoad":12.5}}],
        "entries":[{"_initiator":{"type":"script"},"_priority":"High","cache":{},"connection":"443","pageref":"page_1",
        "request":{"method":"POST","url":"https://apprunner.us-east-1.amazonaws.com/","httpVersion":"http/2.0",
        "headers":[{"name":":authority","value":"apprunner.us-east-1.amazonaws.com"},
        {"name":"x-amz-target","value":"AppRunner.CreateConnection"},
        {"name":"authorization","value":"AWS4-HMAC-SHA256 Credential=AKIAABCDEFGHIJKLMNOP/20201103/us-east-1/apprunner/aws4_request, SignedHeaders=host, Signature=aa"}],
        "queryString":[],"cookies":[],"headersSize":-1,"bodySize":60,"postData":{"mimeType":"application/x-amz-json-1.0",
        "text":"{\\"ConnectionName\\":\\"abcd\\",\\"ProviderType\\":\\"GITHUB\\"}"}},
        "response":{"status":200,"statusText":"","httpVersion":"http/2.0","headers":[{"name":"content-type","value":"application/x-amz-json-1.0"}],
        "cookies":[],"content":{"size":2,"mimeType":"application/x-amz-json-1.0","text":"e30=","encoding":"base64"},
        "redirectURL":"","headersSize":-1,"bodySize":-1,"_transferSize":300,"_error":null},
        "serverIPAddress":"127.0.0.1","startedDateTime":"2020-11-03T00:32:51.123Z","time":12.3,
        "timings":{"blocked":1.5,"dns":-1,"ssl":-1,"connect":-1,"send":0.1,"wait":9.4,"receive":1.2}}]}}
        """
    private static let vcr = """
        interactions:
        - request:
            body: '{"MaxResults":5}'
            headers:
              X-Amz-Target: [AppRunner.ListConnections]
              Authorization:
              - AWS4-HMAC-SHA256 Credential=AKIAABCDEFGHIJKLMNOP/20201103/eu-west-1/apprunner/aws4_request, SignedHeaders=host, Signature=aaaa
            method: POST
            uri: https://apprunner.eu-west-1.amazonaws.com/
          response:
            body: {string: !!binary e30=}
            headers: {Content-Type: [application/x-amz-json-1.0]}
            status: {code: 200, message: OK}
        version: 1
        """

    private func lines(_ cassette: Cassette) -> [Substring] {
        String(decoding: cassette.bytes, as: UTF8.self).split(separator: "\n")
    }

    private func importIt(_ foreign: Cassette, all: Bool, _ number: UInt64) throws {
        let made: Cassette
        do throws(ImportError) {
            made = try CassetteImport.cassette(
                from: foreign, title: "t", recordedAt: "", source: "a test", keepsAll: all, redactor: Redactor()
            ).cassette
        } catch {
            #expect(!error.message.isEmpty, "input \(number)")
            return
        }
        let again = try Cassette(bytes: made.bytes)
        let (one, other) = (lines(made), lines(again))
        #expect(one == other, "input \(number): \(other.difference(from: one))")
        #expect(made.entries.count <= foreign.entries.count)
    }

    @Test
    func recordingsOfOthersAreImportedOrRefused() async throws {
        #expect(try Cassette(bytes: Array(Self.browser.utf8)).entries.count == 1)
        try await Fuzz.each("import", count: 600) { fuzz, number in
            let all = fuzz.below(2) == 0
            if fuzz.below(2) == 0 {
                guard let foreign = try? Cassette(bytes: fuzz.damaged(Array(Self.browser.utf8))) else { return }
                try importIt(foreign, all: all, number)
            } else {
                guard let page = try? YAMLText.parse(fuzz.damaged(Self.vcr), name: "page"),
                    let foreign = try? CassetteImport.vcr(page)
                else { return }
                try importIt(foreign, all: all, number)
            }
        }
    }

    /// A project's page and a client's profile are YAML.
    @Test
    func pagesAreReadOrRefused() async {
        let good = [
            "root: tests\nredact:\n- json:$.Tags[*].Value\n- 'regex:corp-[0-9]+'\nkeep: [accounts, header:X-A]\n",
            Self.vcr,
            "a: &x {b: [1, 2.5, ~, yes, 0x1F, .inf]}\nc: *x\n? d\n: |\n  text\n  more\n--- \ne: !!str 5\n",
        ]
        await Fuzz.each("page", count: 1000) { fuzz, number in
            let text = fuzz.damaged(fuzz.pick(good))
            do throws(YAMLError) {
                let value = try YAMLText.parse(text, name: "page")
                #expect(
                    (try? JSONParser.parse(value.bytes(.compact))) == value, "input \(number): \(text.debugDescription)"
                )
            } catch {
                #expect(error.message.hasPrefix("page"), "input \(number): \(error.message)")
            }
        }
    }

    /// Rules are read as they are written, and do to any body what they say or nothing.
    @Test
    func rulesAreReadAsTheyAreWritten() async throws {
        let bindings = [
            "ConnectionName", "/Tags/0/Value", "/a~1b/~0", "account", "region=eu-west-1", "ConnectionName=abcd",
        ]
        let matches = ["operation", "body:ignore=$.Tags", "body:ignore=$.Tags[0].Value", "body:ignore=/Tags/0/Value"]
        let redactions = [
            "json:$.Tags[*].Value", "json:$..Message", "json:$['a b'][0]", "regex:corp-[0-9]+|(a{1,3}b?)*?[^x]$",
            #"regex:(?i)\b[[:alpha:]_\d-]+\s*(?:"|:).{0,9}"#,
        ]
        let body = Array(
            #"{"ConnectionName":"abcd","Tags":[{"Key":"k","Value":"corp-1"}],"a/b":{"~":1},"a b":["s"]}"#.utf8)
        let cassette = try Cassette(bytes: Package.bytes("cassettes/apprunner/connections/tags.har"))
        await Fuzz.each("rule", count: 2000) { fuzz, number in
            let binding = Binding(words: fuzz.damaged(fuzz.pick(bindings)))
            if let binding {
                let words = "\(binding.rule)" + (binding.value.map { "=\($0)" } ?? "")
                #expect(Binding(words: words) == binding, "input \(number): \(words.debugDescription)")
            }
            let loosening = Loosening(words: fuzz.damaged(fuzz.pick(matches)))
            if case .ignoring(let place) = loosening {
                #expect(
                    Loosening(words: "body:ignore=\(place)") == loosening, "input \(number): \(place.debugDescription)")
            }
            if fuzz.below(8) == 0 {
                var player = Player(
                    [("deck", cassette)], atEnd: .hold, binding: binding.map { [$0] } ?? [],
                    loosely: Loosening.rule(loosening.map { [$0] } ?? []))
                for entry in cassette.entries { _ = player.play(entry.exchange.request) }
            }
            let redaction = fuzz.damaged(fuzz.pick(redactions))
            guard let rules = try? RedactionRules(redact: [redaction]) else { return }
            let redactor = Redactor(rules: rules)
            let request = Request(method: "POST", target: "/", headers: [HeaderField("Host", "h")], body: body)
            let once = redactor.redact(
                Exchange(sequence: 1, request: request, response: nil, startedAt: 0)
            ).exchange
            // An expression of a user's may take out half of a text's quotes; a place never does.
            if !redaction.hasPrefix("json:") { return }
            #expect((try? JSONParser.parse(once.request.body)) != nil, "input \(number)")
        }
    }
}
