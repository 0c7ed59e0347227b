import TapedeckPlatform
public import TapedeckPlayback
public import Testing

/// Gives a test, or each test of a suite, an endpoint of its own: one that replays cassettes, or the stand-in service.
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
/// nearest, and, unless it is lenient, what was never played is one more; the journal of all requests is attached.
///
/// Traits of a test and of its suites add up: their cassettes are on one deck, the outermost suite's first.
///
/// With `TAPEDECK_RECORD=missing` in the environment a cassette that is not there is recorded by the first test that asks
/// for it, with `TAPEDECK_RECORD=all` each is recorded anew; never where `CI` is set. The upstream is the trait's, else
/// `TAPEDECK_UPSTREAM`; the program `tapedeck` records, which is looked for in `TAPEDECK_PROGRAM` and in `PATH`. Of the cases of
/// a parameterised test one records, and the others play what it has recorded: they are to ask for the same, or to bind.
public struct DeckTrait: TestTrait, SuiteTrait, TestScoping {
    /// What one trait adds to a deck.
    enum Part: Sendable {
        case cassettes(Cassettes)
        case standIn(StandInSettings)
        case fault(String)
        /// Where it stands tells a test's own from its suite's.
        case bind([String], file: String = "", line: Int = 0)
        case match([String])
    }

    /// Cassettes of one trait.
    struct Cassettes: Sendable {
        let names: [String]
        let policy: EndPolicy
        let allowsLeftovers: Bool
        let upstream: String?
        let directory: String
    }

    /// Each test of a suite gets a deck of its own.
    public let isRecursive = true

    let part: Part

    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await provideScope(
            for: test, testCase: testCase, variables: ProcessEnvironment.variables, performing: function)
    }

    func provideScope(
        for test: Test, testCase: Test.Case?, variables: [String: String],
        failing isFailure: @escaping @Sendable (Issue) -> Bool = TestFailureWatch.isFailure,
        performing function: @Sendable () async throws -> Void
    ) async throws {
        // A suite itself makes no requests; its tests come here one by one.
        guard testCase != nil else { return try await function() }
        // The first of a test's traits plays for them all.
        if Deck.current?.test == test.id { return try await function() }
        let all = test.traits.compactMap { $0 as? DeckTrait }
        let parts = all.isEmpty ? [part] : all.map(\.part)
        let tell: (Finding) -> Void = { $0.record(at: test.sourceLocation) }
        if let recording = try TestRecording(parts, variables: variables) {
            let watch = TestFailureWatch(isFailure)
            let isDone = try await recording.run(for: test.id, watch: watch, tell: tell) {
                try await watch.run(for: test, testCase: testCase, function)
            }
            if isDone { return }
        }
        let session = try DeckSession(parts, test: test, variables: variables)
        try await session.run(for: test.id, body: { _ in try await function() }, tell: tell)
    }
}

extension Trait where Self == DeckTrait {
    /// An endpoint that replays cassettes.
    ///
    /// - Parameters:
    ///   - names: paths below the cassettes' directory, with or without `.har`.
    ///   - policy: what a track does at its end; by default the next request is a miss.
    ///   - leftovers: whether entries of these cassettes that were never played are allowed.
    ///   - upstream: where record mode records: `stand-in`, or a URL; by default `TAPEDECK_UPSTREAM`.
    ///   - directory: where the cassettes are; for a package's resources `Bundle.module.resourcePath`. By default
    ///     `TAPEDECK_CASSETTES`, else the nearest directory `cassettes` beside or above the test's source file.
    public static func cassette(
        _ names: String..., atEnd policy: EndPolicy = .fail, allowingLeftovers leftovers: Bool = false,
        recordingFrom upstream: String? = nil, in directory: String? = nil, filePath: String = #filePath
    ) -> Self {
        DeckTrait(
            part: .cassettes(
                .init(
                    names: names, policy: policy, allowsLeftovers: leftovers, upstream: upstream,
                    directory: directory ?? CassetteDirectory.near(filePath))))
    }

    /// Trouble for the requests of a test that has cassettes or a stand-in.
    ///
    /// - Parameter rule: as `tapedeck replay --fault` takes it: `CreateConnection:2=reset,503,ok` hurts the second and third
    ///   request of the operation, `reset` the first of any. The words are those of `FaultStep.forms`.
    public static func fault(_ rule: String) -> Self {
        DeckTrait(part: .fault(rule))
    }

    /// Lets recorded values stand for whatever a client says in their place: names that it makes up, its account, its region.
    ///
    /// Each recorded value is bound once, to what the first request says for which the cassettes then have an answer; from
    /// then on answers say it too, within ARNs as well.
    ///
    /// - Parameter rules: as `tapedeck replay --bind` takes them: `ConnectionName`, `/Tags/0/Value`, `account`, `region` or
    ///   `partition`, with `=VALUE` behind for a value that is known beforehand. Of one that stands at the test itself and binds
    ///   nothing the test is warned; one of a suite is for those of its tests whose cassettes have the value.
    public static func bind(_ rules: String..., fileID: String = #fileID, line: Int = #line) -> Self {
        DeckTrait(part: .bind(rules, file: fileID, line: line))
    }

    /// Loosens the comparison where no entry answers a request as it stands; the journal of the test says where that was so.
    ///
    /// There is nothing here like `tapedeck replay --sessions`: each test has an endpoint, and with it positions, of its own.
    ///
    /// - Parameter rules: as `tapedeck replay --match` takes them: `operation` for any body, `body:ignore=PLACE` for all of
    ///   the body but a place such as `$.Tags` or `/Tags/0/Value`.
    public static func match(_ rules: String...) -> Self {
        DeckTrait(part: .match(rules))
    }

    /// An endpoint at which the stand-in service answers, without connections at first.
    ///
    /// - Parameters:
    ///   - handshake: when a connection's status changes; by default when ``Deck/finishHandshake(of:_:)`` says so.
    ///   - quota: connections that an account may have in a region.
    ///   - pageSize: items on a page of ListConnections without MaxResults.
    ///   - seed: where ids come from; equal seeds give equal ids.
    public static func standIn(
        handshake: StandInSettings.Handshake = .manual, quota: Int = 10, pageSize: Int = 100, seed: UInt64 = 1
    ) -> Self {
        DeckTrait(
            part: .standIn(StandInSettings(handshake: handshake, quota: quota, pageSize: pageSize, seed: seed)))
    }
}
