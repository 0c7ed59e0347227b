import ArgumentParser
import TapedeckCurlTransport
import TapedeckExchangeModel
import TapedeckHTTPFront
import TapedeckPlatform
import TapedeckTLSFront

/// How clients get in.
enum DoorMode: String, CaseIterable, ExpressibleByArgument {
    /// A wrapped command gets both doors; without one, the endpoint alone.
    case auto
    /// By a URL in the place of the service's.
    case endpoint
    /// By the service's own names, through a proxy that they are decrypted in.
    case proxy
}

/// The deck as a proxy: its authority, the file by which clients trust it, and what they find in their environment.
struct ProxyDoor {
    let proxy: Proxy
    private let bundle: TrustBundle
    private let transport: CurlTransport
    private let renewal: Renewal
    /// Hosts that the user's own proxy is not for.
    private let passedBy: [String]

    /// Makes an authority for this run, and writes the bundle.
    ///
    /// - Parameters:
    ///   - hosts: those that are looked into; none stand for App Runner's.
    ///   - badCertificate: asked for each connection that is looked into.
    init(
        hosts: [String], blocksOthers: Bool,
        badCertificate: @escaping @Sendable () -> FaultStep.BadCertificate? = { nil },
        report: @escaping @Sendable (FrontEvent) -> Void
    ) throws {
        let patterns = hosts.isEmpty ? HostPatterns.appRunner : HostPatterns(hosts)
        let authority = try CertificateAuthority(for: patterns, now: SystemClock.milliseconds)
        transport = try CurlTransport()
        let bundle = try TrustBundle(of: authority, own: Self.ownBundles)
        self.bundle = bundle
        renewal = Renewal(of: authority) { () throws(FileError) in try bundle.write(authority) }
        let exceptions = ProcessEnvironment.proxyExceptions
        proxy = Proxy(
            authority, patterns: patterns, blocksOthers: blocksOthers, upstreamProxy: Self.ownProxy("https"),
            exceptions: exceptions, transport: transport, report: report, badCertificate: badCertificate)
        passedBy = exceptions.split(separator: ",").map { $0.filter { $0 != " " } }.filter { entry in
            // What would lead past this proxy to its own hosts is left out.
            let end = entry.drop { $0 == "." || $0 == "*" }
            return !end.isEmpty && !patterns.patterns.contains { $0.hasSuffix(end) || end.hasSuffix($0) }
                && !patterns.match(String(end))
        }
    }

    /// Bundles that the user has named for clients already: what they trust stays trusted.
    private static var ownBundles: [String] {
        var paths: [String] = []
        for name in TrustBundle.variableNames {
            let path = ProcessEnvironment.variable(name)
            if Files.exists(path), !Files.isDirectory(path), !paths.contains(path) { paths.append(path) }
        }
        return paths
    }

    /// The proxy that the user's environment names for a scheme; `nil` for none.
    static func ownProxy(_ scheme: String) -> String? {
        // As curl has it: HTTP_PROXY in upper case is not read, because a web server could be made to set it.
        let names = scheme == "https" ? ["https_proxy", "HTTPS_PROXY"] : ["http_proxy"]
        return names.map(ProcessEnvironment.variable).first { !$0.isEmpty }
    }

    /// What a client finds in its environment, in both spellings where programs read either. The deck's own addresses are
    /// asked directly: those are its other doors.
    func variables(url: String, control: String) -> [String: String] {
        var variables = bundle.variables
        for name in ["HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy"] { variables[name] = url }
        for name in ["NO_PROXY", "no_proxy"] {
            variables[name] = (Self.directHosts([url, control]) + passedBy).joined(separator: ",")
        }
        return variables
    }

    /// The hosts that no proxy is for: those of this machine, and of the deck's own URLs.
    static func directHosts(_ urls: [String]) -> [String] {
        let own = urls.compactMap { url in
            url.split(separator: "/").dropFirst().first.flatMap { HostAndPort(String($0)) }?.host
        }
        let always = ["127.0.0.1", "localhost", "::1"]
        return always + own.filter { !always.contains($0) }
    }

    /// Lines for somebody who points a client here by hand.
    func hints(url: String) -> [String] {
        ["point a client through it: export HTTPS_PROXY=\(url) HTTP_PROXY=\(url) AWS_CA_BUNDLE=\(bundle.path)"]
    }

    /// Removes what was written, and tells what else passed by.
    func close() {
        renewal.end()
        bundle.remove()
        transport.shutdown()
        let summary = proxy.summary
        for (what, hosts) in [("passed on untouched", summary.passed), ("refused", summary.blocked)]
        where !hosts.isEmpty {
            let list = hosts.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }.joined(separator: ", ")
            Terminal.tell("tapedeck: other hosts, \(what): \(list)")
        }
    }
}
