import ArgumentParser
import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckPlatform
import TapedeckPlayback
import TapedeckRecording
import TapedeckSimulation

/// `tapedeck spy`: plays what is on a cassette, and records what isn't.
struct SpyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "spy", _superCommandName: Tapedeck.name,
        abstract: "Plays what is on a cassette; what isn't is asked upstream, and added to it.",
        usage: "tapedeck spy CASSETTE --upstream URL [<options>] [-- COMMAND ...]",
        discussion: """
            A request that the cassette has an answer for never leaves this machine. Another one goes upstream only where \
            it reads: an operation of App Runner that lists or describes. Everything else may change something, and is \
            refused without --allow-writes. A cassette that is not there yet is made. A new entry stands behind those \
            that had been played, before the next change. \
            Ends with status 1 where something was refused.
            """)

    @Argument(help: "The cassette to play, and to add to.")
    var cassette: String

    @OptionGroup
    var upstream: UpstreamOptions

    @Flag(help: "Pass operations on that change something, too.")
    var allowWrites = false

    @Option(help: "What a track does when all its entries have been played: fail, which asks upstream, or hold.")
    var atEnd: EndPolicy = .fail

    @OptionGroup
    var serving: ServingOptions

    @OptionGroup
    var redaction: RedactionOptions

    @OptionGroup(title: "Embedded stand-in")
    var standIn: StandInOptions

    func validate() throws {
        try serving.checkFaults()
    }

    func run() async throws {
        try await report {
            try serving.checkFiles(besides: RecordingSession.files(cassette, upstream, standIn))
            try upstream.check()
            let old = try ExistingOptions.old(cassette, .append)
            let session = try await RecordingSession(
                upstream: upstream, standIn: standIn, redaction: redaction, asksAsClient: serving.mode == .proxy)
            let journal = try RequestJournal(file: serving.journal, redactor: session.redactor)
            let recorded = Player(old.map { [(name: cassette, cassette: $0)] } ?? [], atEnd: atEnd)
            var facts = CaptureJournal.Facts(
                cassette: cassette, title: "", recordedAt: Instant.now.iso8601(), timing: old?.timing ?? .normalised,
                existing: .append)
            facts.turns = PlayedTurns()
            var refused: [String] = []
            var played = 0
            let result = try await session.record(facts) { recorder, standIn in
                let player = PlayerResponder(
                    recorded, observe: Self.learning(old, recorder), pause: Processors.yield)
                defer { played = player.summary.played }
                let spy = SpyResponder(
                    player: player, recorder: recorder, redactor: session.redactor, allowsWrites: allowWrites,
                    cassette: cassette, isVerbose: serving.tellsRequests, journal: journal)
                defer { refused = spy.refused }
                return try await Serving(
                    options: serving, mode: "spy", journal: journal, notes: false,
                    maximumBodyBytes: upstream.bodyLimit << 20,
                    loan: upstream.isEmbedded ? LentCredentials() : nil,
                    parts: DeckControl.Parts(
                        hasOperation: { recorded.hasOperation($0) }, standIn: standIn.map { StandInControl($0) }),
                    banner: { [cassette] in "spying at \($0) with \(cassette), which is played and added to"
                    },
                    willEnd: { recorder.end() }
                ).run(spy)
            }
            Terminal.tell("tapedeck: \(played) played, \(result.recorded) recorded, \(refused.count) refused")
            if result.status != 0 { throw ExitCode(result.status) }
            if played + result.recorded + refused.count == 0 {
                Terminal.tell(
                    "tapedeck: no request came to \(result.ended.url)\(WrappedCommand.hintWhereNothingCame(serving.mode, hasFailedTLS: result.ended.hasFailedTLS))"
                )
                throw ExitStatus.findings()
            }
            if !refused.isEmpty { throw ExitStatus.findings() }
            try result.ended.checkJournal()
        }
    }

    /// Has a recorder learn, of each request that is played, how far that is, and what its client says in the place of recorded
    /// values.
    private static func learning(
        _ cassette: Cassette?, _ recorder: Recorder
    ) -> @Sendable (Request, Player.Outcome) -> Void {
        let rules = cassette.map { Array(Set($0.bind + $0.entries.flatMap(\.bind))) } ?? []
        guard let cassette else { return { _, _ in } }
        let requests = Dictionary(cassette.entries.map { ($0.exchange.sequence, $0.exchange.request) }) { $1 }
        return { request, outcome in
            guard case .played(let entry, _) = outcome else { return }
            recorder.pass(entry: entry.sequence)
            guard !rules.isEmpty, let recorded = requests[entry.sequence] else { return }
            recorder.learn(request, as: recorded, by: rules)
        }
    }
}
