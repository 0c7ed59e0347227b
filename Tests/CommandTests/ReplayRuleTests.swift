import TapedeckJSONText
import TapedeckPlatform
import TapedeckTestSupport
import Testing

/// Rules of a replay, as people give them: made-up names, looser comparison, clocks, sessions; and no way outwards.
struct ReplayRuleTests {
    private let scratch = Scratch()

    init() throws {
        for name in ["create-github", "handshake-available"] {
            try scratch.write(try Package.bytes("cassettes/apprunner/connections/\(name).har"), to: "\(name).har")
        }
    }

    private static func call(_ operation: String, _ body: String) -> String {
        """
        curl -sS --fail-with-body --aws-sigv4 aws:amz:us-east-1:apprunner --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" \
        -H 'X-Amz-Target: AppRunner.\(operation)' -H 'Content-Type: application/x-amz-json-1.0' \
        --data-raw "\(body.replacing("\"", with: "\\\""))" "$TAPEDECK_URL/"
        """
    }

    private static let create = call("CreateConnection", #"{"ConnectionName":"$NAME","ProviderType":"GITHUB"}"#)
    private static let list = call("ListConnections", #"{"ConnectionName":"$NAME"}"#)

    /// A client that makes up its name each time, and uses what it was answered.
    private static let client = """
        NAME=ci-a12$(od -An -N4 -tx1 /dev/urandom | tr -d ' \\n')
        made=$(\(create)) || exit 1
        \(list) | grep -q "\\"$NAME\\"" || exit 2
        ARN=$(printf %s "$made" | grep -o 'arn:[^"]*')
        case $ARN in *connection/$NAME/*) ;; *) exit 3;; esac
        \(call("DeleteConnection", #"{"ConnectionArn":"$ARN"}"#)) | grep -q "$NAME"
        """

    @Test
    func aClientWithRandomNamesIsRecordedOnceAndReplayedWithOthers() async throws {
        try scratch.write(Array(Self.client.utf8), to: "client")
        let record = ["record", "--upstream", "stand-in", "--cassette", "n.har"]
        let recorded = try await DeckProgram.run(record + ["--", "sh", "client"], in: scratch.path)
        #expect(recorded.status == 0, "\(recorded.error)")
        #expect(
            recorded.told.contains {
                $0.hasSuffix(
                    "of ConnectionName looks made up (random hexadecimal digits); to replay with any other: tapedeck edit n.har --bind ConnectionName"
                )
            }, "\(recorded.error)")
        #expect(try await DeckProgram.run(["replay", "n.har", "--", "sh", "client"], in: scratch.path).status == 1)
        let bound = ["replay", "n.har", "--bind", "ConnectionName", "--", "sh", "client"]
        #expect(try await DeckProgram.run(bound, in: scratch.path).status == 0)
        #expect(try await DeckProgram.run(["edit", "n.har", "--bind", "ConnectionName"], in: scratch.path).status == 0)
        for _ in 0..<2 {
            let outcome = try await DeckProgram.run(["replay", "n.har", "--", "sh", "client"], in: scratch.path)
            #expect(outcome.status == 0, "\(outcome.error)")
        }
        let shown = try await DeckProgram.run(["inspect", "n.har"], in: scratch.path).output
        #expect(shown.contains(", bound: ConnectionName\n"))
        #expect(try await DeckProgram.run(["lint", "n.har"], in: scratch.path).status == 0)
    }

    @Test
    func aLooserMatchIsNeverSilent() async throws {
        let outcome = try await DeckProgram.run(
            [
                "replay", "create-github.har", "--match", "operation", "--journal", "j", "--", "sh", "-c",
                "NAME=x; \(Self.create)",
            ],
            in: scratch.path)
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(outcome.error.contains("matched by its operation alone: 200"))
        #expect(String(decoding: try scratch.read("j"), as: UTF8.self).contains("matched by its operation alone"))
    }

    /// What a fault makes only late has been matched as any other.
    @Test
    func aLooserMatchIsNotSilentThroughTroubleEither() async throws {
        let outcome = try await DeckProgram.run(
            [
                "replay", "create-github.har", "--match", "operation", "--journal", "j", "--fault", "late:1", "--",
                "sh", "-c", "NAME=x; \(Self.create)",
            ],
            in: scratch.path)
        let remark =
            "played entry 1 (CreateConnection my-github-connection) of create-github.har, matched by its operation alone"
        #expect(outcome.told.contains("tapedeck: fault late:1: \(remark)"), "\(outcome.error)")
        let line = try JSONParser.parse(try scratch.read("j"))
        #expect(line["decision"]?.string == "fault late:1")
        #expect(line["explanation"]?.string == remark)
    }

    /// A mistyped member would bind nothing, and nobody would know why the client misses.
    @Test
    func aRuleThatBindsNothingIsTold() async throws {
        let words = ["--bind", "ConnectionName", "--bind", "connectionName"]
        let idle = "tapedeck: --bind connectionName binds nothing: "
        func told(_ words: [String]) async throws -> [String] {
            let outcome = try await DeckProgram.run(words, in: scratch.path)
            #expect(outcome.status == 0, "\(outcome.error)")
            return outcome.told.filter { $0.contains("binds nothing") }
        }
        #expect(
            try await told(["edit", "create-github.har"] + words) == [idle + "the cassette has no such value"])
        #expect(
            try await told(["edit", "handshake-available.har", "--entry", "1", "--bind", "/Tags/0/Value"])
                == ["tapedeck: --bind /Tags/0/Value binds nothing: what was chosen by --entry has no such value"])
        let record = ["record", "--upstream", "stand-in", "--cassette", "n.har"] + words
        #expect(
            try await told(record + ["--", "sh", "-c", "NAME=some-name; \(Self.create)"])
                == [idle + "the cassette has no such value"])
    }

    /// The same of a rule that stands in the cassette, and lint finds it.
    @Test(arguments: [
        ([], "Foo", "create-github.har: _cassette.bind has Foo, and no request here has such a value"),
        (
            ["--entry", "1"], "/Nope",
            "entry 1 of create-github.har: _bind has /Nope, and the request has no such value"
        ),
    ])
    func aRuleOfTheCassetteThatBindsNothingIsTold(entry: [String], rule: String, told: String) async throws {
        for rule in [rule, "ConnectionName"] {
            _ = try await DeckProgram.run(
                ["edit", "create-github.har", "--bind", rule] + entry, in: scratch.path)
        }
        let client = "NAME=some-name; \(Self.create)"
        let played = try await DeckProgram.run(
            ["replay", "create-github.har", "--", "sh", "-c", client], in: scratch.path)
        #expect(played.told.filter { $0.contains("bind") } == ["tapedeck: \(told)"], "\(played.error)")
        let found = try await DeckProgram.run(["lint", "create-github.har"], in: scratch.path)
        #expect(found.output.contains(told.split(separator: "bind has ").last ?? ""), "\(found.output)")
        #expect(found.output.contains("[bind]") && found.status == 1)
    }

    @Test
    func aFaultOfAnEntryThatStrikesNothingIsTold() async throws {
        let edited = try await DeckProgram.run(
            ["edit", "create-github.har", "--entry", "1", "--fault", "cut:9999,ok"], in: scratch.path)
        #expect(edited.told.contains { $0.hasPrefix("tapedeck: --fault cut:9999 strikes nothing: the body of") })
        let client = "NAME=my-github-connection; \(Self.create); \(Self.create)"
        let played = try await DeckProgram.run(
            ["replay", "create-github.har", "--", "sh", "-c", client], in: scratch.path)
        let idle = "tapedeck: of the _fault of entry 1 of create-github.har, cut:9999 strikes nothing: the body of"
        #expect(played.told.contains { $0.hasPrefix(idle) }, "\(played.error)")
        #expect(played.status == 1)
    }

    @Test
    func aConnectionIsMovedOnByTheClientsNameForIt() async throws {
        let client = """
            NAME=ci-5d1f
            \(Self.create) >/dev/null
            tapedeck advance --connection $NAME
            """
        let outcome = try await DeckProgram.run(
            ["replay", "handshake-available.har", "--bind", "ConnectionName", "--no-strict", "--", "sh", "-c", client],
            in: scratch.path)
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(
            outcome.output.contains(
                "track 2 (ListConnections ci-5d1f): next is entry 3 (ListConnections my-github-connection)"),
            "\(outcome.output)")
    }

    /// Parallel clients may each have a connection of one name.
    @Test
    func aConnectionIsMovedOnInTheSessionThatIsNamed() async throws {
        let client = """
            NAME=my-github-connection
            for session in one two; do \(Self.create) -H "X-Tapedeck-Session: $session" >/dev/null; done
            tapedeck advance --connection $NAME
            echo $?
            tapedeck advance --connection $NAME --session two
            tapedeck advance --connection $NAME --session 2
            tapedeck advance --connection $NAME --session two
            echo $?
            tapedeck advance --connection $NAME
            """
        let outcome = try await DeckProgram.run(
            ["replay", "handshake-available.har", "--sessions", "by-header", "--no-strict", "--", "sh", "-c", client],
            in: scratch.path)
        let about = "(ListConnections my-github-connection)"
        let told = outcome.output.replacing(" of handshake-available.har", with: "").split(separator: "\n")
        #expect(
            told.filter { !$0.contains("CreateConnection") }.map(String.init) == [
                "1", "session 1 (one), track 2 \(about): next is entry 2 \(about)",
                "session 2 (two), track 4 \(about): next is entry 3 \(about)",
                "session 1 (one), track 2 \(about): next is entry 2 \(about)",
                "session 2 (two), track 4 \(about): at its end", "1",
                "session 1 (one), track 2 \(about): next is entry 3 \(about)",
                "session 2 (two), track 4 \(about): at its end",
            ], "\(outcome.output)")
        #expect(
            outcome.told.contains {
                $0.hasSuffix(
                    "my-github-connection is a connection of session 1 (one), session 2 (two); say which with --session"
                )
            }, "\(outcome.error)")
        #expect(
            outcome.told.contains {
                $0.hasSuffix("no list of my-github-connection in session two has anything left to move on to")
            }, "\(outcome.error)")
    }

    /// A session may be called as another one is counted.
    @Test
    func aSessionIsNamedBeforeItIsNumbered() async throws {
        let client = """
            NAME=my-github-connection
            for session in 2 1; do \(Self.create) -H "X-Tapedeck-Session: $session" >/dev/null; done
            \(Self.create) -H "X-Tapedeck-Session;" >/dev/null
            tapedeck advance --connection $NAME --session 1 | grep -c '^session 2 (1), track.*next is entry 3'
            for session in 1 1 '' 3 3 4 2 2 2; do
                tapedeck advance --connection $NAME --session "$session" >/dev/null; echo $?
            done
            """
        let outcome = try await DeckProgram.run(
            ["replay", "handshake-available.har", "--sessions", "by-header", "--no-strict", "--", "sh", "-c", client],
            in: scratch.path)
        // Each has two lists to come past; the one without a name is the third.
        #expect(outcome.output.split(separator: "\n") == ["1", "0", "1", "0", "0", "1", "1", "0", "0", "1"])
        #expect(outcome.told.contains("tapedeck: there is no session 4"), "\(outcome.error)")
    }

    /// Asked there, the deck would take it for a request of its client, and count a miss.
    @Test
    func theDecksOwnURLIsNotTakenForItsControlPort() async throws {
        let client = "tapedeck advance \"$TAPEDECK_URL\" --connection x; echo $?"
        let outcome = try await DeckProgram.run(
            ["replay", "handshake-available.har", "--", "sh", "-c", client], in: scratch.path)
        #expect(outcome.output == "64\n")
        #expect(outcome.told.contains { $0.contains(" is no control port: its URL has a token") }, "\(outcome.error)")
        #expect(!outcome.told.contains { $0.hasPrefix("tapedeck: miss: ") }, "\(outcome.error)")
    }

    @Test
    func aDeckWithoutTracksSaysSo() async throws {
        let outcome = try await DeckProgram.run(
            ["simulate", "--", "sh", "-c", "tapedeck advance --connection x; tapedeck advance --by 1"], in: scratch.path
        )
        let told = outcome.told.filter { $0.contains("tracks") }
        #expect(told.count == 2 && told.first == told.last, "\(outcome.error)")
    }

    /// Reads that nobody timed move on all the same, and nobody should take that for the service's time.
    @Test
    func aClockWithoutRecordedTimesIsTold() async throws {
        let outcome = try await DeckProgram.run(
            ["replay", "handshake-available.har", "--clock", "virtual", "--no-strict", "--", "true"], in: scratch.path)
        #expect(
            outcome.told.contains(
                "tapedeck: handshake-available.har was recorded without times: by --clock its entries are a second apart; record it with --keep-timing"
            ), "\(outcome.error)")
    }

    @Test
    func aClockThatStandsGoesOnWhenItIsTold() async throws {
        let client = """
            NAME=my-github-connection
            \(Self.create) >/dev/null
            state() { \(Self.list) | grep -o '"Status":"[A-Z_]*"'; }
            state; state; tapedeck advance --connection $NAME >told; state; state
            tapedeck advance --by 5 >/dev/null; tapedeck advance --connection $NAME; echo $?
            """
        let outcome = try await DeckProgram.run(
            ["replay", "handshake-available.har", "--clock", "virtual", "--", "sh", "-c", client], in: scratch.path)
        #expect(outcome.status == 0, "\(outcome.error)")
        let (pending, available) = (#""Status":"PENDING_HANDSHAKE""#, #""Status":"AVAILABLE""#)
        #expect(
            outcome.output.split(separator: "\n").map(String.init) == [pending, pending, available, available, "1"])
        #expect(
            String(decoding: try scratch.read("told"), as: UTF8.self).contains(
                "track 2 (ListConnections my-github-connection): next is entry 3"))
    }

    /// With the clock that stands, this client would ask in vain until it gives up.
    @Test
    func aRealClockGoesOnByItself() async throws {
        let text = String(decoding: try scratch.read("handshake-available.har"), as: UTF8.self)
        try scratch.write(text.replacing("00:00:03.000Z", with: "00:00:02.400Z").utf8, to: "timed.har")
        let client = """
            NAME=my-github-connection
            \(Self.create) >/dev/null
            for attempt in $(seq 5000); do \(Self.list) | grep -o '"Status":"AVAILABLE"' && break; done
            """
        let outcome = try await DeckProgram.run(
            ["replay", "timed.har", "--clock", "real", "--", "sh", "-c", client], in: scratch.path)
        #expect(outcome.output == "\"Status\":\"AVAILABLE\"\n", "\(outcome.error)")
        #expect(outcome.status == 0, "\(outcome.error)")
    }

    @Test
    func eachAccessKeyHasItsOwnPosition() async throws {
        let client = "NAME=my-github-connection; for AWS_ACCESS_KEY_ID in one two three; do \(Self.create); done"
        let outcome = try await DeckProgram.run(
            ["replay", "create-github.har", "--sessions", "by-access-key", "--", "sh", "-c", client], in: scratch.path)
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(outcome.told.last == "tapedeck: 3 played, 0 missed, 0 never played")
    }

    @Test
    func pollsAreCompactedAndThatIsTold() async throws {
        let client = "NAME=x1234; \(Self.create) >/dev/null; for i in 1 2 3; do \(Self.list) >/dev/null; done"
        let outcome = try await DeckProgram.run(
            ["record", "--upstream", "stand-in", "--cassette", "n.har", "--compact-polls", "--", "sh", "-c", client],
            in: scratch.path)
        #expect(
            outcome.told.contains("tapedeck: 2 reads said what the one before said, and were dropped"),
            "\(outcome.error)")
        #expect(outcome.told.last == "tapedeck: recorded 2 exchanges in n.har")
        #expect(try await DeckProgram.run(["lint", "n.har"], in: scratch.path).status == 0)
    }

    /// A request that was answered by its bytes before gets the trouble that waits for it, and then its answer again.
    @Test
    func whatWasAnsweredByItsBytesIsTroubledAllTheSame() async throws {
        let client = """
            NAME=my-github-connection
            create() { \(Self.create) -o /dev/null -w '%{http_code} '; }
            create; create; create
            curl -sS -o /dev/null -d '{"fault": "503,error:ServiceQuotaExceededException"}' "$TAPEDECK_CONTROL_URL/_deck/faults"
            create; create; create
            """
        let outcome = try await DeckProgram.run(
            ["replay", "create-github.har", "--at-end", "hold", "--", "sh", "-c", client], in: scratch.path)
        #expect(outcome.output == "200 200 200 503 400 200 ", "\(outcome.error)")
    }

    @Test
    func theSameSeedWaitsTheSame() async throws {
        let client = "NAME=my-github-connection; \(Self.create) -o /dev/null -w '%{time_starttransfer}'"
        let outcome = try await DeckProgram.run(
            ["replay", "create-github.har", "--latency", "300-300", "--", "sh", "-c", client], in: scratch.path)
        #expect(Double(outcome.output).map { $0 >= 0.3 } == true, "\(outcome.output)")
        let random = try await DeckProgram.run(
            ["replay", "create-github.har", "--latency", "0-9", "--seed", "7", "--", "sh", "-c", client],
            in: scratch.path)
        #expect(random.told.contains("tapedeck: the latency of this run is that of --seed 7"))
    }

    /// Whether a process may have a network of its own here; containers often forbid it.
    private static let hasNetworks = Files.isExecutable("/usr/bin/unshare") && Files.isExecutable("/usr/sbin/ip")

    @Test(.enabled(if: hasNetworks, "unshare and ip are not both here"))
    func replaysWhereThereIsNoWayOut() async throws {
        let inside = ["/usr/bin/unshare", "-rn", "/bin/sh", "-c"]
        let probe = try await DeckProgram.run(program: inside + ["/usr/sbin/ip link set lo up"], in: scratch.path)
        guard probe.status == 0 else {
            return print("skipped: no network of one's own may be made here: \(probe.error)")
        }
        let replay =
            "\(DeckProgram.path) replay create-github.har -- sh -c 'NAME=my-github-connection; \(Self.create.replacing("'", with: "'\\''"))'"
        let outcome = try await DeckProgram.run(
            program: inside + ["/usr/sbin/ip link set lo up; ip route | wc -l; \(replay)"], in: scratch.path)
        #expect(outcome.output.hasPrefix("0\n"), "there is a route")
        #expect(outcome.status == 0, "\(outcome.error)")
    }

    @Test(arguments: [
        (["--bind", "a b"], "--bind can't be a b; expected a member's name such as ConnectionName"),
        (["--match", "body"], "--match can't be body; expected operation, or body:ignore=PLACE"),
        (["--clock", "slow"], "--clock can't be slow; expected virtual, real, or xN"),
        (["--clock", "x0x10"], "--clock can't be x0x10; expected virtual, real, or xN"),
        (
            ["--latency", "5-1"],
            "--latency can't be 5-1; expected recorded, none, MS, FROM-TO or NORMAL(MEAN,DEVIATION)"
        ),
        (["--sessions", "by-name"], "--sessions can't be by-name; expected single or by-access-key or by-header"),
    ])
    func saysWhatWouldBeAllowed(words: [String], sentence: String) async throws {
        let outcome = try await DeckProgram.run(["replay", "create-github.har"] + words, in: scratch.path)
        #expect(outcome.status == 64)
        #expect(outcome.error.hasPrefix("tapedeck: \(sentence)"), "\(outcome.error)")
    }
}
