import NIOCore
import NIOSSL
import Synchronization
public import TapedeckCurlTransport
public import TapedeckExchangeModel
public import TapedeckHTTPFront

/// What a front does as a proxy: conversations with some hosts are looked into, others pass untouched or are refused.
///
/// It is both parts of it: the ``Tunnels`` of the front, and a ``Responder`` round the one that answers for the hosts that are
/// looked into.
public final class Proxy: Sendable {
    /// What passed by.
    public struct Summary: Sendable, Hashable {
        /// Connections and requests to other hosts that were passed on untouched, by `host:port`.
        public var passed: [String: Int] = [:]
        /// Those that were refused.
        public var blocked: [String: Int] = [:]
        /// Conversations with hosts that are looked into in which TLS did not come about.
        public var withoutTLS = 0
    }

    private let authority: CertificateAuthority
    private let patterns: HostPatterns
    private let blocksOthers: Bool
    private let upstreamProxy: UserProxy?
    private let exceptions: String
    private let transport: CurlTransport
    private let badCertificate: @Sendable () -> FaultStep.BadCertificate?
    private let report: @Sendable (FrontEvent) -> Void
    private let counts = Mutex(Summary())

    /// Makes a proxy.
    ///
    /// - Parameters:
    ///   - patterns: the hosts that are looked into.
    ///   - blocksOthers: whether other hosts are refused.
    ///   - upstreamProxy: the user's own proxy, `http://user:password@host:port`, through which other hosts are reached.
    ///   - exceptions: hosts that it is not for, separated by commas, as `no_proxy` has them.
    ///   - transport: carries plain requests for other hosts.
    ///   - report: called for what is worth telling, such as a client that doesn't trust the authority.
    ///   - badCertificate: asked for each connection that is looked into: what is wrong with its certificate, `nil` for nothing.
    public init(
        _ authority: CertificateAuthority, patterns: HostPatterns, blocksOthers: Bool = false,
        upstreamProxy: String? = nil, exceptions: String = "", transport: CurlTransport,
        report: @escaping @Sendable (FrontEvent) -> Void = { _ in },
        badCertificate: @escaping @Sendable () -> FaultStep.BadCertificate? = { nil }
    ) {
        self.authority = authority
        self.patterns = patterns
        self.blocksOthers = blocksOthers
        self.upstreamProxy = upstreamProxy.map { UserProxy($0, exceptions: exceptions) }
        self.exceptions = exceptions
        self.transport = transport
        self.badCertificate = badCertificate
        self.report = report
    }

    /// What has passed by so far.
    public var summary: Summary {
        counts.withLock { $0 }
    }

    /// Answers what is meant for the proxy's hosts by a responder, and passes on or refuses the rest.
    public func responder(_ inner: any Responder) -> any ImmediateResponder {
        ProxyResponder(inner: inner, proxy: self)
    }

    private func refusal(_ target: String) -> Response {
        counts.withLock { $0.blocked[target, default: 0] += 1 }
        return .refusal(
            code: "TapedeckHostBlocked", message: "\(target) is none of this deck's hosts, and others are blocked")
    }
}

extension Proxy: Tunnels {
    public func connectReceived(_ request: Request, on connection: TakenConnection) {
        guard let target = HostAndPort(request.target) else {
            return connection.refuse(
                .refusal(code: "TapedeckBadTarget", message: "CONNECT \(request.target) names no host and port"))
        }
        do {
            if patterns.match(target.host) {
                let name = HostPatterns.name(of: target.host)
                let bad = badCertificate()
                let handler = NIOSSLServerHandler(context: try authority.context(for: name.lowercased(), bad: bad))
                let advice =
                    patterns.vouches(for: name.lowercased())
                    ? "it may not read the trust bundle that AWS_CA_BUNDLE names"
                    : "the certificate counts for known regions only; --only \(name) makes one for this host"
                let watch = HandshakeWatch { [self] result in
                    guard case .failure(let trouble) = result else { return }
                    counts.withLock { $0.withoutTLS += 1 }
                    report(
                        .noticed(
                            trouble == .plainHTTP
                                ? "a client asked \(name) for a tunnel and speaks plain HTTP in it; a deck expects TLS there: "
                                    + "use https://, or ask for http:// without CONNECT"
                                : "a client did not take this run's certificate for \(name): \(trouble); \(advice)"))
                }
                if let bad { watch.expectRefusal(of: bad, for: name, report) }
                try connection.serveHTTP(inside: [handler, watch], arrival: .tunnel(authority: request.target))
            } else if blocksOthers {
                connection.refuse(refusal(request.target))
            } else {
                let via = upstreamProxy.flatMap { $0.isFor(target.host) ? $0 : nil }
                guard via == nil || via?.address != nil else {
                    return connection.refuse(
                        .refusal(
                            code: "TapedeckNoTunnel",
                            message:
                                "\(request.target) can't be reached through your own proxy, which is none of http://HOST:PORT"
                        ))
                }
                counts.withLock { $0.passed[request.target, default: 0] += 1 }
                try connection.handOver(to: [TunnelHandler(to: target, via: via)])
            }
        } catch {
            report(.noticed("no tunnel to \(request.target): \(error)"))
            connection.channel.close(promise: nil)
        }
    }
}

private struct ProxyResponder: ImmediateResponder, EarlyResponder {
    let inner: any Responder
    let proxy: Proxy

    func immediateResponse(to request: Request) -> ResponsePlan? {
        isOurs(request) ? inner.asImmediate?.immediateResponse(to: request) : nil
    }

    func respond(to request: Request, early: EarlyResponse?) async -> ResponsePlan {
        guard !isOurs(request), case .proxy(_, let authority) = request.arrival, let origin = request.arrival.origin
        else { return await inner.plan(for: request, early: early) }
        return await proxy.forward(request, to: origin, authority)
    }

    private func isOurs(_ request: Request) -> Bool {
        if case .proxy(_, let authority) = request.arrival { proxy.isOurs(authority) } else { true }
    }
}

extension Proxy {
    fileprivate func isOurs(_ authority: String) -> Bool {
        patterns.match(HostAndPort(authority)?.host ?? authority)
    }

    /// Passes a plain request on to its host, without what is between client and proxy (RFC 9110 section 7.6.1).
    fileprivate func forward(_ request: Request, to origin: String, _ authority: String) async -> ResponsePlan {
        // libcurl would take what comes next in the URL for the host.
        if authority.isEmpty {
            return ResponsePlan(
                .refusal(code: "TapedeckBadTarget", message: "\(origin)\(request.target) names no host"))
        }
        if blocksOthers { return ResponsePlan(refusal(authority)) }
        counts.withLock { $0.passed[authority, default: 0] += 1 }
        do throws(TransportError) {
            var options = CurlTransport.Options()
            options.proxy = upstreamProxy?.url
            options.noProxy = exceptions
            let reception = try await transport.send(request.passedOn, to: origin + request.target, options: options)
            return reception.ending == .complete
                ? ResponsePlan(reception.response) : ResponsePlan(cutOff: reception.response)
        } catch {
            return ResponsePlan(.refusal(code: "TapedeckUpstreamFailed", message: error.message))
        }
    }
}
