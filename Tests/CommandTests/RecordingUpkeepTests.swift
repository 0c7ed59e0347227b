import TapedeckAWSSigning
import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckHTTPFront
import TapedeckJSONText
import TapedeckTestSupport
import Testing

/// What is there before a recording, beside it, and after one that died.
struct RecordingUpkeepTests {
    private let scratch = Scratch()

    /// Records one create.
    private func record(_ name: String, _ words: [String] = []) async throws -> DeckProgram.Outcome {
        try await DeckProgram.run(
            ["record", "--upstream", "stand-in", "--cassette", "c.har"] + words + ["--"] + DeckProgram.create(name),
            in: scratch.path)
    }

    private func names() throws -> [String?] {
        try Cassette(bytes: scratch.read("c.har")).entries.map(\.resource)
    }

    @Test(arguments: [
        ("append", "other", ["name", "other"]), ("append", "name", ["name", "name"]), ("replace", "other", ["other"]),
        ("only-missing", "name", ["name"]), ("only-missing", "other", ["name", "other"]),
    ])
    func whatIsThereBecomesWhatIsSaid(mode: String, second: String, expected: [String]) async throws {
        #expect(try await record("name").status == 0)
        let again = try await record(second, ["--existing", mode])
        #expect(again.status == 0, "\(again.error)")
        #expect(try names() == expected)
        let cassette = try Cassette(bytes: scratch.read("c.har"))
        #expect(cassette.entries.map(\.exchange.sequence) == Array(1...expected.count))
        #expect(cassette.findings(text: try scratch.read("c.har")) == [])
    }

    /// A client makes its names up anew in each run: the first one stands for the first one.
    @Test(arguments: [["--bind", "ConnectionName"], ["--bind", "/ConnectionName"], []])
    func aNameThatIsBoundIsNotMissing(words: [String]) async throws {
        #expect(try await record("first", ["--bind", "ConnectionName"]).status == 0)
        let again = try await record("other", ["--existing", "only-missing"] + words)
        #expect(again.status == 0, "\(again.error)")
        #expect(try names() == ["first"])
        let both = [DeckProgram.create("third"), DeckProgram.create("fourth")].map {
            $0.map { "'\($0)'" }.joined(separator: " ")
        }
        let two = try await DeckProgram.run(
            ["record", "--upstream", "stand-in", "--cassette", "c.har", "--existing", "only-missing"] + words
                + ["--", "sh", "-ec", both.joined(separator: "\n")], in: scratch.path)
        #expect(two.status == 0, "\(two.error)")
        #expect(try names() == ["first", "fourth"])
    }

    /// Each run numbers the secrets that it takes out; the first one stands for the first one.
    @Test
    func whatARuleTookOutIsNotMissing() async throws {
        let rule = ["--redact", "json:$.ConnectionName"]
        #expect(try await record("corp-name-1", rule).status == 0)
        for _ in 0..<2 {
            let again = try await record("corp-name-1", rule + ["--existing", "only-missing"])
            #expect(again.status == 0, "\(again.error)")
            #expect(try names().count == 1)
        }
    }

