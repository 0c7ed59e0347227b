import TapedeckJSONText
import TapedeckTestSupport
import Testing

@testable import tapedeck

/// What a run is called; each case is one that a careless judge would call otherwise.
struct ChaosOutcomeTests {
    private static func run(_ status: Int32? = 0, output: String = "x", requests: Int = 1, isMet: Bool = true)
        -> ChaosOutcome.Run
    {
        ChaosOutcome.Run(status: status, output: Array(output.utf8), requests: requests, isMet: isMet)
    }

    @Test(arguments: [
        (run(requests: 2), ChaosOutcome.recovered), (run(254, output: ""), .failed(254)), (run(nil), .hung),
        (run(output: ""), .wrong), (run(output: "y", requests: 2), .wrong), (run(isMet: false), .notMet),
        // Success without the answer that a fault took the place of.
        (run(), .wrong),
    ])
    func judgesWhatTookTheAnswersPlace(run: ChaosOutcome.Run, outcome: ChaosOutcome) {
        #expect(ChaosOutcome(run, without: Self.run(), needsAnswer: false, comparesOutput: true) == outcome)
    }

    @Test
    func aClientMayReadAnAnswerThatWasHurt() {
        #expect(ChaosOutcome(Self.run(), without: Self.run(), needsAnswer: true, comparesOutput: true) == .unharmed)
        let other = Self.run(output: "y")
        #expect(ChaosOutcome(other, without: Self.run(), needsAnswer: true, comparesOutput: true) == .wrong)
        #expect(ChaosOutcome(other, without: Self.run(), needsAnswer: true, comparesOutput: false) == .unharmed)
    }
}

/// `tapedeck chaos` with clients of a few words.
struct ChaosTests {
    private let scratch = Scratch()

    init() throws {
        try scratch.write(try Package.bytes("cassettes/apprunner/connections/create-github.har"), to: "c.har")
    }

    private func chaos(_ options: [String], _ client: [String]) async throws -> DeckProgram.Outcome {
        try await DeckProgram.run(["chaos", "c.har"] + options + ["--"] + client, in: scratch.path)
    }

    private let faults = ["--fault", "503", "--fault", "odd-headers"]
    private let create = DeckProgram.create("my-github-connection")

