import TapedeckCassetteFormat
import TapedeckExchangeModel
import Testing

/// What browsers export: HTTP/2 with its pseudo fields, bodies decoded, members of their own.
struct BrowserLogTests {
    static let log = #"""
        {"log":{"version":"1.2","creator":{"name":"WebInspector","version":"537.36"},
          "pages":[{"id":"page_1","title":"https://console.example/","startedDateTime":"2026-11-02T09:10:11.123Z",
            "pageTimings":{"onContentLoad":101.2,"onLoad":null}}],
          "entries":[{"_connectionId":"41","_initiator":{"type":"script"},"_priority":"High","_resourceType":"fetch",
            "cache":{},"connection":"443","pageref":"page_1","serverIPAddress":"203.0.113.7",
            "startedDateTime":"2026-11-02T09:10:12.001Z","time":81.4,
            "request":{"method":"POST","url":"https://apprunner.us-east-1.amazonaws.com/","httpVersion":"h2",
              "cookies":[],"queryString":[],"headersSize":-1,"bodySize":2,
              "headers":[{"name":":authority","value":"apprunner.us-east-1.amazonaws.com"},
                {"name":":method","value":"POST"},{"name":":path","value":"/"},{"name":":scheme","value":"https"},
                {"name":"x-amz-target","value":"AppRunner.ListConnections"},
                {"name":"content-type","value":"application/x-amz-json-1.0"}],
              "postData":{"mimeType":"application/x-amz-json-1.0","text":"{}"}},
            "response":{"status":200,"statusText":"","httpVersion":"h2","cookies":[],"redirectURL":"",
              "headersSize":-1,"bodySize":-1,"_transferSize":210,"_error":null,
              "headers":[{"name":":status","value":"200"},{"name":"content-encoding","value":"gzip"},
                {"name":"transfer-encoding","value":"chunked"},{"name":"content-length","value":"19"},
                {"name":"content-type","value":"application/x-amz-json-1.0"}],
              "content":{"size":28,"mimeType":"application/x-amz-json-1.0",
                "text":"{\"ConnectionSummaryList\":[]}"}},
            "timings":{"blocked":2.1,"dns":-1,"ssl":-1,"connect":-1,"send":0.2,"wait":78.2,"receive":0.9,
              "_blocked_queueing":1.3}}]}}
        """#

    @Test
    func leavesOutWhatIsNoHeaderField() throws {
        let exchange = try #require(try Cassette(bytes: Array(Self.log.utf8)).entries.first).exchange
        #expect(exchange.request.headers.fields.map(\.name) == ["x-amz-target", "content-type"])
        #expect(exchange.request.target == "/")
    }

    /// A browser keeps the body decoded: the codings of the wire are no longer true of it.
    @Test
    func saysOfTheBodyWhatIsTrueOfIt() throws {
        let response = try #require(try Cassette(bytes: Array(Self.log.utf8)).entries.first?.exchange.response)
        #expect(
            response.headers == [
                HeaderField("content-length", "28"), HeaderField("content-type", "application/x-amz-json-1.0"),
            ])
        let plan = ResponsePlan(response).actions(
            answering: Request(headers: [HeaderField("X-Amz-Target", "AppRunner.ListConnections")]))
        #expect(plan.last == .keepAlive)
    }

    @Test
    func isACassetteOnceItIsWritten() throws {
        let bytes = try Cassette(bytes: Array(Self.log.utf8)).bytes
        let cassette = try Cassette(bytes: bytes)
        #expect(cassette.bytes == bytes)
        #expect(cassette.entries.first?.origin.kind == .edited)
        #expect(!cassette.findings(text: bytes).map(\.rule).contains("length"))
    }
}
