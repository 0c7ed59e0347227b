import TapedeckJSONText
import TapedeckTestSupport
import Testing

/// `tapedeck doctor` and `tapedeck --version`.
struct DoctorTests {
    private let scratch = Scratch()

    private func doctor(
        _ words: [String] = [], _ environment: [String: String] = [:]
    ) async throws -> DeckProgram.Outcome {
        // One client on the path, so that the run is short: curl.
        try await DeckProgram.run(
            ["doctor"] + words, in: scratch.path,
            environment: ["PATH": "\(DeckProgram.products):/usr/bin:/bin"].merging(environment) { $1 })
    }

    @Test
    func namesClientsAndWhatEachNeedsToBeRecorded() async throws {
        let outcome = try await doctor()
        #expect(outcome.status == 0, "\(outcome)")
        #expect(outcome.output.contains("  ok          curl: "), "\(outcome.output)")
        #expect(outcome.output.contains("  ok          apprunner: "))
        #expect(outcome.output.contains("to be recorded: --endpoint-url '{url}' among its arguments, or --mode proxy"))
        #expect(outcome.output.contains(/\n  ok          libcurl: libcurl\/[0-9.]+ \S+ can be loaded\n/))
        #expect(outcome.output.contains("  ok          port at 127.0.0.1: a free one can be had\n"))
        #expect(outcome.output.hasSuffix("\nnothing is in the way\n"))
    }

    @Test(arguments: [
        (
            ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"],
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: a client of AWS that you start yourself passes over"
        ),
        (["HTTP_PROXY": "http://me:hunter2@proxy:1"], "HTTP_PROXY: a client that you start yourself"),
        (["AWS_CA_BUNDLE": "/nowhere/b.pem"], "AWS_CA_BUNDLE: it names /nowhere/b.pem, which is not there"),
        (["TMPDIR": "/nowhere"], "temporary files: can't make"),
    ])
    func saysWhatIsInTheWay(variables: [String: String], sentence: String) async throws {
        let outcome = try await doctor([], variables)
        #expect(outcome.output.contains("  in the way  \(sentence)"), "\(outcome.output)")
        #expect(outcome.output.hasSuffix("\n1 thing is in the way\n"))
        #expect(outcome.status == 1)
        #expect(!outcome.output.contains("hunter2"))
    }

    @Test
    func aProxyThatSparesTheDeckIsNotInTheWay() async throws {
        let outcome = try await doctor([], ["HTTP_PROXY": "http://proxy:1", "NO_PROXY": "localhost, 127.0.0.1"])
        #expect(outcome.status == 0, "\(outcome.output)")
    }

    @Test
    func printsJSONForMachines() async throws {
        let outcome = try await doctor(["--json"], ["AWS_CLI_AUTO_PROMPT": "on"])
        let value = try JSONParser.parse(Array(outcome.output.utf8))
        #expect(value["variables"]?.array?.first?["weight"]?.string == "in the way")
        #expect(value["clients"]?.array?.contains { $0["subject"]?.string == "curl" } == true)
        #expect(outcome.status == 1)
    }

    @Test
    func theVersionSaysWhatItIsBuiltWith() async throws {
        let outcome = try await DeckProgram.run(["--version"], in: scratch.path)
        let form =
            /tapedeck \d+\.\d+\.\d+ \((commit [0-9a-f]+|built in a checkout), (debug|release)\)\nbuilt with Swift 6\.\d.*; runs with libcurl\/[0-9.]+ \S+ and SQLite 3\.[0-9.]+\n/
        #expect(outcome.output.wholeMatch(of: form) != nil, "\(outcome)")
        #expect(outcome.status == 0)
    }
}
