import TapedeckJSONText
import TapedeckTestSupport
import Testing

/// The control port: who gets in, what it tells, what it does. Each test talks to a running deck with curl.
struct ControlPortTests {
    let scratch = Scratch()

    init() throws {
        let name = "cassettes/apprunner/connections/handshake-available.har"
        try scratch.write(try Package.bytes(name), to: "c.har")
    }

    func withDeck(
        _ words: [String], _ body: @escaping @Sendable (RunningDeck) async throws -> Void
    ) async throws -> DeckProgram.Outcome {
        try await DeckProgram.run(words, in: scratch.path, until: "watch it in a browser: ") { deck in
            do { try await body(deck) } catch { Issue.record(error) }
            deck.send(SIGTERM)
        }
    }

    static func status(_ words: [String]) async throws -> String {
        let all = ["curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}"] + words
        return try await DeckProgram.run(program: all, in: "/tmp").output
    }

    static func json(_ words: String...) async throws -> JSONValue {
        let outcome = try await DeckProgram.run(program: ["curl", "-sS"] + words, in: "/tmp")
        return try JSONParser.parse(Array(outcome.output.utf8))
    }

    @Test(arguments: ["simulate", "replay"])
    func letsOnlyThoseInWhoHoldTheTokenAndNameThisMachine(mode: String) async throws {
        let words = mode == "replay" ? ["replay", "c.har"] : ["simulate"]
        _ = try await withDeck(words) { deck in
            let control = deck.control
            let bare = control.split(separator: "/").prefix(2).joined(separator: "//")
            let port = bare.split(separator: ":").last ?? ""
            let other = control.dropLast() + (control.hasSuffix("0") ? "1" : "0")
            let calls: [(words: [String], status: String)] = [
                (["\(control)/"], "200"), ([control], "308"), (["\(other)/_deck/requests"], "403"),
                (["-H", "Host: localhost:\(port)", "\(control)/_deck/requests"], "200"),
                (["-H", "Host: evil.example", "\(control)/_deck/requests"], "421"),
                (["-H", "Host: 127.0.0.1.evil.example", "\(control)/_deck/requests"], "421"),
                (["-H", "Host:", "\(control)/_deck/requests"], "421"),
                (["-H", "Host: [::1]:\(port)", "\(control)/_deck/requests"], "200"),
                (["-H", "Host: [::1]", "\(control)/_deck/requests"], "200"),
                (["-H", "Host: [x].evil.example", "\(control)/_deck/requests"], "421"),
                (["-H", "Host: [::1].evil.example", "\(control)/_deck/requests"], "421"),
                (["-H", "Host: [::1]x:80", "\(control)/_deck/requests"], "421"),
                (["-H", "Host: [evil.example]", "\(control)/_deck/requests"], "421"),
                (["-H", "Host: [::1", "\(control)/_deck/requests"], "421"),
                (["-H", "Host: localhost:80.evil.example", "\(control)/_deck/requests"], "421"),
                (["-H", "Host: 127.0.0.1:x@evil.example", "\(control)/_deck/requests"], "421"),
                (["\(bare)/_deck/requests"], "403"), (["\(bare)/"], "403"),
                (["-d", "{}", "\(bare)/_deck/reset"], "403"),
                // Whether it lives may be asked without the token, by who names this machine.
                (["\(bare)/_deck/health"], "200"),
                (["-H", "Host: evil.example", "\(bare)/_deck/health"], "421"),
            ]
            for call in calls {
                let status = try await Self.status(call.words)
                #expect(status == call.status, "\(call.words)")
            }
        }
    }

    @Test
    func tellsWhatWasAskedAndWhatBecameOfIt() async throws {
        let outcome = try await withDeck(["replay", "c.har", "--journal", "j.jsonl"]) { deck in
            let words = DeckProgram.create("another-name").map { $0.replacing("{url}", with: deck.url) }
            _ = try await DeckProgram.run(program: words, in: "/tmp")
            let all = try await Self.json("\(deck.control)/_deck/requests")
            #expect(all["count"] == 1)
            #expect(all["counts"]?["CreateConnection"] == 1)
            let line = try #require(all["requests"]?.array?.first)
            #expect(line["decision"]?.string == "missed")
            #expect(line["resource"]?.string == "another-name")
            #expect(line["explanation"]?.string?.contains("/ConnectionName: recorded") == true)
            #expect(line["status"] == 400)
            #expect(try await Self.json("\(deck.control)/_deck/requests?operation=TagResource")["count"] == 0)
            #expect(try await Self.json("\(deck.control)/_deck/requests?after=1")["requests"]?.array?.isEmpty == true)
        }
        #expect(outcome.status == 0)
        let lines = String(decoding: try scratch.read("j.jsonl"), as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 1)
        let line = try JSONParser.parse(Array(lines[0].utf8))
        #expect(line["decision"]?.string == "missed")
    }

