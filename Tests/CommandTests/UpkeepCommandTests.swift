import TapedeckTestSupport
import Testing

/// diff, export and import as processes: what they print, where, and how they end.
struct UpkeepCommandTests {
    private let scratch = Scratch()
    private let cassettes = "\(Package.root)/cassettes/apprunner/connections"

    @Test
    func diffEndsWithOneWhereCassettesDiffer() async throws {
        let (one, other) = ("\(cassettes)/create-github.har", "\(cassettes)/handshake-available.har")
        let same = try await DeckProgram.run(["diff", one, one], in: scratch.path)
        #expect(same.status == 0)
        #expect(same.output == "")
        let differing = try await DeckProgram.run(["diff", one, other], in: scratch.path)
        #expect(differing.status == 1)
        #expect(differing.output.hasPrefix("added: entry 2, ListConnections"))
        let json = try await DeckProgram.run(["diff", one, other, "--json"], in: scratch.path)
        #expect(json.output.hasPrefix("[\n  {\n    \"kind\": \"added\""))
    }

    @Test
    func aCassetteIsNotExportedOverItself() async throws {
        let whole = try await DeckProgram.run(
            program: ["cp", "\(cassettes)/create-github.har", "\(scratch.path)/c.har"], in: scratch.path)
        #expect(whole.status == 0)
        let before = try scratch.read("c.har")
        let outcome = try await DeckProgram.run(
            ["export", "c.har", "--to", "curl", "--output", "./c.har"], in: scratch.path)
        #expect(outcome.status == 64)
        #expect(outcome.error == "tapedeck: --output ./c.har is the cassette itself; give another file\n")
        #expect(try scratch.read("c.har") == before)
    }

    @Test(arguments: ["$.Connection.Status", "/Connection", ""])
    func whatIsNoNameIsNotIgnoredInSilence(name: String) async throws {
        let one = "\(cassettes)/create-github.har"
        let outcome = try await DeckProgram.run(["diff", one, one, "--ignore", name], in: scratch.path)
        #expect(outcome.status == 64)
        #expect(outcome.error.contains("is no name; expected that of a member or a header field"), "\(outcome.error)")
    }

    @Test(arguments: ["page.yaml", "page.vcr"])
    func whatWasExportedIsImportedAndPlays(page: String) async throws {
        let exported = try await DeckProgram.run(
            ["export", "\(cassettes)/create-github.har", "--to", "vcr", "--output", page], in: scratch.path)
        #expect(exported.status == 0)
        let imported = try await DeckProgram.run(["import", page, "--cassette", "c.har"], in: scratch.path)
        #expect(imported.status == 0)
        #expect(imported.error == "tapedeck: imported 1 of \(page) into c.har\n")
        let replayed = try await DeckProgram.run(
            ["replay", "c.har", "--"] + DeckProgram.create("my-github-connection"), in: scratch.path)
        #expect(replayed.status == 0, "\(replayed.error)")
        let again = try await DeckProgram.run(["import", page, "--cassette", "c.har"], in: scratch.path)
        #expect(again.status == 73)
        for file in [page, "c.har"] { _ = try await DeckProgram.run(program: ["rm", file], in: scratch.path) }
    }

    @Test(arguments: [
        ("none.har", nil, Int32(66), "tapedeck: can't read none.har: there is no such file\n"),
        ("none.yaml", nil, 66, "tapedeck: can't read none.yaml: there is no such file\n"),
        (
            "p.yaml", "a: [", 65,
            "tapedeck: p.yaml is not YAML: 2:1: error: parser: while parsing a flow node in line 2, column 1\n"
        ),
        (
            "p.yaml", "a: 1", 65,
            "tapedeck: p.yaml: not a cassette of vcrpy: interactions: missing; expected vcrpy's list of requests and responses\n"
        ),
        (
            "p.har", "{}", 65, "tapedeck: p.har: JSON, but not a HAR log: there is no member \"log\"\n"
        ),
        (
            "p.har", #"{"log":{"entries":[]}}"#, 65,
            "tapedeck: p.har: none of its 0 exchanges is an operation on connections (X-Amz-Target: AppRunner.…); --all keeps the others\n"
        ),
    ])
    func importSaysWhatIsWrongOnce(file: String, text: String?, status: Int32, sentence: String) async throws {
        if let text { try scratch.write(Array(text.utf8), to: file) }
        let outcome = try await DeckProgram.run(["import", file, "--cassette", "c.har"], in: scratch.path)
        #expect(outcome.status == status)
        #expect(outcome.error == sentence)
        #expect(scratch.names == (text == nil ? [] : [file]))
    }

