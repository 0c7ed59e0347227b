import Synchronization
import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckCurlTransport
import TapedeckExchangeModel
import TapedeckHTTPFront
import TapedeckPlatform
import TapedeckRecording
import TapedeckSimulation

/// One run of the recorder, from the journal's birth to the cassette.
struct RecordingSession {
    /// Where requests go, and how.
    let upstream: UpstreamOptions
    /// How the embedded stand-in behaves, where it is asked.
    let standIn: StandInOptions
    /// Knows the secrets and the rules of the run.
    let redactor: Redactor
    private let resigner: Resigner

    /// What came of a run.
    struct Result {
        /// How many exchanges are in the cassette that were not there before.
        let recorded: Int
        /// Whether the cassette was written; otherwise nothing came that can be kept.
        let isWritten: Bool
        /// How the serving ended.
        let ended: Serving.Ended
        /// The status to end with.
        let status: Int32
        /// Whether something came that could not be kept.
        var hasFailed = false
    }

    /// Finds out what to sign with and what to take out.
    ///
    /// - Parameters:
    ///   - asksAsClient: whether clients sign for the upstream themselves, so that nobody misses credentials here.
    ///   - lends: whether requests are signed with credentials that open nothing, where there are no others.
    init(
        upstream: UpstreamOptions, standIn: StandInOptions, redaction: RedactionOptions, asksAsClient: Bool,
        lends: Bool = false
    ) async throws {
        self.upstream = upstream
        self.standIn = standIn
        var credentials = try await upstream.credentials()
        redactor = Redactor(secrets: Secrets.known(credentials), rules: try redaction.rules())
        for name in SecretVariables.ordinary(in: ProcessEnvironment.variables) {
            Terminal.tell(
                "tapedeck: \(name) is not taken for a secret: its value is a word that stands in every cassette")
        }
        if upstream.resign == .auto, credentials == nil, !upstream.isEmbedded, !asksAsClient {
            Terminal.tell(
                "tapedeck: there are no credentials to sign again with; requests go on with the client's signature, which is for "
                    + "another host, and a service that checks it will refuse them")
        }
        if lends, credentials == nil { credentials = LentCredentials().credentials }
        resigner = Resigner(mode: lends ? .always : upstream.resign, credentials: credentials)
        if upstream.insecure {
            Terminal.tell(
                "tapedeck: WARNING: --insecure: the certificate of \(upstream.upstream) is not checked; anybody on the way can "
                    + "read and change what is recorded, and each entry says so")
        }
    }

    /// The files of a recording, each with what it is called.
    static func files(
        _ cassette: String, _ upstream: UpstreamOptions, _ standIn: StandInOptions
    ) -> [(what: String, path: String)] {
        let journal = CaptureJournal.path(forCassette: cassette)
        return [(what: "the cassette", path: cassette)]
            + CaptureJournal.files(of: journal).map { (what: "the recording's own journal", path: $0) } + standIn.files
            + (upstream.caBundle.map { [(what: "the bundle of --ca-bundle", path: $0)] } ?? [])
    }

    /// Records what some work has the recorder pass on.
    ///
    /// - Parameters:
    ///   - facts: of the recording; its title is looked through for secrets here.
    ///   - quietly: whether nothing is told of what was recorded.
    ///   - telling: called once the cassette is written.
    ///   - serve: the work; it gets the recorder, and the stand-in where that is the upstream.
    /// - Throws: what `serve` throws, once what was recorded is kept; ``Failure`` where it can't be.
    func record(
        _ facts: CaptureJournal.Facts, quietly: Bool = false, telling: (CassetteAssembly.Made) -> Void = { _ in },
        _ serve: (Recorder, StandIn?) async throws -> Serving.Ended
    ) async throws -> Result {
        try Secrets.check(facts.cassette, of: "the cassette")
        // Now, and not once the client has run: with these no cassette would be written.
        try Secrets.check(facts.bind, with: redactor)
        if let old = try ExistingOptions.old(facts.cassette, facts.existing)?.bytes {
            if let found = redactor.findings(in: old).first {
                throw Failure(
                    .internalError,
                    "\(facts.cassette) can't be added to: it holds \(found); take that out first, or give another cassette"
                )
            }
            redactor.beginNumbers(after: old)
        }
        guard upstream.isEmbedded else {
            return try await record(facts, to: try upstream.elsewhere(), quietly: quietly, telling) { recorder in
                try await serve(recorder, nil)
            }
        }
        let stand = try EmbeddedStandIn(standIn)
        return try await HTTPFront.withFront(responder: stand.responder) { front in
            let upstream = Recorder.Upstream(url: front.url, name: "stand-in")
            return try await record(facts, to: upstream, quietly: quietly, telling) { recorder in
                try await serve(recorder, stand.responder)
            }
        }
    }

