public import ArgumentParser
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText
import TapedeckPlatform
import TapedeckPlayback
import TapedeckWording

extension EndPolicy: ExpressibleByArgument {}
extension SessionKey: ExpressibleByArgument {}

/// `tapedeck replay`: serves cassettes.
struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", _superCommandName: Tapedeck.name,
        abstract: "Serves cassettes: right operation, right resource, transitions in order, never the network.",
        usage: "tapedeck replay CASSETTE ... [<options>] [-- COMMAND ...]",
        discussion: """
            Requests are matched by operation, by the JSON value of the body and by the connection it names; signatures \
            matter only with --verify-signatures. With a command, the run is strict: a miss, an entry that was never \
            played, a fault that was not met, a bad certificate that the client took, or a cassette with nothing to play \
            ends with status 1.
            """)

    @Argument(help: "The cassettes to serve; their entries follow one another.")
    var cassettes: [String]

    @OptionGroup
    var serving: ServingOptions

    @Option(
        help:
            "What a track does when all its entries have been played: fail, hold the last one, or restart-on-create, which starts a connection's entries over when it is created again."
    )
    var atEnd: EndPolicy = .fail

    @Option(
        help:
            "A recorded value that stands for whatever a client says in its place: \(BindRule.forms); =VALUE binds it beforehand; repeatable."
    )
    var bind: [BindArgument] = []

    @Option(
        name: .customLong("match"),
        help:
            "Loosen the comparison where no entry answers as it stands: operation (the body doesn't matter), or body:ignore=PLACE, such as $.Tags or /Tags/0/Value; repeatable. What was matched so is told."
    )
    var matches: [MatchArgument] = []

    @Option(
        help:
            "When reads of a changing connection move on: by default with each read; with real, xN or virtual when as much time has passed as in the recording (N times as fast; only when told by `tapedeck advance`)."
    )
    var clock: ClockArgument?

    @Option(
        help:
            "What tells parallel clients apart, each of which then has positions of its own: the access key that they sign with, or the header \(SessionKey.header)."
    )
    var sessions: SessionKey = .single

    @Option(help: "Where chance comes from; equal seeds give equal runs. By default another one each time.")
    var seed: UInt64?

    @Flag(
        inversion: .prefixedNo, exclusivity: .exclusive,
        help: "End with status 1 when something was missed or left over (default: with a command).")
    var strict: Bool?

    @OptionGroup
    var signatures: SignatureOptions

    @OptionGroup
    var redaction: RedactionOptions

    func validate() throws {
        try serving.checkFaults()
    }

    func run() async throws {
        try await report {
            try serving.checkFiles(besides: cassettes.map { (what: "a cassette of this run", path: $0) })
            let loaded = try load()
            let given = try signatures.credentials()
            let gate = SignatureGate(given)
            for (path, reel) in loaded {
                guard let emptiness = reel.emptiness else { continue }
                Terminal.tell("tapedeck: \(path): \(emptiness); record the conversation again")
            }
            let redactor = Redactor(secrets: Secrets.known(), rules: try redaction.rules())
            let journal = try RequestJournal(file: serving.journal, redactor: redactor)
            let runClock = clock?.makeClock()
            let player = player(loaded, redactor)
            player.idleBindings.tell(of: "the cassette") { redactor.redact($0) }
            for (path, reel) in loaded {
                for idle in reel.idleBinds {
                    let place = idle.entry.map { "entry \($0) of \(path)" } ?? path
                    Terminal.tell("tapedeck: \(place): \(idle)")
                }
            }
            for idle in player.idleFaults { Terminal.tell("tapedeck: \(idle)") }
            let responder = responder(player, runClock, journal, redactor)
            tellOfTimes(loaded)
            for entry in responder.summary.unplayable {
                Terminal.tell("tapedeck: \(entry) is never played: it holds no answer of the upstream")
            }
            var parts = DeckControl.Parts(
                tracks: { .array(responder.tracks(limit: $0).map { $0.json { redactor.redact($0) } }) },
                trackCount: { responder.trackCount },
                advance: { responder.skip(track: $0) }, reset: { responder.reset() })
            parts.hasOperation = { player.hasOperation($0) }
            if let runClock { parts.forward = { runClock.advance(by: $0) } }
            let ended = try await Serving(
                options: serving, mode: "replay", journal: journal, notes: false, maximumBodyBytes: 64 << 20,
                gate: gate, loan: given.first.map { LentCredentials(credentials: $0) } ?? LentCredentials(),
                seed: seed, sessions: sessions == .single ? nil : responder, parts: parts,
                banner: { "replaying at \($0)" }
            ).run(responder)
            try finish(
                responder.summary, isEmpty: loaded.contains { $0.reel.emptiness != nil },
                idleFaults: player.idleFaults.count, refused: gate?.count ?? 0, ended)
        }
    }

    private func responder(
        _ player: Player, _ clock: ReplayClock?, _ journal: RequestJournal, _ redactor: Redactor
    ) -> SessionPlayers {
        let isVerbose = serving.tellsRequests
        let noteBytes: @Sendable (PlainRequest, PlayerResponder.Played) -> Void = { journal.add($0, $1) }
        let refusing: @Sendable (Request, ResponsePlan) -> Void = { request, plan in
            Terminal.tell(
                journal.shown("tapedeck: refused \(request.operationName): \(SessionPlayers.refusal)"), color: 31)
            journal.add(
                request, Answer(plan: plan, decision: "refused", explanation: SessionPlayers.refusal))
        }
        return SessionPlayers(sessions, comparingBy: redactor, refusing: refusing) { session in
            PlayerResponder(
                player, clock: clock, session: session,
                observe: { journal.add($0, Self.answer($1, isTold: isVerbose, in: session)) },
                observeBytes: isVerbose ? nil : noteBytes, pause: Processors.yield)
        }
    }

    /// Says where times are asked for that a cassette doesn't have.
    private func tellOfTimes(_ loaded: [(name: String, reel: Reel)]) {
        for (path, reel) in loaded where reel.timing == .normalised {
            if serving.latency.value == .recorded {
                Terminal.tell(
                    "tapedeck: \(path) was recorded without times, so nothing waits; record it with --keep-timing")
            }
            if clock != nil {
                Terminal.tell(
                    "tapedeck: \(path) was recorded without times: by --clock its entries are a second apart; record it with --keep-timing"
                )
            }
        }
    }

    /// What was decided, having said it where it is to be said.
    static func answer(_ outcome: Player.Outcome, isTold: Bool, in session: ClientSession? = nil) -> Answer {
        switch outcome {
        case .played(let entry, let plan):
            let answer = Answer(plan: plan, decision: "played \(entry)", session: session)
            if isTold || entry.looseness != nil {
                let status = plan.response.map { String($0.status) } ?? "no response"
                Terminal.tell("tapedeck: \(session.prefix)\(answer.decision): \(status)", color: answer.color)
            }
            return answer
        case .missed(let miss):
            Terminal.tell("tapedeck: miss: \(miss.explanation)", color: 31)
            return Answer(
                plan: outcome.plan, decision: "missed", explanation: miss.explanation, session: session)
        }
    }

    private func load() throws -> [(name: String, reel: Reel)] {
        do {
            return try cassettes.map { (name: $0, reel: try CassetteFiles.reel($0)) }
        } catch let error as FileError where error.isMissing {
            // A command without its -- looks like cassettes that are not there.
            let words = Array(CommandLine.arguments.dropFirst())
            guard WrappedCommand.given == nil,
                let sentence = ArgumentTrouble(words: words, behind: nil, table: try CommandTable(of: Tapedeck.self))
                    .sentenceForMissingCassette
            else { throw error }
            throw Failure(.usage, sentence)
        }
    }

    private func player(_ loaded: [(name: String, reel: Reel)], _ redactor: Redactor) -> Player {
        let words = WrappedCommand.standsForTest ? [] : WrappedCommand.given?.words ?? []
        let command = words.map { ShellWord.quoted(redactor.redact($0)) }
        // To join no words too the runtime would look up what they are, at each start.
        let client = command.isEmpty ? "" : command.joined(separator: " ")
        return Player(
            loaded, atEnd: atEnd, binding: bind.map(\.value), loosely: Loosening.rule(matches.map(\.value)),
            keepsTimes: serving.latency.value == .recorded, client: client,
            remedy: ProcessEnvironment.variable("TAPEDECK_REMEDY"), concealing: { redactor.redact($0) })
    }

    private func finish(
        _ summary: Player.Summary, isEmpty: Bool, idleFaults: Int, refused: Int, _ ended: Serving.Ended
    ) throws {
        let isStrict = strict ?? (WrappedCommand.given != nil)
        var line = "tapedeck: \(summary.played) played, \(summary.missed) missed, "
        line += "\(summary.neverPlayed.count) never played"
        if summary.refused > 0 { line += ", \(summary.refused) refused for being of a session too many" }
        if refused > 0 { line += ", \(refused) refused for their signature" }
        Terminal.tell(line)
        for entry in summary.neverPlayed { Terminal.tell("  never played: \(entry)") }
        if ended.status != 0 { throw ExitCode(ended.status) }
        let faultsLeft = idleFaults + ended.unmetFaults + ended.strayFaults + ended.certificatesTaken
        if isStrict, isEmpty || refused > 0 || faultsLeft > 0 || !summary.isClean { throw ExitStatus.findings() }
        try ended.checkJournal()
    }
}

extension [Binding.Idle] {
    /// Says which rules for binding name nothing in a place: one may be mistyped.
    func tell(of place: String, shown: (String) -> String = { $0 }) {
        for binding in self {
            Terminal.tell("tapedeck: --bind \(shown(binding.words)) \(binding.reason(in: place))")
        }
    }
}

extension TrackPosition {
    /// As the control port shows it.
    ///
    /// - Parameter shown: takes out of what a client says what must not be shown.
    fileprivate func json(_ shown: (String) -> String) -> JSONValue {
        var object = JSONObject([
            ("track", .number(JSONNumber(number))), ("operation", .string(entries.first?.operation ?? "")),
        ])
        if let resource = entries.first?.resource { object["resource"] = .string(resource) }
        if let said { object["said"] = .string(shown(said)) }
        session?.tell(in: &object)
        object["position"] = .number(JSONNumber(position))
        object["played"] = .number(JSONNumber(played))
        object["entries"] = .array(entries.map { .string("\($0)") })
        return .object(object)
    }
}
