import Synchronization
import TapedeckAWSSigning
import TapedeckAWSWire
import TapedeckCurlTransport
import TapedeckExchangeModel
import TapedeckTesting
import TapedeckTestSupport
import Testing

/// A client that throws an error of its own, as clients do.
struct Client {
    struct Refused: Error, Equatable {
        let status: Int
    }

    let url: String

    func call(_ operation: ConnectionOperation, _ body: String) async throws -> String {
        var request = Envelope.request(operation, body: Array(body.utf8), host: String(url.dropFirst("http://".count)))
        // A cassette does not look at signatures, the stand-in only at their form.
        SignatureV4(region: "us-east-1", service: "apprunner").sign(
            &request, credentials: Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "s"),
            at: Instant(seconds: 1_604_363_571))
        var options = CurlTransport.Options()
        options.readTimeout = Patience.seconds
        let response = try await CurlTransport().send(request, to: "\(url)/", options: options).response
        guard response.status == 200 else { throw Refused(status: response.status) }
        return String(decoding: response.body, as: UTF8.self)
    }

    func create(_ name: String) async throws -> String {
        try await call(.createConnection, #"{"ConnectionName":"\#(name)","ProviderType":"GITHUB"}"#)
    }
}

/// What a client's author writes.
struct CassetteTraitTests {
    @Test(.cassette("apprunner/connections/create-github"))
    func replaysTheCassette() async throws {
        let answer = try await Client(url: try Deck.required.url).create("my-github-connection")
        #expect(answer.contains(#""Status":"PENDING_HANDSHAKE""#))
    }

    @Test(.cassette("apprunner/connections/handshake-available.har"))
    func replaysTransitions() async throws {
        let client = Client(url: try Deck.required.url)
        _ = try await client.create("my-github-connection")
        var seen: [String] = []
        for _ in 0..<2 {
            let answer = try await client.call(.listConnections, #"{"ConnectionName":"my-github-connection"}"#)
            seen.append(answer.contains("AVAILABLE") ? "AVAILABLE" : "PENDING_HANDSHAKE")
        }
        #expect(seen == ["PENDING_HANDSHAKE", "AVAILABLE"])
    }

    /// `hold`, `summary` and its members are there with one import.
    @Test(.cassette("apprunner/connections/create-github", atEnd: .hold))
    func isUsedWithOneImport() async throws {
        let deck = try Deck.required
        for _ in 0..<3 { _ = try await Client(url: deck.url).create("my-github-connection") }
        #expect(deck.summary.played == 3)
        #expect(deck.summary.misses.map(\.explanation) == [])
        #expect(deck.environment["AWS_ENDPOINT_URL_APPRUNNER"] == deck.url)
    }

    /// What was taken out of the cassette as a secret is taken out of the request too, before they are compared.
    @Test
    func aClientWhoseSecretWasTakenOutFindsItsAnswer() async throws {
        let scratch = Scratch()
        let text = String(
            decoding: try Package.bytes("cassettes/apprunner/connections/create-github.har"), as: UTF8.self)
        try scratch.write(Array(text.replacing("my-github-connection", with: "{secret}").utf8), to: "c.har")
        let secret = "ghp_0123456789abcdefghijABCDEFGHIJ012345"
        try await withDeck("c", in: scratch.path) { deck in
            let answer = try await Client(url: deck.url).create(secret)
            #expect(answer.contains("PENDING_HANDSHAKE"))
            #expect(deck.summary.misses.isEmpty)
        }
    }

    @Test
    func aForgottenTraitSaysWhatToWrite() throws {
        let error = #expect(throws: CassetteUnavailable.self) { try Deck.required }
        #expect(error?.description.contains("write @Test(.cassette(\"NAME\"))") == true)
    }
}

/// What a trait tells when things go wrong; each is one that a mistake in the trait would lose.
struct CassetteTraitIssueTests {
    /// What the trait told, and what it threw, with a body in the place of a test.
    private func told(
        by trait: DeckTrait, _ body: @escaping @Sendable (Client) async throws -> Void
    ) async throws -> (issues: [String], error: (any Error)?) {
        let issues = Mutex<[String]>([])
        let thrown = Mutex<(any Error)?>(nil)
        let test = try #require(Test.current)
        await withKnownIssue(isIntermittent: true) {
            do {
                try await trait.provideScope(for: test, testCase: Test.Case.current) {
                    try await body(Client(url: try Deck.required.url))
                }
            } catch {
                thrown.withLock { $0 = error }
            }
        } matching: { issue in
            issues.withLock { $0.append(issue.comments.map(\.rawValue).joined()) }
            return true
        }
        return (issues.withLock { $0 }, thrown.withLock { $0 })
    }

