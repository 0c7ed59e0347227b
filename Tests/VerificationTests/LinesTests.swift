import TapedeckAWSWire
import TapedeckContract
import TapedeckJSONText
import TapedeckTestSupport
import TapedeckVerification
import TapedeckYAMLPages
import Testing

/// Libraries as clients, by lines of JSON.
struct LinesTests {
    private static func client(_ script: String) async throws -> InstalledClient {
        let page = """
            client: script
            title: A script
            programs: [sh]
            version: { run: ["{program}", -c, echo script/1.0], match: 'script/([0-9.]+)' }
            lines: \(JSONValue.array(["sh", "-c", .string(script)]).text())
            settings: { attempts: {} }
            """
        let profile = try ClientProfile(YAMLText.parse(page, name: "script.yaml"))
        return try #require(await InstalledClient.find(profile, root: Package.root, path: Bench.path))
    }

    private static func scenario(_ id: String) throws -> Scenario {
        try #require(try Bench.scenarios.first { $0.id == id })
    }

    private static func run(_ client: InstalledClient, _ id: String) async throws -> Observation.Run {
        let scenario = try scenario(id)
        let seen = try await ScenarioRunner(client: client, path: Bench.path).observe(
            scenario, cassette: Bench.library.cassette(of: scenario))
        return try #require(seen.runs.first)
    }

    @Test
    func aProgramIsHandedTheCallAsOneLine() async throws {
        let run = try await Self.run(try await Self.client("cat; echo '{\"result\": {}}'"), "requests/session-token")
        let lines = run.output.split(separator: 0x0A)
        #expect(lines.count == 2)
        let call = try JSONParser.parse(Array(lines[0]))
        #expect(call["operation"] == "CreateConnection")
        #expect(call["input"] == ["ConnectionName": "my-github-connection", "ProviderType": "GITHUB"])
        #expect(call["region"] == "us-east-1")
        #expect(call["endpoint"]?.string?.hasPrefix("http://127.0.0.1:") == true)
        #expect(call["credentials"]?["accessKeyId"] == .string(ScenarioRunner.credentials.accessKeyID))
        #expect(call["credentials"]?["sessionToken"] == .string(ScenarioRunner.sessionToken))
    }

    @Test(
        arguments: [
            (
                #"echo '{"error": {"code": "InvalidRequestException", "message": "a text"}}'"#, false,
                "InvalidRequestException"
            ),
            (#"echo '{"result": {"Connection": {}}}'"#, true, nil), ("exit 3", false, nil), ("true", false, nil),
            ("echo no JSON", false, nil), ("echo '{}'", false, nil),
        ] as [(String, Bool, String?)])
    func readsWhatTheLastLineSays(script: String, isSuccess: Bool, code: String?) async throws {
        let client = try await Self.client("read -r line; \(script)")
        let outcome = client.profile.outcome(of: try await Self.run(client, "errors/invalid-request"))
        #expect(outcome.isSuccess == isSuccess)
        #expect(outcome.code == code)
    }

    @Test
    func aProgramThatReadsNothingHasItsSay() async throws {
        let run = try await Self.run(try await Self.client("exec <&-; echo '{\"result\": {}}'"), "outputs/github")
        #expect(run.exit == .status(0))
        #expect(run.output.count > 10)
    }

    /// The programs of `Examples/LinesOfJSON` whose tools are here; Go's and Swift's have to be built, so under
    /// `TAPEDECK_FULL` alone.
    @Test(arguments: ["python", "node", "shell"] + (Bench.isFull ? ["go", "swift"] : []))
    func theExamplesReportWhatWasSent(name: String) async throws {
        let found = try Bench.library.profile("\(Package.root)/Examples/LinesOfJSON/\(name).yaml")
        guard
            let client = await InstalledClient.find(
                found.profile, root: found.root, page: found.path, path: Bench.path)
        else {
            print("skipped: \(found.profile.title) is not on this machine")
            return
        }
        let suite = Suite(library: Bench.library, runner: ScenarioRunner(client: client, path: Bench.path))
        for id in ["outputs/github", "errors/invalid-request", "requests/signature", "requests/session-token"] {
            let scenario = try Self.scenario(id)
            let verdict = await Bench.gate.pass { await suite.verdict(on: scenario) }
            #expect(verdict.kind == .conforms, "\(id): \(verdict.evidence)")
        }
    }
}
