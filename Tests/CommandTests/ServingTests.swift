import TapedeckJSONText
import TapedeckTestSupport
import Testing

/// How the serving commands tell where they are, and what a wrapped command gets.
struct ServingTests {
    private let scratch = Scratch()

    init() throws {
        try scratch.write(try Package.bytes("cassettes/apprunner/connections/create-github.har"), to: "c.har")
    }

    @Test(arguments: SignalTests.servers)
    func saysInJSONAndInAFileWhereItIs(server: SignalTests.Server) async throws {
        let path = scratch.path
        let outcome = try await DeckProgram.run(
            server.words + ["--ready-json", "--url-file", "url"], in: path, until: "watch it in a browser: "
        ) { deck in
            let file = try await DeckProgram.run(program: ["cat", "url"], in: path)
            #expect(file.output == "\(deck.url)\n")
            deck.send(SIGTERM)
        }
        let ready = try JSONParser.parse(Array(outcome.output.utf8))
        #expect(ready["mode"]?.string == server.words[0])
        #expect(outcome.error.contains("export AWS_ENDPOINT_URL_APPRUNNER=\(ready["url"]?.string ?? "none")\n"))
        #expect(outcome.error.contains("watch it in a browser: \(ready["control"]?.string ?? "none")/\n"))
        #expect(outcome.output.split(separator: "\n").count == 1)
        #expect(!scratch.names.contains("url"))
    }

    /// A proxy of the user's, or a setting to pass over endpoints, would lead elsewhere.
    @Test(arguments: [
        (["http_proxy": "http://127.0.0.1:9"], "127.0.0.1,localhost,::1"),
        (["HTTPS_PROXY": "http://127.0.0.1:9", "no_proxy": "mine.example"], "127.0.0.1,localhost,::1,mine.example"),
        (["http_proxy": "http://127.0.0.1:9", "no_proxy": "*"], "*"), ([:], ""),
    ])
    func aCommandAsksTheEndpointDirectly(variables: [String: String], exceptions: String) async throws {
        let outcome = try await DeckProgram.run(
            [
                "replay", "c.har", "--mode", "endpoint", "--", "sh", "-c",
                #"echo "$no_proxy|$AWS_IGNORE_CONFIGURED_ENDPOINT_URLS""#,
            ], in: scratch.path,
            environment: ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"].merging(variables) { $1 })
        #expect(outcome.output == "\(exceptions)|false\n")
    }

    /// What is written beside must take no file of the run's away.
    @Test(arguments: [
        (["replay", "c.har", "--url-file", "c.har"], "--url-file c.har is a cassette of this run"),
        (["replay", "c.har", "--journal", "link"], "--journal link is a cassette of this run"),
        (["spy", "c.har", "--upstream", "stand-in", "--journal", "./c.har"], "--journal ./c.har is the cassette"),
        (
            ["record", "--upstream", "stand-in", "--cassette", "n.har", "--journal", "n.har.journal"],
            "--journal n.har.journal is the recording's own journal"
        ),
        (
            ["record", "--upstream", "stand-in", "--cassette", "n.har", "--url-file", "n.har"],
            "--url-file n.har is the cassette"
        ),
        (["simulate", "--state", "s.db", "--url-file", "s.db"], "--url-file s.db is the state of --state"),
        (["simulate", "--tls", "ca", "--journal", "ca"], "--journal ca is the certificate's file of --tls"),
        (["simulate", "--journal", "j", "--url-file", "j"], "--url-file j is the file of --journal"),
    ])
    func whatIsWrittenIsNoFileThatTheRunNeeds(words: [String], clause: String) async throws {
        let before = try scratch.read("c.har")
        #expect(symlink("c.har", "\(scratch.path)/link") == 0)
        let outcome = try await DeckProgram.run(words + ["--", "true"], in: scratch.path)
        let option = clause.split(separator: " ")[0]
        #expect(
            outcome.told == ["tapedeck: \(clause), which it would spoil; give \(option) a file of its own"],
            "\(outcome.error)")
        #expect(outcome.status == 64)
        #expect(try scratch.read("c.har") == before)
        #expect(scratch.names == ["c.har", "link"])
    }

