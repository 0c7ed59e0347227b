import NIOCore
import NIOPosix
import TapedeckHTTPFront

/// Carries the bytes of a tunnel that is not looked into, both ways, each end closed as the other one is.
///
/// Each side reads only as long as the other can write, so no more than one buffer a side is held.
final class TunnelHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let target: HostAndPort?
    private let via: UserProxy?
    private var context: ChannelHandlerContext?
    private var peer: TunnelHandler?
    private var wantsRead = false
    /// What the client sent before the host was reached.
    private var early: [ByteBuffer] = []
    private var inputClosed = false

    /// The client's side; the host's is made with it.
    ///
    /// - Parameter via: the user's own proxy, which is then asked for the tunnel, and whose answer the client gets.
    init(to target: HostAndPort, via: UserProxy? = nil) {
        self.target = target
        self.via = via
    }

    private init(peer: TunnelHandler) {
        self.target = nil
        self.via = nil
        self.peer = peer
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        guard let next = via?.address ?? target else { return }
        let loop = context.eventLoop
        let bound = NIOLoopBound(self, eventLoop: loop)
        ClientBootstrap(group: loop)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connectTimeout(.seconds(60))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let host = TunnelHandler(peer: bound.value)
                    try channel.pipeline.syncOperations.addHandler(host)
                    bound.value.peer = host
                }
            }
            .connect(host: next.host, port: next.port)
            .whenComplete { bound.value.reached($0.map { _ in }) }
    }

    private func reached(_ result: Result<Void, any Error>) {
        guard let context, context.channel.isActive else { return close() }
        switch result {
        case .success:
            if let via, let target {
                let proof = via.authorization.map { "Proxy-Authorization: \($0)\r\n" } ?? ""
                peer?.write(ByteBuffer(string: "CONNECT \(target) HTTP/1.1\r\nHost: \(target)\r\n\(proof)\r\n"))
            } else {
                send("HTTP/1.1 200 Connection established\r\n\r\n", context)
            }
            for buffer in early { peer?.write(buffer) }
            early = []
            if inputClosed { peer?.closeOutput() }
            if wantsRead { context.read() }
        case .failure(let error):
            peer = nil
            let host = (via?.address ?? target).map(String.init) ?? ""
            let text = "the deck can't reach \(host): \(Unreachable(error))\n"
            send(
                "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/plain\r\nContent-Length: \(text.utf8.count)\r\n"
                    + "Connection: close\r\n\r\n\(text)", context)
            context.close(promise: nil)
        }
    }

    private var isConnected: Bool {
        peer?.context?.channel.isActive ?? false
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        if isConnected { peer?.write(buffer) } else { early.append(buffer) }
    }

    func read(context: ChannelHandlerContext) {
        let isHeld = isConnected ? peer?.context?.channel.isWritable == false : !early.isEmpty
        if isHeld { wantsRead = true } else { context.read() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { peer?.resume() }
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event as? ChannelEvent == .inputClosed else { return context.fireUserInboundEventTriggered(event) }
        inputClosed = true
        if isConnected { peer?.closeOutput() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        let other = peer
        peer = nil
        self.context = nil
        other?.close()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    private func write(_ buffer: ByteBuffer) {
        context?.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
    }

    private func send(_ text: String, _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    }

    private func resume() {
        guard wantsRead else { return }
        wantsRead = false
        context?.read()
    }

    private func closeOutput() {
        context?.close(mode: .output, promise: nil)
        // Both halves closed: nothing can follow.
        if inputClosed { context?.close(promise: nil) }
    }

    private func close() {
        peer = nil
        context?.close(promise: nil)
    }
}
