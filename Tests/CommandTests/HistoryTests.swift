import TapedeckTestSupport
import Testing

/// `tapedeck history`, `compare` and `can-upgrade` as processes.
struct HistoryTests {
    private let scratch = Scratch()

    /// Keeps a run of a client that is a shell script.
    private func keep(version: String, _ script: String) async throws {
        let page = """
            client: mine
            title: Mine
            programs: [sh]
            version: { run: ["{program}", -c, echo c/\(version)], match: 'c/([0-9.]+)' }
            environment: { URL: "{url}" }
            operations: { CreateConnection: { run: [sh, -c, '\(script)'] } }
            """
        let profile = try scratch.write(page.utf8, to: "mine.yaml")
        _ = try await DeckProgram.run(
            ["verify", "--client", profile, "--only", "REQ-1", "--only", "REQ-2", "--history", "h/runs.sqlite"],
            in: scratch.path)
    }

    private func deck(_ words: String...) async throws -> DeckProgram.Outcome {
        try await DeckProgram.run(words + ["--history", "h/runs.sqlite"], in: scratch.path)
    }

    private static let good = #"curl -sS -X POST -H "X-Amz-Target: AppRunner.CreateConnection" "$URL/""#
    private static let bad = #"curl -sS -X POST -H "X-Amz-Target: AppRunner.CreateConnection" "$URL/x""#

    @Test
    func tellsWhetherAVersionKeepsWhatAnotherOneDoes() async throws {
        try await keep(version: "1.0", Self.good)
        try await keep(version: "2.0", Self.bad)
        let list = try await deck("history", "--client", "mine")
        #expect(list.status == 0)
        let lines = list.output.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines[0].hasPrefix("1  2") && lines[0].hasSuffix("Z  mine@1.0  2 conforms"))
        #expect(lines[1].hasSuffix("  mine@2.0  1 conforms, 1 deviates"))
        let worse = try await deck("can-upgrade", "mine@2.0")
        #expect(worse.status == 1)
        #expect(
            worse.output == """
                mine@1.0 (run 1), then mine@2.0 (run 2)
                worse: REQ-1  MUST  requests/method-and-path: conforms, then deviates
                1 worse, 0 better

                """)
        #expect(try await deck("can-upgrade", "mine@1.0", "--from", "2.0").status == 0)
        #expect(try await deck("compare", "1", "2").output == worse.output)
        let back = try await deck("compare", "mine@2.0", "mine@1.0")
        #expect(back.status == 0)
        #expect(back.output.hasSuffix("0 worse, 1 better\n"))
    }

    @Test(
        arguments: [
            (["compare", "1", "9"], 66, "there is no run 9 in the history; it has 1 to 1"),
            (["compare", "1", "one"], 64, "one names no run; expected its number, or CLIENT@VERSION"),
            (["can-upgrade", "mine@3.0"], 66, "there is no run of mine@3.0 in the history; it has mine 1.0"),
            (["can-upgrade", "mine@1.0"], 66, "there is no run of another version of mine"),
        ] as [([String], Int32, String)])
    func saysWhichRunsThereAre(words: [String], status: Int32, sentence: String) async throws {
        try await keep(version: "1.0", Self.good)
        let outcome = try await DeckProgram.run(words + ["--history", "h/runs.sqlite"], in: scratch.path)
        #expect(outcome.status == status)
        #expect(outcome.told.count == 1)
        #expect(outcome.told.first?.contains(sentence) == true, "\(outcome.told)")
    }

    @Test
    func aFileThatIsNoHistoryIsLeftAsItIs() async throws {
        try scratch.write("not a database, and long enough to be looked at as one".utf8, to: "other.txt")
        let other = try await DeckProgram.run(["history", "--history", "other.txt"], in: scratch.path)
        #expect(other.status == 65)
        #expect(other.told == ["tapedeck: other.txt is not a history of runs; give another --history"])
        let none = try await DeckProgram.run(["history"], in: scratch.path)
        #expect(none.status == 66)
        #expect(
            none.told == [
                "tapedeck: there is no history at .tapedeck/history.sqlite; `tapedeck verify --history .tapedeck/history.sqlite` begins one"
            ])
    }
}
