import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckUpkeep
import TapedeckYAMLPages
import Testing

struct ImportTests {
    /// A page in the layout that vcrpy 8 writes: lists of values, `!!binary` for what is no text.
    private static func page(body: String = #"'{"ConnectionSummaryList":[]}'"#, header: String = "") -> String {
        """
        interactions:
        - request:
            body: '{"MaxResults":5}'
            headers:
              X-Amz-Target:
              - AppRunner.ListConnections
              Authorization:
              - AWS4-HMAC-SHA256 Credential=AKIAABCDEFGHIJKLMNOP/20201103/eu-west-1/apprunner/aws4_request, SignedHeaders=host, Signature=aaaa
            method: POST
            uri: https://apprunner.eu-west-1.amazonaws.com/
          response:
            body:
              string: \(body)
            headers:
              Content-Type:
              - application/x-amz-json-1.0
        \(header)
            status:
              code: 200
              message: OK
        - request:
            body: null
            headers: {}
            method: GET
            uri: https://example.com/elsewhere
          response:
            body:
              string: hello
            headers: {}
            status:
              code: 200
              message: OK
        version: 1
        """
    }

    private static func imported(_ page: String, keepsAll: Bool = false) throws -> (
        cassette: Cassette, omissions: [String]
    ) {
        try CassetteImport.cassette(
            from: try CassetteImport.vcr(try YAMLText.parse(page, name: "page")), title: "t", recordedAt: "",
            source: "a test", keepsAll: keepsAll, redactor: Redactor())
    }

    @Test
    func keepsConnectionOperationsRedactedAndMarkedEdited() throws {
        let (cassette, omissions) = try Self.imported(Self.page())
        let entry = try #require(cassette.entries.first)
        #expect(cassette.entries.count == 1)
        #expect(omissions == ["1 of GET of another host or service left out"])
        #expect(entry.operation == "ListConnections")
        #expect(entry.origin.kind == .edited)
        #expect(entry.url == "https://apprunner.eu-west-1.amazonaws.com/")
        #expect(entry.exchange.request.headers["Authorization"]?.contains("Credential={key}/") == true)
        #expect(!String(decoding: cassette.bytes, as: UTF8.self).contains("AKIAABCDEFGHIJKLMNOP"))
    }

    @Test
    func keepsEverythingWhenAsked() throws {
        #expect(try Self.imported(Self.page(), keepsAll: true).cassette.entries.count == 2)
    }

    /// A cassette has no room for it: what would be written could not be read again, or would have lost its body.
    @Test(arguments: [
        ("method: POST", "method: 'PO ST'", "entry 1, request.method: \"PO ST\" is no method of HTTP"),
        ("code: 200", "code: 0", "0 is no status of HTTP"), ("code: 200", "reason: none", "code: missing"),
    ])
    func refusesWhatNoCassetteCanHold(written: String, instead: String, part: String) {
        let page = Self.page().replacing(written, with: instead, maxReplacements: 1)
        #expect(page != Self.page())
        let error = #expect(throws: ImportError.self) { try Self.imported(page) }
        #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
    }

    /// A body that nobody could look into may hold a secret.
    @Test
    func refusesABodyThatIsStillCompressed() throws {
        let page = Self.page(
            body: "!!binary H4sIAAAAAAAAA6tWSkosAQBoWh3fCQAAAA==", header: "      Content-Encoding: [gzip]")
        let error = #expect(throws: ImportError.self) { try Self.imported(page) }
        #expect(error?.message.contains("decode_compressed_response=True") == true)
    }

    @Test(arguments: [
        "a: 1", "interactions: 5", "interactions: [{request: {}}]",
        "interactions:\n- request: {uri: x}\n  response: {}",
    ])
    func saysWhereAPageIsNotVCRs(page: String) throws {
        let value = try YAMLText.parse(page, name: "page")
        let error = #expect(throws: ImportError.self) { try CassetteImport.vcr(value) }
        #expect(error?.code == .notReadable)
        #expect(error?.message.hasPrefix("not a cassette of vcrpy: interactions") == true)
    }

    @Test
    func refusesARecordingWithoutConnections() throws {
        let page = Self.page().replacing("AppRunner.ListConnections", with: "Other.Thing")
        #expect(throws: ImportError(.nothingToKeep, "")) { try Self.imported(page) }
    }
}
