import ArgumentParser
import Synchronization
import TapedeckExchangeModel
import TapedeckHTTPFront
import TapedeckJSONText
import TapedeckPlatform
import TapedeckPlayback
import TapedeckTLSFront

/// What record, replay and simulate take alike: how clients and people get in.
struct ServingOptions: ParsableArguments {
    @Option(help: "The address to listen on; port 0 takes a free one.")
    var listen = ListenAddress()

    @Option(
        help: """
            How clients get in: endpoint (a URL in the place of the service's), proxy (the service's own names, through a \
            proxy that decrypts them), or auto, which gives a wrapped command both.
            """)
    var mode: DoorMode = .auto

    @Option(
        name: .customLong("only"),
        help:
            "A host that the proxy looks into, * for one label; repeatable. By default App Runner's in all partitions.")
    var hosts: [String] = []

    @Flag(
        inversion: .prefixedNo, exclusivity: .exclusive,
        help:
            "Refuse what goes to other hosts through the proxy, instead of passing it on untouched (default: in replay and simulate, which have no network behind them)."
    )
    var blockOthers: Bool?

    @Option(help: "The address of the control port and its page; port 0 takes a free one.")
    var control = ListenAddress()

    @Flag(help: "Without a command: say on standard output, as one line of JSON, where the deck is ready.")
    var readyJson = false

    @Option(help: "Write the deck's URL into this file once it is ready; the file is removed at the end.")
    var urlFile: String?

    @Option(help: "Append every request and what became of it to this file, as lines of JSON.")
    var journal: String?

    @Flag(help: "Tell every request as it is answered; on a terminal, without a command, that is done anyway.")
    var verbose = false

    /// Whether each request is told: also to a person who looks on, and whose terminal no command writes to.
    var tellsRequests: Bool {
        verbose || StandardStream.error.isTerminal && WrappedCommand.given == nil
    }

    @Option(
        help: ArgumentHelp(
            """
            Trouble for the client's requests, as OPERATION:N=FAULT,FAULT,...: from the Nth request of the operation on, \
            one fault a request (without :N from the first, with :* for each, with * for any operation); repeatable. \
            Faults: \(FaultStep.forms). WORD*3 is three of them.
            """, valueName: "rule"))
    var fault: [FaultArgument] = []

    @Option(help: "How much later answers come: \(Latency.forms). Chance is drawn from --seed.")
    var latency: LatencyArgument = LatencyArgument(.none)

    func validate() throws {
        for host in hosts where !HostPatterns.isPattern(host) {
            throw ValidationError(
                "--only \(host.isEmpty ? "''" : host) names no host; expected one such as \(HostPatterns.appRunner.patterns[0])"
            )
        }
        if readyJson, WrappedCommand.given != nil {
            throw ValidationError("--ready-json is for a deck without a command, whose standard output is its own")
        }
    }
}

extension ServingOptions {
    /// Whether clients may come through a proxy.
    ///
    /// - Parameter hasTLS: whether TLS stands before the endpoint, in whose place there is no proxy then.
    func isProxy(hasTLS: Bool = false) -> Bool {
        mode == .proxy || mode == .auto && WrappedCommand.given != nil && !hasTLS
    }

    /// Finds out whether the faults can be met at all, for a command's `validate()`.
    ///
    /// - Parameter hasTLS: as above.
    func checkFaults(hasTLS: Bool = false) throws {
        guard !hasTLS, !isProxy(), let fault = fault.first(where: \.rule.isOfTLS) else { return }
        throw ValidationError(Self.needsProxy(fault.rule))
    }

    /// Sees, before anything else is done, that what is written for people and programs is no file that the run needs for something
    /// else, nor one that holds something else.
    ///
    /// - Parameter others: what else the run reads and writes, each with what it is called.
    /// - Throws: ``Failure`` that names both.
    func checkFiles(besides others: [(what: String, path: String)]) throws {
        for (index, one) in others.enumerated() {
            // The cassettes of a replay are read only, and one may be played twice.
            let other = others[..<index].first { $0.what != one.what && Files.areSame($0.path, one.path) }
            guard let other else { continue }
            throw Failure(
                .usage, "\(one.path) is \(other.what) and \(one.what) too; give each of them a file of its own")
        }
        var taken = others
        for (option, path) in [("--journal", journal), ("--url-file", urlFile)] {
            guard let path else { continue }
            try Secrets.check(path, of: option)
            if let other = taken.first(where: { Files.areSame($0.path, path) }) {
                throw Failure(
                    .usage, "\(option) \(path) is \(other.what), which it would spoil; give \(option) a file of its own"
                )
            }
            taken.append((what: "the file of \(option)", path: path))
        }
        try URLFile(urlFile)?.check()
    }

    /// Why a fault can't be met.
    static func needsProxy(_ fault: some CustomStringConvertible) -> String {
        "--fault \(fault) is about certificates, which only a proxy shows; add --mode proxy"
    }
}

