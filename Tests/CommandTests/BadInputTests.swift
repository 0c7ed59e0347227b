import TapedeckExchangeModel
import TapedeckHTTPFront
import TapedeckTestSupport
import Testing

/// Bad input: one clear sentence, a documented exit status, nothing lost.
struct BadInputTests {
    private let scratch = Scratch()

    /// One sentence, no stack trace, and the status.
    private func expect(
        _ outcome: DeckProgram.Outcome, _ status: Int32, _ sentence: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(outcome.status == status, "\(outcome.error)", sourceLocation: sourceLocation)
        #expect(outcome.error == "tapedeck: \(sentence)\n", sourceLocation: sourceLocation)
    }

    @Test(arguments: ["replay", "inspect", "lint"])
    func noSuchCassette(command: String) async throws {
        let outcome = try await DeckProgram.run([command, "none.har"], in: scratch.path)
        expect(outcome, 66, "can't read none.har: there is no such file")
    }

    @Test(arguments: ["replay", "inspect", "lint"])
    func aCassetteThatIsNotJSON(command: String) async throws {
        try scratch.write(Array("<html></html>".utf8), to: "c.har")
        expect(
            try await DeckProgram.run([command, "c.har"], in: scratch.path), 65,
            "c.har: not JSON: a value was expected at line 1, column 1; expected a HAR log; mend or replace it")
    }

    @Test(arguments: ["replay", "inspect", "lint"])
    func aCassetteThatIsCutOff(command: String) async throws {
        let whole = try Package.bytes("cassettes/apprunner/connections/create-github.har")
        try scratch.write(whole.prefix(whole.count / 2), to: "c.har")
        let outcome = try await DeckProgram.run([command, "c.har"], in: scratch.path)
        #expect(outcome.status == 65)
        #expect(outcome.told.count == 1)
        #expect(outcome.error.contains("; the file is cut off; restore it, or record it again"))
    }

    @Test(arguments: ["replay", "inspect", "lint"])
    func aCassetteOfANewerFormat(command: String) async throws {
        let text = String(
            decoding: try Package.bytes("cassettes/apprunner/connections/create-github.har"), as: UTF8.self)
        try scratch.write(text.replacing(#""format": 1"#, with: #""format": 99"#).utf8, to: "c.har")
        expect(
            try await DeckProgram.run([command, "c.har"], in: scratch.path), 65,
            "c.har: format 99 is newer than this version reads, 1; install a newer tapedeck")
    }

    @Test
    func lintSaysHowManyItCouldRead() async throws {
        try scratch.write(try Package.bytes("cassettes/apprunner/connections/create-github.har"), to: "c.har")
        let outcome = try await DeckProgram.run(["lint", "none.har", "c.har"], in: scratch.path)
        expect(
            outcome, 66,
            "can't read none.har: there is no such file\ntapedeck: cassettes: 1 of 2, findings: 0")
    }

    @Test(arguments: [
        ["replay", "c.har"], ["simulate"], ["record", "--upstream", "stand-in", "--cassette", "new.har"],
    ])
    func aPortInUse(words: [String]) async throws {
        try scratch.write(try Package.bytes("cassettes/apprunner/connections/create-github.har"), to: "c.har")
        struct Nobody: Responder {
            func respond(to request: Request) async -> ResponsePlan { ResponsePlan(nil) }
        }
        try await HTTPFront.withFront(responder: Nobody()) { front in
            let outcome = try await DeckProgram.run(words + ["--listen", "127.0.0.1:\(front.port)"], in: scratch.path)
            expect(
                outcome, 69,
                "can't listen on 127.0.0.1:\(front.port): the port is in use; choose another, or 0 for a free one")
        }
        #expect(!scratch.names.contains { $0.hasPrefix("new.har") })
    }

    @Test
    func anUpstreamThatRefuses() async throws {
        let port = RawSocket.freePort()
        let outcome = try await DeckProgram.run(
            ["record", "--upstream", "http://127.0.0.1:\(port)", "--cassette", "c.har", "--"]
                + DeckProgram.create("name"),
            in: scratch.path)
        // The client's own status passes through; that the upstream is to blame is said.
        #expect(outcome.status == 22)
        #expect(outcome.output.contains(#""__type":"TapedeckUpstreamFailed""#))
        #expect(
            outcome.told.first?.hasPrefix(
                "tapedeck: exchange 1 got no answer from the upstream: no connection to 127.0.0.1:\(port)") == true)
        #expect(outcome.told.count == 2)
        #expect(scratch.names == ["c.har"])
    }

    @Test
    func anUpstreamThatNeverAnswers() async throws {
        struct Silent: Responder {
            func respond(to request: Request) async -> ResponsePlan { ResponsePlan(nil, fault: .hang) }
        }
        try await HTTPFront.withFront(responder: Silent()) { front in
            let shell = "\"$@\" || true"
            let outcome = try await DeckProgram.run(
                [
                    "record", "--upstream", front.url, "--upstream-timeout", "1", "--cassette", "c.har", "--", "sh",
                    "-c", shell, "sh",
                ]
                    + DeckProgram.create("name"), in: scratch.path)
            // The client was content; the deck is not.
            #expect(outcome.status == 69)
            #expect(
                outcome.told.first
                    == "tapedeck: exchange 1 got no answer from the upstream: 127.0.0.1:\(front.port) sent nothing for 1 s"
            )
        }
    }