    /// A client decides what it sends: what is not counted by itself is no 0.
    @Test(arguments: [["replay", "c.har"], ["simulate"]])
    func saysWhichOperationsItCountsTogether(words: [String]) async throws {
        _ = try await withDeck(words) { deck in
            let place = "\(deck.control)/_deck/requests"
            func ask(_ operations: [String]) async throws {
                let calls = operations.flatMap {
                    ["-o", "/dev/null", "-H", "X-Amz-Target: AppRunner.\($0)", "-d", "{}", "\(deck.url)/", "--next"]
                }
                _ = try await DeckProgram.run(program: ["curl", "-sS"] + calls.dropLast(), in: "/tmp")
            }
            try await ask((1...256).map { "Other\($0)" })
            #expect(try await Self.json("\(place)?operation=More")["count"] == 0)
            #expect(try await Self.json(place)["others"] == nil)
            try await ask(["More", "More", "Other7", "TagResource"])
            let more = try await Self.json("\(place)?operation=More&limit=1")
            #expect(more["count"] == .null)
            #expect(more["others"] == 2)
            #expect(more["remark"]?.string?.contains("2 requests of some, maybe of this one") == true)
            #expect(more["requests"]?.array?.count == 1)
            #expect(try await Self.json("\(place)?operation=Never")["count"] == .null)
            // The service's own always have a count, and what has one keeps it.
            for (operation, count) in [("TagResource", 1), ("ListConnections", 0), ("Other7", 2)] {
                #expect(try await Self.json("\(place)?operation=\(operation)")["count"]?.int == count)
            }
            let all = try await Self.json("\(place)?limit=1")
            #expect(all["count"] == 260)
            #expect(all["remark"] == nil)
        }
    }

