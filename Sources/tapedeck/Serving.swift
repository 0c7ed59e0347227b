import ArgumentParser
import TapedeckExchangeModel
import TapedeckHTTPFront
import TapedeckPlatform

/// What record, replay and simulate take alike: how clients get in.
struct ServingOptions: ParsableArguments {
    @Option(help: "The address to listen on; port 0 takes a free one.")
    var listen = ListenAddress()
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
        let configuration = HTTPFront.Configuration(
            host: options.listen.host, port: options.listen.port, maximumBodyBytes: maximumBodyBytes
        ) { event in
            // That a client left is told in the deck's own words, with the exchange, where it matters.
            if event != .clientWentAway { Terminal.tell("tapedeck: \(event)") }
        }
        return try await HTTPFront.withFront(configuration, responder: responder) { front in
            if let wrapped = WrappedCommand.given {
                return Ended(status: try await wrapped.run(url: front.url, variables: variables), url: front.url)
            }
            await SignalWatch.untilEnded { tellBanner(front.url) }
            return Ended(status: 0, url: front.url)
        }
    }

    private func tellBanner(_ url: String) {
        Terminal.tell("tapedeck: \(banner(url)) (Ctrl-C ends)")
        for hint in ["point a client at it: export AWS_ENDPOINT_URL_APPRUNNER=\(url)"] + hints {
            Terminal.tell("  \(hint)")
        }
    }
}
