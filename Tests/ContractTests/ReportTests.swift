import TapedeckContract
import TapedeckJSONText
import Testing

struct ReportTests {
    private static func verdict(_ clause: String, _ kind: Verdict.Kind, _ evidence: [String] = []) throws -> Verdict {
        Verdict(scenario: try Pages.scenario(clause: clause), kind: kind, evidence: evidence)
    }

    private static func judged(_ verdicts: [Verdict], leftOut: [Report.LeftOut] = []) -> Report.Judged {
        Report.Judged(client: "c", title: "C", version: "1.0", verdicts: verdicts, leftOut: leftOut)
    }

    /// OUT-1 is a MUST, ERR-3 a SHOULD.
    @Test(arguments: [
        ("OUT-1", Verdict.Kind.conforms, Report.Outcome.kept, Report.Outcome.kept),
        ("OUT-1", .deviates, .found, .found), ("ERR-3", .deviates, .kept, .found),
        ("OUT-1", .knownDeviation, .kept, .kept), ("ERR-3", .unexpectedlyConforms, .found, .found),
        ("ERR-3", .couldNotRun, .incomplete, .incomplete),
    ])
    func levelsCount(clause: String, kind: Verdict.Kind, outcome: Report.Outcome, strict: Report.Outcome) throws {
        let report = Report(judged: [Self.judged([try Self.verdict(clause, kind)])])
        #expect(report.outcome() == outcome)
        #expect(report.outcome(isStrict: true) == strict)
    }

    @Test
    func aClientThatIsMissingDoesNotHideTheOthers() throws {
        let kept = Self.judged([try Self.verdict("OUT-1", .conforms)])
        let report = Report(judged: [kept], missing: [.init(client: "m", title: "M", why: "gone")])
        #expect(report.outcome() == .incomplete)
        #expect(report.outcome(needsEvery: false) == .kept)
        #expect(Report().outcome(needsEvery: false) == .incomplete)
    }

    @Test
    func theJSONIsOneDocumentForAllClients() throws {
        let left = Report.LeftOut(try Pages.scenario(), why: "no words")
        let report = Report(
            judged: [
                Self.judged([try Self.verdict("OUT-1", .deviates, ["seen"])], leftOut: [left]), Self.judged([]),
            ], missing: [.init(client: "m", title: "M", why: "gone")])
        #expect(
            report.json.text() == #"{"format":1,"clients":["#
                + #"{"client":"c","title":"C","version":"1.0","command":"tapedeck verify --client c","counts":{"deviates":1},"verdicts":["#
                + #"{"scenario":"s/one","clause":"OUT-1","level":"MUST","verdict":"deviates","evidence":["seen"]}],"#
                + #""leftOut":[{"scenario":"s/one","clause":"OUT-1","why":"no words"}]},"#
                + #"{"client":"c","title":"C","version":"1.0","command":"tapedeck verify --client c","counts":{},"verdicts":[],"leftOut":[]}],"#
                + #""missing":[{"client":"m","title":"M","why":"gone"}]}"#)
    }

    @Test
    func theTextNamesEveryScenarioThatIsNotAsItShouldBe() throws {
        let report = Report(judged: [
            Self.judged(
                [
                    try Self.verdict("OUT-1", .conforms), try Self.verdict("OUT-1", .deviates, ["seen"]),
                    try Self.verdict("ERR-3", .deviates, ["absent"]),
                ], leftOut: [.init(try Pages.scenario(clause: "SEC-3"), why: "no words")])
        ])
        #expect(
            report.text() == """
                OUT-1  MUST  deviates (1/2)  a 200 with a Connection is success, with its members as sent
                    s/one: deviates
                      seen
                      again: tapedeck verify --client c --only s/one --show
                ERR-3  SHOULD  deviates  the code in X-Amzn-Errortype alone, or in code alone
                    s/one: deviates
                      absent
                      again: tapedeck verify --client c --only s/one --show
                SEC-3  SHOULD  left out  a debug mode hides the secret key and the signature
                    s/one: left out, no words

                1 conforms, 2 deviates, of these 1 only warn (SHOULD), 1 left out

                """)
    }

    /// Several clients: all of them at a glance, then of each what is not all well.
    @Test
    func severalClientsShareAMatrix() throws {
        let long = try Self.verdict("OUT-8", .knownDeviation, ["because"])
        let report = Report(judged: [
            Self.judged([try Self.verdict("OUT-1", .conforms), try Self.verdict("ERR-3", .deviates, ["absent"])]),
            Self.judged(
                [try Self.verdict("OUT-1", .deviates, ["seen"]), long],
                leftOut: [.init(try Pages.scenario(clause: "ERR-3"), why: "no words")]),
        ])
        #expect(
            report.text(.init(columns: 60)).hasPrefix(
                """
                  1 C 1.0
                  2 C 1.0

                               1  2
                OUT-1  MUST    .  D  a 200 with a Connection is success, wi…
                OUT-8  MUST    -  k  a 200 that is not JSON, empty, or {} i…
                ERR-3  SHOULD  D  -  the code in X-Amzn-Errortype alone, or…

                . conforms, D deviates, ! couldNotRun, k knownDeviation, ?
                  unexpectedlyConforms, - left out

                C 1.0

                ERR-3  SHOULD  deviates
                """), "\(report.text(.init(columns: 60)))")
        let colored = report.text(.init { text, color in "<\(color)>\(text)" })
        #expect(colored.contains("OUT-1  MUST  <32>  .<31>  D  a 200"))
    }

    @Test
    func noLineIsWiderThanTheTerminalAndNoWordIsBroken() throws {
        let long = String(repeating: "word ", count: 40) + "the-end"
        let verdicts = [try Self.verdict("OUT-8", .knownDeviation, [long]), try Self.verdict("OUT-1", .conforms)]
        let report = Report(judged: [Self.judged(verdicts)])
        let plain = report.text(.init(columns: 80))
        #expect(plain.split(separator: "\n").allSatisfy { $0.count <= 80 })
        #expect(plain.split { $0 == " " || $0 == "\n" } == report.text().split { $0 == " " || $0 == "\n" })
        let colored = report.text(.init(columns: 80) { "<\($1)>\($0)<0>" })
        #expect(colored.replacing("<0>", with: "").replacing("<33>", with: "").replacing("<32>", with: "") == plain)
    }
}
