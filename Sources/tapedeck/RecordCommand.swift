import ArgumentParser
import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckPlayback
import TapedeckRecording
import TapedeckSimulation
import TapedeckWording

/// `tapedeck record`: captures a client's exchanges into a cassette.
struct RecordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record", _superCommandName: Tapedeck.name,
        abstract: "Passes a client's requests on to an upstream and keeps the exchanges in a cassette.",
        usage: "tapedeck record --upstream URL --cassette PATH [<options>] [-- COMMAND ...]",
        discussion: """
            With a command after --, the command gets AWS_ENDPOINT_URL_APPRUNNER, AWS_ENDPOINT_URL and TAPEDECK_URL, {url} \
            in its arguments is replaced, and its output and exit status are passed through. Without one, the deck prints \
            its URL and records until Ctrl-C. Every exchange is durable in CASSETTE.journal before the client sees its \
            response; `tapedeck recover` makes a cassette of a journal that a killed recorder left. \
            Secrets, tokens, key ids and account ids are taken out before anything is written.
            """)

    @OptionGroup
    var upstream: UpstreamOptions

    @Option(help: "The cassette to write. Missing directories are made.")
    var cassette: String

    @OptionGroup
    var existing: ExistingOptions

    @Option(help: "What happens in the recording, in one sentence.")
    var title: String?

    @OptionGroup
    var serving: ServingOptions

    @Flag(help: "Keep real times and the clients' own ids; recordings of one conversation then differ.")
    var keepTiming = false

    @Option(
        help:
            "Write into the cassette that a value is made up by the client, so that a replay takes any other: \(BindRule.forms); repeatable. What looks made up is told."
    )
    var bind: [BindRule] = []

    @Flag(help: "Keep every state that a client polled for once, and drop the reads that say the same again.")
    var compactPolls = false

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
            let old = try ExistingOptions.old(cassette, existing.mode ?? .fail)
            if keepTiming, old?.timing == .normalised {
                throw Failure(
                    .usage,
                    "\(cassette) was recorded without times, and --keep-timing can't give it any; leave that out, or give --overwrite or another --cassette"
                )
            }
            let replaced = existing.mode == .replace ? try ReplacedCassette(cassette, bind: bind, title: title) : nil
            let session = try await RecordingSession(
                upstream: upstream, standIn: standIn, redaction: redaction, asksAsClient: serving.mode == .proxy)
            var facts = CaptureJournal.Facts(
                cassette: cassette, title: title ?? "", recordedAt: Instant.now.iso8601(),
                timing: keepTiming ? .kept : .normalised, existing: existing.mode ?? .fail)
            facts.bind = bind
            facts.compactsPolls = compactPolls
            let result = try await session.record(facts, telling: { Self.tell($0, facts) }) { recorder, standIn in
                try await Serving(
                    options: serving, mode: "record",
                    journal: try RequestJournal(file: serving.journal, redactor: session.redactor),
                    maximumBodyBytes: upstream.bodyLimit << 20, loan: upstream.isEmbedded ? LentCredentials() : nil,
                    seed: self.standIn.seed,
                    parts: DeckControl.Parts(standIn: standIn.map { StandInControl($0) }),
                    banner: { [cassette] in "recording at \($0) into \(cassette)" },
                    willEnd: { recorder.end() }
                ).run(recorder)
            }
            guard result.isWritten else { throw nothingRecorded(result) }
            replaced?.tellOfLosses()
            if !bind.isEmpty {
                let reel = try CassetteFiles.reel(cassette)
                Binding.idle(bind.map { Binding($0) }, in: [reel]).tell(of: "the cassette")
            }
            if result.status != 0 { throw ExitCode(result.status) }
            try result.ended.checkJournal()
        }
    }

    /// Tells what people should know of a cassette that was made.
    static func tell(_ made: CassetteAssembly.Made, _ facts: CaptureJournal.Facts) {
        if facts.compactsPolls {
            let dropped = made.droppedPolls + made.droppedBefore
            let old = made.droppedBefore == 0 ? "" : "; \(made.droppedBefore) of them stood in \(facts.cassette) before"
            Terminal.tell(
                "tapedeck: \(dropped == 1 ? "1 read" : "\(dropped) reads") said what the one before said, and "
                    + "\(dropped == 1 ? "was" : "were") dropped\(old)")
        }
        for value in made.madeUp {
            Terminal.tell(
                InertText.of(
                    "tapedeck: \"\(value.value)\" of \(value.member) looks made up (\(value.kind)); to replay with any other: "
                        + "tapedeck edit \(ShellWord.quoted(facts.cassette)) --bind \(value.member)"))
        }
    }

    /// Nothing is written, and a cassette that was there stays as it was. What came and could not be kept has been told.
    private func nothingRecorded(_ result: RecordingSession.Result) -> ExitCode {
        let hasMetFaults = result.ended.unmetFaults < serving.fault.count
        let why =
            result.hasFailed
            ? ""
            : hasMetFaults
                ? ": every request met a fault that was asked for"
                : ": no request came to \(result.ended.url)\(WrappedCommand.hintWhereNothingCame(serving.mode, hasFailedTLS: result.ended.hasFailedTLS))"
        Terminal.tell("tapedeck: nothing was recorded, and \(cassette) was not written\(why)")
        return ExitCode(result.status != 0 ? result.status : ExitStatus.findings.rawValue)
    }
}
