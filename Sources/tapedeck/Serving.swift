import ArgumentParser
import TapedeckExchangeModel
import TapedeckHTTPFront
import TapedeckPlatform
import TapedeckTLSFront

/// What record, replay and simulate take alike: how clients get in.
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

    @Flag(help: "Refuse what goes to other hosts through the proxy, instead of passing it on untouched.")
    var blockOthers = false
}

/// Serves a responder to the wrapped command, or to whoever comes until a signal ends it.
///
/// The one way in which record, replay and simulate face their clients: the front stands before the command starts, and is
/// stopped whatever becomes of it.
struct Serving {
    /// How clients get in.
    let options: ServingOptions
    /// Bytes of a request's body that are kept.
    var maximumBodyBytes = HTTPFront.Configuration().maximumBodyBytes
    /// More variables for the wrapped command.
    var variables: [String: String] = [:]
    /// What the deck does, for the banner; it gets the front's URL.
    let banner: @Sendable (String) -> String
    /// More lines under the banner, each beginning with what the user may do.
    var hints: [String] = []
    /// Called when a signal ends the serving, before connections are ended.
    var willEnd: @Sendable () -> Void = {}

    /// How serving ended.
    struct Ended {
        /// The wrapped command's exit status; 0 where there was no command.
        let status: Int32
        /// Where clients were served.
        let url: String
    }

    /// Serves to the end.
    ///
    /// Without a command that is SIGINT, SIGTERM or SIGHUP, and they are watched before the banner says that the deck is
    /// ready. With one, they are passed on to it and its end is waited for.
    ///
    /// - Throws: `FrontError` where the address can't be had, `ProgramError` where the command can't be run.
    func run(_ responder: any Responder) async throws -> Ended {
        let tell: @Sendable (FrontEvent) -> Void = { event in
            // That a client left is told in the deck's own words, with the exchange, where it matters.
            if event != .clientWentAway { Terminal.tell("tapedeck: \(event)") }
        }
        let isProxy = options.mode == .proxy || options.mode == .auto && WrappedCommand.given != nil
        let door =
            isProxy
            ? try ProxyDoor(hosts: options.hosts, blocksOthers: options.blockOthers, report: tell) : nil
        defer { door?.close() }
        let configuration = HTTPFront.Configuration(
            host: options.listen.host, port: options.listen.port, maximumBodyBytes: maximumBodyBytes,
            tunnels: door?.proxy, report: tell)
        let responder = door?.proxy.responder(responder) ?? responder
        return try await HTTPFront.withFront(configuration, responder: responder) { front in
            if let wrapped = WrappedCommand.given {
                let variables = variables.merging(door?.variables(url: front.url) ?? [:]) { $1 }
                let status = try await wrapped.run(
                    url: front.url, isEndpoint: options.mode != .proxy, variables: variables)
                return Ended(status: status, url: front.url)
            }
            await SignalWatch.untilEnded { tellBanner(front.url, door) }
            willEnd()
            return Ended(status: 0, url: front.url)
        }
    }

    private func tellBanner(_ url: String, _ door: ProxyDoor?) {
        Terminal.tell("tapedeck: \(banner(url)) (Ctrl-C ends)")
        let doors = door?.hints(url: url) ?? ["point a client at it: export AWS_ENDPOINT_URL_APPRUNNER=\(url)"]
        for hint in doors + hints {
            Terminal.tell("  \(hint)")
        }
    }
}
