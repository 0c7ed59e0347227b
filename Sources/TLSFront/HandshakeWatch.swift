import NIOCore
import NIOTLS
import TapedeckExchangeModel
import TapedeckHTTPFront

/// Tells once whether TLS comes about; where it doesn't, it keeps that from HTTP, which has not begun.
final class HandshakeWatch: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// Called once, in the end.
    var ended: (Result<Void, TLSTrouble>) -> Void
    private var isOver = false
    /// Whether TLS by itself says nothing yet: a client may look at the certificate after it, and send nothing then.
    private var waitsForBytes = false

    init(ended: @escaping (Result<Void, TLSTrouble>) -> Void) {
        self.ended = ended
    }

    private func end(_ result: Result<Void, TLSTrouble>) {
        if isOver { return }
        isOver = true
        ended(result)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted? = event as? TLSUserEvent, !waitsForBytes { end(.success(())) }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        end(.success(()))
        context.fireChannelRead(data)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if isOver { return context.fireErrorCaught(error) }
        end(.failure(TLSTrouble(error)))
        context.close(promise: nil)
    }

    /// Watches what a client makes of a certificate that is bad on purpose.
    func expectRefusal(
        of bad: FaultStep.BadCertificate, for host: String, _ report: @escaping @Sendable (FrontEvent) -> Void
    ) {
        report(.noticed("fault certificate:\(bad.rawValue) for \(host)"))
        waitsForBytes = true
        ended = { result in
            switch result {
            case .success: report(.badCertificateTaken(host: host, reason: bad.reason))
            case .failure:
                report(.noticed("a client did not take the certificate for \(host), as it should not: \(bad.reason)"))
            }
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        end(.failure(.left))
        context.fireChannelInactive()
    }
}

extension FaultStep.BadCertificate {
    /// What is wrong, as a clause.
    fileprivate var reason: String {
        switch self {
        case .expired: "it is no longer valid"
        case .otherName: "it is another host's"
        case .unknown: "its authority is one that nobody was told of"
        }
    }
}
