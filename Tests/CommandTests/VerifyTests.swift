import TapedeckJSONText
import TapedeckTestSupport
import Testing

/// `tapedeck verify` as a process: its statuses, its JSON, and what it says of clients that are not there.
struct VerifyTests {
    private let scratch = Scratch()

    /// A client that is a shell script, with a profile of its own.
    private func profile(_ name: String, _ script: String, more: String = "") throws -> String {
        let run = JSONValue.array(["sh", "-c", .string(script)]).text()
        let page = """
            client: \(name)
            title: The client \(name)
            programs: [sh]
            version: { run: ["{program}", -c, echo c/1.0], match: 'c/([0-9.]+)' }
            environment: { URL: "{url}" }
            operations: { CreateConnection: { run: \(run) } }
            \(more)
            """
        return try scratch.write(page.utf8, to: "\(name).yaml")
    }

    private static let post =
        #"curl -sS --fail-with-body -X POST -H "X-Amz-Target: AppRunner.CreateConnection" "$URL/""#

    private func verify(_ words: [String], only: [String] = ["REQ-1"]) async throws -> DeckProgram.Outcome {
        try await DeckProgram.run(
            ["verify", "--root", Package.root] + only.flatMap { ["--only", $0] } + words, in: scratch.path)
    }

    @Test
    func aClauseThatIsKeptIsStatus0() async throws {
        let outcome = try await verify(["--client", try profile("good", Self.post)])
        #expect(outcome.status == 0, "\(outcome)")
        #expect(outcome.output.hasPrefix("REQ-1  MUST  conforms"))
        #expect(outcome.output.hasSuffix("\n1 conforms\n"))
    }

