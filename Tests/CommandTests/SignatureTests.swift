import TapedeckTestSupport
import Testing

/// `--verify-signatures`, with curl as the client that signs.
struct SignatureTests {
    private let scratch = Scratch()

    init() throws {
        let name = "cassettes/apprunner/connections/create-github.har"
        try scratch.write(try Package.bytes(name), to: "c.har")
    }

    private func run(_ mode: [String], key: String, token: String? = nil) async throws -> DeckProgram.Outcome {
        let client =
            DeckProgram.create("my-github-connection") + (token.map { ["-H", "X-Amz-Security-Token: \($0)"] } ?? [])
        return try await DeckProgram.run(
            mode + ["--verify-signatures", key, "--"] + client, in: scratch.path)
    }

    @Test(arguments: ["replay", "simulate"])
    func letsThoseThroughWhoSignWithTheKeyThatWasGiven(mode: String) async throws {
        let words = mode == "replay" ? ["replay", "c.har"] : ["simulate"]
        let outcome = try await run(words, key: "AKIDEXAMPLE:a-secret-that-opens-nothing")
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(outcome.output.contains("PENDING_HANDSHAKE"))
    }

    @Test(arguments: ["replay", "simulate"])
    func showsWhatWasToBeSignedAndNoSecret(mode: String) async throws {
        let words = mode == "replay" ? ["replay", "c.har", "--at-end", "hold"] : ["simulate"]
        let outcome = try await run(words, key: "AKIDEXAMPLE:another-secret-of-the-service")
        #expect(outcome.status != 0)
        #expect(outcome.output.contains("InvalidSignatureException"))
        #expect(outcome.error.contains("canonical request:\n           POST\n           /\n"), "\(outcome.error)")
        #expect(outcome.error.contains("string to sign:\n           AWS4-HMAC-SHA256\n"))
        #expect(!outcome.error.contains("another-secret") && !outcome.error.contains("a-secret-that-opens"))
    }

    @Test
    func namesTheMistakeThatTheSignatureGivesAway() async throws {
        // curl signs with all of its secret; the deck's key has the line end off it that curl's user has left on.
        let client = DeckProgram.create("my-github-connection").map {
            $0.hasPrefix("AKIDEXAMPLE:") ? "AKIDEXAMPLE:opens-nothing " : $0
        }
        let outcome = try await DeckProgram.run(
            ["replay", "c.har", "--verify-signatures", "AKIDEXAMPLE:opens-nothing", "--"] + client, in: scratch.path)
        #expect(outcome.error.contains("the client took a space behind the secret for part of it"), "\(outcome.error)")
    }

    /// A client that goes on after a refusal must not make the run green.
    @Test
    func aRefusalIsAFinding() async throws {
        let right = DeckProgram.create("my-github-connection").map { "'\($0)'" }.joined(separator: " ")
        let outcome = try await DeckProgram.run(
            [
                "replay", "c.har", "--verify-signatures", "AKIDEXAMPLE:a-secret-that-opens-nothing", "--", "sh", "-c",
                "curl -s -d '{}' \"$TAPEDECK_URL\"; \(right)".replacing("'{url}/'", with: "\"$TAPEDECK_URL/\""),
            ], in: scratch.path)
        #expect(outcome.status == 1)
        #expect(outcome.error.contains("MissingAuthenticationTokenException"))
        #expect(outcome.error.contains("1 played, 0 missed, 0 never played, 1 refused for their signature"))
    }
}
