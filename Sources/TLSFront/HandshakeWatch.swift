import NIOCore
import NIOTLS

/// Tells when TLS does not come about, once, and keeps that from HTTP, which has not begun.
final class HandshakeWatch: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let failed: (String) -> Void
    private var isOver = false

    init(failed: @escaping (String) -> Void) {
        self.failed = failed
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted? = event as? TLSUserEvent { isOver = true }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if isOver { return context.fireErrorCaught(error) }
        isOver = true
        failed(String(describing: error))
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if !isOver { failed("it left before TLS stood") }
        isOver = true
        context.fireChannelInactive()
    }
}
