import TapedeckContract
import TapedeckJSONText
import Testing

/// The forms of a report, each from the same value: a MUST and a SHOULD that are not kept, a known deviation, a scenario
/// that could not be run, one that was left out, and a client that is missing.
struct ReportFormsTests {
    private static let report: Report = {
        func verdict(_ clause: String, _ scenario: String, _ kind: Verdict.Kind, _ evidence: [String]) -> Verdict {
            Verdict(scenario: scenario, clause: clauses[clause] ?? Clause.catalogue[0], kind: kind, evidence: evidence)
        }
        return Report(
            judged: [
                .init(
                    client: "c", title: "C & co", version: "1.0",
                    verdicts: [
                        verdict("OUT-1", "a", .conforms, []),
                        verdict("OUT-1", "b", .deviates, ["x <\u{1B}[31m> y", "z"]),
                        verdict("ERR-3", "c", .deviates, ["absent"]),
                        verdict("OUT-8", "d", .knownDeviation, ["because"]),
                        verdict("OUT-2", "e", .couldNotRun, ["no port"]),
                    ], leftOut: [.init(scenario: "f", clause: clauses["SEC-3"] ?? Clause.catalogue[0], why: "no words")]
                )
            ], missing: [.init(client: "m", title: "M", why: "gone")])
    }()
    private static let clauses = Dictionary(uniqueKeysWithValues: Clause.catalogue.map { ($0.id, $0) })

