public import NIOCore
import NIOSSL
import NIOTLS
public import TapedeckExchangeModel
public import TapedeckHTTPFront

extension CertificateAuthority {
    /// What stands between socket and HTTP on each connection of a front that serves these hosts itself: TLS with the
    /// certificate of the host that the client asks for (SNI, RFC 6066 section 3).
    ///
    /// - Parameters:
    ///   - fallback: the host for a client that names none.
    ///   - report: called where a client does not take the certificate.
    ///   - badCertificate: asked for each connection: what is wrong with its certificate, `nil` for nothing.
    public func handlers(
        fallback: String, report: @escaping @Sendable (FrontEvent) -> Void,
        badCertificate: @escaping @Sendable () -> FaultStep.BadCertificate? = { nil }
    ) -> @Sendable (any Channel) throws -> [any ChannelHandler] {
        { channel in
            let bound = NIOLoopBound(channel.pipeline.syncOperations, eventLoop: channel.eventLoop)
            let names = SNIHandler { result in
                channel.eventLoop.makeCompletedFuture {
                    var host = fallback
                    if case .hostname(let name) = result { host = name.lowercased() }
                    let pipeline = bound.value
                    let own = try pipeline.handler(type: ByteToMessageHandler<SNIHandler>.self)
                    let bad = badCertificate()
                    if let bad {
                        try pipeline.handler(type: HandshakeWatch.self).expectRefusal(of: bad, for: host, report)
                    }
                    try pipeline.addHandler(
                        NIOSSLServerHandler(context: try self.context(for: host, bad: bad)), position: .after(own))
                }
            }
            let watch = HandshakeWatch { result in
                guard case .failure(let trouble) = result else { return }
                report(
                    .noticed(
                        "a client did not take this run's certificate: \(trouble); it may not trust the authority"))
            }
            return [ByteToMessageHandler(names), watch]
        }
    }
}
