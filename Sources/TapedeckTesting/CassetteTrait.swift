public import TapedeckPlayback
public import Testing

/// Gives a test, or each test of a suite, an endpoint of its own that replays cassettes.
///
/// ```swift
/// @Test(.cassette("apprunner/connections/create-github"))
/// func createsAConnection() async throws {
///     let deck = try Deck.required
///     let connection = try await MyClient(endpoint: deck.url).createConnection("my-github-connection", .github)
///     #expect(connection.status == "PENDING_HANDSHAKE")
/// }
/// ```
///
/// When the test ends, in whatever way, every request that the cassettes had no answer for is an issue that says what came
/// nearest, and, unless it is lenient, what was never played is one more.
///
/// Traits of a test and of its suites add up: their cassettes are on one deck, the outermost suite's first.
public struct CassetteTrait: TestTrait, SuiteTrait, TestScoping {
    /// Each test of a suite gets a player of its own.
    public let isRecursive = true

    let names: [String]
    let policy: EndPolicy
    let allowsLeftovers: Bool
    let directory: String

    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        // A suite itself makes no requests; its tests come here one by one.
        guard testCase != nil else { return try await function() }
        // The first of a test's traits plays for them all.
        if Deck.current?.test == test.id { return try await function() }
        let all = test.traits.compactMap { $0 as? CassetteTrait }
        let session = try DeckSession(all.isEmpty ? [self] : all)
        try await session.run(for: test.id, body: { _ in try await function() }) { finding in
            Issue.record("\(finding)", sourceLocation: test.sourceLocation)
        }
    }
}

extension Trait where Self == CassetteTrait {
    /// An endpoint that replays cassettes.
    ///
    /// - Parameters:
    ///   - names: paths below the cassettes' directory, with or without `.har`.
    ///   - policy: what a track does at its end; by default the next request is a miss.
    ///   - leftovers: whether entries of these cassettes that were never played are allowed.
    ///   - directory: where the cassettes are; for a package's resources `Bundle.module.resourcePath`. By default
    ///     `TAPEDECK_CASSETTES`, else the nearest directory `cassettes` beside or above the test's source file.
    public static func cassette(
        _ names: String..., atEnd policy: EndPolicy = .fail, allowingLeftovers leftovers: Bool = false,
        in directory: String? = nil, filePath: String = #filePath
    ) -> Self {
        CassetteTrait(
            names: names, policy: policy, allowsLeftovers: leftovers,
            directory: directory ?? CassetteDirectory.near(filePath))
    }
}