    @Test
    func junitCountsWhatItHolds() {
        #expect(
            Self.report.junit() == #"""
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuites name="tapedeck verify">
                  <testsuite name="C &amp; co 1.0" tests="6" failures="1" errors="1" skipped="2">
                    <testcase classname="c.OUT-1" name="a"/>
                    <testcase classname="c.OUT-1" name="b"><failure type="deviates" message="x &lt;\x1b[31m&gt; y">x &lt;\x1b[31m&gt; y
                z</failure></testcase>
                    <testcase classname="c.ERR-3" name="c"><system-out>SHOULD, not kept: absent</system-out></testcase>
                    <testcase classname="c.OUT-8" name="d"><skipped message="known deviation: because"/></testcase>
                    <testcase classname="c.OUT-2" name="e"><error message="no port">no port</error></testcase>
                    <testcase classname="c.SEC-3" name="f"><skipped message="no words"/></testcase>
                  </testsuite>
                  <testsuite name="M" tests="1" failures="0" errors="1" skipped="0">
                    <testcase classname="m" name="is on this machine">
                      <error message="gone"/>
                    </testcase>
                  </testsuite>
                </testsuites>

                """#)
        #expect(Self.report.junit(isStrict: true).contains(#"failures="2""#))
    }

    @Test
    func junitTellsSecondsWhereTheyAreKnown() throws {
        var report = Self.report
        report.judged[0].verdicts[0].took = 1234
        #expect(report.junit().contains(#"<testcase classname="c.OUT-1" name="a" time="1.234"/>"#))
        #expect(try Report(report.json).judged[0].verdicts[0].took == 1234)
    }

    @Test
    func tapNumbersEveryScenario() {
        #expect(
            Self.report.tap() == #"""
                TAP version 14
                1..7
                ok 1 - c OUT-1 a
                not ok 2 - c OUT-1 b
                  # x <\x1b[31m> y
                  # z
                not ok 3 - c ERR-3 c # TODO SHOULD, only told
                  # absent
                not ok 4 - c OUT-8 d # TODO known deviation
                  # because
                not ok 5 - c OUT-2 e
                  # no port
                ok 6 - c SEC-3 f # SKIP no words
                not ok 7 - m is on this machine
                  # gone

                """#)
        #expect(!Self.report.tap(isStrict: true).contains("SHOULD"))
    }

    @Test
    func markdownHasATableAndWhatIsNotAsItShouldBe() {
        #expect(
            Self.report.markdown == #"""
                | clause | level | C & co 1.0 |
                |---|---|---|
                | OUT-1 a 200 with a Connection is success, with its members as sent | MUST | deviates (1/2) |
                | OUT-2 every spelling of CreatedAt is the same instant | MUST | couldNotRun |
                | OUT-8 a 200 that is not JSON, empty, or {} is not reported as a created connection | MUST | knownDeviation |
                | ERR-3 the code in X-Amzn-Errortype alone, or in code alone | SHOULD | deviates |
                | SEC-3 a debug mode hides the secret key and the signature | SHOULD | left out |

                ## C & co 1.0

                - **OUT-1** `b`: deviates
                  - `x <\x1b[31m> y`
                  - `z`
                - **ERR-3** `c`: deviates
                  - `absent`
                - **OUT-8** `d`: knownDeviation
                  - `because`
                - **OUT-2** `e`: couldNotRun
                  - `no port`
                - **SEC-3** `f`: left out, no words

                M was not judged: gone

                """#)
    }

    @Test
    func sarifHasARuleAClauseAndAResultForWhatIsNotKept() throws {
        let sarif = Self.report.sarif(toolVersion: "9")
        let run = try #require(sarif["runs"]?.array?.first)
        let rules = try #require(run["tool"]?["driver"]?["rules"]?.array)
        #expect(rules.compactMap { $0["id"]?.string } == Clause.catalogue.map(\.id))
        let results = try #require(run["results"]?.array)
        #expect(results.compactMap { $0["ruleId"]?.string } == ["OUT-1", "ERR-3", "OUT-8", "OUT-2"])
        #expect(results.compactMap { $0["level"]?.string } == ["error", "warning", "error", "error"])
        #expect(results[2]["suppressions"]?.array?.first?["justification"] == "because")
        #expect(results[0]["suppressions"] == nil)
        let place = results[0]["locations"]?.array?.first?["physicalLocation"]?["artifactLocation"]?["uri"]
        #expect(place == "Fixtures/scenarios/b.yaml")
    }

    @Test
    func htmlIsOnePageThatAsksForNothingElse() {
        let html = Self.report.html
        #expect(html.hasPrefix("<!DOCTYPE html>"))
        #expect(html.contains("<td class=\"deviates\">deviates 1/2</td>"))
        #expect(html.contains(#"<li>x &lt;\x1b[31m&gt; y</li>"#))
        #expect(html.contains("<th>C &amp; co 1.0</th>"))
        #expect(html.contains("M</h2><p>not judged: gone</p>"))
        for word in ["http:", "https:", "<script", "src=", "url("] { #expect(!html.contains(word)) }
    }

    @Test
    func requestsAreAPictureAndAllThatWasSeenIsBelow() throws {
        let clause = try #require(Clause(id: "RTY-2"))
        var verdict = Verdict(scenario: "s/a", clause: clause, kind: .deviates, evidence: ["seen"])
        verdict.attempts = [10, 60].map { Attempt(call: 1, at: $0, sent: "POST /", answered: "503") }
        verdict.transcript = ["<all>"]
        let report = Report(judged: [.init(client: "c", title: "C", version: "1", verdicts: [verdict])])
        for part in [
            "aria-label=\"2 requests in 60 ms\"", "POST /, 50 ms after the one before", "<pre>&lt;all&gt;</pre>",
            "<code>tapedeck verify --client c --only s/a --show</code>",
        ] {
            #expect(report.html.contains(part), "\(part)")
        }
        #expect(try Report(report.json).html == report.html)
    }

    @Test
    func theJSONReadsBackAsItWas() throws {
        let again = try Report(Self.report.json)
        #expect(again.json == Self.report.json)
        #expect(again.text() == Self.report.text())
    }

    @Test(arguments: [
        (#"{"format":2}"#, "format: 2 where 1 was expected"), ("[]", "an array where an object was expected"),
        (
            #"{"format":1,"clients":[{"client":"c","title":"C","version":"1","verdicts":[{"verdict":"conforms","scenario":"s","clause":"X-1"}]}]}"#,
            "clients[0].verdicts[0].clause: X-1 is not a clause of this edition"
        ),
    ])
    func saysWhatIsWrongWithAReport(text: String, part: String) {
        let error = #expect(throws: JSONMemberError.self) { try Report(JSONParser.parse(text)) }
        #expect(error?.description.contains(part) == true)
    }

    @Test(arguments: [1, 2, 3, 5])
    func shardsMergedAreTheWhole(count: Int) throws {
        let whole = Self.report.judged[0]
        let shards = (0..<count).map { number -> Report in
            var part = whole
            part.verdicts = whole.verdicts.enumerated().filter { $0.offset % count == number }.map(\.element)
            return Report(judged: [part], missing: Self.report.missing)
        }
        #expect(Report.merged(shards.reversed()).json == Self.report.json)
    }

    @Test
    func theWorseVerdictOfTwoShardsCounts() throws {
        let clause = Clause.catalogue[0]
        func shard(_ kind: Verdict.Kind) -> Report {
            Report(judged: [
                .init(
                    client: "c", title: "C", version: "1",
                    verdicts: [Verdict(scenario: "s", clause: clause, kind: kind, evidence: [])])
            ])
        }
        #expect(Report.merged([shard(.conforms), shard(.deviates)]).judged[0].verdicts.map(\.kind) == [.deviates])
        #expect(Report.merged([shard(.deviates), shard(.conforms)]).judged[0].verdicts.map(\.kind) == [.deviates])
    }
}