    @Test
    func aMissIsToldThoughTheTestThrows() async throws {
        let (issues, error) = try await told(by: .cassette("apprunner/connections/create-github")) {
            _ = try await $0.create("other-name")
        }
        #expect(error as? Client.Refused == Client.Refused(status: 400))
        // The entry that comes nearest to the miss is not told a second time, as never played.
        #expect(issues.count == 1)
        #expect(issues.first?.contains(#"/ConnectionName: recorded "my-github-connection", sent "other-name""#) == true)
        let path = "\(Package.root)/cassettes/apprunner/connections/create-github.har"
        let remedies = issues.first?.split(separator: "\n").suffix(2).map(String.init) ?? []
        #expect(
            remedies == [
                "  to fix it, record the whole conversation again: tapedeck record --upstream stand-in --overwrite "
                    + "--cassette \(path) --title 'A connection to GitHub is created'",
                "  or by this test: TAPEDECK_RECORD=all TAPEDECK_UPSTREAM=stand-in swift test --filter "
                    + #"'TapedeckTestingTests.CassetteTraitIssueTests/aMissIsToldThoughTheTestThrows\('"#,
            ])
    }

    /// Record mode makes one cassette: a command that it refuses is no advice.
    @Test
    func aTestOfTwoCassettesIsNotToldToRecordThem() async throws {
        let (issues, _) = try await told(
            by: .cassette("apprunner/connections/create-github", "apprunner/connections/delete")
        ) { _ = try? await $0.create("other-name") }
        #expect(issues.count == 2)
        #expect(issues.allSatisfy { !$0.contains("TAPEDECK_RECORD") }, "\(issues)")
        let trait: DeckTrait = .cassette("apprunner/connections/create-github", "nothing-like-it")
        let (_, error) = try await told(by: trait) { _ in }
        let text = "\((error as? CassetteUnavailable)?.description ?? "")"
        #expect(text.contains("; to make it: tapedeck record ") && !text.contains("TAPEDECK_RECORD"), "\(text)")
    }

    /// What a test was cancelled before is nothing that it left; what it missed is.
    @Test(arguments: [([], true, 0), ([], false, 0), (["other-name"], true, 1)] as [([String], Bool, Int)])
    func aTestThatIsCancelledLeavesNothingOver(names: [String], isThrown: Bool, count: Int) async throws {
        let issues = try await Task {
            try await told(by: .cassette("apprunner/connections/handshake-available")) { client in
                for name in names { _ = try? await client.create(name) }
                withUnsafeCurrentTask { $0?.cancel() }
                if isThrown { throw CancellationError() }
            }
        }.value.issues
        #expect(issues.count == count)
        #expect(issues.allSatisfy { $0.hasPrefix("no CreateConnection for other-name") }, "\(issues)")
    }

    @Test
    func aWholePathIsACassetteToo() async throws {
        let path = "\(Package.root)/cassettes/apprunner/connections/create-github"
        let trait: DeckTrait = .cassette(path, in: "/nowhere")
        let (issues, error) = try await told(by: trait) { _ = try await $0.create("my-github-connection") }
        #expect(error == nil)
        #expect(issues == [])
    }

    @Test
    func aMissIsToldThoughTheTestGoesOn() async throws {
        let (issues, error) = try await told(by: .cassette("apprunner/connections/create-github")) {
            _ = try? await $0.create("other-name")
            _ = try await $0.create("my-github-connection")
        }
        #expect(error == nil)
        #expect(issues.count == 1)
    }

