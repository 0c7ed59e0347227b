import TapedeckTestSupport
import Testing

/// The program finds what comes with it, whatever directory it is run in.
struct ShippedFilesCommandTests {
    private let scratch = Scratch()

    private func verify(_ environment: [String: String]) async throws -> DeckProgram.Outcome {
        try await DeckProgram.run(
            ["verify", "--client", "nobody"], in: scratch.path, environment: environment)
    }

    @Test
    func knowsItsClientsInAnotherDirectory() async throws {
        let outcome = try await verify([:])
        #expect(outcome.error.contains("apprunner"), "\(outcome)")
        #expect(outcome.error.contains("boto3"))
    }

    @Test
    func takesThemFromTheVariablesDirectory() async throws {
        try scratch.makeDirectory("pages/Fixtures/clients")
        let outcome = try await verify(["TAPEDECK_SHARE": "pages"])
        #expect(outcome.error == "tapedeck: there is no Fixtures/scenarios in \(scratch.path)/pages\n")
    }

    @Test
    func saysWhichVariableNamesADirectoryWithoutThem() async throws {
        let outcome = try await verify(["TAPEDECK_SHARE": "nowhere"])
        #expect(
            outcome.error.contains(
                "/nowhere has none of Fixtures/scenarios, Fixtures/clients, cassettes; TAPEDECK_SHARE names the directory"
            ),
            "\(outcome)")
        #expect(outcome.status == 66)
    }
}
