import TapedeckPlatform
import TapedeckProcesses
import Testing

/// One test whose conversation is recorded: the program `tapedeck` stands between the client and the upstream.
///
/// The cassette is written beside its place, and moved there once the test has come to its end without failing. So a
/// test that fails takes no good cassette away.
struct TestRecording {
    private let path: String
    private let upstream: String
    private let isRenewed: Bool
    private let variables: [String: String]
    private let faults: [String]

    /// What is to be recorded for a test; `nil` where its cassettes are to be played.
    ///
    /// - Throws: ``CassetteUnavailable`` where recording was asked for and can't be done.
    init?(_ parts: [DeckTrait.Part], variables: [String: String]) throws {
        let mode = try RecordMode(variables)
        guard mode != .off else { return nil }
        let traits = parts.compactMap { part -> DeckTrait.Cassettes? in
            if case .cassettes(let cassettes) = part { cassettes } else { nil }
        }
        let paths = CassetteDirectory.paths(of: parts)
        let wanted = mode == .all ? paths : paths.filter { !Files.exists($0) }
        guard let path = wanted.first else { return nil }
        guard paths.count == 1 else {
            throw CassetteUnavailable(
                description:
                    "can't record \(path): the test plays \(paths.count) cassettes, and which request belongs to "
                    + "which can't be told; record it with tapedeck record, or let the test have one cassette")
        }
        let environment = variables["TAPEDECK_UPSTREAM", default: ""]
        guard let upstream = traits.compactMap(\.upstream).last ?? (environment.isEmpty ? nil : environment) else {
            throw CassetteUnavailable(
                description:
                    "can't record \(path): no upstream is given; write recordingFrom: \"stand-in\" or a URL behind "
                    + "the cassette's name, or set TAPEDECK_UPSTREAM")
        }
        faults = parts.compactMap { if case .fault(let words) = $0 { words } else { nil } }
        self.path = path
        self.upstream = upstream
        isRenewed = mode == .all
        self.variables = variables
    }

    /// Records while a test's body runs, one test at a time for each cassette.
    ///
    /// - Returns: `false` where another test of this run has recorded the cassette meanwhile: it is to be played then.
    /// - Throws: what the body throws; ``CassetteUnavailable`` where nothing could be recorded.
    func run(
        for test: Test.ID?, watch: TestFailureWatch, tell: (Finding) -> Void,
        body: @Sendable () async throws -> Void
    ) async throws -> Bool {
        guard await RecordingTurns.shared.enter(path, isRenewed: isRenewed) else { return false }
        do {
            let isRecorded = try await record(for: test, watch: watch, tell: tell, body: body)
            await RecordingTurns.shared.leave(path, isRecorded: isRecorded)
            return true
        } catch {
            await RecordingTurns.shared.leave(path, isRecorded: false)
            throw error
        }
    }

    /// Whether the cassette was written: not where the test has failed.
    private func record(
        for test: Test.ID?, watch: TestFailureWatch, tell: (Finding) -> Void,
        body: @Sendable () async throws -> Void
    ) async throws -> Bool {
        let draft = "\(path).recording"
        try Files.makeDirectories(Files.parent(of: path))
        let program = Program(
            [self.program] + Self.words(into: draft, from: upstream, faults),
            environment: variables.merging(Self.ownVariables) { $1 })
        let served: Program.Served
        let failure: (any Error)?
        do throws(ProgramError) {
            (served, failure) = try await program.serving { url in
                let deck = Deck(
                    url: url, test: test, source: .recording, journal: DeckJournal(), faults: FaultDesk())
                try await Deck.$current.withValue(deck) { try await body() }
            }
        } catch {
            throw CassetteUnavailable(
                description: "can't record \(path): \(error.message); put tapedeck into PATH, or its path into "
                    + "TAPEDECK_PROGRAM")
        }
        if let failure {
            try Files.remove(draft)
            throw failure
        }
        guard !watch.hasFailed else {
            try Files.remove(draft)
            tell(Finding(text: "\(path) was not recorded: the test failed", isFailure: false))
            return false
        }
        guard served.exit == .status(0), Files.exists(draft) else {
            try Files.remove(draft)
            let told = String(decoding: served.error, as: UTF8.self).split(separator: "\n").joined(separator: "; ")
            throw CassetteUnavailable(description: "can't record \(path): tapedeck ended with \(served.exit): \(told)")
        }
        try Files.writeDurably(Files.read(draft), to: path)
        try Files.remove(draft)
        tell(Finding(text: "recorded \(path) from \(upstream); look at it and commit it", isFailure: false))
        return true
    }

    /// The arguments of a recorder that tells its URL on a line, and ends with its standard input.
    ///
    /// So none outlives a test run that was killed, and none stands in the way of the next one.
    static func words(into draft: String, from upstream: String, _ faults: [String] = []) -> [String] {
        ["record", "--upstream", upstream, "--overwrite", "--cassette", draft, "--mode", "endpoint"]
            + faults.flatMap { ["--fault", $0] }
            + ["--", "sh", "-c", #"printf '%s\n' "$TAPEDECK_URL" && exec cat >/dev/null"#]
    }

    /// What a recorder is told beside that: its command asks nothing, the test does.
    static let ownVariables = ["TAPEDECK_FOR_TEST": "1"]

    /// The program: where the environment says, beside what was built, else by its name.
    private var program: String {
        let given = variables["TAPEDECK_PROGRAM", default: ""]
        if !given.isEmpty { return given }
        let beside = ProcessEnvironment.programPath.map { "\(Files.parent(of: $0))/tapedeck" } ?? ""
        return Files.isExecutable(beside) ? beside : "tapedeck"
    }
}

/// Lets one test at a time record a cassette, and the others play what it has recorded.
private actor RecordingTurns {
    static let shared = RecordingTurns()
    private var recorded: Set<String> = []
    private var busy: Set<String> = []
    private var waiting: [String: [CheckedContinuation<Void, Never>]] = [:]

    /// Waits for the turn; `false` where there is nothing to record any more.
    func enter(_ path: String, isRenewed: Bool) async -> Bool {
        while busy.contains(path) {
            await withCheckedContinuation { waiting[path, default: []].append($0) }
        }
        guard !recorded.contains(path), isRenewed || !Files.exists(path) else { return false }
        busy.insert(path)
        return true
    }

    func leave(_ path: String, isRecorded: Bool) {
        busy.remove(path)
        if isRecorded { recorded.insert(path) }
        for continuation in waiting.removeValue(forKey: path) ?? [] { continuation.resume() }
    }
}