    private func record(
        _ facts: CaptureJournal.Facts, to target: Recorder.Upstream, quietly: Bool,
        _ telling: (CassetteAssembly.Made) -> Void,
        _ serve: (Recorder) async throws -> Serving.Ended
    ) async throws -> Result {
        var facts = facts
        facts.title = redactor.redact(facts.title)
        let journal = try CaptureJournal(path: CaptureJournal.path(forCassette: facts.cassette), facts: facts)
        let tally = Mutex(Tally())
        let transport: CurlTransport
        do { transport = try CurlTransport() } catch { throw Failure(.internalError, "\(error)") }
        defer { transport.shutdown() }
        let recorder = Recorder(
            upstream: target, transport: transport, options: upstream.transportOptions(for: target), journal: journal,
            resigner: resigner, redactor: redactor, now: { .now }
        ) { event in
            if case .abandoned(let sequence, let ending) = event {
                Terminal.tell("tapedeck: exchange \(sequence) has no answer: \(ending.phrase)")
            }
            if case .recorded(let entry) = event, entry.exchange.response != nil, entry.exchange.ending != .unreadable {
                tally.withLock { $0.answered += 1 }
            }
            guard let failure = Self.failure(event) else { return }
            // A disk that is full is full for every exchange that follows: that is said once.
            let isFirst = tally.withLock { $0.add(failure) }
            if failure.status != .cantWrite || isFirst { Terminal.tell("tapedeck: \(failure.message)") }
        }
        let ended: Swift.Result<Serving.Ended, any Error>
        do { ended = .success(try await serve(recorder)) } catch { ended = .failure(error) }
        let refused = tally.withLock { $0.failures[.cantWrite]?.count ?? 0 }
        if refused > 1 { Terminal.tell("tapedeck: that happened to \(refused) exchanges; their clients were told") }
        if try journal.isEmpty() {
            try journal.remove()
            let own = try ended.get()
            let failure = tally.withLock { $0.status.rawValue }
            return Result(
                recorded: 0, isWritten: false, ended: own, status: own.status != 0 ? own.status : failure,
                hasFailed: failure != 0)
        }
        facts.said = recorder.said
        if facts.turns != nil { facts.turns = recorder.turns }
        let made = try finish(journal, facts: facts)
        telling(made)
        if !quietly { Terminal.tell("tapedeck: \(made.sentence("recorded", "in", facts.cassette))") }
        let own = try ended.get()
        return Result(
            recorded: made.added, isWritten: made.isWritten, ended: own,
            status: own.status != 0 ? own.status : tally.withLock { $0.status.rawValue })
    }

    /// What went wrong, and how often something went right.
    private struct Tally {
        var answered = 0
        var failures: [ExitStatus: (count: Int, order: Int)] = [:]

        /// Counts a failure; whether it is the first of its kind.
        mutating func add(_ failure: Failure) -> Bool {
            let order = failures.count
            failures[failure.status, default: (0, order)].count += 1
            return failures[failure.status]?.count == 1
        }

        /// An upstream that failed at times, and was recorded as it failed, makes no failed recording.
        var status: ExitStatus {
            let counted = failures.filter { $0.key != .unavailable || answered == 0 }
            return counted.min { $0.value.order < $1.value.order }?.key ?? .success
        }
    }

    /// Writes the cassette, and only then lets the journal go.
    private func finish(_ journal: CaptureJournal, facts: CaptureJournal.Facts) throws -> CassetteAssembly.Made {
        var facts = facts
        let made: CassetteAssembly.Made
        do {
            facts.title =
                try facts.title.isEmpty
                ? CassetteAssembly.title(of: journal, changing: redactor.withoutLearnt) : redactor.redact(facts.title)
            let old = try ExistingOptions.old(facts.cassette, facts.existing)
            made = try CassetteAssembly.write(
                journal, facts: facts, after: old, to: facts.cassette, redactor: redactor,
                changing: redactor.withoutLearnt,
                beforeWriting: { (digest) throws(RecordingError) in try journal.note(written: digest) })
        } catch {
            let failure = Failure(error)
            throw Failure(
                failure.status,
                "\(failure.message); nothing is lost: run `tapedeck recover \(journal.path) --cassette PATH` to keep what was recorded"
            )
        }
        try journal.remove()
        return made
    }

    private static func failure(_ event: Recorder.Event) -> Failure? {
        switch event {
        case .recorded, .abandoned: nil
        case .requestTooLarge(let sequence, let limit):
            Failure(
                .findings,
                "exchange \(sequence) was refused and not recorded: its body is longer than \(limit >> 20) MiB; give a larger --body-limit"
            )
        case .upstreamFailed(let sequence, let error):
            Failure(.unavailable, "exchange \(sequence) got no answer from the upstream: \(error.message)")
        case .journalFailed(let error): Failure(error)
        }
    }
}

extension CassetteAssembly.Made {
    /// What became of what was journalled, once the cassette is written.
    ///
    /// - Parameters:
    ///   - verb: what is said of entries that were added, where nothing was left out but polls.
    ///   - preposition: what stands between them and the cassette.
    func sentence(_ verb: String, _ preposition: String, _ cassette: String) -> String {
        func exchanges(_ count: Int) -> String { count == 1 ? "1 exchange" : "\(count) exchanges" }
        let left = known == 0 ? "" : "\(exchanges(known)) that \(cassette) has an entry for"
        if added > 0 {
            return left.isEmpty
                ? "\(verb) \(exchanges(added)) \(preposition) \(cassette)"
                : "added \(exchanges(added)) to \(cassette), and left out \(left)"
        }
        let polls = droppedPolls == 1 ? "1 read that says" : "\(droppedPolls) reads that say"
        let all = [left, droppedPolls == 0 ? "" : "\(polls) what the one before said"].filter { !$0.isEmpty }
        return "added nothing: there was nothing but \(all.joined(separator: " and "))"
    }
}
