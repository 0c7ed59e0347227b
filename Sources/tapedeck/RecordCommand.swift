public import ArgumentParser
import Synchronization
import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckCurlTransport
import TapedeckExchangeModel
import TapedeckHTTPFront
import TapedeckRecording
import TapedeckPlatform

extension ResignMode: ExpressibleByArgument {}

/// `tapedeck record`: captures a client's exchanges into a cassette.
struct RecordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Passes a client's requests on to an upstream and keeps the exchanges in a cassette.",
        usage: "tapedeck record --upstream URL --cassette PATH [<options>] [-- COMMAND ...]",
        discussion: """
            With a command after --, the command gets AWS_ENDPOINT_URL_APPRUNNER, AWS_ENDPOINT_URL and TAPEDECK_URL, {url} \
            in its arguments is replaced, and its output and exit status are passed through. Without one, the deck prints \
            its URL and records until Ctrl-C. Every exchange is durable in CASSETTE.journal before the client sees its \
            response; `tapedeck recover` makes a cassette of a journal that a killed recorder left. \
            Secrets, tokens, key ids and account ids are taken out before anything is written.
            """)

    @Option(help: "Where requests go: a URL, or stand-in for the embedded one.")
    var upstream: String

    @Option(help: "The cassette to write. Missing directories are made.")
    var cassette: String

    @OptionGroup
    var existing: ExistingOptions

    @Option(help: "What happens in the recording, in one sentence.")
    var title: String?

    @OptionGroup
    var serving: ServingOptions

    @Option(help: "Sign requests again for the upstream with your own credentials: off, auto or always.")
    var resign: ResignMode = .auto

    @Option(help: "The profile of your AWS configuration to sign with.")
    var profile: String?

    @Option(help: "Seconds to wait for the upstream.")
    var upstreamTimeout = 60

    @Option(
        help: "MiB of a request's or response's body that are taken; a longer request is refused with a clear answer.")
    var bodyLimit = 64

    @Option(
        name: [.long, .customLong("upstream-ca")],
        help: "A bundle of certificate authorities to trust for the upstream.")
    var caBundle: String?

    @Option(
        help:
            "A proxy to reach the upstream through; by default the one of https_proxy or http_proxy, but for no_proxy.")
    var upstreamProxy: String?

    @Option(help: "Reach a host of the upstream at an address, as HOST:PORT:ADDRESS; repeatable.")
    var resolve: [String] = []

    @Flag(help: "Keep real times and the clients' own ids; recordings of one conversation then differ.")
    var keepTiming = false

    @OptionGroup
    var redaction: RedactionOptions

    @OptionGroup(title: "Embedded stand-in")
    var standIn: StandInOptions

    func run() async throws {
        try await report {
            guard upstreamTimeout >= 1 else {
                throw Failure(.usage, "--upstream-timeout \(upstreamTimeout) is no time; expected 1 second or more")
            }
            guard (1...1024).contains(bodyLimit) else {
                throw Failure(.usage, "--body-limit \(bodyLimit) is not a size; expected 1 to 1024 MiB")
            }
            if let caBundle { _ = try Files.read(caBundle, atMost: 1) }
            if upstream == "stand-in", profile != nil || caBundle != nil {
                throw Failure(
                    .usage, "--profile and --ca-bundle are for an upstream elsewhere, not for the embedded stand-in")
            }
            for entry in resolve where entry.split(separator: ":", maxSplits: 2).count < 3 {
                throw Failure(.usage, "--resolve \(entry) is not of the form HOST:PORT:ADDRESS")
            }
            if let upstreamProxy, !upstreamProxy.contains("://") {
                throw Failure(
                    .usage, "--upstream-proxy \(upstreamProxy) is not a URL; expected a form like http://HOST:PORT")
            }
            _ = try ExistingOptions.old(cassette, existing.mode ?? .fail)
            let session = try await RecordingSession(self)
            let status = try await session.run()
            if status != 0 { throw ExitCode(status) }
        }
    }
}

/// One run of the recorder, from the journal's birth to the cassette.
private struct RecordingSession {
    let command: RecordCommand
    let credentials: Credentials?
    let redactor: Redactor

    init(_ command: RecordCommand) async throws {
        self.command = command
        let isEmbedded = command.upstream == "stand-in"
        credentials =
            command.resign == .off || isEmbedded && command.resign == .auto
            ? nil : try await DeckCredentials.load(profile: command.profile)
        if command.resign == .always, credentials == nil {
            throw Failure(
                .usage,
                "--resign always needs credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or --profile")
        }
        redactor = Redactor(secrets: Secrets.known(credentials), rules: try command.redaction.rules())
        if command.resign == .auto, credentials == nil, !isEmbedded, command.serving.mode != .proxy {
            Terminal.tell(
                "tapedeck: there are no credentials to sign again with; requests go on with the client's signature, which is for "
                    + "another host, and a service that checks it will refuse them")
        }
    }

    /// Records until the command ends, or the user does.
    func run() async throws -> Int32 {
        if command.upstream != "stand-in" { return try await record(to: try Self.upstream(command.upstream)) }
        let stand = try EmbeddedStandIn(command.standIn)
        return try await HTTPFront.withFront(responder: stand.responder) { front in
            try await record(to: Recorder.Upstream(url: front.url, name: "stand-in"))
        }
    }