/// Serves answers to the wrapped command, or to whoever comes until a signal ends it.
///
/// The one way in which record, replay and simulate face their clients: the front and the control port stand before the
/// command starts, and are stopped whatever becomes of it.
struct Serving {
    /// How clients and people get in.
    let options: ServingOptions
    /// `record`, `replay` or `simulate`.
    let mode: String
    /// Where requests and answers are noted.
    let journal: RequestJournal
    /// Whether answers are noted here; a responder that knows more of them notes them itself.
    var notes = true
    /// Bytes of a request's body that are kept.
    var maximumBodyBytes = HTTPFront.Configuration().maximumBodyBytes
    /// Who refuses signatures that don't hold.
    var gate: SignatureGate?
    /// What a wrapped command gets where the user has no credentials; `nil` where it must not get any.
    var loan: LentCredentials? = LentCredentials()
    /// TLS before the endpoint; `nil` for plain HTTP.
    var tls: TLSDoor?
    /// Where chance comes from; `nil` for another run each time.
    var seed: UInt64?
    /// Who tells parallel clients apart; `nil` where all are one.
    var sessions: SessionPlayers?
    /// What this mode adds to the control port.
    var parts = DeckControl.Parts()
    /// What the deck does, for the banner; it gets the front's URL.
    let banner: @Sendable (String) -> String
    /// More lines under the banner, each beginning with what the user may do; it gets the control port's URL.
    var hints: @Sendable (String) -> [String] = { _ in [] }
    /// Called when a signal ends the serving, before connections are ended.
    var willEnd: @Sendable () -> Void = {}

    /// How serving ended.
    struct Ended {
        /// The wrapped command's exit status; 0 where there was no command.
        let status: Int32
        /// Where clients were served.
        let url: String
        /// How many rules of faults were not met to their end; that has been told.
        var unmetFaults = 0
        /// Whether a client came through the proxy, and no TLS came about.
        var hasFailedTLS = false
        /// How many faults did nothing to the answer of the request that met them; that has been told.
        var strayFaults = 0
        /// How often a client took a certificate that was bad on purpose; that has been told.
        var certificatesTaken = 0
        /// Whether the file of `--journal` lacks lines; that has been told.
        var hasLostJournal = false

        /// Ends a run that would end well otherwise, where what it was to write is not all there.
        func checkJournal() throws {
            if hasLostJournal { throw ExitStatus.cantWrite() }
        }
    }

    /// Serves to the end.
    ///
    /// Without a command that is SIGINT, SIGTERM or SIGHUP, and they are watched before the banner says that the deck is
    /// ready. With one, they are passed on to it and its end is waited for.
    ///
    /// - Throws: `FrontError` where an address can't be had, `ProgramError` where the command can't be run, `FileError`
    ///   where the journal or the URL's file can't be written.
    func run(_ responder: any Responder) async throws -> Ended {
        try checkOperations()
        let faults = FaultDesk(options.fault.map(\.rule))
        let watched = WatchedResponder(
            responder, journal: journal, faults: faults, gate: gate, sessions: sessions,
            isVerbose: options.tellsRequests, note: notes ? note : nil,
            noteBytes: options.tellsRequests ? nil : noteBytes)
        let delay = try delay(of: watched)
        let late: any Responder = delay ?? watched
        let certificatesTaken = Mutex(0)
        let tell: @Sendable (FrontEvent) -> Void = { event in
            if case .badCertificateTaken = event { certificatesTaken.withLock { $0 += 1 } }
            // That a client left is told in the deck's own words, with the exchange, where it matters.
            if event != .clientWentAway { Terminal.tell("tapedeck: \(event)") }
        }
        let proxy =
            options.isProxy(hasTLS: tls != nil)
            ? try ProxyDoor(
                hosts: options.hosts, blocksOthers: options.blockOthers ?? (mode == "replay" || mode == "simulate"),
                badCertificate: { faults.takeCertificate() },
                report: tell) : nil
        defer { proxy?.close() }
        var parts = parts
        parts.sessions = sessions
        parts.reset = { [reset = parts.reset] in
            reset?()
            delay?.restart()
        }
        let control = DeckControl(mode: mode, watched: watched, parts: parts, hasTLS: proxy != nil || tls != nil)
        let door = ControlDoor(host: options.control.host, behind: control)
        var configuration = HTTPFront.Configuration(
            host: options.listen.host, port: options.listen.port, maximumBodyBytes: maximumBodyBytes,
            tunnels: proxy?.proxy, report: tell)
        // A recorder waits for its upstream and its journal, and does what takes long elsewhere.
        configuration.answersOnLoops = mode == "record"
        tls?.equip(&configuration) { faults.takeCertificate() }
        let controlPort = HTTPFront.Configuration(
            host: options.control.host, port: options.control.port, maximumBodyBytes: 1 << 16)
        try URLFile(options.urlFile)?.clear()
        var ended = try await HTTPFront.withFront(configuration, responder: proxy?.proxy.responder(late) ?? late) {
            front in
            try await HTTPFront.withFront(controlPort, responder: door) { control in
                try await serve(tls?.url(front) ?? front.url, control: "\(control.url)/\(door.token)", proxy)
            }
        }
        ended.unmetFaults = tellUnmet(faults)
        ended.hasFailedTLS = (proxy?.proxy.summary.withoutTLS ?? 0) > 0
        ended.strayFaults = faults.strays.count
        ended.hasLostJournal = journal.isIncomplete
        ended.certificatesTaken = certificatesTaken.withLock { $0 }
        return ended
    }

