import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckHTTPFront
import TapedeckTestSupport
import Testing

/// The stand-in behind TLS, and the deck in front of it as in front of AWS; the long form of this is
/// scripts/clients-through-proxy.
struct TLSStandInTests {
    private static let host = "apprunner.us-east-1.amazonaws.com"
    private let scratch = Scratch()
    private let server = [
        "simulate", "--tls", "ca.pem", "--credentials", "AKIDEXAMPLE:a-secret-that-opens-nothing", "--account",
        "AKIDEXAMPLE=123456789012",
    ]

    private func port(_ deck: RunningDeck) -> String {
        let line = deck.told.split(whereSeparator: \.isWhitespace).first { $0.hasPrefix("https://localhost:") } ?? ""
        return String(line.split(separator: ":").last ?? "")
    }

    @Test
    func recordsAndReplaysThroughTheProxyWhatComesOverTLS() async throws {
        let path = scratch.path
        let client = DeckProgram.create("abcd").map { $0.replacing("{url}", with: "https://\(Self.host)") }
        let ended = try await DeckProgram.run(server, in: path, until: "watch it in a browser") { deck in
            #expect(deck.told.contains("trust it: export AWS_CA_BUNDLE=ca.pem"))
            let port = port(deck)
            let upstream = [
                "--upstream", "https://\(Self.host):\(port)", "--resolve", "\(Self.host):\(port):127.0.0.1", "--mode",
                "proxy", "--block-others", "--cassette",
            ]
            let recorded = try await DeckProgram.run(
                ["record"] + upstream + ["c.har", "--upstream-ca", "ca.pem", "--"] + client, in: path)
            #expect(recorded.status == 0, "\(recorded.output)\(recorded.error)")
            #expect(recorded.output.contains("PENDING_HANDSHAKE"))
            // Without the authority nobody is asked, and with --insecure it says so, each time and in the cassette.
            let untrusted = try await DeckProgram.run(["record"] + upstream + ["u.har", "--"] + client, in: path)
            #expect(untrusted.status != 0)
            #expect(untrusted.error.contains("is not trusted"))
            let insecure = try await DeckProgram.run(
                ["record"] + upstream + ["i.har", "--insecure", "--"] + client, in: path)
            #expect(insecure.told.first?.hasPrefix("tapedeck: WARNING: --insecure: ") == true)
            let replayed = try await DeckProgram.run(
                ["replay", "c.har", "--mode", "proxy", "--block-others", "--"] + client, in: path)
            #expect(replayed.status == 0, "\(replayed.error)")
            #expect(replayed.output == recorded.output)
            deck.send(15)
        }
        #expect(ended.status == 0)
        #expect(!scratch.names.contains("ca.pem"))
        let kept = try #require(try Cassette(bytes: scratch.read("c.har")).entries.first)
        #expect(kept.url == "https://\(Self.host)/")
        #expect(kept.origin.signature == "as sent")
        #expect(!kept.origin.isInsecure)
        let insecure = try Cassette(bytes: scratch.read("i.har"))
        #expect(insecure.entries.map(\.origin.isInsecure) == [true])
        #expect(insecure.findings(text: insecure.bytes).contains { $0.rule == "insecure" })
        let shown = try await DeckProgram.run(["inspect", "i.har"], in: path)
        #expect(shown.output.contains("[certificate not checked]"))
    }

    @Test
    func aWrappedCommandTrustsIt() async throws {
        let outcome = try await DeckProgram.run(
            server + [
                "--", "sh", "-c", #"grep -c PRIVATE ca.pem; apprunner list-connections --endpoint-url "$TAPEDECK_URL""#,
            ],
            in: scratch.path)
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(outcome.output.hasPrefix("0\n{"))
        #expect(scratch.names == [])
    }

