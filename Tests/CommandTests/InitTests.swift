import TapedeckTestSupport
import Testing

/// `tapedeck init` as a process.
struct InitTests {
    private let scratch = Scratch()

    @Test
    func laysAProjectThatIsThenJudged() async throws {
        let client = """
            #!/bin/sh
            [ "$1" = --version ] && echo mine 2.5 && exit
            curl -sS -X POST -H "X-Amz-Target: AppRunner.CreateConnection" "$6/"
            """
        let program = try scratch.write(client.utf8, to: "mine.sh")
        _ = try await DeckProgram.run(program: ["chmod", "+x", program], in: scratch.path)
        let laid = try await DeckProgram.run(
            [
                "init", "--name", "mine", "--", program, "--connection-name", "x", "--provider-type", "GITHUB",
                "--endpoint-url", "{url}",
            ], in: scratch.path)
        #expect(laid.status == 0, "\(laid)")
        let written = laid.output.split(separator: "\n").filter { $0.hasPrefix("wrote ") }
        #expect(
            written == [
                "wrote cassettes/apprunner/connections/create-github.har", "wrote tapedeck/mine.yaml",
                "wrote .github/workflows/tapedeck.yaml",
            ])
        #expect(
            try await DeckProgram.run(["lint", "cassettes/apprunner/connections/create-github.har"], in: scratch.path)
                .status == 0)
        let judged = try await DeckProgram.run(
            ["verify", "--client", "tapedeck/mine.yaml", "--only", "REQ-2"], in: scratch.path)
        #expect(judged.output.hasPrefix("REQ-2  MUST  conforms"), "\(judged)")
    }

    /// A stranger's page and program lie side by side, wherever that is.
    @Test
    func aRelativeProgramIsLookedUpBesideThePage() async throws {
        try scratch.makeDirectory("deep")
        let program = try scratch.write("#!/bin/sh\necho mine 2.5".utf8, to: "deep/mine.sh")
        _ = try await DeckProgram.run(program: ["chmod", "+x", program], in: scratch.path)
        let page = try await DeckProgram.run(
            ["client", "init", "--name", "mine", "--", "./mine.sh", "{url}"], in: scratch.path)
        try scratch.write(page.output.utf8, to: "deep/mine.yaml")
        let check = try await DeckProgram.run(["client", "check", "deep/mine.yaml"], in: scratch.path)
        #expect(check.output.hasPrefix("mine 2.5, "), "\(check)")
        try scratch.write(page.output.utf8, to: "mine.yaml")
        let missing = try await DeckProgram.run(["client", "check", "mine.yaml"], in: scratch.path)
        #expect(missing.status == 75)
        #expect(
            missing.told == [
                "tapedeck: mine is not on this machine (looked for ./mine.sh); none of these prints a version that fits: see `programs` and `version` in mine.yaml"
            ])
    }

    @Test
    func leavesWhatIsThere() async throws {
        try scratch.makeDirectory("tapedeck")
        try scratch.write("mine".utf8, to: "tapedeck/client.yaml")
        let laid = try await DeckProgram.run(["init"], in: scratch.path)
        #expect(laid.status == 0)
        #expect(laid.told == ["tapedeck: tapedeck/client.yaml is there already; it is left as it is"])
        #expect(String(decoding: try scratch.read("tapedeck/client.yaml"), as: UTF8.self) == "mine")
        #expect(!laid.output.contains("wrote tapedeck/client.yaml"))
    }
}