    @Test
    func leftoversAreOneIssue() async throws {
        let (issues, _) = try await told(by: .cassette("apprunner/connections/handshake-available")) { _ in }
        #expect(issues.count == 1)
        #expect(issues.first?.split(separator: "\n").count ?? 0 >= 4)
        #expect(
            issues.first?.hasPrefix("never played:\n  entry 1 (CreateConnection my-github-connection) of /") == true)
    }

    @Test
    func leftoversMayBeAllowed() async throws {
        let trait: DeckTrait = .cassette("apprunner/connections/handshake-available", allowingLeftovers: true)
        #expect(try await told(by: trait) { _ in }.issues == [])
    }

    @Test(arguments: [
        ("apprunner/connections/create-githb", "; did you mean apprunner/connections/create-github"),
        ("nothing-like-it", ": there is no such file; to make it: tapedeck record --upstream stand-in --cassette /"),
    ])
    func aMissingCassetteSaysWhatWasMeantOrHowToMakeIt(name: String, part: String) async throws {
        let (_, error) = try await told(by: .cassette(name)) { _ in }
        #expect((error as? CassetteUnavailable)?.description.contains(part) == true)
        #expect("\(error.map { "\($0)" } ?? "")".hasSuffix(", or run the test with TAPEDECK_RECORD=missing"))
    }

    @Test
    func anEmptyCassetteIsNotGreen() async throws {
        let scratch = Scratch()
        try scratch.write(#"{"log":{"version":"1.2","entries":[]}}"#.utf8, to: "empty.har")
        let (_, error) = try await told(by: .cassette("empty", in: scratch.path)) { _ in }
        #expect((error as? CassetteUnavailable)?.description.contains("there are no entries") == true)
    }
}

/// `withDeck`, within a test of Swift Testing and outside of one, as XCTest is.
struct WithDeckTests {
    private let directory = "\(Package.root)/cassettes/apprunner"

    @Test
    func handsOutADeck() async throws {
        let answer = try await withDeck("connections/create-github", in: directory) { deck in
            try await Client(url: deck.url).create("my-github-connection")
        }
        #expect(answer.contains("PENDING_HANDSHAKE"))
    }

    /// Record mode is for traits.
    @Test
    func isNotToldToRecord() async throws {
        let error = await #expect(throws: CassetteUnavailable.self) {
            try await withDeck("connections/none", in: directory) { _ in }
        }
        #expect(error?.description.contains("TAPEDECK_RECORD") == false)
    }

    @Test
    func throwsWhatWasMissedWhereThereIsNoTestToTell() async throws {
        let directory = directory
        let failure = await #expect(throws: DeckFailure.self) {
            try await Task.detached {
                try await withDeck("connections/create-github", in: directory) { deck in
                    _ = try await Client(url: deck.url).create("other-name")
                }
            }.value
        }
        #expect(failure?.error as? Client.Refused == Client.Refused(status: 400))
        #expect(failure?.findings.count == 1)
        #expect(
            failure?.description.contains("with this input is recorded in \(directory)/connections/create-github.har")
                == true)
        await #expect(throws: DeckFailure.self) {
            try await Task.detached { try await withDeck("connections/create-github", in: directory) { _ in } }.value
        }
    }
}

/// Traits of suites and tests add up.
@Suite(.cassette("apprunner/connections/create-github"))
struct SuiteTraitTests {
    @Test(arguments: 1...3)
    func eachTestOfASuiteHasAPlayerOfItsOwn(_ time: Int) async throws {
        let deck = try Deck.required
        #expect(deck.summary.played == 0)
        _ = try await Client(url: deck.url).create("my-github-connection")
    }

    @Test(
        .cassette("apprunner/connections/create-bitbucket"),
        .cassette("apprunner/connections/error-not-found", allowingLeftovers: true))
    func traitsAddUp() async throws {
        let deck = try Deck.required
        let client = Client(url: deck.url)
        _ = try await client.create("my-github-connection")
        _ = try await client.call(
            .createConnection, #"{"ConnectionName":"my-bitbucket-connection","ProviderType":"BITBUCKET"}"#)
        #expect(deck.summary.neverPlayed.map(\.operation) == ["DeleteConnection"])
    }
}