    @Test
    func anUpstreamThatIsNoURL() async throws {
        let outcome = try await DeckProgram.run(
            ["record", "--upstream", "apprunner", "--cassette", "c.har"], in: scratch.path)
        expect(outcome, 64, "the upstream apprunner is not a URL; expected http://… or https://…, or stand-in")
    }

    @Test(arguments: [
        ("replay", 127, "no-such-program"), ("record", 127, "no-such-program"), ("simulate", 127, "no-such-program"),
        ("simulate", 126, "./data"),
    ])
    func aCommandThatCannotBeRun(command: String, status: Int32, program: String) async throws {
        try scratch.write(try Package.bytes("cassettes/apprunner/connections/create-github.har"), to: "c.har")
        try scratch.write([1, 2, 3], to: "data")
        let words = [
            "replay": ["replay", "c.har"], "simulate": ["simulate"],
            "record": ["record", "--upstream", "stand-in", "--cassette", "new.har"],
        ][command, default: []]
        let outcome = try await DeckProgram.run(words + ["--", program], in: scratch.path)
        #expect(outcome.status == status, "\(outcome.error)")
        #expect(outcome.told.first?.contains(program) == true)
        #expect(outcome.told.count == 1)
        #expect(!scratch.names.contains { $0.hasPrefix("new.har") })
    }

    @Test(arguments: [["--", "true"], ["--overwrite", "--", "true"], ["--overwrite", "--", "sh", "-c", "exit 3"]])
    func nothingRecordedReplacesNothing(words: [String]) async throws {
        if words.contains("--overwrite") { try scratch.write([1], to: "c.har") }
        let outcome = try await DeckProgram.run(
            ["record", "--upstream", "stand-in", "--cassette", "c.har"] + words, in: scratch.path)
        #expect(outcome.status == (words.last == "exit 3" ? 3 : 1))
        #expect(
            outcome.told.first?.hasPrefix(
                "tapedeck: nothing was recorded, and c.har was not written: no request came to http://") == true)
        #expect(scratch.names == (words.contains("--overwrite") ? ["c.har"] : []))
        if words.contains("--overwrite") { #expect(try scratch.read("c.har") == [1]) }
    }