    @Test
    func tellsWhoTriesAgainAndWhoTellsOfTheError() async throws {
        let retrying = try await chaos(faults, ["curl", "--retry", "1"] + create.dropFirst())
        #expect(
            retrying.output == """
                fault        1 CreateConnection
                503          recovered
                odd-headers  unharmed

                2 faults at 1 exchanges: 1 recovered, 1 unharmed

                """, "\(retrying.error)")
        #expect(retrying.status == 0)
        let failing = try await chaos(["--json"] + faults, create)
        let table = try JSONParser.parse(Array(failing.output.utf8))
        #expect(table["runs"]?.array?.map { $0["outcome"]?.string } == ["failed 22", "unharmed"])
        #expect(failing.status == 0)
    }

    @Test
    func findsSuccessThatIsNoneAndWhatHangs() async throws {
        let careless = create.filter { $0 != "--fail-with-body" }
        let wrong = try await chaos(["--fault", "503", "--limit", String(Patience.seconds)], careless)
        #expect(wrong.status == 1)
        #expect(wrong.output.contains("\n503    WRONG\n"), "\(wrong.output)")
        #expect(
            wrong.output.contains(
                "WRONG: tapedeck replay c.har --at-end hold --verbose --fault CreateConnection:1=503 -- curl"))
        // Whoever never gets an answer hangs, however slow this machine is.
        let hanging = try await chaos(["--fault", "hang", "--limit", "20", "--json"], careless)
        #expect(hanging.status == 1)
        let runs = try JSONParser.parse(Array(hanging.output.utf8))["runs"]?.array
        #expect(runs?.map { $0["outcome"]?.string } == ["hung"], "\(hanging.output)\(hanging.error)")
    }

    @Test
    func findsWhoTakesABadCertificate() async throws {
        let options = [
            "--mode", "proxy", "--fault", "certificate:expired", "--fault", "certificate:other-name", "--fault",
            "certificate:unknown", "--fault", "503",
        ]
        let client = create.map { $0.replacing("{url}", with: "https://apprunner.us-east-1.amazonaws.com") }
        let careful = try await chaos(["--json"] + options, client)
        let table = try JSONParser.parse(Array(careful.output.utf8))
        #expect(
            table["runs"]?.array?.map { $0["outcome"]?.string } == [
                "failed 60", "failed 60", "failed 60", "failed 22",
            ],
            "\(careful.output)\(careful.error)")
        #expect(careful.status == 0)
        let retrying = try await chaos(
            ["--mode", "proxy", "--fault", "certificate:expired"],
            ["curl", "--retry", "1", "--retry-all-errors"] + client.dropFirst())
        #expect(retrying.output.contains("\ncertificate:expired  recovered\n"), "\(retrying.output)")
        let careless = try await chaos(options, ["curl", "-k"] + client.dropFirst())
        #expect(careless.output.contains("3 WRONG"), "\(careless.output)")
        #expect(
            careless.output.contains(
                "WRONG: tapedeck replay c.har --at-end hold --verbose --fault '*:1=certificate:expired' --mode proxy -- curl"
            ), "\(careless.output)")
        #expect(careless.status == 1)
    }

    /// The command that shows it is there to be pasted, into a log too.
    @Test
    func theCommandThatShowsAFaultHoldsNoSecret() async throws {
        let careless = ["sh", "-c", "\"$@\" || true", "sh"] + create
        let outcome = try await chaos(["--fault", "503"], careless)
        #expect(outcome.output.contains("WRONG: tapedeck replay c.har"), "\(outcome.output)\(outcome.error)")
        #expect(outcome.output.contains("{secret}") && !outcome.output.contains("a-secret-that-opens-nothing"))
    }

    /// A client that asks for what was never recorded says nothing of faults.
    @Test
    func aClientWhoseRequestsAreMissedIsNotJudged() async throws {
        let other = DeckProgram.create("another-name").filter { $0 != "--fail-with-body" }
        let outcome = try await chaos(["--fault", "503"], other)
        #expect(
            outcome.told.last
                == "tapedeck: without a fault 1 of the command's 1 requests were missed; tapedeck replay c.har --at-end hold -- … shows which"
        )
        #expect(outcome.status == 75)
    }

    /// Who interrupts it, or sees a client hang, finds nothing left.
    @Test
    func leavesNothingBehind() async throws {
        let temporary = ["TMPDIR": scratch.path]
        let hanging = try await DeckProgram.run(
            ["chaos", "c.har", "--fault", "hang", "--limit", "2", "--"] + create, in: scratch.path,
            environment: temporary)
        #expect(hanging.output.contains("\nhung: "), "\(hanging.output)\(hanging.error)")
        #expect(scratch.names == ["c.har"])
        let script = """
            tapedeck chaos c.har --fault hang -- sh -c 'echo $$ >>runs; "$@"' sh "$@" & deck=$!
            until [ -s runs ] && [ "$(wc -l <runs)" -ge 3 ]; do :; done
            kill $deck; wait $deck; echo "$?"
            for client in $(cat runs); do
                while [ -e /proc/$client ] && ! grep -q '^State:.Z' /proc/$client/status 2>/dev/null; do :; done
            done
            """
        let ended = try await DeckProgram.run(
            program: ["sh", "-c", script, "sh"] + create, in: scratch.path, environment: temporary)
        #expect(ended.output == "143\n", "\(ended.error)")
        #expect(scratch.names == ["c.har", "runs"])
    }

    @Test(arguments: [
        (["--fault", "explode"], ["true"], "--fault explode is no fault", 64),
        (
            ["--fault", "certificate:expired"], ["true"],
            "--fault certificate:expired is about certificates, which only a proxy shows; add --mode proxy", 64
        ),
        ([], ["false"], "without a fault the command ends with status 1", 75),
        ([], ["sh", "-c", "kill -9 $$"], "without a fault the command was ended by signal 9", 75),
        ([], ["true"], "without a fault the command asked nothing; the command asked neither at AWS_ENDPOINT_URL", 75),
    ])
    func saysWhatIsWrongWithTheRun(options: [String], client: [String], part: String, status: Int32) async throws {
        let outcome = try await chaos(options, client)
        #expect(outcome.error.contains(part), "\(outcome.error)")
        #expect(outcome.status == status)
    }
}
