import TapedeckTestSupport
import Testing

/// A sample of `scripts/compare-with-aws`: AWS CLI v2 and apprunner print, end and send the same, but for what is listed.
struct DifferentialTests {
    static let isPossible = ["aws", "python3"].allSatisfy { access("/usr/bin/\($0)", X_OK) == 0 }

    @Test(.enabled(if: isPossible, "AWS CLI v2 is not at /usr/bin/aws; run scripts/setup --clients"))
    func doesAsAWSCLIDoes() async throws {
        let scratch = Scratch()
        let outcome = try await DeckProgram.run(
            program: [
                "/usr/bin/python3", "\(Package.root)/scripts/compare-with-aws", "--count", "48", "--apprunner",
                "\(DeckProgram.products)/apprunner",
            ], in: scratch.path, deadline: Patience.seconds)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.error)")
        #expect((outcome.output + outcome.error).contains(" cases, "))
    }
}
