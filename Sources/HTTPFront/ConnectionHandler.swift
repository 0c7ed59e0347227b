import NIOCore
import NIOHTTP1
import TapedeckExchangeModel

/// What all connections of a front share.
struct Surroundings: Sendable {
    let responder: any Responder
    let configuration: HTTPFront.Configuration
    let connections: OpenConnections
    let immediate: (any ImmediateResponder)?
    let wire: (any WireResponder)?

    init(responder: any Responder, configuration: HTTPFront.Configuration, connections: OpenConnections) {
        (self.responder, self.configuration, self.connections) = (responder, configuration, connections)
        immediate = responder.asImmediate
        // A shorter limit than the plain ones have is HTTP's handlers' to keep.
        let wire = configuration.maximumBodyBytes >= PlainRequest.limit ? responder.asWire : nil
        self.wire = wire?.answersByBytes == true ? wire : nil
    }
}

/// Carries requests of one connection to the responder and its plans back: a thin shell over ``RequestAssembly``.
final class ConnectionHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    let front: Surroundings
    private let arrival: Arrival
    private let lane: WireLane?
    private var assembly: RequestAssembly
    private var answer: Task<Void, Never>?
    private var executor: LoopExecutor?
    private var pause: Scheduled<Void>?
    private var waiting: [HTTPServerRequestPart] = []
    private var wantsRead = false
    private var inputClosed = false
    private var closesInOrder = false
    /// Whether all that was to be sent has been, and the sending half is closed.
    private var isOutputClosed = false
    private var isHung = false

    init(_ front: Surroundings, arrival: Arrival, lane: WireLane?) {
        self.front = front
        self.lane = lane
        self.arrival = arrival
        self.assembly = RequestAssembly(maximumBodyBytes: front.configuration.maximumBodyBytes)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if closesInOrder { return }
        if case .head(let head) = part, head.method == .CONNECT { holdSocket(context) }
        // The decoder may have read more than one request at once; the later ones wait for their turn.
        if assembly.isAnswering || !waiting.isEmpty {
            waiting.append(part)
        } else {
            receive(part, context: context)
        }
    }

    private func receive(_ part: HTTPServerRequestPart, context: ChannelHandlerContext) {
        switch part {
        case .head(let head): perform(assembly.headReceived(Request(head, arrival: arrival)), context: context)
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
        switch error {
        case HTTPParserError.invalidEOFState:
            // The client closed its half within a request; the answer to one before it goes out first.
            front.configuration.report(.clientWentAway)
            if !assembly.isAnswering { closeInOrder(context) }
        case is HTTPParserError:
            perform(assembly.malformedReceived(Self.reason(error)), context: context)
        case is SocketHandler.TLSSpoken:
            let event = FrontEvent.tlsSpoken(url: HTTPFront.url(of: context.channel.localAddress))
            front.configuration.report(event)
            _ = assembly.malformedReceived(event.description)
            refuse(event.description, context)
        default:
            front.configuration.report(.clientWentAway)
            context.close(promise: nil)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed {
            inputClosed = true
            // A client that has closed its half may still wait for an answer; one that has not asked, is done, or waits for
            // what never comes, is let go.
            if isHung || isOutputClosed {
                context.close(promise: nil)
            } else if !assembly.isAnswering {
                closeInOrder(context)
            }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if assembly.isAnswering { front.configuration.report(.clientWentAway) }
        answer?.cancel()
        pause?.cancel()
        context.fireChannelInactive()
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        // The decoder's limits, which it does not tell.
        case HTTPParserError.headerOverflow: "a head of more than 256 fields, or a field of more than 80 KiB"
        default: String(describing: error)
        }
    }

    private func perform(_ actions: [RequestAssembly.Action], context: ChannelHandlerContext) {
        for action in actions {
            switch action {
            case .sendContinue: write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8), context: context)
            case .answer(let request): ask(request, context: context)
            case .refuse(let reason):
                front.configuration.report(.requestMalformed(reason: reason))
                refuse(reason, context)
            }
        }
    }

    private func refuse(_ reason: String, _ context: ChannelHandlerContext) {
        let text = "this is not an HTTP/1 request: \(reason)\n"
        let head = "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: \(text.utf8.count)\r\n"
        write(Array("\(head)Connection: close\r\n\r\n\(text)".utf8), context: context)
        closeInOrder(context)
    }

    private func ask(_ request: Request, context: ChannelHandlerContext) {
        if request.method == "CONNECT" {
            if let tunnels = front.configuration.tunnels {
                return tunnels.connectReceived(request, on: taken(context))
            }
            releaseSocket(context)
        }
        if let plan = front.immediate?.immediateResponse(to: request) {
            return carryOut(plan.actions(answering: request)[...], context: context)
        }
        let loop = context.eventLoop
        let handle = NIOLoopBound(self, eventLoop: loop)
        let bound = NIOLoopBound(context, eventLoop: loop)
        let responder = front.responder
        let early = EarlyResponse { bytes in
            loop.execute { handle.value.writeEarly(bytes, context: bound.value) }
        }
        if front.configuration.answersOnLoops, executor == nil { executor = LoopExecutor(loop) }
        answer = front.connections.answer(on: executor) {
            let plan = await responder.plan(for: request, early: early)
            let actions = plan.actions(answering: request, after: early)
            if Task.isCancelled { return }
            loop.execute { handle.value.carryOut(actions[...], context: bound.value) }
        }
    }

    func carryOut(_ actions: ArraySlice<WireAction>, context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        var rest = actions
        while let action = rest.popFirst() {
            switch action {
            case .write(let bytes): write(bytes, context: context)
            case .wait(let milliseconds):
                let handle = NIOLoopBound(self, eventLoop: context.eventLoop)
                let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
                let remaining = rest
                pause = context.eventLoop.scheduleTask(in: .milliseconds(Int64(milliseconds))) {
                    handle.value.carryOut(remaining, context: bound.value)
                }
                return
            case .hang:
                isHung = true
                return inputClosed ? context.close(promise: nil) : ()
            case .close: return closeInOrder(context)
            case .reset: return context.triggerUserOutboundEvent(SocketHandler.Reset(), promise: nil)
            case .keepAlive: return assembly.hasGivenUp ? closeInOrder(context) : nextRequest(context)
            }
        }
    }

    private func writeEarly(_ bytes: [UInt8], context: ChannelHandlerContext) {
        if context.channel.isActive { write(bytes, context: context) }
    }

    func write(_ bytes: [UInt8], context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(bytes: bytes)), promise: nil)
    }

    private func nextRequest(_ context: ChannelHandlerContext) {
        assembly.answered()
        answer = nil
        while !waiting.isEmpty, !assembly.isAnswering {
            receive(waiting.removeFirst(), context: context)
        }
        if waiting.isEmpty { perform(assembly.caughtUp(), context: context) }
        if closesInOrder { return }
        if !assembly.isAnswering { lane?.requestAnswered() }
        if wantsRead, !assembly.isAnswering {
            wantsRead = false
            context.read()
        }
        if inputClosed, !assembly.isAnswering { closeInOrder(context) }
    }

    /// Sends what is left, closes the sending half, and lets go once the client has closed its own: a close with input
    /// unread would reset the connection and could take the response's last bytes with it.
    private func closeInOrder(_ context: ChannelHandlerContext) {
        if closesInOrder { return }
        closesInOrder = true
        waiting = []
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let sent = context.eventLoop.makePromise(of: Void.self)
        sent.futureResult.whenComplete { _ in bound.value.0.allSent(bound.value.1) }
        // It comes behind what is still to be sent, however long a client takes to read that.
        context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: sent)
        context.read()
    }

    private func allSent(_ context: ChannelHandlerContext) {
        isOutputClosed = true
        if inputClosed { return context.close(promise: nil) }
        context.close(mode: .output, promise: nil)
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: .seconds(2)) { bound.value.close(promise: nil) }
    }
}
