import NIOCore
import NIOHTTP1
import TapedeckExchangeModel

// Which handlers a connection has: the socket's, those of a part put in, then HTTP's decoder and the connection's own.
extension ConnectionHandler {
    /// Equips a new connection.
    static func equip(_ channel: any Channel, _ front: Surroundings) throws {
        let pipeline = channel.pipeline.syncOperations
        let before = try front.configuration.handlersBeforeHTTP?(channel)
        try pipeline.addHandler(SocketHandler(expectsTLS: before != nil))
        try pipeline.addHandlers((before ?? []) + http(front, .endpoint))
    }

    private static func http(_ front: Surroundings, _ arrival: Arrival) -> [any ChannelHandler] {
        let decoder = HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes)
        let lane = arrival == .endpoint ? front.wire.map { WireLane($0) } : nil
        let handler = ConnectionHandler(front, arrival: arrival, lane: lane)
        return (lane.map { [$0] } ?? []) + [ByteToMessageHandler(decoder), handler]
    }

    /// This connection as one that a ``Tunnels`` decides about.
    func taken(_ context: ChannelHandlerContext) -> TakenConnection {
        TakenConnection(
            channel: context.channel,
            refuse: { response in
                // The decoder reads nothing after CONNECT, so no response keeps the connection.
                self.releaseSocket(context)
                self.carryOut([.write(response.headBytes + response.body), .close], context: context)
            },
            replaceHTTP: { handlers, arrival in
                if arrival != nil {
                    self.write(Array("HTTP/1.1 200 Connection established\r\n\r\n".utf8), context: context)
                }
                try self.replace(by: handlers + (arrival.map { ConnectionHandler.http(self.front, $0) } ?? []), context)
            })
    }

    /// Keeps at the socket what comes in after a CONNECT request. The decoder keeps what it has read with it, but would
    /// drop that if it saw the input end before the connection is taken over.
    func holdSocket(_ context: ChannelHandlerContext) {
        socket(context)?.0.hold()
    }

    /// Lets in what was kept.
    func releaseSocket(_ context: ChannelHandlerContext) {
        guard let (handler, context) = socket(context) else { return }
        handler.release(context)
    }

    private func socket(_ context: ChannelHandlerContext) -> (SocketHandler, ChannelHandlerContext)? {
        // It is there for as long as the connection is.
        guard let own = try? context.pipeline.syncOperations.context(handlerType: SocketHandler.self) else {
            return nil
        }
        return (own.handler as? SocketHandler).map { ($0, own) }
    }

    /// Puts handlers in the place of HTTP's. The bytes that the decoder has read past the request reach them first: it
    /// gives these up when it is removed, a little later.
    private func replace(by handlers: [any ChannelHandler], _ context: ChannelHandlerContext) throws {
        let pipeline = context.pipeline.syncOperations
        let decoder = try pipeline.context(handlerType: ByteToMessageHandler<HTTPRequestDecoder>.self)
        try pipeline.addHandlers(handlers, position: .after(self))
        pipeline.removeHandler(context: context, promise: nil)
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        pipeline.removeHandler(context: decoder).whenComplete { _ in
            bound.value.0.releaseSocket(bound.value.1)
        }
    }
}
