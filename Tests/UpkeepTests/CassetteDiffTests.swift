import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText
import TapedeckUpkeep
import Testing

struct CassetteDiffTests {
    private static func entry(
        _ operation: String, _ asked: String = "{}", _ answered: String = "{}", status: Int = 200,
        headers: HeaderFields = []
    ) -> Entry {
        Entry(
            Exchange(
                sequence: 1,
                request: Request(
                    headers: [HeaderField("X-Amz-Target", "AppRunner.\(operation)")], body: Array(asked.utf8)),
                response: Response(status: status, reason: "OK", headers: headers, body: Array(answered.utf8)),
                startedAt: 0),
            url: "https://apprunner.us-east-1.amazonaws.com/", origin: Origin(.synthetic, source: "a test"))
    }

    private static func diff(_ old: [Entry], _ new: [Entry], _ rules: DiffRules = .standard) -> CassetteDiff {
        CassetteDiff(
            old: Cassette(title: "a", recordedAt: "1", entries: old),
            new: Cassette(title: "b", recordedAt: "2", entries: new), rules: rules)
    }

    private static let arn = "arn:aws:apprunner:us-east-1:123456789012:connection/abcd/"
    private static let created =
        #"{"Connection":{"ConnectionArn":"\#(arn)00000000000000000000000000000001","Message":"no \#(arn)00000000000000000000000000000001.","CreatedAt":1,"Status":"PENDING_HANDSHAKE"}}"#

    @Test
    func passesOverWhatTheServiceMakesUp() {
        let again = Self.created.replacing("00001", with: "00002").replacing(":1,", with: ":2,")
        let old = [Self.entry("CreateConnection", "{}", Self.created, headers: [HeaderField("Date", "Tue")])]
        let new = [Self.entry("CreateConnection", "{}", again, headers: [HeaderField("Date", "Wed")])]
        #expect(Self.diff(old, new).isEmpty)
        #expect(!Self.diff(old, new, .exact).isEmpty)
    }

    /// What a service might change unseen, and where the difference must be told.
    @Test(arguments: [
        (#""CreatedAt":1"#, #""CreatedAt":"1""#, "response.body/Connection/CreatedAt"),
        (#""PENDING_HANDSHAKE""#, #""AVAILABLE""#, "response.body/Connection/Status"),
        (#""Status":"PENDING_HANDSHAKE""#, #""Status":"PENDING_HANDSHAKE","New":1"#, "response.body/Connection/New"),
        (
            #"/abcd/00000000000000000000000000000001","#, #"/other/00000000000000000000000000000001","#,
            "response.body/Connection/ConnectionArn"
        ),
    ])
    func tellsTheMemberThatChanged(old: String, new: String, place: String) {
        let changes = Self.diff(
            [Self.entry("CreateConnection", "{}", Self.created)],
            [Self.entry("CreateConnection", "{}", Self.created.replacing(old, with: new))]
        ).changes
        #expect(changes.map(\.kind) == [.changed])
        #expect(changes.first?.details.map(\.place) == [place])
    }

    @Test
    func tellsStatusHeadersAndEnding() {
        var new = Self.entry(
            "ListConnections", status: 500, headers: [HeaderField("Retry-After", "1")])
        new.exchange.ending = .cutBody
        let details = Self.diff([Self.entry("ListConnections")], [new]).changes.first?.details ?? []
        #expect(details.map(\.place) == ["response.status", "response.headers/retry-after", "ended"])
        #expect(details.first?.description == "response.status: 200 -> 500")
    }

    /// Whatever says what is asked, and that a request is signed; not what a library or the way adds.
    @Test(
        arguments: [
            ("X-Foo", "1", "2", "request.headers/x-foo: \"1\" -> \"2\""),
            ("X-Foo", nil, "2", "request.headers/x-foo: nothing -> \"2\""),
            ("Authorization", "{authorization}", nil, "request.headers/authorization: \"(any)\" -> nothing"),
            ("Authorization", "one", "other", nil), ("User-Agent", "one", "other", nil),
            ("X-Amz-Date", nil, "now", nil),
            ("Host", "127.0.0.1:1", "apprunner.us-east-1.amazonaws.com", nil),
        ] as [(String, String?, String?, String?)])
    func tellsFieldsOfRequests(name: String, old: String?, new: String?, detail: String?) {
        func entry(_ value: String?) -> Entry {
            var entry = Self.entry("ListConnections")
            if let value { entry.exchange.request.headers.append(name, value) }
            return entry
        }
        let details = Self.diff([entry(old)], [entry(new)]).changes.flatMap(\.details).map(\.description)
        #expect(details == (detail.map { [$0] } ?? []))
        #expect(!Self.diff([entry(old)], [entry(new)], .exact).isEmpty)
        var rules = DiffRules.standard
        rules.comparesRequestHeaders = false
        #expect(Self.diff([entry(old)], [entry(new)], rules).isEmpty)
    }

    @Test
    func tellsWhatCameWentAndMoved() {
        let create = Self.entry("CreateConnection", #"{"ConnectionName":"abcd"}"#)
        let list = Self.entry("ListConnections")
        let delete = Self.entry("DeleteConnection", #"{"ConnectionArn":"arn:1"}"#)
        #expect(Self.diff([create, list], [create]).text == "removed: entry 2, ListConnections\n")
        #expect(Self.diff([create], [create, list]).text == "added: entry 2, ListConnections\n")
        #expect(Self.diff([create, list, delete], [list, create, delete]).changes.map(\.kind) == [.moved])
    }

    @Test
    func takesAnotherInputOfOneCallForAChange() {
        let changes = Self.diff(
            [Self.entry("ListConnections", #"{"MaxResults":1}"#)], [Self.entry("ListConnections", #"{"MaxResults":2}"#)]
        ).changes
        #expect(changes.map(\.kind) == [.changed])
        #expect(changes.first?.details.map(\.place) == ["request.body/MaxResults"])
    }

    @Test
    func writesTheSameForMachines() throws {
        let json = Self.diff([Self.entry("ListConnections")], []).json.text()
        #expect(json == #"[{"kind":"removed","old":1,"subject":"ListConnections","details":[]}]"#)
    }
}
