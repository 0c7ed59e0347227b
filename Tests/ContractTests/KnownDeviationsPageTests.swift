import TapedeckContract
import Testing

struct KnownDeviationsPageTests {
    private static let line =
        #"  - { clause: OUT-1, scenario: s/one, because: "TO FILL IN: it says \"x\"" }"#

    @Test(
        arguments: [
            ("client: c\n", "client: c\nknown-deviations:\n\(line)\n"),
            ("client: c\nknown-deviations: []\n", "client: c\nknown-deviations:\n\(line)\n"),
            ("known-deviations:\n  - { a: 1 }\nclient: c\n", "known-deviations:\n\(line)\n  - { a: 1 }\nclient: c\n"),
            ("known-deviations: [{ a: 1 }]\n", nil),
        ] as [(String, String?)])
    func deviationsAreAddedWithAReasonToFillIn(page: String, expected: String?) throws {
        let scenario = try Pages.scenario()
        let verdicts = [
            Verdict(scenario: scenario, kind: .conforms),
            Verdict(scenario: scenario, kind: .deviates, evidence: [#"it says "x""#, "and more"]),
            Verdict(scenario: scenario, kind: .knownDeviation, evidence: ["known"]),
        ]
        #expect(ClientProfile.page(page, listing: verdicts) == expected)
        #expect(ClientProfile.page(page, listing: []) == page)
    }
}
