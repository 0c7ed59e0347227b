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

    /// The longest time that the transport can be told, in seconds.
    private static let longest = Int(Int32.max) / 1000

    /// Sees that the values can be meant, before anything is begun.
    func check() throws {
        for (name, seconds) in [
            ("--upstream-timeout", upstreamTimeout), ("--connect-timeout", connectTimeout ?? 1),
            ("--max-time", maxTime ?? 1),
        ] where !(1...Self.longest).contains(seconds) {
            throw Failure(
                .usage,
                seconds < 1
                    ? "\(name) \(seconds) is no time; expected 1 second or more"
                    : "\(name) \(seconds) is too long a time; expected \(Self.longest) seconds at most")
        }
        guard (1...1024).contains(bodyLimit) else {
            throw Failure(.usage, "--body-limit \(bodyLimit) is not a size; expected 1 to 1024 MiB")
        }
        if !isEmbedded { _ = try elsewhere() }
        if let profile, profile.isEmpty {
            throw Failure(.usage, "--profile is empty; expected a profile's name")
        }
        if let caBundle {
            guard try Files.read(caBundle).containsCertificate else {
                throw Failure(
                    .badInput,
                    "--upstream-ca \(caBundle) holds no certificate; expected some in PEM, as BEGIN CERTIFICATE"
                )
            }
        }
        if isEmbedded, profile != nil || caBundle != nil || insecure {
            throw Failure(
                .usage,
                "--profile, --upstream-ca and --insecure are for an upstream elsewhere, not for the embedded stand-in"
            )
        }
        for entry in resolve where !Self.isResolution(entry) {
            throw Failure(
                .usage,
                "--resolve \(entry) is not of the form HOST:PORT:ADDRESS, with a port from 1 to 65535 and an IP address"
            )
        }
        if let upstreamProxy, !Self.isProxy(upstreamProxy) {
            throw Failure(
                .usage,
                "--upstream-proxy \(upstreamProxy) is not a proxy's URL; expected a form like http://HOST:PORT"
            )
        }
    }

    private static func isResolution(_ text: String) -> Bool {
        let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, HostAndPort("\(parts[0]):\(parts[1])") != nil else { return false }
        return parts[2].split(separator: ",", omittingEmptySubsequences: false).allSatisfy { address in
            // Names are not resolved again; what is left to libcurl is which of these digits make an address.
            address.contains { $0 == "." || $0 == ":" }
                && address.allSatisfy { $0.isHexDigit || ".:[]".contains($0) }
        }
    }

    private static func isProxy(_ text: String) -> Bool {
        let parts = text.split(separator: "://", maxSplits: 1).map(String.init)
        let schemes = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"]
        guard parts.count == 2, schemes.contains(parts[0].lowercased()) else { return false }
        let host = parts[1].split(separator: "@").last ?? ""
        return !host.isEmpty && host.first != ":" && host.first != "/"
            && !host.contains(where: \.isWhitespace)
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
        guard !upstream.contains(where: \.isWhitespace),
            (HostAndPort(String(authority)) ?? HostAndPort("\(authority):443")) != nil
        else {
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
            options.noProxy = upstreamProxy == nil ? ProcessEnvironment.proxyExceptions : nil
        }
        return options
    }
}

extension [UInt8] {
    fileprivate var containsCertificate: Bool {
        String(decoding: self, as: UTF8.self).contains("-----BEGIN CERTIFICATE-----")
            || String(decoding: self, as: UTF8.self).contains("-----BEGIN TRUSTED CERTIFICATE-----")
    }
}
