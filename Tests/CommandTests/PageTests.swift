import TapedeckPlatform
import TapedeckTestSupport
import Testing

/// The live page in a real browser: `scripts/check-page` uses it as a person does.
struct PageTests {
    private static let browser = ["chromium", "chromium-browser"].flatMap { name in
        ProcessEnvironment.variable("PATH").split(separator: ":").map { "\($0)/\(name)" }
    }.first { Files.isExecutable($0) }

    @Test(.enabled(if: browser != nil, "there is no chromium in PATH; apt-get install chromium"))
    func isUsedByKeyboardAndScreenReaderInEachMode() async throws {
        let outcome = try await DeckProgram.run(
            program: ["\(Package.root)/scripts/check-page"], in: "/tmp", environment: ["TAPEDECK": DeckProgram.path])
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.error)")
    }
}
