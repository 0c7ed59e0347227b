import TapedeckTestSupport
import Testing

/// `scripts/record-on-aws`, with the stand-in in the service's place: then nothing differs.
struct RecordOnAWSTests {
    @Test
    func recordsEveryFlowAndFindsTheStandInEqualToItself() async throws {
        let scratch = Scratch()
        let outcome = try await DeckProgram.run(
            program: ["\(Package.root)/scripts/record-on-aws", "--upstream", "stand-in", "--into", scratch.path],
            in: scratch.path, environment: ["TAPEDECK_BIN": DeckProgram.products])
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(outcome.output.contains("0 of 7 flows differ"), "\(outcome.output)")
        for side in ["service", "stand-in"] {
            let lint = try await DeckProgram.run(
                ["lint"]
                    + ["life", "tags", "pages", "refused", "framework"].map { "\(scratch.path)/\(side)/\($0).har" },
                in: scratch.path)
            #expect(!lint.output.contains("[secret]") && !lint.output.contains("[account]"), "\(lint.output)")
        }
        _ = try await DeckProgram.run(
            program: ["rm", "-r", scratch.path + "/service", scratch.path + "/stand-in"], in: "/")
    }
}