    @Test(arguments: [
        (
            ["simulate", "--state", "s.db", "--tls", "s.db"],
            "s.db is the state of --state and the certificate's file of --tls too"
        ),
        (
            ["record", "--upstream", "stand-in", "--cassette", "n.har", "--state", "n.har"],
            "n.har is the cassette and the state of --state too"
        ),
    ])
    func noFileIsGivenForTwoThings(words: [String], clause: String) async throws {
        let outcome = try await DeckProgram.run(words + ["--", "true"], in: scratch.path)
        #expect(outcome.told == ["tapedeck: \(clause); give each of them a file of its own"], "\(outcome.error)")
        #expect(outcome.status == 64)
        #expect(scratch.names == ["c.har"])
    }

    /// Whoever asked for a journal of the run has not got it.
    @Test(
        arguments: [
            (["replay", "c.har"], "\"$@\"", 73), (["replay", "c.har"], "\"$@\"; exit 3", 3),
            (["replay", "c.har"], "\"$@\"; \"$@\"; true", 1), (["simulate"], "\"$@\"", 73),
            (["record", "--upstream", "stand-in", "--cassette", "n.har"], "\"$@\"", 73),
            (["spy", "c.har", "--upstream", "stand-in"], "\"$@\"", 73),
        ] as [([String], String, Int32)])
    func aJournalThatLacksLinesEndsARunThatWouldEndWell(words: [String], shell: String, status: Int32) async throws {
        let outcome = try await DeckProgram.run(
            words + ["--journal", "/dev/full", "--", "sh", "-c", shell, "sh"]
                + DeckProgram.create("my-github-connection"), in: scratch.path)
        #expect(outcome.error.contains("the journal is not complete: can't write /dev/full: the disk is full"))
        #expect(outcome.status == status, "\(outcome.error)")
    }

