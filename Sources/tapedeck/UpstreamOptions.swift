public import ArgumentParser
import TapedeckAWSWire
import TapedeckCurlTransport
import TapedeckPlatform
import TapedeckRecording
import TapedeckTLSFront

extension ResignMode: ExpressibleByArgument {}

/// Where requests go and how the service is asked there: what record, spy and drift take alike.
struct UpstreamOptions: ParsableArguments {
    @Option(help: "Where requests go: a URL, or stand-in for the embedded one.")
    var upstream: String

    @Option(help: "Sign requests again for the upstream with your own credentials: off, auto or always.")
    var resign: ResignMode = .auto

    @Option(help: "The profile of your AWS configuration to sign with.")
    var profile: String?

    @Option(help: "Seconds to wait for the upstream.")
    var upstreamTimeout = 60

    @Option(help: "Seconds to wait for a connection to the upstream; by default as long as --upstream-timeout.")
    var connectTimeout: Int?

    @Option(help: "Seconds that an exchange with the upstream may take as a whole; by default without a limit.")
    var maxTime: Int?

    @Option(
        help: "MiB of a request's or response's body that are taken; a longer request is refused with a clear answer.")
    var bodyLimit = 64

    @Option(
        name: [.long, .customLong("upstream-ca")],
        help: "A bundle of certificate authorities to trust for the upstream.")
    var caBundle: String?

    @Flag(help: "Do not check the upstream's certificate. Anybody on the way can then read and change everything.")
    var insecure = false

    @Option(
        help:
            "A proxy to reach the upstream through; by default the one of https_proxy or http_proxy, but for no_proxy.")
    var upstreamProxy: String?

    @Option(help: "Reach a host of the upstream at an address, as HOST:PORT:ADDRESS; repeatable.")
    var resolve: [String] = []

    /// Whether the embedded stand-in is asked.
    var isEmbedded: Bool { upstream == "stand-in" }

    /// Sees that the values can be meant, before anything is begun.
    func check() throws {
        for (name, seconds) in [
            ("--upstream-timeout", upstreamTimeout), ("--connect-timeout", connectTimeout ?? 1),
            ("--max-time", maxTime ?? 1),
        ] where seconds < 1 {
            throw Failure(.usage, "\(name) \(seconds) is no time; expected 1 second or more")
        }
        guard (1...1024).contains(bodyLimit) else {
            throw Failure(.usage, "--body-limit \(bodyLimit) is not a size; expected 1 to 1024 MiB")
        }
        if let caBundle { _ = try Files.read(caBundle, atMost: 1) }
        if isEmbedded, profile != nil || caBundle != nil || insecure {
            throw Failure(
                .usage,
                "--profile, --ca-bundle and --insecure are for an upstream elsewhere, not for the embedded stand-in")
        }
        for entry in resolve where entry.split(separator: ":", maxSplits: 2).count < 3 {
            throw Failure(.usage, "--resolve \(entry) is not of the form HOST:PORT:ADDRESS")
        }
        if let upstreamProxy, !upstreamProxy.contains("://") {
            throw Failure(
                .usage, "--upstream-proxy \(upstreamProxy) is not a URL; expected a form like http://HOST:PORT")
        }
    }

    /// The upstream, where it is another one than the embedded stand-in.
    func elsewhere() throws -> Recorder.Upstream {
        guard upstream.hasPrefix("http://") || upstream.hasPrefix("https://") else {
            throw Failure(.usage, "the upstream \(upstream) is not a URL; expected http://… or https://…, or stand-in")
        }
        let authority = upstream.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first ?? ""
        guard !authority.contains("@"), !upstream.contains("?"), !upstream.contains("#") else {
            throw Failure(
                .usage, "the upstream has a user, a query or a fragment in its URL; expected a host, and a path at most"
            )
        }
        guard (HostAndPort(String(authority)) ?? HostAndPort("\(authority):443")) != nil else {
            throw Failure(
                .usage, "the upstream \(upstream) names no host, or no port from 1 to 65535; expected http://HOST:PORT")
        }
        return Recorder.Upstream(url: upstream)
    }

    /// What to sign again with; `nil` where nothing is to be.
    func credentials() async throws -> Credentials? {
        if resign == .off || isEmbedded && resign == .auto { return nil }
        let credentials = try await DeckCredentials.load(profile: profile)
        if resign == .always, credentials == nil {
            throw Failure(
                .usage,
                "--resign always needs credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or --profile")
        }
        return credentials
    }

    /// How the transport asks an upstream.
    func transportOptions(for upstream: Recorder.Upstream) -> CurlTransport.Options {
        var options = CurlTransport.Options()
        options.connectTimeout = connectTimeout ?? upstreamTimeout
        options.readTimeout = upstreamTimeout
        options.totalTimeout = maxTime ?? 0
        options.maximumBodyBytes = bodyLimit << 20
        let bundle = ProcessEnvironment.variable("AWS_CA_BUNDLE")
        options.certificateBundle = caBundle ?? (bundle.isEmpty ? nil : bundle)
        options.verifiesPeer = !insecure
        options.offersHTTP2 = true
        options.resolve = resolve
        if !isEmbedded {
            options.proxy = upstreamProxy ?? ProxyDoor.ownProxy(upstream.url.hasPrefix("https") ? "https" : "http")
            options.noProxy = upstreamProxy == nil ? ProxyDoor.ownExceptions : nil
        }
        return options
    }
}