    /// A user's own certificate is what one would give it.
    @Test(arguments: ["mine.pem", "link.pem"])
    func aFileThatHoldsSomethingElseIsNeitherWrittenNorRemoved(file: String) async throws {
        try scratch.write(Array("mine\n".utf8), to: "mine.pem")
        #expect(symlink("mine.pem", "\(scratch.path)/link.pem") == 0)
        let ended = try await DeckProgram.run(
            ["simulate", "--tls", file, "--state", "s.db", "--journal", "j", "--", "sh", "-c", "echo ran"],
            in: scratch.path)
        #expect(ended.status == 73)
        #expect(
            ended.told == [
                "tapedeck: --tls \(file) holds something else than a deck's own certificate, which is written there and removed at the end; give another file"
            ])
        #expect(ended.output.isEmpty)
        #expect(try scratch.read("mine.pem") == Array("mine\n".utf8))
        #expect(scratch.names == ["link.pem", "mine.pem"])
    }

    /// What a run that was killed left is written over, also behind a link, and a refused run removes nothing; what is put in the
    /// certificate's place meanwhile stays.
    @Test
    func onlyADecksOwnCertificateIsWrittenOverAndRemoved() async throws {
        func run(_ more: [String], _ script: String) async throws -> DeckProgram.Outcome {
            try await DeckProgram.run(["simulate"] + more + ["--", "sh", "-c", script], in: scratch.path)
        }
        _ = try await run(["--tls", "ca.pem"], "cp ca.pem old.pem; cp ca.pem two.pem; echo key >>two.pem")
        #expect(scratch.names == ["old.pem", "two.pem"])
        #expect(symlink("old.pem", "\(scratch.path)/link.pem") == 0)
        try scratch.write(Array("notes\n".utf8), to: "notes")
        #expect(try await run(["--tls", "link.pem", "--url-file", "notes"], "echo ran").status == 73)
        #expect(scratch.names == ["link.pem", "notes", "old.pem", "two.pem"])
        #expect(try await run(["--tls", "two.pem"], "echo ran").status == 73)
        let over = try await run(["--tls", "link.pem"], "grep -c CERTIFICATE link.pem old.pem")
        #expect(over.output == "link.pem:2\nold.pem:2\n", "\(over.error)")
        #expect(scratch.names == ["link.pem", "notes", "two.pem"])
        let put = try await run(["--tls", "ca.pem", "--url-file", "url"], "echo mine >ca.pem; echo http://other >url")
        #expect(put.status == 0, "\(put.error)")
        #expect(try scratch.read("ca.pem") == Array("mine\n".utf8))
        #expect(try scratch.read("url") == Array("http://other\n".utf8))
    }

    @Test
    func tellsOfAClientThatDoesNotTrustIt() async throws {
        let outcome = try await DeckProgram.run(
            server + ["--", "sh", "-c", "CURL_CA_BUNDLE= SSL_CERT_FILE= curl -sS \"$TAPEDECK_URL\" || true"],
            in: scratch.path)
        #expect(outcome.error.contains("tapedeck: a client did not take this run's certificate: "))
    }

    /// scripts/record-on-aws, with the stand-in behind TLS in the service's place.
    @Test
    func recordOnAWSFindsTheStandInBehindTLSEqualToItself() async throws {
        let path = scratch.path
        _ = try await DeckProgram.run(
            ["simulate", "--tls", "ca.pem"], in: path, until: "watch it in a browser"
        ) { deck in
            let outcome = try await DeckProgram.run(
                program: [
                    "\(Package.root)/scripts/record-on-aws", "--upstream", "https://localhost:\(port(deck))", "--into",
                    "made",
                ], in: path,
                environment: ["TAPEDECK_BIN": DeckProgram.products, "AWS_CA_BUNDLE": "\(path)/ca.pem"])
            #expect(outcome.status == 0, "\(outcome.error)")
            #expect(outcome.output.contains("0 of 7 flows differ"), "\(outcome.output)")
            deck.send(15)
        }
    }

    private struct Elsewhere: Responder {
        func respond(to request: Request) async -> ResponsePlan {
            ResponsePlan(Response(status: 204, reason: "No Content"))
        }
    }

    /// A replay has no network behind it: what goes to other hosts is passed on only where that is asked for.
    @Test(arguments: [
        ("replay", [], "400 000"), ("replay", ["--no-block-others"], "200 204"), ("simulate", [], "400 000"),
    ])
    func othersArePassedOnOnlyWhereThatIsAskedFor(mode: String, options: [String], statuses: String) async throws {
        try scratch.write(try Package.bytes("cassettes/apprunner/connections/create-github.har"), to: "c.har")
        let cassette = mode == "replay" ? ["c.har", "--no-strict"] : []
        let ended = try await HTTPFront.withFront(responder: Elsewhere()) { front in
            let client = """
                curl -s -o /dev/null -w '%{http_connect} %{http_code}' --noproxy '' --proxytunnel -x "$HTTPS_PROXY" \(front.url)
                """
            return try await DeckProgram.run(
                [mode, "--mode", "proxy"] + cassette + options + ["--", "sh", "-c", client], in: scratch.path)
        }
        #expect(ended.output == statuses)
    }
}
