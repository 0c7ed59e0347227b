import TapedeckTestSupport
import Testing

/// What a person sees who looks on at a terminal; see ``TerminalMaker``.
struct OnlookerTests {
    private let scratch = Scratch()

    /// Lets a deck without a command answer one request, and ends it; gives what stood on the terminal.
    private func terminal(_ variables: [String: String] = [:]) async throws -> String {
        try scratch.write(try Package.bytes("cassettes/apprunner/connections/create-github.har"), to: "c.har")
        let client = DeckProgram.create("my-github-connection").map { "'\($0)'" }.joined(separator: " ")
        let shell = """
            tapedeck replay c.har --url-file u & deck=$!
            while ! [ -s u ]; do sleep 0.05; done
            \(client.replacing("'{url}/'", with: "\"$(cat u)/\"")) >answer
            kill -TERM $deck; wait $deck
            """
        try scratch.write(Array(shell.utf8), to: "run.sh")
        return try await DeckProgram.run(
            program: ["script", "-qec", "stty cols 200; sh run.sh", "/dev/null"], in: scratch.path,
            environment: ["TERM": "xterm"].merging(variables) { $1 }
        ).output
    }

    @Test(.enabled(if: TerminalMaker.isThere, "there is no script(1) of util-linux here to make a terminal with"))
    func tellsEachRequestInColourToWhoLooksOn() async throws {
        let text = try await terminal()
        #expect(
            text.contains("\u{1B}[32mtapedeck: played entry 1 (CreateConnection my-github-connection) of c.har: 200"))
        #expect(text.contains("1 played, 0 missed, 0 never played"))
    }

    @Test(.enabled(if: TerminalMaker.isThere, "there is no script(1) of util-linux here to make a terminal with"))
    func leavesColourOutWhereItIsNotWanted() async throws {
        let text = try await terminal(["NO_COLOR": "1"])
        #expect(text.contains("tapedeck: played entry 1"))
        #expect(!text.contains("\u{1B}["))
    }

    @Test
    func tellsNothingMoreWhereNobodyLooksOn() async throws {
        try scratch.write(try Package.bytes("cassettes/apprunner/connections/create-github.har"), to: "c.har")
        let outcome = try await DeckProgram.run(
            ["replay", "c.har", "--"] + DeckProgram.create("my-github-connection"), in: scratch.path)
        #expect(outcome.told == ["tapedeck: 1 played, 0 missed, 0 never played"])
    }
}
