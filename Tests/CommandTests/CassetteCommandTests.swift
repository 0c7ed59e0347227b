import TapedeckExchangeModel
import TapedeckJSONText
import TapedeckTestSupport
import Testing

/// `inspect`, `lint`, `edit` and the end of `replay`, run as people run them.
struct CassetteCommandTests {
    private let scratch = Scratch()
    private static let shipped = "cassettes/apprunner/connections/create-github.har"

    private func run(_ words: String...) async throws -> DeckProgram.Outcome {
        try await DeckProgram.run(words, in: scratch.path)
    }

    /// A copy of a shipped cassette, changed.
    private func cassette(_ name: String = "c.har", _ old: String = "", _ new: String = "") throws {
        let text = String(decoding: try Package.bytes(Self.shipped), as: UTF8.self)
        try scratch.write((old.isEmpty ? text : text.replacing(old, with: new)).utf8, to: name)
    }

    @Test
    func inspectLaysOutATable() async throws {
        try cassette()
        let outcome = try await run("inspect", "c.har")
        let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(outcome.status == 0)
        #expect(lines.count == 6)
        #expect(lines[1].hasPrefix("recorded ") && lines[1].hasSuffix(", entries: 1, times: normalised"))
        #expect(lines[2] == "")
        let heads = ["seq", "operation", "resource", "code", "connection", "time", "origin"]
        #expect(lines[3].split(separator: " ").map(String.init) == heads)
        // Each cell begins under its head.
        let cells = [
            "1", "CreateConnection", "my-github-connection", "200", "PENDING_HANDSHAKE", "+1s",
            "captured from stand-in",
        ]
        for (head, cell) in zip(heads, cells) {
            let start = try #require(lines[3].ranges(of: head).first).lowerBound
            let column = lines[3].distance(from: lines[3].startIndex, to: start)
            #expect(lines[4].dropFirst(column).hasPrefix(cell), "\(head)")
        }
    }

    @Test
    func inspectShowsAnEntryInFull() async throws {
        try cassette()
        let outcome = try await run("inspect", "c.har", "--entry", "1")
        #expect(outcome.output.hasPrefix("entry 1, captured from stand-in"))
        #expect(outcome.output.contains("\nPOST / HTTP/1.1\nHost: "))
        #expect(outcome.output.contains("\n{\n  \"ConnectionName\": \"my-github-connection\","))
        #expect(outcome.output.contains("\nHTTP/1.1 200 OK\n"))
        let missing = try await run("inspect", "c.har", "--entry", "7")
        #expect(missing.status == 64)
        #expect(missing.error == "tapedeck: c.har has no entry 7; it has 1\n")
    }

