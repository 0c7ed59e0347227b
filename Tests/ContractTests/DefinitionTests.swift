import TapedeckCassetteFormat
import TapedeckContract
import TapedeckExchangeModel
import TapedeckJSONText
import Testing

/// Scenarios, profiles and mutations as they are written, right and wrong.
struct DefinitionTests {
    @Test
    func clausesHaveTheirOwnIdentifiers() {
        #expect(Set(Clause.catalogue.map(\.id)).count == Clause.catalogue.count)
        #expect(Clause(id: "REQ-1")?.level == .must)
        #expect(Clause(id: "REQ-99") == nil)
    }

    @Test(arguments: [
        (
            #"{"scenario":"s","clause":"XXX-1","title":"t","cassette":"c","call":{}}"#,
            "clause: XXX-1 is not a clause of this edition"
        ),
        (#"{"scenario":"s","clause":"OUT-1","title":"t","cassette":"c"}"#, "call: missing; expected a call, or calls"),
        (
            #"{"scenario":"s","clause":"OUT-1","title":"t","call":{"operation":"ListConnections"}}"#,
            "response: missing; expected a response, responses, or a cassette"
        ),
        (
            #"{"scenario":"s","clause":"OUT-1","title":"t","call":{"operation":"ListConnections"},"response":{"status":200}}"#,
            "response: there is neither body nor text"
        ),
        (
            #"{"scenario":"s","clause":"OUT-1","title":"t","call":{"operation":"ListConnections"},"responses":[{"text":"","fault":{"kind":"quake"}}]}"#,
            "responses[0]: entry, _fault.kind: \"quake\" is not a fault"
        ),
        (
            #"{"scenario":"s","clause":"OUT-1","title":"t","cassette":"c","call":{"operation":"Fly"}}"#,
            "Fly is not an operation on connections"
        ),
        (#"{"scenario":"s","clause":"OUT-1","title":"t","cassette":"c","calls":[],"extra":1}"#, "extra"),
        (#"{"clause":"OUT-1"}"#, "scenario"), ("[]", "an array"),
    ])
    func saysWhatIsWrongWithAScenario(page: String, part: String) {
        let error = #expect(throws: JSONMemberError.self) { try Scenario(JSONParser.parse(page)) }
        #expect(error?.description.contains(part) == true)
    }

    @Test(arguments: [
        (
            #"{"client":"c","title":"C","programs":[],"operations":{"Fly":{}}}"#,
            "operations.Fly: not an operation on connections"
        ),
        (#"{"client":"c","title":"C","programs":[]}"#, "operations: missing"),
        (
            #"{"client":"c","title":"C","programs":[],"version":{"match":"("},"operations":{}}"#,
            "version.match: not a regular expression"
        ),
        (#"{"client":"c","title":"C","programs":7,"operations":{}}"#, "programs"), (#"{"cleint":"c"}"#, "cleint"),
    ])
    func saysWhatIsWrongWithAProfile(page: String, part: String) {
        let error = #expect(throws: JSONMemberError.self) { try ClientProfile(JSONParser.parse(page)) }
        #expect(error?.description.contains(part) == true)
    }

    @Test(arguments: [("c/1.20 more", "1.20"), ("nothing", nil)] as [(String, String?)])
    func readsAVersion(text: String, version: String?) throws {
        #expect(try Pages.profile().version(in: text) == version)
    }

    @Test(arguments: [
        (#"{"set":"/response/status","to":500}"#, "500", #"{"a":{"b":1},"c":[{"d":2}]}"#),
        (#"{"set":"/response/body/a/b","to":"x"}"#, "200", #"{"a":{"b":"x"},"c":[{"d":2}]}"#),
        (#"{"rename":"/response/body/a","to":"z"}"#, "200", #"{"z":{"b":1},"c":[{"d":2}]}"#),
        (#"{"remove":"/response/body/c/0/d"}"#, "200", #"{"a":{"b":1},"c":[{}]}"#),
    ])
    func changesTheStimulus(json: String, status: String, body: String) throws {
        let before = #"{"a":{"b":1},"c":[{"d":2}]}"#
        let exchange = Exchange(
            sequence: 1, request: Request(),
            response: Response(
                status: 200, reason: "OK", headers: [HeaderField("Content-Length", String(before.utf8.count))],
                body: Array(before.utf8)), startedAt: 0)
        let cassette = Cassette(
            title: "t", recordedAt: "", entries: [Entry(exchange, url: "https://h/", origin: Origin(.synthetic))])
        let changed = try #require(try Pages.mutation(json).apply(to: cassette).entries.first?.exchange.response)
        #expect(String(changed.status) == status)
        #expect(String(decoding: changed.body, as: UTF8.self) == body)
        #expect(changed.headers["Content-Length"] == String(changed.body.count))
        #expect(try Pages.mutation(#"{"drop":true}"#).apply(to: cassette).entries.isEmpty)
    }

    @Test(arguments: [
        #"{"request":{"header":"X-Amz-Target","to":"x"}}"#, #"{"request":{"header":"Content-Type"}}"#,
        #"{"request":{"body":"[]"}}"#,
        #"{"request":{"method":"GET","target":"/x"}}"#,
    ])
    func changesWhatWasSeen(json: String) throws {
        let change = try Pages.mutation(json)
        #expect(!change.isToStimulus)
        let before = Pages.observation()
        #expect(change.apply(to: before).requests.first?.request != before.requests.first?.request)
    }

    @Test
    func aPageStatesItsOneResponse() throws {
        let scenario = try Scenario(
            JSONParser.parse(
                #"""
                {"scenario": "s", "clause": "OUT-1", "title": "t", "call": {"operation": "ListConnections"},
                 "response": {"status": 503, "headers": {"Connection": "close", "Date": null, "X": "y"},
                              "body": {"a": 1.50E1}, "fault": {"kind": "cutBody", "at": 3}, "delay": 7}}
                """#))
        guard case .stated(let cassette, _) = scenario.stimulus else {
            Issue.record("the page names no cassette")
            return
        }
        let entry = try #require(cassette.entries.first)
        let response = try #require(entry.exchange.response)
        #expect(cassette.entries.count == 1)
        #expect(entry.exchange.request.headers["X-Amz-Target"] == "AppRunner.ListConnections")
        #expect(entry.match == MatchRule(comparesBody: false))
        #expect(entry.fault == FaultScript(.cutBody(at: 3)))
        #expect(entry.delay == 7)
        #expect(response.status == 503)
        #expect(response.reason == "Service Unavailable")
        #expect(String(decoding: response.body, as: UTF8.self) == #"{"a":1.50E1}"#)
        #expect(response.headers["Content-Length"] == "12")
        #expect(response.headers["Connection"] == "close")
        #expect(response.headers["Date"] == nil)
        #expect(response.headers["X"] == "y")
    }

    @Test(
        arguments: [
            (#"{"operation":"DeleteConnection"}"#, "{}", "the profile does not say how to run DeleteConnection"),
            (#"{"operation":"CreateConnection","wait":"x"}"#, "{}", "the profile has no command that waits for x"),
            (#"{"operation":"CreateConnection"}"#, #"{"debug":"yes"}"#, "the profile has no setting debug"),
            (#"{"operation":"CreateConnection"}"#, "{}", nil),
        ] as [(String, String, String?)])
    func saysWhyAScenarioIsLeftOut(call: String, settings: String, why: String?) throws {
        let page =
            #"{"scenario":"s","clause":"OUT-1","title":"t","cassette":"c","call":\#(call),"settings":\#(settings)}"#
        #expect(try Scenario(JSONParser.parse(page)).lacking(in: Pages.profile()) == why)
    }
}