    /// What a fault is for may be known by the cassette only, which is read by now.
    private func checkOperations() throws {
        for rule in options.fault.map(\.rule) {
            do throws(FaultRule.Unreadable) { try rule.checkOperation(isRecorded: parts.hasOperation) } catch {
                throw Failure(.usage, "--fault \(rule): \(error)")
            }
            if let remark = rule.operationRemark(isRecorded: parts.hasOperation) {
                Terminal.tell("tapedeck: --fault \(rule): \(remark)")
            }
        }
    }

    /// Whoever asked for trouble that never came has not seen what the client makes of it.
    private func tellUnmet(_ faults: FaultDesk) -> Int {
        let unmet = faults.unmet
        for rule in unmet {
            let isUnseen = rule.position.met == 0 && rule.rule.isOfTLS && options.mode != .proxy && tls == nil
            let hint = isUnseen ? ": no client came through the proxy; --mode proxy leaves it no other way" : ""
            Terminal.tell("tapedeck: \(rule)\(hint)")
        }
        return unmet.count
    }

    private func delay(of responder: WatchedResponder) throws -> DelayedResponder? {
        let latency = options.latency.value
        if latency == .recorded, mode != "replay" {
            throw Failure(
                .usage, "--latency recorded is for replay; \(mode) has no recording whose times it could keep")
        }
        if latency == .none || latency == .recorded { return nil }
        let seed = seed ?? .random(in: .min ... .max)
        if latency.isRandom { Terminal.tell("tapedeck: the latency of this run is that of --seed \(seed)") }
        return DelayedResponder(responder, latency: latency, seed: seed, sessions: sessions?.key ?? .single)
    }

    private var note: @Sendable (Request, ResponsePlan) -> Void {
        let tells = options.tellsRequests
        return { [journal] request, plan in
            let answer = Answer(plan: plan)
            if tells { journal.tell(answer, for: request) }
            journal.add(request, answer)
        }
    }

    private var noteBytes: @Sendable (PlainRequest, ArraySlice<UInt8>) -> Void {
        { [journal] request, answer in journal.add(request, answer: answer) }
    }

    private func serve(_ url: String, control: String, _ proxy: ProxyDoor?) async throws -> Ended {
        guard let urlFile = URLFile(options.urlFile) else { return try await serveUntilTheEnd(url, control, proxy) }
        do {
            let ended = try await serveUntilTheEnd(url, control, proxy)
            try urlFile.remove(url)
            return ended
        } catch {
            try urlFile.remove(url)
            throw error
        }
    }

    private func serveUntilTheEnd(_ url: String, _ control: String, _ proxy: ProxyDoor?) async throws -> Ended {
        if let wrapped = WrappedCommand.given {
            // What listens on all addresses is none that a client of this machine can be sent to.
            let (own, control) = (Self.reachable(url), Self.reachable(control))
            var variables = ["TAPEDECK_CONTROL_URL": control]
            if !WrappedCommand.standsForTest, let lent = loan?.variables {
                variables.merge(lent) { $1 }
                if !lent.isEmpty { Terminal.tell("tapedeck: \(LentCredentials.sentence(for: lent))") }
            }
            variables.merge(proxy?.variables(url: own, control: control) ?? tls?.variables ?? [:]) { $1 }
            try writeURL(url)
            let status = try await wrapped.run(url: own, isEndpoint: options.mode != .proxy, variables: variables)
            return Ended(status: status, url: url)
        }
        try await SignalWatch.untilEnded {
            try writeURL(url)
            tellThatItIsReady(url, control, proxy)
        }
        willEnd()
        return Ended(status: 0, url: url)
    }

    private static func reachable(_ url: String) -> String {
        url.replacing("://0.0.0.0:", with: "://127.0.0.1:").replacing("://[::]:", with: "://[::1]:")
    }

    /// Once signals are watched, or passed on: who finds the file may send one.
    private func writeURL(_ url: String) throws {
        try URLFile(options.urlFile)?.write(url)
    }

    private func tellThatItIsReady(_ url: String, _ control: String, _ proxy: ProxyDoor?) {
        Terminal.tell("tapedeck: \(banner(url)) (Ctrl-C ends)")
        let doors = proxy?.hints(url: url) ?? ["point a client at it: export AWS_ENDPOINT_URL_APPRUNNER=\(url)"]
        for line in doors + (tls.map { [$0.hint] } ?? []) + hints(control) + ["watch it in a browser: \(control)/"] {
            Terminal.tell("  \(line)")
        }
        guard options.readyJson else { return }
        let ready = JSONObject([("mode", .string(mode)), ("url", .string(url)), ("control", .string(control))])
        Terminal.write("\(JSONValue.object(ready).text(.compact))\n")
    }
}