    @Test
    func nothingIsRecoveredOverACassetteWhereNothingWasRecorded() async throws {
        #expect(try await record("name").status == 0)
        let before = try scratch.read("c.har")
        _ = try await DeckProgram.run(
            [
                "record", "--upstream", "stand-in", "--cassette", "c.har", "--overwrite", "--", "sh", "-c",
                "kill -9 $PPID",
            ],
            in: scratch.path)
        #expect(scratch.names.contains("c.har.journal"))
        let recovered = try await DeckProgram.run(["recover", "c.har.journal"], in: scratch.path)
        #expect(recovered.status == 1)
        #expect(
            recovered.told == ["tapedeck: there is nothing in c.har.journal to recover, and c.har was not written"])
        #expect(try scratch.read("c.har") == before)
        #expect(scratch.names == ["c.har"])
    }

    @Test(arguments: ["c.har.journal", "./c.har.journal-wal"])
    func aCassetteIsNotRecoveredIntoItsOwnJournal(place: String) async throws {
        let call = DeckProgram.create("name").map { "'\($0)'" }.joined(separator: " ")
        _ = try await DeckProgram.run(
            [
                "record", "--upstream", "stand-in", "--cassette", "c.har", "--", "sh", "-c",
                "\(call) >&2; kill -9 $PPID",
            ],
            in: scratch.path)
        let recovered = try await DeckProgram.run(
            ["recover", "c.har.journal", "--cassette", place, "--overwrite"], in: scratch.path)
        #expect(recovered.status == 64)
        #expect(recovered.told.last?.contains("is the journal itself") == true, "\(recovered.error)")
        #expect(try await DeckProgram.run(["recover", "c.har.journal"], in: scratch.path).status == 0)
        #expect(try names() == ["name"])
    }

    /// What nobody may look into hides no journal beside it.
    @Test
    func whatIsBesideADirectoryThatCantBeReadIsListed() async throws {
        _ = try await DeckProgram.run(
            ["record", "--upstream", "stand-in", "--cassette", "b/c.har", "--", "sh", "-c", "kill -9 $PPID"],
            in: scratch.path)
        try scratch.makeDirectory("a")
        #expect(chmod("\(scratch.path)/a", 0) == 0)
        defer { chmod("\(scratch.path)/a", 0o700) }
        // Root may read all, unless that is taken from him.
        let words = geteuid() == 0 ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] : []
        let sessions = try await DeckProgram.run(
            program: words + [DeckProgram.path, "sessions"], in: scratch.path)
        #expect(sessions.status == 65)
        #expect(sessions.output.hasPrefix("b/c.har.journal: left behind, began "), "\(sessions.error)")
        #expect(sessions.error == "tapedeck: can't read the directory ./a: permission is denied\n")
    }

    @Test
    func aDirectoryIsRefusedBeforeAnythingIsRecorded() async throws {
        let outcome = try await DeckProgram.run(
            ["record", "--upstream", "stand-in", "--cassette", "new/", "--", "sh", "-c", "echo ran"], in: scratch.path)
        #expect(outcome.status == 73)
        #expect(outcome.output.isEmpty)
        #expect(scratch.names.isEmpty)
    }

    @Test
    func nothingIsRecordedOverACassetteUnlessSaid() async throws {
        #expect(try await record("name").status == 0)
        #expect(try await record("other").status == 73)
        #expect(try await record("other", ["--existing", "fail"]).status == 73)
        #expect(try names() == ["name"])
    }

    /// What a recording is added to is looked through as well, with all that this process knows, before a client is run for
    /// nothing.
    @Test
    func aCassetteThatHoldsASecretIsNotWrittenAgain() async throws {
        #expect(try await record("name").status == 0)
        let text = String(decoding: try scratch.read("c.har"), as: UTF8.self)
        let leaky = text.replacing(#""title": "C"#, with: #""title": "a-secret-that-opens-nothing, C"#)
        #expect(leaky != text)
        try scratch.write(leaky.utf8, to: "c.har")
        let again = try await record("other", ["--existing", "append"])
        #expect(again.status == 70)
        #expect(
            again.told.last
                == "tapedeck: c.har can't be added to: it holds a secret that this process knows; take that out first, or give another cassette"
        )
        #expect(String(decoding: try scratch.read("c.har"), as: UTF8.self) == leaky)
        #expect(scratch.names == ["c.har"])
    }

    /// A number of twelve digits is known to be an account only once an ARN has said so; what was journalled before is
    /// replaced when the cassette is made.
    @Test
    func anAccountThatIsNamedLateIsTakenOutOfWhatCameBefore() async throws {
        struct Quiet: Responder {
            func respond(to request: Request) async -> ResponsePlan {
                ResponsePlan(
                    Response(
                        status: 200, reason: "OK", headers: [HeaderField("Content-Length", "2")],
                        body: Array("{}".utf8)))
            }
        }
        let call = #"curl -sS -H "X-Amz-Target: AppRunner.DeleteConnection" --data-raw "$body" "$TAPEDECK_URL/""#
        try await HTTPFront.withFront(responder: Quiet()) { front in
            let outcome = try await DeckProgram.run(
                [
                    "record", "--upstream", front.url, "--resign", "off", "--cassette", "c.har", "--", "sh", "-c",
                    "for body in \"$@\"; do \(call); done", "sh", #"{"ConnectionName":"555566667777"}"#,
                    #"{"ConnectionArn":"arn:aws:apprunner:us-east-1:555566667777:connection/a/0"}"#,
                ], in: scratch.path)
            #expect(outcome.status == 0, "\(outcome.error)")
        }
        let bodies = try Cassette(bytes: scratch.read("c.har")).entries.map {
            String(decoding: $0.exchange.request.body, as: UTF8.self)
        }
        #expect(
            bodies == [
                #"{"ConnectionName":"123456789012"}"#,
                #"{"ConnectionArn":"arn:aws:apprunner:us-east-1:123456789012:connection/a/0"}"#,
            ])
    }

    @Test
    func aRunningRecorderKeepsItsJournalAndIsListed() async throws {
        let path = scratch.path
        let outcome = try await DeckProgram.run(
            ["record", "--upstream", "stand-in", "--cassette", "c.har"], in: path,
            until: "export AWS_ENDPOINT_URL_APPRUNNER="
        ) { deck in
            let words = DeckProgram.create("abcd").map { $0.replacing("{url}", with: deck.url) }
            let call = try await DeckProgram.run(program: words, in: path)
            #expect(call.status == 0)
            let recover = try await DeckProgram.run(["recover", "c.har.journal"], in: path)
            #expect(recover.status == 73)
            #expect(
                recover.error
                    == "tapedeck: c.har.journal is not left behind: its recorder is still running; end that one, and it writes the cassette itself\n"
            )
            let second = try await DeckProgram.run(
                ["record", "--upstream", "stand-in", "--cassette", "c.har", "--", "true"], in: path)
            #expect(second.status == 73)
            #expect(
                second.error
                    == "tapedeck: another recorder is writing to c.har.journal at this moment; end it first, or give another --cassette\n"
            )
            let sessions = try await DeckProgram.run(["sessions"], in: path)
            #expect(sessions.status == 0, "\(sessions.error)")
            #expect(sessions.output.hasPrefix("c.har.journal: recording, began "))
            #expect(sessions.output.hasSuffix(" ago, 1 exchange\n"))
            deck.send(SIGINT)
        }
        #expect(outcome.status == 0)
        #expect(outcome.told.last == "tapedeck: recorded 1 exchange in c.har")
        #expect(scratch.names == ["c.har"])
        let sessions = try await DeckProgram.run(["sessions", "--json"], in: path)
        #expect(sessions.output == "[]\n")
    }

    @Test
    func aJournalThatWasLeftBehindIsListedAndRecovered() async throws {
        let path = scratch.path
        _ = try await DeckProgram.run(
            ["record", "--upstream", "stand-in", "--cassette", "c.har"], in: path,
            until: "export AWS_ENDPOINT_URL_APPRUNNER="
        ) { deck in
            let words = DeckProgram.create("abcd").map { $0.replacing("{url}", with: deck.url) }
            let call = try await DeckProgram.run(program: words, in: path)
            #expect(call.status == 0)
            deck.send(SIGKILL)
        }
        let sessions = try await DeckProgram.run(["sessions", "--json"], in: path)
        let found = try #require(try JSONParser.parse(sessions.output).array?.first)
        #expect(found["journal"]?.string == "c.har.journal")
        #expect(found["state"]?.string == "left behind")
        #expect(found["exchanges"]?.int == 1)
        #expect(try await DeckProgram.run(["recover", "c.har.journal"], in: path).status == 0)
        #expect(scratch.names == ["c.har"])
    }

    /// An upstream that checks signatures takes what the recorder signed with the user's own credentials, from wherever
    /// they are.
    @Test(arguments: ["default", "named", "chosen", "process"])
    func signsWithCredentialsOfFilesAndProfiles(kind: String) async throws {
        let own = Credentials(
            accessKeyID: "AKIDOWN", secretAccessKey: "the-secret-of-a-profile", sessionToken: "the-token-of-a-profile")
        let keys = """
            aws_access_key_id = \(own.accessKeyID)
            aws_secret_access_key = \(own.secretAccessKey)
            aws_session_token = \(own.sessionToken ?? "")

            """
        let name = kind == "default" ? "default" : "work"
        mkdir("\(scratch.path)/.aws", 0o700)
        if kind == "process" {
            let json = """
                {"Version":1,"AccessKeyId":"\(own.accessKeyID)","SecretAccessKey":"\(own.secretAccessKey)",\
                "SessionToken":"\(own.sessionToken ?? "")"}
                """
            try scratch.write(json.utf8, to: "keys.json")
            try scratch.write(
                "[profile work]\ncredential_process = cat \(scratch.path)/keys.json\n".utf8, to: ".aws/config")
        } else {
            try scratch.write("[\(name)]\n\(keys)".utf8, to: ".aws/credentials")
        }
        struct Checking: Responder {
            let own: Credentials

            func respond(to request: Request) async -> ResponsePlan {
                do throws(SignatureError) {
                    try SignatureV4.verify(request, credentials: own, service: "apprunner", at: nil)
                    return ResponsePlan(
                        Response(
                            status: 200, reason: "OK",
                            headers: [
                                HeaderField("Content-Type", "application/x-amz-json-1.0"),
                                HeaderField("Content-Length", "2"),
                            ],
                            body: Array("{}".utf8)))
                } catch {
                    return ResponsePlan(.refusal(code: "Refused", message: error.message))
                }
            }
        }
        var environment = ["AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""]
        if kind == "named" || kind == "process" { environment["AWS_PROFILE"] = "work" }
        try await HTTPFront.withFront(responder: Checking(own: own)) { front in
            let outcome = try await DeckProgram.run(
                ["record", "--upstream", front.url, "--cassette", "c.har"]
                    + (kind == "chosen" ? ["--profile", "work"] : []) + ["--"] + DeckProgram.create("abcd"),
                in: scratch.path, environment: environment)
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.error)")
        }
        let kept = String(decoding: try scratch.read("c.har"), as: UTF8.self)
        #expect(kept.contains(#""signature": "signed again""#))
        for secret in [own.accessKeyID, own.secretAccessKey, own.sessionToken ?? ""] { #expect(!kept.contains(secret)) }
    }

    /// What the user's rules take out is taken out, and the same rules let the replay find it.
    @Test
    func rulesOfThePageAndOptionsAreFollowed() async throws {
        try scratch.write("redact:\n  - 'json:$.ConnectionName'\nkeep: ['accounts']\n".utf8, to: ".tapedeck.yaml")
        let recorded = try await record("very-private", ["--redact", "regex:GITH.B"])
        #expect(recorded.status == 0, "\(recorded.error)")
        let entry = try #require(try Cassette(bytes: scratch.read("c.har")).entries.first)
        #expect(
            String(decoding: entry.exchange.request.body, as: UTF8.self)
                == #"{"ConnectionName":"{secret}","ProviderType":"{secret-2}"}"#)
        let replayed = try await DeckProgram.run(
            ["replay", "c.har", "--redact", "regex:GITH.B", "--"] + DeckProgram.create("very-private"), in: scratch.path
        )
        #expect(replayed.status == 0, "\(replayed.error)")
        let wrong = try await record("name", ["--overwrite", "--redact", "all"])
        #expect(wrong.status == 64)
        #expect(
            wrong.told == ["tapedeck: all is not a rule for redaction; expected json:$.Place or regex:EXPRESSION"])
    }

    @Test
    func lintFindsSecretsInAnyLog() async throws {
        let har = """
            {"log":{"version":"1.2","creator":{"name":"other","version":"1"},"entries":[{"startedDateTime":\
            "2020-01-01T00:00:00Z","time":1,"request":{"method":"GET","url":"https://h/?t=ghp_0123456789abcdefghijABCDEFGHIJ012345",\
            "httpVersion":"HTTP/1.1","headers":[{"name":"Cookie","value":"a=b"}],"queryString":[],"cookies":[],"headersSize":-1,\
            "bodySize":0},"response":{"status":200,"statusText":"OK","httpVersion":"HTTP/1.1","headers":[],"cookies":[],\
            "content":{"size":0,"mimeType":"","text":""},"redirectURL":"","headersSize":-1,"bodySize":0},"cache":{},\
            "timings":{"send":0,"wait":1,"receive":0}}]}}
            """
        try scratch.write(har.utf8, to: "h.har")
        let outcome = try await DeckProgram.run(["lint", "--secrets", "h.har"], in: scratch.path)
        #expect(outcome.status == 1)
        #expect(
            outcome.output.split(separator: "\n") == [
                "h.har: entry 1: the entry holds something that looks like an access token; take it out, and make it invalid [secret]",
                "h.har: entry 1: the request's cookie proves who somebody is; remove the field, or put {secret} in it, and make it invalid [secret]",
            ])
    }
}