    @Test
    func whereAllThatCameMetAFaultNobodySaysThatNothingCame() async throws {
        let outcome = try await DeckProgram.run(
            ["record", "--upstream", "stand-in", "--cassette", "c.har", "--fault", "CreateConnection:1=503", "--"]
                + DeckProgram.create("abcd"), in: scratch.path)
        #expect(
            outcome.told.last
                == "tapedeck: nothing was recorded, and c.har was not written: every request met a fault that was asked for"
        )
    }

    @Test
    func whereTLSFailedNobodySaysThatNothingAsked() async throws {
        let outcome = try await DeckProgram.run(
            [
                "record", "--upstream", "stand-in", "--cassette", "c.har", "--mode", "proxy", "--", "env", "-u",
                "CURL_CA_BUNDLE", "-u", "SSL_CERT_FILE", "curl", "-s", "https://apprunner.us-east-1.amazonaws.com/",
            ], in: scratch.path)
        #expect(
            outcome.told.last?.hasSuffix("; a client came through the proxy, and TLS with it failed: see above") == true
        )
        #expect(outcome.status == 60)
    }

    /// A disk that is full, where a shell sends what a command writes.
    @Test(arguments: ["inspect c.har", "lint --json c.har", "diff --json c.har c.har", "export c.har --to vcr"])
    func whatCannotBeWrittenToStandardOutputIsTold(words: String) async throws {
        try scratch.write(try Package.bytes("cassettes/apprunner/connections/create-github.har"), to: "c.har")
        let outcome = try await DeckProgram.run(
            program: ["sh", "-c", "tapedeck \(words) >/dev/full"], in: scratch.path)
        #expect(outcome.status == 73)
        #expect(outcome.told.last == "tapedeck: can't write standard output: the disk is full")
        let unread = try await DeckProgram.run(
            program: ["sh", "-c", "tapedeck \(words) | true"], in: scratch.path)
        #expect(unread.told.allSatisfy { !$0.contains("standard output") })
    }

    @Test(arguments: [
        (
            ["true"],
            "the command asked neither at AWS_ENDPOINT_URL_APPRUNNER nor through HTTPS_PROXY: put {url} where it takes an endpoint, or a proxy"
        ),
        (["true", "{url}"], "the command was given the URL in the place of {url}, and did not ask there"),
    ])
    func aCommandThatAsksNothing(command: [String], hint: String) async throws {
        let outcome = try await DeckProgram.run(
            ["record", "--upstream", "stand-in", "--cassette", "c.har", "--"] + command, in: scratch.path)
        #expect(outcome.status == 1)
        #expect(outcome.error.hasSuffix("; \(hint)\n"))
    }

    @Test
    func aSecretInTheTitleIsNotKept() async throws {
        let outcome = try await DeckProgram.run(
            [
                "record", "--upstream", "stand-in", "--cassette", "c.har", "--title",
                "with a-secret-that-opens-nothing", "--",
            ]
                + DeckProgram.create("abcd"), in: scratch.path)
        #expect(outcome.status == 0, "\(outcome.error)")
        let text = String(decoding: try scratch.read("c.har"), as: UTF8.self)
        #expect(text.contains(#""title": "with {secret}""#))
        #expect(!text.contains("a-secret-that-opens-nothing"))
    }

    @Test(arguments: ["http://user:secret@127.0.0.1:1", "http://127.0.0.1:1/?token=x", "http://127.0.0.1:1/#x"])
    func anUpstreamWithMoreThanAPlace(url: String) async throws {
        let outcome = try await DeckProgram.run(
            ["record", "--upstream", url, "--cassette", "c.har", "--", "true"], in: scratch.path)
        expect(
            outcome, 64,
            "the upstream has a user, a query or a fragment in its URL; expected a host, and a path at most")
    }

    @Test(arguments: ["a-secret-without-a-colon", "AKIAIOSFODNN7EXAMPLE::token", ":secret", "AKIAIOSFODNN7EXAMPLE:"])
    func credentialsThatCannotBeReadAreNotShown(words: String) async throws {
        let outcome = try await DeckProgram.run(
            ["simulate", "--verify-signatures", words, "--", "true"], in: scratch.path)
        expect(
            outcome, 64,
            "--verify-signatures holds something that is not of the form KEY:SECRET or KEY:SECRET:TOKEN (not shown)")
    }

    @Test
    func aClientThatLeavesIsNotTheUpstreamsFault() async throws {
        struct Silent: Responder {
            func respond(to request: Request) async -> ResponsePlan { ResponsePlan(nil, fault: .hang) }
        }
        try await HTTPFront.withFront(responder: Silent()) { front in
            let outcome = try await DeckProgram.run(
                ["record", "--upstream", front.url, "--cassette", "c.har", "--", "sh", "-c", "\"$@\" || true", "sh"]
                    + DeckProgram.create("abcd") + ["--max-time", "1"], in: scratch.path)
            #expect(outcome.status == 0)
            #expect(
                outcome.told.first == "tapedeck: exchange 1 has no answer: the client went away before there was one")
            #expect(outcome.told.last == "tapedeck: recorded 1 exchange in c.har")
        }
        #expect(String(decoding: try scratch.read("c.har"), as: UTF8.self).contains(#""_ended": "clientLeft""#))
    }

    @Test
    func controlCharactersOfACassetteDoNothing() async throws {
        let text = String(
            decoding: try Package.bytes("cassettes/apprunner/connections/create-github.har"), as: UTF8.self)
        try scratch.write(
            text.replacing(#""title": "A"#, with: #""title": "\u001b]0;x\u0007A"#).replacing(
                #""_resource": "my"#, with: #""_resource": "\u001b[2Jmy"#
            ).utf8, to: "c.har")
        for command in ["inspect", "lint"] {
            let outcome = try await DeckProgram.run([command, "c.har"], in: scratch.path)
            #expect(!(outcome.output + outcome.error).utf8.contains { $0 == 0x1B || $0 == 0x07 })
        }
    }

    @Test
    func aMissShowsNoSecret() async throws {
        try scratch.write(try Package.bytes("cassettes/apprunner/connections/create-github.har"), to: "c.har")
        let outcome = try await DeckProgram.run(
            ["replay", "c.har", "--"] + DeckProgram.create("a-secret-that-opens-nothing"), in: scratch.path)
        #expect((outcome.output + outcome.error).contains("{secret}"))
        #expect(!(outcome.output + outcome.error).contains("a-secret-that-opens-nothing"))
    }

    @Test
    func aCassetteThatIsThereAlready() async throws {
        try scratch.write([1], to: "c.har")
        let outcome = try await DeckProgram.run(
            ["record", "--upstream", "stand-in", "--cassette", "c.har", "--", "true"], in: scratch.path)
        expect(outcome, 73, "c.har exists; give another --cassette, or --overwrite to replace it")
        #expect(try scratch.read("c.har") == [1])
    }

    @Test
    func aJournalOfAnEarlierRecording() async throws {
        try scratch.write([1], to: "c.har.journal")
        let outcome = try await DeckProgram.run(
            ["record", "--upstream", "stand-in", "--cassette", "c.har", "--", "true"], in: scratch.path)
        expect(
            outcome, 73,
            "an earlier recording did not end: c.har.journal is still there; run `tapedeck recover c.har.journal` to keep what it holds, or remove the file"
        )
        expect(
            try await DeckProgram.run(["recover", "c.har.journal"], in: scratch.path), 65,
            "c.har.journal can't be read as a journal: it is not a SQLite file")
        #expect(try scratch.read("c.har.journal") == [1])
    }

    @Test
    func aClientThatIsNotHere() async throws {
        let page =
            "client: none\ntitle: No Client\nprograms: [no-such-client]\nversion: { run: [\"{program}\"], match: x }\noperations: {}\n"
        let profile = try scratch.write(page.utf8, to: "none.yaml")
        let outcome = try await DeckProgram.run(
            ["verify", "--client", profile, "--root", Package.root], in: scratch.path)
        #expect(outcome.status == 75)
        #expect(outcome.told.count == 1)
        #expect(outcome.error.hasPrefix("tapedeck: No Client is not on this machine (looked for no-such-client)"))
    }

    @Test(arguments: [("client: [", "not YAML"), ("client: x", "title"), ("", "the page is empty")])
    func aProfileThatCannotBeRead(page: String, part: String) async throws {
        let profile = try scratch.write(page.utf8, to: "p.yaml")
        let outcome = try await DeckProgram.run(
            ["verify", "--client", profile, "--root", Package.root], in: scratch.path)
        #expect(outcome.status == 65)
        #expect(outcome.told.count == 1)
        #expect(outcome.error.contains(part))
    }
}
