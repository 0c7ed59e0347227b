import TapedeckCassetteFormat
import TapedeckExchangeModel
import Testing

/// Polls made shorter, transitions that can't be, and values that clients make up.
struct PollTests {
    private func entry(_ operation: String, _ body: String, _ answer: String, kind: Origin.Kind = .edited) -> Entry {
        let request = Request(headers: [HeaderField("X-Amz-Target", "AppRunner.\(operation)")], body: Array(body.utf8))
        let response = Response(status: 200, reason: "OK", body: Array(answer.utf8))
        return Entry(
            Exchange(sequence: 1, request: request, response: response, startedAt: 0), url: "https://h/",
            origin: Origin(kind, source: "test"))
    }

    private func list(_ status: String, kind: Origin.Kind = .edited) -> Entry {
        entry(
            "ListConnections", #"{"ConnectionName":"c"}"#,
            #"{"ConnectionSummaryList":[{"ConnectionName":"c","Status":"\#(status)"}]}"#, kind: kind)
    }

    private func cassette(_ entries: [Entry]) -> Cassette {
        var entries = entries
        for index in entries.indices { entries[index].exchange.sequence = index + 1 }
        return Cassette(title: "t", recordedAt: "", entries: entries)
    }

    @Test
    func everyStateStaysOnce() {
        var made = cassette(["A", "A", "A", "B", "B", "A", "A"].map { list($0) })
        #expect(made.compactPolls() == 4)
        #expect(made.entries.map(\.exchange.sequence) == [1, 4, 6])
    }

    @Test
    func aChangeBetweenKeepsTheReadAfterIt() {
        let tag = entry("TagResource", #"{"ResourceArn":"r"}"#, "{}")
        var made = cassette([list("A"), list("A"), tag, list("A"), entry("ListConnections", "{}", "{}"), list("A")])
        #expect(made.compactPolls() == 2)
        #expect(made.entries.map(\.exchange.sequence) == [1, 3, 4, 5])
    }

    @Test
    func aFailedReadStays() {
        var failed = list("A")
        failed.exchange.response?.status = 500
        var made = cassette([list("A"), failed, failed])
        #expect(made.compactPolls() == 0)
    }

    /// A read behind one that did not say it to the client is the first to say it.
    @Test
    func aReadBehindOneThatWasHurtStays() throws {
        var hurt = [list("A"), list("A"), list("A"), list("A"), list("A")]
        hurt[1].fault = try FaultScript(words: "503")
        hurt[3].exchange.ending = .cutBody
        var made = cassette(hurt)
        #expect(made.compactPolls() == 0)
        var failed = list("A")
        failed.exchange.response?.status = 500
        made = cassette([list("A"), failed, list("A"), list("A")])
        #expect(made.compactPolls() == 1)
        var late = list("B")
        late.delay = 5
        made = cassette([list("A"), late, list("A"), list("A")])
        #expect(made.compactPolls() == 1)
        #expect(made.entries.map(\.exchange.sequence) == [1, 2, 3])
    }

    private func listAll(_ statuses: [(region: String, status: String)]) -> Entry {
        let items = statuses.map {
            #"{"ConnectionName":"c","ConnectionArn":"arn:aws:apprunner:\#($0.region):123456789012:connection/c/1","Status":"\#($0.status)"}"#
        }
        return entry(
            "ListConnections", "{}", #"{"ConnectionSummaryList":[\#(items.joined(separator: ","))]}"#)
    }

    /// A connection is its name within an account and a region, and a list without a name tells of each.
    @Test
    func eachConnectionOfAListIsLookedAt() {
        let (pending, available) = ("PENDING_HANDSHAKE", "AVAILABLE")
        #expect(transitions(cassette([listAll([("r-1", available)]), listAll([("r-1", pending)])])) == [2])
        #expect(transitions(cassette([listAll([("r-1", available)]), listAll([("r-2", pending)])])) == [])
        let both = [listAll([("r-1", available), ("r-2", pending)]), listAll([("r-2", pending), ("r-1", pending)])]
        #expect(transitions(cassette(both)) == [2])
        let create = entry(
            "CreateConnection", #"{"ConnectionName":"c"}"#,
            #"{"Connection":{"ConnectionName":"c","ConnectionArn":"arn:aws:apprunner:r-2:123456789012:connection/c/1","Status":"PENDING_HANDSHAKE"}}"#
        )
        let twice = [listAll([("r-1", available), ("r-2", available)]), create]
        #expect(transitions(cassette(twice + [listAll([("r-2", pending)])])) == [])
        #expect(transitions(cassette(twice + [listAll([("r-1", pending)])])) == [3])
    }

    /// Other names between change nothing.
    @Test
    func whoWasDeletedBeginsAnewAndNobodyElse() {
        func about(_ name: String, _ operation: String, _ status: String) -> Entry {
            entry(
                operation, #"{"ConnectionName":"\#(name)"}"#,
                operation == "ListConnections"
                    ? #"{"ConnectionSummaryList":[{"ConnectionName":"\#(name)","Status":"\#(status)"}]}"#
                    : #"{"Connection":{"ConnectionName":"\#(name)","Status":"\#(status)"}}"#)
        }
        let there = ["c", "d"].map { about($0, "ListConnections", "AVAILABLE") }
        let created = about("d", "CreateConnection", "PENDING_HANDSHAKE")
        let after = ["d", "c"].map { about($0, "ListConnections", "PENDING_HANDSHAKE") }
        #expect(transitions(cassette(there + [created] + after)) == [5])
    }

    private func transitions(_ cassette: Cassette) -> [Int?] {
        cassette.findings(text: cassette.bytes).filter { $0.rule == "transition" }.map(\.entry)
    }

    @Test
    func aHandshakeIsNotUndone() {
        #expect(transitions(cassette(["PENDING_HANDSHAKE", "AVAILABLE", "PENDING_HANDSHAKE"].map { list($0) })) == [3])
        #expect(transitions(cassette(["PENDING_HANDSHAKE", "AVAILABLE", "DELETED"].map { list($0) })) == [])
        let create = entry(
            "CreateConnection", #"{"ConnectionName":"c"}"#,
            #"{"Connection":{"ConnectionName":"c","Status":"PENDING_HANDSHAKE"}}"#)
        #expect(transitions(cassette([list("AVAILABLE"), create, list("PENDING_HANDSHAKE")])) == [])
        #expect(
            transitions(cassette([list("AVAILABLE"), list("PENDING_HANDSHAKE", kind: .synthetic)])) == [])
    }

    @Test(
        arguments: [
            ("ci-5d1f9e0b", "random hexadecimal digits"), ("test-0f8fad5b-d9cb-469f-a165-70867728950e", "a UUID"),
            ("run-1764000000", "a time"), ("x-20261124-a", "a time"),
            ("2026-11-30T18-13-34Z", "a time"), ("x-2026-11-30", "a time"), ("1796062443312141732", "a time"),
            ("terraform-20261130181311000100000001", "a time"), ("12026-11-30", nil), ("2026-11-300", nil),
            ("run-20261130T033000", "a time"), ("20261130t033000Z", "a time"), ("a-20269930T033000", nil),
            ("z1764000000123", nil),
            ("my-github-connection", nil),
            ("deadbeef", nil), ("v2", nil), ("team-42", nil), ("2026", nil),
        ] as [(String, String?)])
    func whatLooksMadeUpIsTold(name: String, kind: String?) {
        let made = cassette([entry("CreateConnection", #"{"ConnectionName":"\#(name)"}"#, "{}")])
        #expect(made.madeUpValues.first?.kind == kind)
        #expect(made.madeUpValues.first?.value == kind.map { _ in name })
    }

    @Test
    func whatIsBoundIsNotToldAgainAndIsWrittenBack() throws {
        var made = cassette([entry("CreateConnection", #"{"ConnectionName":"ci-5d1f9e0b"}"#, "{}")])
        made.bind = [.member("ConnectionName"), .account]
        made.entries[0].bind = [try #require(BindRule(words: "/Tags/0/Value"))]
        #expect(made.madeUpValues.isEmpty)
        let read = try Cassette(bytes: made.bytes)
        #expect(read.bind == made.bind)
        #expect(read.entries[0].bind == made.entries[0].bind)
        #expect(read.bytes == made.bytes)
        let wrong = String(decoding: made.bytes, as: UTF8.self).replacing(#""account""#, with: #""a b""#)
        #expect(throws: CassetteError.self) { try Cassette(bytes: Array(wrong.utf8)) }
    }
}