    private static func upstream(_ url: String) throws -> Recorder.Upstream {
        guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
            throw Failure(.usage, "the upstream \(url) is not a URL; expected http://… or https://…, or stand-in")
        }
        let authority = url.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first ?? ""
        guard !authority.contains("@"), !url.contains("?"), !url.contains("#") else {
            throw Failure(
                .usage, "the upstream has a user, a query or a fragment in its URL; expected a host, and a path at most"
            )
        }
        return Recorder.Upstream(url: url)
    }

    private func record(to upstream: Recorder.Upstream) async throws -> Int32 {
        let facts = CaptureJournal.Facts(
            cassette: command.cassette, title: redactor.redact(command.title ?? ""), recordedAt: Instant.now.iso8601(),
            timing: command.keepTiming ? .kept : .normalised, existing: command.existing.mode ?? .fail)
        let journal = try CaptureJournal(path: CaptureJournal.path(forCassette: command.cassette), facts: facts)
        let tally = Mutex(Tally())
        let transport: CurlTransport
        do { transport = try CurlTransport() } catch { throw Failure(.internalError, "\(error)") }
        defer { transport.shutdown() }
        var options = CurlTransport.Options()
        options.connectTimeout = command.upstreamTimeout
        options.readTimeout = command.upstreamTimeout
        options.maximumBodyBytes = command.bodyLimit << 20
        options.certificateBundle = command.caBundle ?? Self.bundleOfEnvironment
        options.resolve = command.resolve
        if command.upstream != "stand-in" {
            options.proxy =
                command.upstreamProxy ?? ProxyDoor.ownProxy(upstream.url.hasPrefix("https") ? "https" : "http")
            options.noProxy = command.upstreamProxy == nil ? ProxyDoor.ownExceptions : nil
        }
        let recorder = Recorder(
            upstream: upstream, transport: transport, options: options, journal: journal,
            resigner: Resigner(mode: command.resign, credentials: credentials), redactor: redactor,
            now: { .now }
        ) { event in
            if case .abandoned(let sequence, let ending) = event {
                Terminal.tell("tapedeck: exchange \(sequence) has no answer: \(ending.phrase)")
            }
            if case .recorded(let entry) = event, entry.exchange.response != nil {
                tally.withLock { $0.answered += 1 }
            }
            guard let failure = Self.failure(event) else { return }
            // A disk that is full is full for every exchange that follows: that is said once.
            let isFirst = tally.withLock { $0.add(failure) }
            if failure.status != .cantWrite || isFirst { Terminal.tell("tapedeck: \(failure.message)") }
        }
        let ended: Result<Serving.Ended, any Error>
        do {
            ended = .success(
                try await Serving(
                    options: command.serving, mode: "record",
                    journal: try RequestJournal(file: command.serving.journal),
                    maximumBodyBytes: command.bodyLimit << 20,
                    loan: command.upstream == "stand-in" ? LentCredentials() : nil,
                    banner: { [cassette = command.cassette] in "recording at \($0) into \(cassette)" },
                    willEnd: { recorder.end() }
                ).run(recorder))
        } catch { ended = .failure(error) }
        if case .failure(let error) = ended, try journal.entries().isEmpty {
            try journal.remove()
            throw error
        }
        let refused = tally.withLock { $0.failures[.cantWrite]?.count ?? 0 }
        if refused > 1 { Terminal.tell("tapedeck: that happened to \(refused) exchanges; their clients were told") }
        if try journal.entries().isEmpty {
            return try nothingRecorded(journal, ended: try ended.get())
        }
        let count = try finish(journal, facts: facts)
        Terminal.tell("tapedeck: recorded \(count == 1 ? "1 exchange" : "\(count) exchanges") in \(command.cassette)")
        let own = try ended.get().status
        if own != 0 { return own }
        return tally.withLock { $0.status.rawValue }
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

    /// No request came: nothing is written, and a cassette that was there stays as it was.
    private func nothingRecorded(_ journal: CaptureJournal, ended: Serving.Ended) throws -> Int32 {
        try journal.remove()
        Terminal.tell(
            "tapedeck: nothing was recorded, and \(command.cassette) was not written: no request came to \(ended.url)\(WrappedCommand.hintWhereNothingCame)"
        )
        return ended.status != 0 ? ended.status : ExitStatus.findings.rawValue
    }

    /// Writes the cassette, and only then lets the journal go.
    private func finish(_ journal: CaptureJournal, facts: CaptureJournal.Facts) throws -> Int {
        let entries = try journal.entries(redactor.withoutAccounts)
        var facts = facts
        facts.title = facts.title.isEmpty ? CassetteAssembly.title(for: entries) : redactor.redact(facts.title)
        do {
            let old = try ExistingOptions.old(command.cassette, facts.existing)
            try CassetteAssembly.write(
                CassetteAssembly.cassette(of: entries, facts: facts, after: old), to: command.cassette,
                redactor: redactor)
        } catch {
            let failure = Failure(error)
            throw Failure(
                failure.status,
                "\(failure.message); nothing is lost: run `tapedeck recover \(journal.path) --cassette PATH` to keep what was recorded"
            )
        }
        try journal.remove()
        return entries.count
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

    private static var bundleOfEnvironment: String? {
        let path = ProcessEnvironment.variable("AWS_CA_BUNDLE")
        return path.isEmpty ? nil : path
    }
}
