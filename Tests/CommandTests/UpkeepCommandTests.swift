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
    func whatWasExportedIsImportedAndPlays() async throws {
        let exported = try await DeckProgram.run(
            ["export", "\(cassettes)/create-github.har", "--to", "vcr", "--output", "page.yaml"], in: scratch.path)
        #expect(exported.status == 0)
        let imported = try await DeckProgram.run(["import", "page.yaml", "--cassette", "c.har"], in: scratch.path)
        #expect(imported.status == 0)
        #expect(imported.error == "tapedeck: imported 1 of page.yaml into c.har\n")
        let replayed = try await DeckProgram.run(
            ["replay", "c.har", "--"] + DeckProgram.create("my-github-connection"), in: scratch.path)
        #expect(replayed.status == 0, "\(replayed.error)")
        let again = try await DeckProgram.run(["import", "page.yaml", "--cassette", "c.har"], in: scratch.path)
        #expect(again.status == 73)
        for file in ["page.yaml", "c.har"] { _ = try await DeckProgram.run(program: ["rm", file], in: scratch.path) }
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
}
