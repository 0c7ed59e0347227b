import NIOCore

/// The first handler of a connection, next to its socket: it knows TLS by its first bytes, keeps what comes in while the
/// protocol above changes, and resets the connection past whatever stands between.
final class SocketHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Sent through the pipeline to reset the connection.
    struct Reset: Sendable {}

    /// The first bytes are the start of TLS, where HTTP was expected.
    struct TLSSpoken: Error {}

    private enum Arrived {
        case bytes(NIOAny)
        case event(Any)
    }

    private enum State {
        case unread
        case passing
        case holding([Arrived])
        case refused
    }

    private var state: State

    init(expectsTLS: Bool) {
        state = expectsTLS ? .passing : .unread
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch state {
        case .unread:
            // A record of TLS begins with its type, 22 for a handshake, and the version, 3 and something (RFC 8446, 5.1).
            if unwrapInboundIn(data).readableBytesView.starts(with: [0x16, 0x03]) {
                state = .refused
                return context.fireErrorCaught(TLSSpoken())
            }
            state = .passing
            context.fireChannelRead(data)
        case .passing: context.fireChannelRead(data)
        case .holding(let held): state = .holding(held + [.bytes(data)])
        case .refused: break
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .holding(let held) = state {
            state = .holding(held + [.event(event)])
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    /// Keeps what comes in until ``release(_:)``.
    func hold() {
        if case .passing = state { state = .holding([]) }
    }

    /// Passes on what came in meanwhile, in its order.
    func release(_ context: ChannelHandlerContext) {
        guard case .holding(let held) = state else { return }
        state = .passing
        for arrived in held {
            switch arrived {
            case .bytes(let data): context.fireChannelRead(data)
            case .event(let event): context.fireUserInboundEventTriggered(event)
            }
        }
        if !held.isEmpty { context.fireChannelReadComplete() }
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is Reset else { return context.triggerUserOutboundEvent(event, promise: promise) }
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        guard let socket = context.channel as? any SocketOptionProvider else { return context.close(promise: promise) }
        socket.resetOnClose().whenComplete { _ in bound.value.close(promise: promise) }
    }
}