    /// Nothing else tells why clients wait.
    @Test
    func tellsThatThereIsNoDescriptorForAnotherConnection() async throws {
        let client = """
            for i in $(seq 28); do exec {fd}<>/dev/tcp/127.0.0.1/${TAPEDECK_URL##*:}; done
            until grep -q 'clients have to wait' told || [ $SECONDS -gt 100 ]; do :; done
            """
        let shell = """
            ulimit -n 40; exec tapedeck replay c.har --no-strict --mode endpoint -- bash -c "$0" 2>told
            """
        let outcome = try await DeckProgram.run(program: ["bash", "-c", shell, client], in: scratch.path)
        let told = String(decoding: try scratch.read("told"), as: UTF8.self)
        #expect(
            told.split(separator: "\n").count { $0.contains("no file descriptor left for another connection") } == 1)
        #expect(outcome.status == 0, "\(told)")
    }

    /// Whatever the deck listens on; its own proxy must not stand between.
    @Test(arguments: [
        ("0.0.0.0:0", "127.0.0.1", "http://127.0.0.1:"), ("127.0.0.2:0", "127.0.0.3", "http://127.0.0.2:"),
    ])
    func aWrappedCommandReachesTheDeck(listen: String, control: String, url: String) async throws {
        let call = DeckProgram.create("my-github-connection").map { "'\($0)'" }.joined(separator: " ")
        let client = "\(call) >/dev/null; echo $TAPEDECK_URL; curl -sS \"$TAPEDECK_CONTROL_URL/_deck/requests\""
        let outcome = try await DeckProgram.run(
            ["replay", "c.har", "--listen", listen, "--control", "\(control):0", "--", "sh", "-ec", client],
            in: scratch.path)
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(outcome.output.hasPrefix(url) && outcome.output.contains(#""count": 1,"#), "\(outcome.output)")
    }

    @Test
    func aURLFileOfAnEarlierRunIsNotTakenForThisOne() async throws {
        try scratch.write(Array("http://127.0.0.1:1\n".utf8), to: "url")
        let outcome = try await DeckProgram.run(
            ["replay", "c.har", "--no-strict", "--url-file", "url", "--", "sh", "-c", "cat url; echo $TAPEDECK_URL"],
            in: scratch.path)
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == 2 && lines.first == lines.last, "\(outcome.output)\(outcome.error)")
        #expect(scratch.names == ["c.har"])
    }

    @Test
    func aFileThatHoldsNoURLIsNoURLFile() async throws {
        try scratch.write(Array("mine\n".utf8), to: "notes")
        let outcome = try await DeckProgram.run(
            ["replay", "c.har", "--no-strict", "--url-file", "notes", "--", "sh", "-c", "echo ran"], in: scratch.path)
        #expect(outcome.status == 73)
        #expect(
            outcome.told.last
                == "tapedeck: --url-file notes holds something else than a URL, and would be removed; give another file"
        )
        #expect(outcome.output.isEmpty)
        #expect(try scratch.read("notes") == Array("mine\n".utf8))
    }

    @Test
    func aReadyLineIsRefusedWhereTheCommandOwnsStandardOutput() async throws {
        let outcome = try await DeckProgram.run(["replay", "c.har", "--ready-json", "--", "true"], in: scratch.path)
        #expect(outcome.status == 64)
        #expect(outcome.told.count == 1 && outcome.error.contains("--ready-json is for a deck without a command"))
    }

    struct Loan: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var variables: [String: String] = [:]
        var files: [String: String] = [:]
        var options: [String] = []
        /// Key and region as the command sees them.
        let seen: String
        let sentence: String?
    }

    @Test(arguments: [
        Loan(
            testDescription: "nothing is set", seen: "AKIDEXAMPLE us-east-1",
            sentence: "no credentials and no region are set; the command gets some that open nothing, and us-east-1"),
        Loan(
            testDescription: "a region is set", variables: ["AWS_REGION": "eu-west-1"], seen: "AKIDEXAMPLE eu-west-1",
            sentence: "no credentials are set; the command gets some that open nothing"),
        Loan(
            testDescription: "keys are set", variables: ["AWS_ACCESS_KEY_ID": "MINE", "AWS_SECRET_ACCESS_KEY": "s"],
            seen: "MINE us-east-1", sentence: "no region is set; the command gets us-east-1"),
        Loan(
            testDescription: "a profile is in the files",
            files: ["aws": "[default]\naws_access_key_id = A\naws_secret_access_key = B\nregion = eu-west-1\n"],
            seen: " ", sentence: nil),
        Loan(
            testDescription: "a web identity is asked for",
            variables: ["AWS_WEB_IDENTITY_TOKEN_FILE": "t", "AWS_ROLE_ARN": "a", "AWS_REGION": "eu-west-1"],
            seen: " eu-west-1", sentence: nil),
        Loan(
            testDescription: "a profile that is not there", variables: ["AWS_PROFILE": "none"], seen: " ", sentence: nil
        ),
        Loan(
            testDescription: "the stand-in verifies signatures", options: ["--credentials", "OTHER:s"],
            seen: "OTHER us-east-1",
            sentence: "no credentials and no region are set; the command gets some that open nothing, and us-east-1"),
    ])
    func lendsWhatOpensNothingAndNeverInPlaceOfTheUsersOwn(loan: Loan) async throws {
        for (name, text) in loan.files { try scratch.write(text.utf8, to: name) }
        let shell = #"printf '%s %s' "$AWS_ACCESS_KEY_ID" "${AWS_REGION:-$AWS_DEFAULT_REGION}""#
        let outcome = try await DeckProgram.run(
            program: [
                "env", "-i", "PATH=/usr/bin:/bin", "HOME=\(scratch.path)", "AWS_SHARED_CREDENTIALS_FILE=aws",
            ] + loan.variables.map { "\($0)=\($1)" } + [DeckProgram.path, "simulate"] + loan.options + [
                "--", "sh", "-c", shell,
            ], in: scratch.path)
        #expect(outcome.status == 0)
        #expect(outcome.output == loan.seen)
        #expect(outcome.error == (loan.sentence.map { "tapedeck: \($0)\n" } ?? ""))
    }

    /// An upstream elsewhere gets only what the user has.
    @Test
    func lendsNothingToACommandThatIsRecordedElsewhere() async throws {
        let outcome = try await DeckProgram.run(
            program: [
                "env", "-i", "PATH=/usr/bin:/bin", "HOME=\(scratch.path)", DeckProgram.path, "record", "--upstream",
                "http://127.0.0.1:1", "--resign", "off", "--cassette", "n.har", "--", "sh", "-c",
                "echo \"[$AWS_ACCESS_KEY_ID$AWS_REGION]\"",
            ], in: scratch.path)
        #expect(outcome.output == "[]\n")
        #expect(!outcome.error.contains("open nothing"))
    }

    @Test
    func simulateTellsEachRequestWhenAsked() async throws {
        let outcome = try await DeckProgram.run(
            ["simulate", "--verbose", "--"] + DeckProgram.create("abcd"), in: scratch.path)
        #expect(outcome.told == ["tapedeck: answered CreateConnection abcd: 200"])
    }
}
