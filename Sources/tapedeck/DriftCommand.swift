import ArgumentParser
import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckPlatform
import TapedeckRecording
import TapedeckUpkeep
import TapedeckWording

/// `tapedeck drift`: whether a service still answers as it did when a cassette was recorded.
struct DriftCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drift",
        abstract: "Asks an upstream again what is on a cassette, and says what it answers otherwise today.",
        usage: "tapedeck drift CASSETTE --upstream URL [<options>]",
        discussion: """
            Plays the reads, in their order, and with --allow-writes everything; connections are asked for by the ARNs \
            that the upstream gives them now. Requests are signed again with your own credentials. The answers are \
            compared as `tapedeck diff` does, with the cassette as the old side. Ends with status 1 where they differ, \
            or where there was nothing to ask.
            """)

    @Argument(help: "The cassette to play.")
    var cassette: String

    @OptionGroup
    var upstream: UpstreamOptions

    @Flag(help: "Play operations that change something, too.")
    var allowWrites = false

    @OptionGroup
    var rules: DiffOptions

    @Option(help: "Keep what the upstream answers in this cassette.")
    var output: String?

    @OptionGroup
    var redaction: RedactionOptions

    @OptionGroup(title: "Embedded stand-in")
    var standIn: StandInOptions

    func run() async throws {
        try await report {
            try upstream.check()
            if let output, Files.exists(output) {
                throw Failure(.cantWrite, "\(output) exists; give another --output, or remove it first")
            }
            var old = try CassetteFiles.load(cassette).cassette
            let left = old.entries.filter { !isPlayed($0) }
            old.entries.removeAll { !isPlayed($0) }
            if !left.isEmpty {
                let names = Set(left.map { $0.operation ?? "no operation" }).sorted().joined(separator: ", ")
                Terminal.tell(
                    "tapedeck: \(left.count) of \(left.count + old.entries.count) entries may change something and were not played "
                        + "(\(InertText.of(names))); --allow-writes plays them")
            }
            guard !old.entries.isEmpty else {
                Terminal.tell("tapedeck: \(cassette) holds nothing to ask")
                throw ExitStatus.findings()
            }
            let session = try await RecordingSession(
                upstream: upstream, standIn: standIn, redaction: redaction, asksAsClient: false,
                lends: upstream.isEmbedded)
            let folder = try Files.makeTemporaryDirectory("tapedeck-drift")
            defer { Files.removeTree(folder) }
            let path = output ?? "\(folder)/today.har"
            let facts = CaptureJournal.Facts(
                cassette: path, title: old.title, recordedAt: Instant.now.iso8601(), timing: old.timing)
            let result = try await session.record(facts, quietly: true) { recorder, _ in
                await Self.ask(old.entries, recorder)
                return Serving.Ended(status: 0, url: upstream.upstream)
            }
            if result.status != 0 { throw ExitCode(result.status) }
            // What was asked is what was recorded, in words of this run.
            var compared = rules.rules
            compared.comparesRequestHeaders = false
            try rules.tell(
                CassetteDiff(old: old, new: try CassetteFiles.load(path).cassette, rules: compared),
                same: "\(upstream.upstream) answers as \(cassette) says")
        }
    }

    private func isPlayed(_ entry: Entry) -> Bool {
        allowWrites || Envelope.isRead(entry.exchange.request)
    }

    private static func ask(_ entries: [Entry], _ recorder: Recorder) async {
        var names = NamesOfToday()
        for entry in entries {
            var request = entry.exchange.request
            request.body = names.applied(to: request.body)
            if request.headers.contains("Content-Length") {
                request.headers.replace("Content-Length", with: String(request.body.count))
            }
            let answer = await recorder.respond(to: request).response
            names.learn(recorded: entry.exchange.response?.body ?? [], now: answer?.body ?? [])
        }
    }
}
