import TapedeckTestSupport
import Testing

/// Cassettes behind symbolic links, and what is said where nothing is added.
struct LinkedCassetteTests {
    private let scratch = Scratch()

    private func record(_ cassette: String, _ more: [String] = [], _ command: [String]) async throws
        -> DeckProgram.Outcome
    {
        try await DeckProgram.run(
            ["record", "--upstream", "stand-in", "--cassette", cassette] + more + ["--"] + command, in: scratch.path)
    }

    @Test
    func aSecondRecorderIsRefusedThroughALinkToo() async throws {
        _ = try await DeckProgram.run(program: ["ln", "-s", "real.har", "link.har"], in: scratch.path)
        let inner = "\"$0\" record --upstream stand-in --cassette real.har -- true; echo inner $? >&2"
        let ended = try await record("link.har", [], ["sh", "-c", inner, DeckProgram.path])
        #expect(ended.error.contains("inner 73"), "\(ended.error)")
        #expect(
            ended.error.contains("another recorder is writing to real.har.journal at this moment"), "\(ended.error)")
        let made = try await record("link.har", [], DeckProgram.create("abcd"))
        #expect(made.status == 0, "\(made.error)")
        #expect(scratch.names == ["link.har", "real.har"])
        let link = try await DeckProgram.run(program: ["readlink", "link.har"], in: scratch.path)
        #expect(link.output == "real.har\n")
    }

    @Test
    func whatWasNotAddedIsNotSaidToBe() async throws {
        _ = try await record("c.har", [], DeckProgram.create("abcd"))
        let before = try scratch.read("c.har")
        let again = try await record("c.har", ["--existing", "only-missing"], DeckProgram.create("abcd"))
        #expect(again.status == 0)
        #expect(
            again.told.last == "tapedeck: added nothing: there was nothing but 1 exchange that c.har has an entry for",
            "\(again.error)")
        #expect(try scratch.read("c.har") == before)
    }

    /// An engine that goes back would never end, and no signal would be heard.
    @Test
    func aRuleThatGoesBackDoesNotHoldTheRecorder() async throws {
        let call =
            "curl -sS \"$TAPEDECK_URL/\" -H 'X-Amz-Target: AppRunner.ListConnections' -d \(String(repeating: "a", count: 52))!"
        let ended = try await record("c.har", ["--redact", "regex:(a|aa)+$"], ["sh", "-c", call])
        #expect(ended.status == 0, "\(ended.error)")
    }
}