    /// What records the stand-in is asked for its handshakes as the stand-in itself is.
    @Test
    func endsAHandshakeOfTheStandInThatIsRecorded() async throws {
        let words = ["record", "--upstream", "stand-in", "--cassette", "n.har"]
        _ = try await withDeck(words) { deck in
            let made = DeckProgram.create("first").map { $0.replacing("{url}", with: deck.url) }
            _ = try await DeckProgram.run(program: made, in: "/tmp")
            let place = "\(deck.control)/_deck"
            #expect(try await Self.json("\(place)/health")["connections"] == true)
            #expect(try await Self.json("\(place)/connections")["connections"]?.array?.count == 1)
            #expect(
                try await Self.json("-d", "complete", "\(place)/connections/first/handshake")["outcome"] == "complete")
        }
        _ = try await withDeck(["replay", "c.har"]) { deck in
            let health = try await Self.json("\(deck.control)/_deck/health")
            #expect(health["connections"] == nil)
        }
    }

    /// Behind anything but its own lines a journal would spoil a file.
    @Test
    func keepsTheFileThatIsNoJournal() async throws {
        let cassette = try scratch.read("c.har")
        try scratch.write(cassette, to: "other.har")
        let refused = try await DeckProgram.run(
            ["replay", "c.har", "--journal", "other.har", "--", "true"], in: scratch.path)
        #expect(refused.status == 73)
        #expect(
            refused.told == [
                "tapedeck: --journal other.har holds something else than a journal, and would be spoilt; give another file"
            ])
        #expect(try scratch.read("other.har") == cassette)
        for begun in ["", #"{"numb"#, #"{"number":1,"at":"2026"#] {
            try scratch.write(Array(begun.utf8), to: "j.jsonl")
            let words = ["replay", "c.har", "--journal", "j.jsonl", "--no-strict", "--", "true"]
            #expect(try await DeckProgram.run(words, in: scratch.path).status == 0, "\(begun)")
        }
    }

    /// A question that is not understood is no question about all.
    @Test(arguments: [["replay", "c.har"], ["simulate"]])
    func refusesParametersThatItDoesNotKnow(words: [String]) async throws {
        _ = try await withDeck(words) { deck in
            let place = "\(deck.control)/_deck"
            let made = DeckProgram.create("one").map { $0.replacing("{url}", with: deck.url) }
            _ = try await DeckProgram.run(program: made, in: "/tmp")
            for query in ["operation=CreateConnection", "&operation=%43reate%43onnection&", "limit=1", ""] {
                #expect(try await Self.json("\(place)/requests?\(query)")["count"] == 1, "\(query)")
            }
            for (query, sentence) in [
                ("requests?operaton=CreateConnection", "there is no parameter operaton; expected operation, session,"),
                ("requests?Operation=CreateConnection", "there is no parameter Operation; expected"),
                ("requests?operation=A&operation=B", "operation is given twice; expected it once"),
                ("requests?operation=createconnection", "there is no operation createconnection; did you mean Create"),
                ("requests?operation=CreateConection", "did you mean CreateConnection?"),
                ("requests?session=1", "this deck tells no sessions apart"),
                ("tracks?limits=1", "there is no parameter limits; expected limit"),
            ] {
                let error = try await Self.json("\(place)/\(query)")["error"]?.string
                #expect(error?.contains(sentence) == true, "\(query): \(error ?? "")")
            }
            let never = try await Self.json("\(place)/requests?operation=CreateService")
            #expect(never["count"] == 0)
            #expect(never["remark"] == "nothing here knows an operation CreateService, and no request was one")
            if words == ["simulate"] {
                let error = try await Self.json("-d", "complete", "\(place)/connections/one/handshake?acount=1")[
                    "error"]
                #expect(error?.string == "there is no parameter acount; expected account, region")
            }
        }
    }

    @Test
    func tellsTheLatestRequestsAndHowOftenItWasReset() async throws {
        _ = try await withDeck(["replay", "c.har"]) { deck in
            let place = "\(deck.control)/_deck/requests"
            for turn in 0..<2 {
                for name in ["first", "second", "third"] {
                    let words = DeckProgram.create(name).map { $0.replacing("{url}", with: deck.url) }
                    _ = try await DeckProgram.run(program: words, in: "/tmp")
                }
                let latest = try await Self.json("\(place)?limit=2")
                #expect(latest["requests"]?.array?.compactMap { $0["resource"]?.string } == ["second", "third"])
                #expect(latest["count"] == 3)
                // Numbers begin again, and nothing else would tell.
                #expect(latest["resets"]?.int == turn)
                _ = try await Self.json("-X", "POST", "\(deck.control)/_deck/reset")
            }
            #expect(try await Self.status(["\(place)?limit=0"]) == "400")
        }
    }

    @Test
    func showsNoSecret() async throws {
        _ = try await withDeck(["simulate", "--journal", "j.jsonl"]) { deck in
            let words = DeckProgram.create("a-secret-that-opens-nothing").map { $0.replacing("{url}", with: deck.url) }
            _ = try await DeckProgram.run(program: words, in: "/tmp")
            let text = try await DeckProgram.curl("\(deck.control)/_deck/requests")
            #expect(text.contains("{secret}"))
            // What a client asks for is its own, too.
            let secret = "a-secret-that-opens-nothing"
            let token = "ghp_" + String(repeating: "a1B2", count: 9)
            _ = try await DeckProgram.curl("-H", "X-Amz-Target: AppRunner.\(secret)", "-d", "{}", deck.url)
            _ = try await DeckProgram.curl("\(deck.url)/\(token)")
            _ = try await DeckProgram.curl("-d", "garbage:\(secret)", "\(deck.control)/_deck/faults")
            for place in ["requests", "requests?operation=\(secret)", "faults"] {
                let shown = try await DeckProgram.curl("\(deck.control)/_deck/\(place)")
                #expect(!shown.contains(secret) && !shown.contains(token), "\(shown)")
                #expect(shown.contains("{secret"))
            }
            let asked = try await Self.json("\(deck.control)/_deck/requests?operation=\(secret)")
            #expect(asked["count"] == 1 && asked["requests"]?.array?.count == 1, "\(asked)")
            #expect(!text.contains("a-secret-that-opens-nothing"))
        }
        let text = String(decoding: try scratch.read("j.jsonl"), as: UTF8.self)
        #expect(!text.isEmpty && !text.contains("a-secret-that-opens-nothing"))
    }

    /// A run that was killed, or a disk that was full, may have left half a line.
    @Test
    func aJournalGoesOnWithALineOfItsOwn() async throws {
        try scratch.write(#"{"number":1,"half"#.utf8, to: "j")
        for _ in 0..<2 {
            _ = try await DeckProgram.run(
                ["replay", "c.har", "--journal", "j", "--"] + DeckProgram.create("my-github-connection"),
                in: scratch.path)
        }
        let lines = String(decoding: try scratch.read("j"), as: UTF8.self).split(separator: "\n")
        let decisions = lines.dropFirst().map { (try? JSONParser.parse(Array($0.utf8)))?["decision"]?.string ?? "none" }
        #expect(decisions.count == 2 && decisions.allSatisfy { $0.hasPrefix("played") }, "\(lines)")
    }

    @Test
    func movesTracksOnAndBack() async throws {
        _ = try await withDeck(["replay", "c.har"]) { deck in
            let tracks = try await Self.json("\(deck.control)/_deck/tracks")["tracks"]?.array ?? []
            #expect(tracks.map { $0["operation"]?.string } == ["CreateConnection", "ListConnections"])
            #expect(tracks.map { $0["position"] } == [0, 0])
            func advance(_ track: Int) async throws -> JSONValue {
                try await Self.json("-d", #"{"track": \#(track)}"#, "\(deck.control)/_deck/advance")
            }
            #expect(try await advance(1)["tracks"]?.array?.first?["position"] == 1)
            let open = try await Self.json("\(deck.control)/_deck/tracks?limit=1")
            #expect(open["tracks"]?.array?.map { $0["track"] } == [2])
            #expect(open["count"] == 2)
            #expect(
                try await Self.json("\(deck.control)/_deck/tracks?limit=0")["error"]?.string?.hasPrefix("limit takes")
                    == true)
            _ = try await advance(2)
            // The connection is taken for created, and the first of two lists for read.
            let list = #"{"ConnectionName":"my-github-connection"}"#
            let words = ["-H", "X-Amz-Target: AppRunner.ListConnections", "--data-raw", list, "\(deck.url)/"]
            let answer = try await DeckProgram.run(program: ["curl", "-sS"] + words, in: "/tmp").output
            #expect(answer.contains("AVAILABLE"), "\(answer)")
            #expect(try await advance(2)["error"]?.string == "track 2 is at its end, or there is none")
            #expect(try await Self.json("-d", "{}", "\(deck.control)/_deck/reset")["status"]?.string == "reset")
            let back = try await Self.json("\(deck.control)/_deck/tracks")["tracks"]?.array ?? []
            #expect(back.map { $0["position"] } == [0, 0])
            #expect(try await Self.json("\(deck.control)/_deck/requests")["count"] == 0)
        }
    }

    /// Between two tests somebody resets; the run is judged by all of them.
    @Test(
        arguments: [
            ("ask other; reset; ask mine", "", "1 played, 1 missed, 0 never played", nil, 1),
            ("ask mine; reset; ask mine; reset", "", "2 played, 0 missed, 0 never played", nil, 0),
            ("ask mine; reset", "", "1 played, 0 missed, 0 never played", nil, 0),
            ("reset; ask mine; ask mine", "CreateConnection=503", "1 played, 0 missed, 0 never played", nil, 0),
            (
                "ask mine; reset; ask mine", "CreateConnection:2=503", "2 played, 0 missed, 0 never played",
                "the fault CreateConnection:2=503 was not met", 1
            ),
            (
                "add TagResource=hang; reset; ask mine", "", "1 played, 0 missed, 0 never played",
                "the fault TagResource=hang was not met", 1
            ),
        ] as [(String, String, String, String?, Int32)])
    func whatWasFoundBeforeAResetEndsTheRun(
        client: String, rule: String, told: String, besides: String?, status: Int32
    ) async throws {
        try scratch.write(try Package.bytes("cassettes/apprunner/connections/create-github.har"), to: "c.har")
        let call = DeckProgram.create("NAME").map { "'\($0)'" }.joined(separator: " ")
            .replacing("NAME", with: "'\"$1\"'")
        let script = """
            ask() { \(call) >/dev/null 2>&1; }
            reset() { curl -s -X POST "$TAPEDECK_CONTROL_URL/_deck/reset" >/dev/null; }
            add() { curl -s -d "$1" "$TAPEDECK_CONTROL_URL/_deck/faults" >/dev/null; }
            \(client.replacing("mine", with: "my-github-connection")); true
            """
        let fault = rule.isEmpty ? [] : ["--fault", rule]
        let ended = try await DeckProgram.run(
            ["replay", "c.har"] + fault + ["--", "sh", "-c", script], in: scratch.path)
        #expect(ended.told.contains("tapedeck: \(told)"), "\(ended.error)")
        #expect(ended.told.filter { $0.contains("not met") } == (besides.map { ["tapedeck: \($0)"] } ?? []))
        #expect(ended.status == status, "\(ended.error)")
    }

    @Test
    func describesItself() async throws {
        _ = try await withDeck(["simulate"]) { deck in
            let page = try await DeckProgram.curl("\(deck.control)/")
            for name in ["deck.js", "deck.css"] {
                #expect(page.contains(#""\#(name)""#))
                #expect(try await Self.status(["\(deck.control)/\(name)"]) == "200")
            }
            let api = try await Self.json("\(deck.control)/_deck/openapi.json")
            guard case .object(let paths) = api["paths"] else {
                Issue.record("no paths")
                return
            }
            for path in paths.names where !path.contains("{") {
                guard case .object(let methods) = paths[path] else { continue }
                for method in methods.names {
                    let words = method == "get" ? [] : ["-d", "{}"]
                    let status = try await Self.status(words + ["\(deck.control)\(path)"])
                    guard case .object(let responses) = paths[path]?[method]?["responses"] else { continue }
                    #expect(responses.names.contains(status), "\(method) \(path)")
                }
            }
        }
    }
}
