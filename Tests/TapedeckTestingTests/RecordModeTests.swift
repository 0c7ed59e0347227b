import Synchronization
import TapedeckCassetteFormat
import TapedeckPlatform
import TapedeckProcesses
import TapedeckTestSupport
import Testing

@testable import TapedeckTesting

/// When tests record, and when they don't.
struct RecordModeTests {
    @Test(
        arguments: [([String: String], RecordMode)]([
            ([:], .off), (["TAPEDECK_RECORD": ""], .off), (["TAPEDECK_RECORD": "missing"], .missing),
            (["TAPEDECK_RECORD": "all"], .all), (["TAPEDECK_RECORD": "all", "CI": "true"], .off),
            (["TAPEDECK_RECORD": "all", "CI": "1"], .off), (["TAPEDECK_RECORD": "all", "CI": "false"], .all),
            (["TAPEDECK_RECORD": "missing", "CI": ""], .missing),
        ]))
    func isSaidByTheEnvironmentAndNeverUnderCI(variables: [String: String], mode: RecordMode) throws {
        #expect(try RecordMode(variables) == mode)
    }

    @Test
    func saysWhichWordsThereAre() {
        let error = #expect(throws: CassetteUnavailable.self) { try RecordMode(["TAPEDECK_RECORD": "yes"]) }
        #expect(error?.description == "TAPEDECK_RECORD is yes; expected missing or all")
    }
}

/// Recording by a test: its first run makes its cassette.
struct TestRecordingTests {
    private let scratch = Scratch()

    private func variables(_ more: [String: String] = [:]) -> [String: String] {
        var variables = ProcessEnvironment.variables
        variables["CI"] = nil
        variables["TAPEDECK_UPSTREAM"] = nil
        variables["TAPEDECK_PROGRAM"] = DeckProducts.tapedeck
        return variables.merging(more) { $1 }
    }

    /// Runs a body in the place of a test with a trait; gives what it told and what it threw.
    private func run(
        _ trait: DeckTrait, _ variables: [String: String],
        failing isFailure: @escaping @Sendable (Issue) -> Bool = TestFailureWatch.isFailure,
        _ body: @escaping @Sendable () async throws -> Void
    ) async throws -> (told: [String], error: (any Error)?) {
        let told = Mutex<[String]>([])
        let thrown = Mutex<(any Error)?>(nil)
        let test = try #require(Test.current)
        await withKnownIssue(isIntermittent: true) {
            do {
                try await trait.provideScope(
                    for: test, testCase: Test.Case.current, variables: variables, failing: isFailure,
                    performing: body)
            } catch {
                thrown.withLock { $0 = error }
            }
        } matching: { issue in
            told.withLock { $0.append(issue.comments.map(\.rawValue).joined()) }
            return true
        }
        return (told.withLock { $0 }, thrown.withLock { $0 })
    }

    private var trait: DeckTrait {
        .cassette("sub/new", recordingFrom: "stand-in", in: scratch.path)
    }

    private func cassette() throws -> Cassette {
        try Cassette(bytes: Files.read("\(scratch.path)/sub/new.har"))
    }

    @Test
    func theFirstRunMakesTheCassetteAndTheSecondPlaysIt() async throws {
        let environment = variables(["TAPEDECK_RECORD": "missing"])
        let isRecording = Mutex<[Bool]>([])
        for _ in 0..<2 {
            let (_, error) = try await run(trait, environment) {
                let deck = try Deck.required
                isRecording.withLock { $0.append(deck.isRecording) }
                _ = try await Client(url: deck.url).create("my-github-connection")
            }
            #expect(error == nil)
        }
        #expect(isRecording.withLock { $0 } == [true, false])
        #expect(try cassette().entries.map(\.operation) == ["CreateConnection"])
        #expect(try Files.names(in: "\(scratch.path)/sub") == ["new.har"])
    }

    @Test
    func allRecordsAnewAndAFailingTestTakesNothingAway() async throws {
        let environment = variables(["TAPEDECK_RECORD": "all"])
        try Files.makeDirectories("\(scratch.path)/sub")
        try Files.writeDurably(
            Files.read("\(Package.root)/cassettes/apprunner/connections/delete.har"), to: "\(scratch.path)/sub/new.har")
        let before = try Files.read("\(scratch.path)/sub/new.har")
        let (_, failed) = try await run(trait, environment) {
            _ = try await Client(url: try Deck.required.url).create("abcd")
            throw Client.Refused(status: 0)
        }
        #expect(failed as? Client.Refused == Client.Refused(status: 0))
        #expect(try Files.read("\(scratch.path)/sub/new.har") == before)
        let (told, error) = try await run(trait, environment) {
            _ = try await Client(url: try Deck.required.url).create("abcd")
        }
        #expect(error == nil)
        #expect(try cassette().entries.map(\.resource) == ["abcd"])
        #expect(told == ["recorded \(scratch.path)/sub/new.har from stand-in; look at it and commit it"] || told == [])
    }