    @Test
    func aMustThatIsNotKeptIsStatus1AndItsEvidenceIsPrinted() async throws {
        let outcome = try await verify(["--client", try profile("bad", #"curl -sS "$URL/x""#)])
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("      CreateConnection: the method is GET where POST was expected\n"))
        #expect(outcome.error.contains("  1/1  REQ-1  requests/method-and-path: deviates\n"))
    }

    /// REQ-5 is a SHOULD.
    @Test(arguments: [([], 0), (["--strict"], 1)] as [([String], Int32)])
    func aShouldThatIsNotKeptWarnsUnlessStrict(words: [String], status: Int32) async throws {
        let outcome = try await verify(words + ["--client", try profile("lax", Self.post)], only: ["requests/absent"])
        #expect(outcome.status == status)
        #expect(outcome.output.contains("1 deviates, of these 1 only warn (SHOULD)"))
    }

    @Test
    func aKnownDeviationIsStatus0AndOneThatDoesNotOccurIsStatus1() async throws {
        let list = "known-deviations: [{ clause: REQ-1, because: it reads }]"
        let bad = try profile("bad", #"curl -sS "$URL/x""#, more: list)
        #expect(try await verify(["--client", bad]).status == 0)
        let good = try profile("good", Self.post, more: list)
        let outcome = try await verify(["--client", good])
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("unexpectedlyConforms"))
    }

    @Test
    func aClientThatIsMissingDoesNotStopTheOthers() async throws {
        let missing = try scratch.write(
            "client: none\ntitle: No Client\nprograms: [no-such-client]\nversion: { run: [x], match: x }\noperations: {}\n"
                .utf8, to: "none.yaml")
        let bad = try profile("bad", #"curl -sS "$URL/x""#)
        let outcome = try await verify(["--client", missing, "--client", bad, "--json"])
        #expect(outcome.status == 75)
        #expect(outcome.told.first?.hasPrefix("tapedeck: No Client is not on this machine") == true)
        let report = try JSONParser.parse(outcome.output)
        #expect(report["format"]?.int == 1)
        #expect(report["missing"]?.array?.map { $0["client"]?.string } == ["none"])
        #expect(report["clients"]?.array?.map { $0["client"]?.string } == ["bad"])
    }

    @Test
    func theJSONOfSeveralClientsIsOneDocument() async throws {
        let good = try profile("good", Self.post)
        let bad = try profile("bad", #"curl -sS "$URL/x""#)
        let outcome = try await verify(["--client", good, "--client", bad, "--json"])
        #expect(outcome.status == 1)
        let clients = try #require(try JSONParser.parse(outcome.output)["clients"]?.array)
        #expect(clients.map { $0["client"]?.string } == ["good", "bad"])
        #expect(clients.map { $0["version"]?.string } == ["1.0", "1.0"])
        #expect(clients[0]["counts"] == ["conforms": 1])
        let verdict = try #require(clients[1]["verdicts"]?.array?.first)
        #expect(verdict["scenario"] == "requests/method-and-path")
        #expect(verdict["clause"] == "REQ-1")
        #expect(verdict["level"] == "MUST")
        #expect(verdict["verdict"] == "deviates")
        #expect(
            verdict["evidence"] == [
                "CreateConnection: the request was not the one expected: no GET /x is recorded in requests/method-and-path",
                "CreateConnection: the method is GET where POST was expected",
                "CreateConnection: the target is /x where / was expected",
            ])
    }

    @Test
    func anOperationThatTheProfileLacksIsLeftOutAndNamed() async throws {
        let outcome = try await verify(
            ["--client", try profile("good", Self.post)], only: ["REQ-1", "errors/not-found"])
        #expect(outcome.status == 0)
        #expect(
            outcome.output.contains(
                "    errors/not-found: left out, the profile does not say how to run DeleteConnection\n"))
        #expect(outcome.output.hasSuffix("1 conforms, 1 left out\n"))
    }

    @Test
    func aScenarioWithTagsIsLeftOutWhereTheProfileHasNoWordsForThem() async throws {
        let outcome = try await verify(["--client", try profile("good", Self.post)], only: ["requests/tags-survive"])
        #expect(
            outcome.output.contains(
                "    requests/tags-survive: left out, the profile does not say how CreateConnection is given Tags\n"))
    }

    @Test
    func aClientThatCannotBeStartedIsStatus75() async throws {
        let page = try String(decoding: Package.bytes("Fixtures/clients/curl.yaml"), as: UTF8.self)
        let broken = page.replacing(#"run: ["{program}", -sS"#, with: #"run: ["/no/such/program", -sS"#)
        let outcome = try await verify(["--client", try scratch.write(broken.utf8, to: "broken.yaml")])
        #expect(outcome.status == 75)
        #expect(outcome.output.contains("couldNotRun"))
    }

    @Test
    func aClientThatNobodyKnowsGetsTheList() async throws {
        let outcome = try await verify(["--client", "aws-cli-2"])
        #expect(outcome.status == 66)
        #expect(
            outcome.told == [
                "tapedeck: there is no client aws-cli-2; did you mean aws-cli-v2? expected one of aiobotocore, apprunner, "
                    + "aws-cli-v1, aws-cli-v2, aws-sdk-go-v1, aws-sdk-go-v2, awscurl, boto3, curl, node-aws4, terraform, or the "
                    + "path of a profile"
            ])
    }

    @Test
    func anOnlyThatNothingFitsSaysWhatIsAllowed() async throws {
        let outcome = try await verify(["--client", try profile("good", Self.post)], only: ["REQ-1", "NOPE"])
        #expect(outcome.status == 64)
        #expect(
            outcome.told.first?.hasPrefix(
                "tapedeck: no clause and no scenario begins with NOPE; expected a clause such as CLI, ERR, NET, OUT")
                == true
        )
        #expect(outcome.told.first?.contains("errors/") == true)
    }