    private static let token = "ghp_" + String(repeating: "a1B2", count: 9)

    /// Another program's file, with a name that is private and whatever else.
    private static func log(_ more: String = "") -> [UInt8] {
        Array(
            #"""
            {"log":{\#(more)"entries":[{"request":{"method":"POST","url":"https://apprunner.us-east-1.amazonaws.com/",
            "headers":[{"name":"X-Amz-Target","value":"AppRunner.DeleteConnection"}],
            "postData":{"mimeType":"","text":"{\"ConnectionArn\":\"very-private\"}"}},
            "response":{"status":200,"statusText":"OK","content":{"text":"{}"}}}]}}
            """#.utf8)
    }

    @Test(arguments: ["har-plain", "vcr", "curl", "wiremock"])
    func exportWritesNothingThatItFindsASecretIn(format: String) async throws {
        try scratch.write(Self.log(#""comment":"\#(Self.token)","#), to: "comment.har")
        let text = String(decoding: Self.log(), as: UTF8.self).replacing("very-private", with: Self.token)
        try scratch.write(Array(text.utf8), to: "body.har")
        for file in format == "har-plain" ? ["comment.har", "body.har"] : ["body.har"] {
            let ended = try await DeckProgram.run(
                ["export", file, "--to", format, "--output", "out"], in: scratch.path)
            #expect(ended.status == 70)
            #expect(
                ended.error
                    == "tapedeck: \(file) is not exported: that would write something that looks like an access "
                    + "token; `tapedeck lint --secrets \(file)` says where it is\n")
            #expect(!scratch.names.contains("out"))
            #expect(try await DeckProgram.run(["lint", "--secrets", file], in: scratch.path).status == 1)
        }
    }

    @Test
    func importFollowsTheRulesOfTheProject() async throws {
        try scratch.write(Self.log(), to: "a.har")
        try scratch.write(Array("redact: ['regex:very-[a-z]+']\n".utf8), to: ".tapedeck.yaml")
        let imported = try await DeckProgram.run(["import", "a.har", "--cassette", "c.har"], in: scratch.path)
        #expect(imported.status == 0, "\(imported.error)")
        let shown = try await DeckProgram.run(["inspect", "c.har", "--full"], in: scratch.path)
        #expect(shown.output.contains("{secret}") && !shown.output.contains("very-private"), "\(shown.output)")
    }

    @Test(arguments: [
        ("redact:\n  - 5\n", ".tapedeck.yaml: redact, item 1 is a number and no text; put it in quotes"),
        ("keep: [[]]\n", ".tapedeck.yaml: keep, item 1 is an array and no text; put it in quotes"),
        (
            "redact: ['regex:']\n",
            ".tapedeck.yaml: regex: is not a regular expression that is searched for: it is empty"
        ),
        ("- redact\n", ".tapedeck.yaml holds no members; expected a list named redact or keep, or root"),
        ("\u{0}", ".tapedeck.yaml is not text in UTF-8; write it anew"),
    ])
    func aBrokenPageOfRulesIsRefused(page: String, sentence: String) async throws {
        try scratch.write(page == "\u{0}" ? [0xFF, 0xFE] : Array(page.utf8), to: ".tapedeck.yaml")
        try scratch.write(Self.log(), to: "a.har")
        let ended = try await DeckProgram.run(["import", "a.har", "--cassette", "c.har"], in: scratch.path)
        #expect(ended.status == 65)
        #expect(ended.error == "tapedeck: \(sentence)\n")
        #expect(!scratch.names.contains("c.har"))
    }

    @Test
    func anEmptyRuleIsRefused() async throws {
        try scratch.write(Self.log(), to: "a.har")
        let ended = try await DeckProgram.run(
            ["import", "a.har", "--cassette", "c.har", "--redact", "regex:"], in: scratch.path)
        #expect(ended.status == 64)
        #expect(ended.error == "tapedeck: regex: is not a regular expression that is searched for: it is empty\n")
    }
}