    /// A test goes on after an expectation that was not met, and has failed all the same.
    @Test
    func aTestThatFailsWithoutThrowingTakesNothingAway() async throws {
        let environment = variables(["TAPEDECK_RECORD": "all"])
        try Files.makeDirectories("\(scratch.path)/sub")
        let before = try Files.read("\(Package.root)/cassettes/apprunner/connections/delete.har")
        try Files.writeDurably(before, to: "\(scratch.path)/sub/new.har")
        // Here an issue is known, so as not to fail this test.
        let (told, error) = try await run(trait, environment, failing: { $0.severity == .error }) {
            _ = try await Client(url: try Deck.required.url).create("abcd")
            Issue.record("an expectation that was not met")
        }
        #expect(error == nil)
        #expect(told.first == "an expectation that was not met")
        #expect(told.dropFirst() == ["\(scratch.path)/sub/new.har was not recorded: the test failed"])
        #expect(try Files.read("\(scratch.path)/sub/new.har") == before)
        #expect(try Files.names(in: "\(scratch.path)/sub") == ["new.har"])
    }

    @Test
    func underCINothingIsRecordedAndTheMissSaysSo() async throws {
        let (_, error) = try await run(trait, variables(["TAPEDECK_RECORD": "missing", "CI": "true"])) {}
        let text = "\((error as? CassetteUnavailable)?.description ?? "")"
        #expect(text.hasSuffix("TAPEDECK_RECORD counts for nothing here, because CI is set"), "\(text)")
        #expect(!Files.exists("\(scratch.path)/sub/new.har"))
    }

    /// A test run that is killed closes its recorder's input, whatever else it comes to.
    @Test
    func aRecorderEndsWithItsInput() async throws {
        let path = "\(scratch.path)/new.har.recording"
        let program = Program(
            [DeckProducts.tapedeck] + TestRecording.words(into: path, from: "stand-in"),
            environment: variables(TestRecording.ownVariables))
        let ended = try await program.captured(within: Patience.seconds)
        #expect(ended.exit == .status(1))
        #expect(String(decoding: ended.output, as: UTF8.self).hasPrefix("http://127.0.0.1:"))
        #expect(try Files.names(in: scratch.path) == [])
    }

    /// The recorder runs a command of its own, of which the test's author knows nothing.
    @Test
    func aTestThatAsksNothingIsToldOfNoCommand() async throws {
        let environment = variables(["TAPEDECK_RECORD": "missing", "HOME": scratch.path])
            .filter { !$0.key.hasPrefix("AWS_") }
        let (_, error) = try await run(trait, environment) {}
        let text = "\((error as? CassetteUnavailable)?.description ?? "")"
        #expect(text.contains("was not written: no request came to http://127.0.0.1:"), "\(text)")
        #expect(!text.contains("the command"), "\(text)")
    }

    @Test
    func saysWhatIsMissingToRecord() async throws {
        let (_, upstream) = try await run(
            .cassette("new", in: scratch.path), variables(["TAPEDECK_RECORD": "missing"])
        ) {}
        #expect("\(upstream.map { "\($0)" } ?? "")".contains("set TAPEDECK_UPSTREAM"))
        let (_, program) = try await run(
            trait, variables(["TAPEDECK_RECORD": "missing", "TAPEDECK_PROGRAM": "/nowhere/tapedeck"])
        ) {}
        #expect("\(program.map { "\($0)" } ?? "")".contains("TAPEDECK_PROGRAM"))
        let (_, several) = try await run(
            .cassette("new", "newer", recordingFrom: "stand-in", in: scratch.path),
            variables(["TAPEDECK_RECORD": "missing"])
        ) {}
        #expect("\(several.map { "\($0)" } ?? "")".contains("which request belongs to which can't be told"))
    }
}

/// Where this package's programs are.
enum DeckProducts {
    static let tapedeck = (ProcessEnvironment.programPath.map { Files.parent(of: $0) } ?? "") + "/tapedeck"
}
