import Glibc
import NIOCore
import NIOHTTP1
import TapedeckExchangeModel

/// Carries requests of one connection to the responder and its plans back: a thin shell over ``RequestAssembly``.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    private let responder: any Responder
    private let report: @Sendable (FrontEvent) -> Void
    private var assembly: RequestAssembly
    private var answer: Task<Void, Never>?
    private var waiting: [HTTPServerRequestPart] = []
    private var wantsRead = false
    private var inputClosed = false
    private var closesInOrder = false

    init(responder: any Responder, maximumBodyBytes: Int, report: @escaping @Sendable (FrontEvent) -> Void) {
        self.responder = responder
        self.report = report
        self.assembly = RequestAssembly(maximumBodyBytes: maximumBodyBytes)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if closesInOrder { return }
        // The decoder may have read more than one request at once; the later ones wait for their turn.
        if assembly.isAnswering || !waiting.isEmpty {
            waiting.append(part)
        } else {
            receive(part, context: context)
        }
    }

    private func receive(_ part: HTTPServerRequestPart, context: ChannelHandlerContext) {
        switch part {
        case .head(let head): perform(assembly.headReceived(Request(head)), context: context)
        case .body(let buffer): perform(assembly.bodyReceived(buffer.readableBytesView), context: context)
        case .end: perform(assembly.endReceived(), context: context)
        }
    }

    /// Reading stops while a request is being answered, but for what tells that the client has gone.
    func read(context: ChannelHandlerContext) {
        if waiting.count > 64 {
            wantsRead = true
        } else {
            context.read()
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError else {
            report(.clientWentAway)
            return context.close(promise: nil)
        }
        report(.requestMalformed(reason: String(describing: error)))
        perform(assembly.malformedReceived(String(describing: error)), context: context)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed {
            inputClosed = true
            // A client that has closed its half may still wait for an answer; one that has not asked, or is done, is let go.
            if closesInOrder || !assembly.isAnswering {
                if assembly.isWithinRequest { report(.clientWentAway) }
                context.close(promise: nil)
            }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if assembly.isAnswering { report(.clientWentAway) }
        answer?.cancel()
        context.fireChannelInactive()
    }

    private func perform(_ actions: [RequestAssembly.Action], context: ChannelHandlerContext) {
        for action in actions {
            switch action {
            case .sendContinue: write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8), context: context)
            case .answer(let request): ask(request, context: context)
            case .close: context.close(promise: nil)
            case .refuse(let reason):
                let text = "this is not an HTTP/1 request: \(reason)\n"
                let head =
                    "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: \(text.utf8.count)\r\n"
                write(Array("\(head)Connection: close\r\n\r\n\(text)".utf8), context: context)
                closeInOrder(context)
            }
        }
    }

    private func ask(_ request: Request, context: ChannelHandlerContext) {
        let loop = context.eventLoop
        let handle = NIOLoopBound(self, eventLoop: loop)
        let bound = NIOLoopBound(context, eventLoop: loop)
        let responder = responder
        answer = Task {
            let actions = await responder.respond(to: request).actions(answering: request)
            if Task.isCancelled { return }
            loop.execute { handle.value.carryOut(actions[...], context: bound.value) }
        }
    }

    private func carryOut(_ actions: ArraySlice<WireAction>, context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        var rest = actions
        while let action = rest.popFirst() {
            switch action {
            case .write(let bytes): write(bytes, context: context)
            case .wait(let milliseconds):
                let handle = NIOLoopBound(self, eventLoop: context.eventLoop)
                let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
                let remaining = rest
                context.eventLoop.scheduleTask(in: .milliseconds(Int64(milliseconds))) {
                    handle.value.carryOut(remaining, context: bound.value)
                }
                return
            case .hang: return
            case .close: return closeInOrder(context)
            case .reset: return reset(context)
            case .keepAlive: return nextRequest(context)
            }
        }
    }

    private func write(_ bytes: [UInt8], context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(bytes: bytes)), promise: nil)
    }

    private func nextRequest(_ context: ChannelHandlerContext) {
        assembly.answered()
        answer = nil
        while !waiting.isEmpty, !assembly.isAnswering {
            receive(waiting.removeFirst(), context: context)
        }
        if wantsRead, !assembly.isAnswering {
            wantsRead = false
            context.read()
        }
        if inputClosed, !assembly.isAnswering { context.close(promise: nil) }
    }

    /// Sends what is left, closes the sending half, and lets go once the client has closed its own: a close with input
    /// unread would reset the connection and could take the response's last bytes with it.
    private func closeInOrder(_ context: ChannelHandlerContext) {
        closesInOrder = true
        if inputClosed { return context.close(promise: nil) }
        context.close(mode: .output, promise: nil)
        context.read()
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: .seconds(2)) { bound.value.close(promise: nil) }
    }

    private func reset(_ context: ChannelHandlerContext) {
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        guard let socket = context.channel as? any SocketOptionProvider else { return context.close(promise: nil) }
        socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in
            bound.value.close(promise: nil)
        }
    }
}

extension Request {
    fileprivate init(_ head: HTTPRequestHead) {
        self.init(
            method: head.method.rawValue, target: head.uri,
            version: "HTTP/\(head.version.major).\(head.version.minor)",
            headers: HeaderFields(head.headers.map { HeaderField($0.name, $0.value) }))
    }
}