    @Test
    func worksFromAnyDirectoryWithPagesOfOnesOwnBeside() async throws {
        let own = """
            scenario: mine/one
            clause: REQ-1
            title: One of my own
            response: { body: {} }
            call: { operation: CreateConnection, with: {} }
            expect: { wire: { method: PUT } }
            """
        try scratch.makeDirectory("Fixtures/scenarios/mine")
        try scratch.write(own.utf8, to: "Fixtures/scenarios/mine/one.yaml")
        let profile = try profile("good", Self.post)
        let beside = try await DeckProgram.run(["verify", "--only", "REQ-1", "--client", profile], in: scratch.path)
        #expect(beside.status == 1)
        #expect(beside.output.hasPrefix("REQ-1  MUST  deviates (1/2)"))
        #expect(beside.output.contains("mine/one: deviates"))
        let elsewhere = try await DeckProgram.run(["verify", "--only", "REQ-1", "--client", profile], in: "/")
        #expect(elsewhere.status == 0)
        #expect(elsewhere.output.hasPrefix("REQ-1  MUST  conforms  "))
    }

    @Test
    func writesTheDeviationsFoundIntoTheProfile() async throws {
        let bad = try profile("bad", #"curl -sS "$URL/x""#)
        let first = try await verify(["--client", bad, "--write-known"])
        #expect(first.status == 1)
        #expect(first.told.last?.contains("1 added to known-deviations of \(bad)") == true)
        let page = String(decoding: try scratch.read("bad.yaml"), as: UTF8.self)
        #expect(
            page.contains("scenario: requests/method-and-path, because: \"TO FILL IN: CreateConnection: the request"))
        #expect(try await verify(["--client", bad]).status == 0)
    }

