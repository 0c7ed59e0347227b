import TapedeckContract
import Testing

/// Two judgements of a client, and what is between them; and the badge.
struct ComparisonTests {
    private static func judged(_ verdicts: [(String, String, Verdict.Kind)]) -> Report.Judged {
        Report.Judged(
            client: "c", title: "C", version: "1",
            verdicts: verdicts.compactMap { scenario, clause, kind in
                Clause(id: clause).map { Verdict(scenario: scenario, clause: $0, kind: kind, evidence: []) }
            })
    }

    /// RTY-6 is a MAY.
    @Test(
        arguments: [
            ("REQ-1", .conforms, .deviates, true, "1 worse, 0 better"),
            ("REQ-1", .conforms, .knownDeviation, true, "1 worse, 0 better"),
            ("REQ-1", .deviates, .conforms, false, "0 worse, 1 better"),
            ("REQ-1", .knownDeviation, .unexpectedlyConforms, false, "0 worse, 1 better"),
            ("REQ-1", .deviates, .knownDeviation, false, "0 worse, 0 better"),
            ("REQ-1", .deviates, .couldNotRun, true, "1 worse, 0 better"),
            ("RTY-6", .conforms, .deviates, false, "1 worse, 0 better"),
        ] as [(String, Verdict.Kind, Verdict.Kind, Bool, String)])
    func worseIsWhatIsNoLongerKept(
        clause: String, before: Verdict.Kind, after: Verdict.Kind, isWorse: Bool, counts: String
    ) {
        let comparison = Comparison(Self.judged([("s/a", clause, before)]), Self.judged([("s/a", clause, after)]))
        #expect(comparison.isWorse == isWorse)
        #expect(comparison.text.hasSuffix("\(counts)\n"))
    }

    @Test
    func namesWhatOnlyOneOfBothHas() {
        let comparison = Comparison(
            Self.judged([("s/a", "REQ-1", .conforms), ("s/b", "REQ-2", .conforms)]),
            Self.judged([("s/b", "REQ-2", .deviates), ("s/c", "REQ-3", .deviates)]))
        #expect(
            comparison.text == """
                worse: REQ-2  MUST  s/b: conforms, then deviates
                only in one of both: s/a, s/c
                1 worse, 0 better

                """)
    }

    @Test(
        arguments: [
            ([("s/a", "REQ-1", .conforms)], "1/1 clauses", "#1a7f37"),
            ([("s/a", "REQ-1", .conforms), ("s/b", "ERR-3", .deviates)], "1/2 clauses", "#9a6700"),
            ([("s/a", "REQ-1", .knownDeviation), ("s/b", "ERR-3", .deviates)], "0/2 clauses", "#cf222e"),
            ([], "not judged", "#777"),
        ] as [([(String, String, Verdict.Kind)], String, String)])
    func theBadgeCountsClausesAndShowsTheWorst(
        verdicts: [(String, String, Verdict.Kind)], words: String, color: String
    ) {
        let badge = Report(judged: [Self.judged(verdicts)]).badge
        #expect(badge.contains("<title>App Runner contract: \(words)</title>"))
        #expect(badge.contains("fill=\"\(color)\""))
    }
}