    /// So git, too, shows that an entry is played otherwise now.
    @Test
    func inspectSaysHowAnEntryIsPlayed() async throws {
        try cassette()
        let words = [
            "edit", "c.har", "--entry", "1", "--fault", "503,reset*2,ok", "--ignore", "/Tags", "--body", "any",
        ]
        #expect(try await DeckProgram.run(words, in: scratch.path).status == 0)
        let shown = try await run("inspect", "c.har", "--full").output
        #expect(
            shown.contains(
                "[fault, loose]\n  fault: 503,reset*2,ok\n  its body is not compared\n  not compared: /Tags\n"),
            "\(shown)")
    }

    @Test
    func inspectWritesJSON() async throws {
        try cassette()
        let whole = try JSONParser.parse(try await run("inspect", "c.har", "--json").output)
        #expect(whole["format"]?.int == 1)
        #expect(whole["timing"]?.string == "normalised")
        #expect(whole["entries"]?.array?.count == 1)
        let entry = try JSONParser.parse(try await run("inspect", "c.har", "--entry", "1", "--json").output)
        #expect(entry == whole["entries"]?.array?.first)
        #expect(entry["_operation"]?.string == "CreateConnection")
        #expect(entry["response"]?["status"]?.int == 200)
    }

    @Test
    func lintWritesJSON() async throws {
        try cassette("bad.har", #""_state": "PENDING"#, #""_state": "SPENDING"#)
        try cassette("good.har")
        let outcome = try await run("lint", "good.har", "bad.har", "--json")
        #expect(outcome.status == 1)
        let findings = try #require(try JSONParser.parse(outcome.output).array)
        #expect(findings.allSatisfy { $0["file"]?.string == "bad.har" })
        let facts = try #require(findings.first { $0["rule"]?.string == "facts" })
        #expect(facts.object?.names == ["file", "rule", "entry", "problem", "remedy"])
        #expect(facts["entry"]?.int == 1)
        #expect(
            facts["problem"]?.string
                == "_state is SPENDING_HANDSHAKE where the exchange says PENDING_HANDSHAKE")
        #expect(findings.contains { $0["rule"]?.string == "digest" && $0["entry"] == nil })
        let clean = try await run("lint", "good.har", "--json")
        #expect(clean.status == 0)
        #expect(clean.output == "[]\n")
    }

    @Test
    func lintWriteMakesNoCaptureOfAnEdit() async throws {
        try cassette("c.har", #""status": 200"#, #""status": 503"#)
        let outcome = try await run("lint", "--write", "c.har")
        #expect(
            outcome.told.first == "tapedeck: c.har: entry 1 was changed since it was captured: its origin is edited now"
        )
        #expect(String(decoding: try scratch.read("c.har"), as: UTF8.self).contains(#""kind": "edited""#))
    }

    @Test
    func editGivesAnEntryAFaultADelayAndAPlaceToIgnore() async throws {
        try cassette()
        let outcome = try await run(
            "edit", "c.har", "--entry", "1", "--fault", "cut:3", "--delay", "300", "--ignore", "/Tags")
        #expect(outcome.status == 0, "\(outcome.error)")
        let entry = try JSONParser.parse(try await run("inspect", "c.har", "--entry", "1", "--json").output)
        #expect(entry["_fault"]?.text() == #"{"kind":"cutBody","at":3}"#)
        #expect(entry["_delay"]?.int == 300)
        #expect(entry["_match"]?.text() == #"{"ignore":["/Tags"]}"#)
        #expect(entry["_origin"]?["kind"]?.string == "edited")
        #expect(entry["_digest"] == nil)
        #expect(try await run("lint", "c.har").status == 0)
        _ = try await run("edit", "c.har", "--entry", "1", "--fault", "reset*2,503,ok")
        #expect(String(decoding: try scratch.read("c.har"), as: UTF8.self).contains(#""_fault": "reset*2,503,ok""#))
        #expect(try await run("lint", "c.har").status == 0)
        _ = try await run("edit", "c.har", "--entry", "1", "--fault", "none")
        #expect(!String(decoding: try scratch.read("c.har"), as: UTF8.self).contains("_fault"))
    }

    @Test(arguments: [
        (["--entry", "2", "--delay", "1"], "c.har has no entry 2; it has 1"),
        (
            ["--entry", "1", "--fault", "explode"],
            "--fault explode is not known; expected none, \(FaultStep.forms)"
        ),
        (
            ["--entry", "1", "--fault", "certificate:expired"],
            "--fault certificate:expired: a certificate is shown before the request is known; give it to replay --fault"
        ),
        (
            ["--entry", "1", "--ignore", "$.Tags"],
            "--ignore $.Tags is not a JSON pointer; expected a form like /Tags/0/Value"
        ),
    ])
    func editSaysWhatIsWrong(words: [String], sentence: String) async throws {
        try cassette()
        let before = try scratch.read("c.har")
        let outcome = try await DeckProgram.run(["edit", "c.har"] + words, in: scratch.path)
        #expect(outcome.status == 64)
        #expect(outcome.error == "tapedeck: \(sentence)\n")
        #expect(try scratch.read("c.har") == before)
    }

    @Test
    func replayOfNothingIsNotGreen() async throws {
        try scratch.write(#"{"log":{"version":"1.2","entries":[]}}"#.utf8, to: "c.har")
        let outcome = try await run("replay", "c.har", "--", "true")
        #expect(outcome.status == 1)
        #expect(outcome.told.first == "tapedeck: c.har: there are no entries; record the conversation again")
    }

    @Test
    func replayOfADeadUpstreamIsNotGreen() async throws {
        let shell = "\"$@\" || true"
        let record = [
            "record", "--upstream", "http://127.0.0.1:1", "--cassette", "c.har", "--", "sh", "-c", shell, "sh",
        ]
        _ = try await DeckProgram.run(record + DeckProgram.create("abcd"), in: scratch.path)
        let outcome = try await DeckProgram.run(
            ["replay", "c.har", "--", "sh", "-c", shell, "sh"] + DeckProgram.create("abcd"), in: scratch.path)
        #expect(outcome.status == 1)
        #expect(
            outcome.told.first
                == "tapedeck: c.har: no request in it was answered when it was recorded; record the conversation again")
    }

    @Test
    func replayThatIsNotStrictTellsWhatWasNotPlayed() async throws {
        try cassette()
        let outcome = try await run("replay", "c.har", "--no-strict", "--", "true")
        #expect(outcome.status == 0)
        #expect(
            outcome.error == """
                tapedeck: 0 played, 0 missed, 1 never played
                  never played: entry 1 (CreateConnection my-github-connection) of c.har

                """)
    }

    @Test
    func aMissNamesTheCommandThatRecordsAgain() async throws {
        try cassette("it's.har")
        let outcome = try await DeckProgram.run(
            ["replay", "it's.har", "--", "sh", "-c", "\"$@\" || true", "sh"] + DeckProgram.create("other"),
            in: scratch.path)
        let line = try #require(outcome.error.split(separator: "\n").first { $0.hasPrefix("  to fix it,") })
        let command = try #require(line.split(separator: ": ", maxSplits: 1).last).description
        #expect(
            command.hasPrefix(
                "tapedeck record --upstream stand-in --overwrite --cassette 'it'\\''s.har' "
                    + "--title 'A connection to GitHub is created' -- sh -c "))
        // It is pasted, and run: the credentials that a miss does not show are put back.
        let pasted = try await DeckProgram.run(
            program: ["sh", "-c", command.replacing("{secret}", with: "a-secret-that-opens-nothing")], in: scratch.path)
        #expect(pasted.status == 0, "\(pasted.error)")
        #expect(String(decoding: try scratch.read("it's.har"), as: UTF8.self).contains(#""_resource": "other""#))
    }

    /// A client that makes up its names is answered by what the command has recorded.
    @Test
    func theCommandOfAMissKeepsWhatIsBound() async throws {
        func run(_ words: [String], _ name: String) async throws -> DeckProgram.Outcome {
            let call = DeckProgram.create(name).map { "'\($0)'" }.joined(separator: " ")
            return try await DeckProgram.run(words + ["--", "sh", "-c", "\(call) || true"], in: scratch.path)
        }
        let record = ["record", "--upstream", "stand-in", "--cassette", "c.har", "--title", "A name of each run"]
        #expect(try await run(record + ["--bind", "ConnectionName"], "ci-0001").status == 0)
        let other = DeckProgram.create("ci-0002").map { "'\($0.replacing("GITHUB", with: "BITBUCKET"))'" }
        let missed = try await DeckProgram.run(
            ["replay", "c.har", "--", "sh", "-c", other.joined(separator: " ") + " || true"], in: scratch.path)
        let line = try #require(missed.error.split(separator: "\n").first { $0.hasPrefix("  to fix it,") })
        let command = try #require(line.split(separator: ": ", maxSplits: 1).last).description
        let pasted = try await DeckProgram.run(
            program: ["sh", "-c", command.replacing("{secret}", with: "a-secret-that-opens-nothing")], in: scratch.path)
        #expect(pasted.status == 0, "\(pasted.error)")
        #expect(!pasted.error.contains("was replaced"), "\(pasted.error)")
        let text = String(decoding: try scratch.read("c.har"), as: UTF8.self)
        #expect(text.contains("A name of each run") && text.contains("BITBUCKET"))
        let again = other.map { $0.replacing("ci-0002", with: "ci-0003") }.joined(separator: " ")
        #expect(
            try await DeckProgram.run(["replay", "c.har", "--", "sh", "-c", again], in: scratch.path).status == 0)
    }

    /// What stands in an entry can't be put into another one: that is told, and what is given is no loss.
    @Test
    func aRecordingThatReplacesACassetteTellsWhatItHasNot() async throws {
        try cassette()
        for words in [
            ["--entry", "1", "--fault", "503,ok", "--delay", "5", "--ignore", "/Tags"], ["--bind", "ConnectionName"],
        ] {
            #expect(try await DeckProgram.run(["edit", "c.har"] + words, in: scratch.path).status == 0)
        }
        let old = try scratch.read("c.har")
        let record = ["record", "--upstream", "stand-in", "--overwrite", "--cassette", "c.har"]
        let create = ["--"] + DeckProgram.create("abcd")
        let entry = "_match of entry 1, _fault of entry 1 and _delay of entry 1"
        let ending = ", and the new one has not; record takes --title and --bind, tapedeck edit the rest"
        let plain = try await DeckProgram.run(record + create, in: scratch.path)
        #expect(
            plain.told.last
                == "tapedeck: the c.har that was replaced had the title \"A connection to GitHub is created\", _bind ConnectionName, \(entry)\(ending)",
            "\(plain.error)")
        try scratch.write(old, to: "c.har")
        let given = try await DeckProgram.run(
            record + ["--title", "A new one", "--bind", "ConnectionName"] + create, in: scratch.path)
        #expect(given.told.last == "tapedeck: the c.har that was replaced had \(entry)\(ending)", "\(given.error)")
        let untitled = try await DeckProgram.run(record + ["--bind", "ConnectionName"] + create, in: scratch.path)
        #expect(
            untitled.told.last == "tapedeck: the c.har that was replaced had the title \"A new one\"\(ending)",
            "\(untitled.error)")
    }

    /// A title of one word is one that somebody gave, unless it is an operation that the cassette has.
    @Test
    func aTitleOfOneWordIsNotLostInSilence() async throws {
        let record = ["record", "--upstream", "stand-in", "--overwrite", "--cassette", "c.har"]
        let create = ["--"] + DeckProgram.create("abcd")
        for title in ["handshake", "create-github", "Smoke", "TagResource"] {
            let titled = try await DeckProgram.run(record + ["--title", title] + create, in: scratch.path)
            #expect(!titled.error.contains("was replaced"), "\(titled.error)")
            let plain = try await DeckProgram.run(record + create, in: scratch.path)
            #expect(
                plain.error.contains(#"the c.har that was replaced had the title "\#(title)", and"#), "\(plain.error)")
        }
        let again = try await DeckProgram.run(record + create, in: scratch.path)
        #expect(!again.error.contains("was replaced"), "\(again.error)")
    }

    @Test
    func editTakesAwayWhatIsBoundAndIgnored() async throws {
        try cassette()
        func edit(_ words: [String]) async throws -> [String] {
            let ended = try await DeckProgram.run(["edit", "c.har"] + words, in: scratch.path)
            #expect(ended.status == 0, "\(ended.error)")
            return ended.told
        }
        func holds(_ text: String) throws -> Bool {
            String(decoding: try scratch.read("c.har"), as: UTF8.self).contains(text)
        }
        _ = try await edit(["--bind", "ConnectionName", "--bind", "ConnectionName"])
        let bound = try JSONParser.parse(try scratch.read("c.har"))["log"]?["_cassette"]?["bind"]
        #expect(bound?.array?.map(\.string) == ["ConnectionName"])
        _ = try await edit(["--bind", "none"])
        #expect(try !holds(#""bind""#))
        let told = try await edit([
            "--entry", "1", "--ignore", "/Nope", "--ignore", "/Tags", "--bind", "ConnectionName",
        ])
        #expect(told.last == "tapedeck: --ignore /Nope names nothing: no CreateConnection has such a member")
        _ = try await edit(["--entry", "1", "--ignore", "none", "--bind", "none"])
        #expect(try !holds("/Nope") && !holds("_bind") && !holds("_match"))
    }
}