    @Test
    func severalFormsAtOnceAndShardsThatMergeToTheWhole() async throws {
        let profile = try profile("good", Self.post)
        let whole = try await verify(
            ["--client", profile, "--json", "--format", "junit=j.xml", "--format", "html=h.html", "--seed", "7"],
            only: ["REQ", "ERR-1"])
        #expect(whole.status == 1)
        #expect(
            String(decoding: try scratch.read("j.xml"), as: UTF8.self).contains(
                "<testsuite name=\"The client good 1.0\""))
        #expect(String(decoding: try scratch.read("h.html"), as: UTF8.self).hasPrefix("<!DOCTYPE html>"))
        for number in 1...3 {
            _ = try await verify(
                ["--client", profile, "--shard", "\(number)/3", "--format", "json=\(number).json"],
                only: ["REQ", "ERR-1"])
        }
        let merged = try await DeckProgram.run(
            ["report", "merge", "2.json", "3.json", "1.json", "--format", "json"], in: scratch.path)
        #expect(merged.status == 1)
        #expect(try Self.withoutTimes(merged.output) == Self.withoutTimes(whole.output))
        let again = try await verify(["--client", profile, "--json"], only: ["REQ", "ERR-1"])
        #expect(try Self.withoutTimes(again.output) == Self.withoutTimes(whole.output))
    }

    /// Where the time went is told in the end, and each scenario's time stands in the reports.
    @Test
    func whereTheTimeWentIsTold() async throws {
        let profile = try profile("good", Self.post)
        let words = ["--client", profile, "--jobs", "3", "--json", "--format", "junit=j.xml"]
        let seen = try await verify(words, only: ["outputs/github", "ERR-1"])
        #expect(seen.error.contains("scenarios, 3 at a time"))
        #expect(
            seen.error.contains(
                #/scenarios in [0-9.]+ s; the client ran [0-9.]+ s, [0-9.]+ s of it between attempts; longest: /#))
        let report = try JSONParser.parse(seen.output)
        let verdicts = report["clients"]?.array?.first?["verdicts"]?.array ?? []
        #expect(!verdicts.isEmpty && verdicts.allSatisfy { $0["took"]?.number != nil })
        let cases = String(decoding: try scratch.read("j.xml"), as: UTF8.self)
        #expect(cases.contains(#/name="outputs/github" time="[0-9]+\.[0-9]{3}"/#))
    }

    /// A report but for what differs from run to run: when requests came, and what was seen with its ports and dates.
    private static func withoutTimes(_ report: String) throws -> JSONValue {
        var report = try #require(try JSONParser.parse(report).object)
        let clients = try (report["clients"]?.array ?? []).map { client in
            var client = try #require(client.object)
            let verdicts = try (client["verdicts"]?.array ?? []).map { verdict in
                var verdict = try #require(verdict.object)
                verdict["attempts"] = nil
                verdict["transcript"] = nil
                verdict["took"] = nil
                return JSONValue.object(verdict)
            }
            client["verdicts"] = .array(verdicts)
            return JSONValue.object(client)
        }
        report["clients"] = .array(clients)
        return .object(report)
    }

    @Test
    func aDeviationNamesTheCommandThatShowsEverything() async throws {
        let bad = try profile("bad", #"curl -sS "$URL/x"; echo told >&2"#)
        let outcome = try await verify([
            "--client", bad, "--format", "json=r.json", "--format", "html=h.html", "--format", "text",
        ])
        let command = "tapedeck verify --client \(bad) --root \(Package.root) --only requests/method-and-path --show"
        #expect(outcome.output.contains("      again: \(command)\n"))
        let words = command.split(separator: " ").dropFirst().map(String.init)
        let shown = try await DeckProgram.run(words, in: scratch.path)
        #expect(shown.status == 1)
        let lines = shown.output.split(separator: "\n").map(String.init)
        #expect(lines.first == "requests/method-and-path: The request is a POST to the endpoint's root")
        for line in ["  > GET /x HTTP/1.1", "  < HTTP/1.1 400 ", "  standard error, 5 bytes", "  | told"] {
            #expect(lines.contains { $0.hasPrefix(line) }, "\(line) is not in \(shown.output)")
        }
        #expect(lines.contains { $0.hasSuffix(" ms: request 1") })
        let html = String(decoding: try scratch.read("h.html"), as: UTF8.self)
        #expect(html.contains("&gt; GET /x HTTP/1.1"))
        let merged = try await DeckProgram.run(
            ["report", "merge", "r.json", "--format", "html"], in: scratch.path)
        #expect(merged.output == html)
    }

    /// The project's page names the directory, so that nobody has to say it each time.
    @Test
    func theProjectsPageNamesTheDirectoryOfItsOwnScenarios() async throws {
        let own = """
            scenario: mine/post
            clause: REQ-1
            title: A scenario of the project's own
            response: { body: { Connection: {} } }
            call: { operation: CreateConnection, with: {} }
            expect: { wire: { method: POST } }
            mutations:
              - { request: { method: GET } }
            """
        try scratch.makeDirectory("contract/Fixtures/scenarios/mine")
        try scratch.write(own.utf8, to: "contract/Fixtures/scenarios/mine/post.yaml")
        let words = ["verify", "--client", try profile("good", Self.post), "--only", "mine/"]
        #expect(try await DeckProgram.run(words, in: scratch.path).status == 64)
        try scratch.write("root: contract\n".utf8, to: ".tapedeck.yaml")
        let outcome = try await DeckProgram.run(words, in: scratch.path)
        #expect(outcome.status == 0, "\(outcome)")
        #expect(outcome.output.hasPrefix("REQ-1  MUST  conforms"))
        try scratch.write("root: nowhere\n".utf8, to: ".tapedeck.yaml")
        let wrong = try await DeckProgram.run(words, in: scratch.path)
        #expect(wrong.status == 66)
        #expect(wrong.error.contains("nowhere has none of") && wrong.error.contains("root in .tapedeck.yaml"))
    }

    @Test
    func anAlterationThatNothingNoticesSurvives() async throws {
        let own = """
            scenario: mine/blind
            clause: REQ-1
            title: It looks at nothing that its alteration changes
            response: { body: { Connection: {} } }
            call: { operation: CreateConnection, with: {} }
            expect: { wire: { method: POST } }
            mutations:
              - { set: /response/body/Connection/Status, to: AVAILABLE }
            """
        try scratch.makeDirectory("Fixtures/scenarios/mine")
        try scratch.write(own.utf8, to: "Fixtures/scenarios/mine/blind.yaml")
        let words = ["verify", "--mutations", "--client", try profile("good", Self.post)]
        let blind = try await DeckProgram.run(words + ["--only", "mine/"], in: scratch.path)
        #expect(blind.status == 1)
        #expect(
            blind.output.hasPrefix(
                "survives: mine/blind: entry 1: /response/body/Connection/Status becomes \"AVAILABLE\"\n"))
        let seeing = try await DeckProgram.run(words + ["--only", "requests/method"], in: scratch.path)
        #expect(seeing.status == 0)
        #expect(seeing.output.hasSuffix(" alterations of 1 scenarios, 0 unseen\n"))
    }

    @Test(arguments: [
        ["--format", "pdf"], ["--format", "json", "--format", "tap"], ["--shard", "4/3"], ["--shard", "0/3"],
    ])
    func aFormOrShardThatCannotBeIsRefused(words: [String]) async throws {
        let outcome = try await verify(["--client", try profile("good", Self.post)] + words)
        #expect(outcome.status == 64)
        #expect(outcome.told.count == 1)
    }

    /// From a command line that works to a client that is judged: a stranger's first minutes.
    @Test
    func aFirstPageIsWrittenCheckedAndJudged() async throws {
        let script = """
            #!/bin/sh
            [ "$1" = --version ] && echo mine 2.5 && exit
            curl -sS --fail-with-body -H "X-Amz-Target: AppRunner.CreateConnection" -d "{\\"ConnectionName\\":\\"$2\\"}" "$6/" |
                sed 's/"Connection"/"made"/'
            """
        let program = try scratch.write(script.utf8, to: "mine.sh")
        let page = try await DeckProgram.run(
            [
                "client", "init", "--name", "mine", "--", "/bin/sh", program, "--name", "x", "--provider", "GITHUB",
                "--endpoint", "{url}",
            ],
            in: scratch.path)
        #expect(page.status == 0)
        let written = page.output.replacing(
            #"["{program}", --version]"#, with: #"["{program}", "\#(program)", --version]"#
        )
        .replacing(
            "# output:\n#   connection: \"result\"\n#   members: { ConnectionName: \"name\", Status: \"state\" }",
            with: "output: { connection: made }")
        let profile = try scratch.write(written.utf8, to: "mine.yaml")
        let check = try await DeckProgram.run(["client", "check", profile], in: scratch.path)
        #expect(check.output.hasPrefix("mine 2.5, /bin/sh\n"), "\(check)")
        #expect(check.output.contains("  Status          \"PENDING_HANDSHAKE\"\n"), "\(check)")
        #expect(check.status == 1)
        #expect(check.output.contains("  read as         success   <- expected failure"))
        let judged = try await DeckProgram.run(["verify", "--client", profile, "--only", "OUT-1"], in: scratch.path)
        #expect(judged.output.hasPrefix("OUT-1  MUST  conforms"), "\(judged)")
    }

    /// What is written must not take away what was read.
    @Test(arguments: [
        (["verify", "--client", "mine.yaml", "--format", "json=mine.yaml"], "json=mine.yaml is the profile of mine"),
        (
            ["verify", "--client", "mine.yaml", "--history", "h.db", "--format", "html=./h.db"],
            "html=./h.db is the history"
        ),
        (
            ["verify", "--client", "mine.yaml", "--format", "tap=r", "--format", "html=r"],
            "html=r is the file of --format tap"
        ),
        (["report", "merge", "r.json", "--format", "badge=r.json"], "badge=r.json is a report to be merged"),
    ])
    func noReportTakesThePlaceOfWhatTheRunReads(words: [String], clause: String) async throws {
        let scratch = Scratch()
        let page = String(decoding: try Package.bytes("Fixtures/clients/curl.yaml"), as: UTF8.self)
            .replacing("client: curl\n", with: "client: mine\n")
        try scratch.write(page.utf8, to: "mine.yaml")
        try scratch.write("{}".utf8, to: "r.json")
        let ended = try await DeckProgram.run(words, in: scratch.path)
        #expect(
            ended.told == [
                "tapedeck: --format \(clause), which it would spoil; give the report a file of its own"
            ], "\(ended.error)")
        #expect(ended.status == 64)
        #expect(try scratch.read("mine.yaml") == Array(page.utf8))
        #expect(try scratch.read("r.json") == Array("{}".utf8))
    }
}
