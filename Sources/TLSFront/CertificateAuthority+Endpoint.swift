public import NIOCore
import NIOSSL
import NIOTLS
public import TapedeckHTTPFront

extension CertificateAuthority {
    /// What stands between socket and HTTP on each connection of a front that serves these hosts itself: TLS with the
    /// certificate of the host that the client asks for (SNI, RFC 6066 section 3).
    ///
    /// - Parameters:
    ///   - fallback: the host for a client that names none.
    ///   - report: called where a client does not take the certificate.
    public func handlers(
        fallback: String, report: @escaping @Sendable (FrontEvent) -> Void
    ) -> @Sendable (any Channel) throws -> [any ChannelHandler] {
        { channel in
            let bound = NIOLoopBound(channel.pipeline.syncOperations, eventLoop: channel.eventLoop)
            let names = SNIHandler { result in
                channel.eventLoop.makeCompletedFuture {
                    var host = fallback
                    if case .hostname(let name) = result { host = name.lowercased() }
                    let pipeline = bound.value
                    let own = try pipeline.handler(type: ByteToMessageHandler<SNIHandler>.self)
                    try pipeline.addHandler(
                        NIOSSLServerHandler(context: try self.context(for: host)), position: .after(own))
                }
            }
            let watch = HandshakeWatch { reason in
                report(
                    .noticed(
                        "a client did not take this run's certificate: \(reason); it may not trust the authority"))
            }
            return [ByteToMessageHandler(names), watch]
        }
    }
}
