import NIOCore
import TapedeckExchangeModel

/// Answers plain requests by their bytes, before HTTP is decoded, where a ``WireResponder`` knows the answers; all else
/// goes on to HTTP's handlers as it came.
final class WireLane: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum State {
        /// Requests are looked at here.
        case open
        /// HTTP's handlers answer one whole request; they have nothing else.
        case lent
        /// The connection is HTTP's handlers', who may have part of a request.
        case closed
    }

    private enum Step {
        case answered(Int)
        case unfinished
        case handOn(State)
    }

    private let responder: any WireResponder
    private var state = State.open
    /// The beginning of a request.
    private var held: ByteBuffer?
    private var answers = ByteBuffer()

    init(_ responder: any WireResponder) {
        self.responder = responder
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard state == .open else {
            state = .closed
            return context.fireChannelRead(data)
        }
        var input = unwrapInboundIn(data)
        if var beginning = held {
            held = nil
            beginning.writeBuffer(&input)
            input = beginning
        }
        answers.clear()
        var next = Step.unfinished
        while input.readableBytes > 0 {
            next = step(input)
            guard case .answered(let count) = next else { break }
            input.moveReaderIndex(forwardBy: count)
        }
        if answers.readableBytes > 0 { context.writeAndFlush(wrapOutboundOut(answers), promise: nil) }
        switch next {
        case .answered: break
        case .unfinished: held = input
        case .handOn(let state):
            self.state = state
            context.fireChannelRead(wrapInboundOut(input))
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // Where all was answered here, nobody else has read anything.
        if state != .open { context.fireChannelReadComplete() }
    }

    private func step(_ input: ByteBuffer) -> Step {
        input.withUnsafeReadableBytes { bytes in
            switch PlainRequest.find(in: bytes) {
            case .beginning: return .unfinished
            case .other: return .handOn(.closed)
            case .request(let request):
                guard let answer = responder.wireAnswer(to: request) else {
                    return .handOn(request.bytes.count == bytes.count ? .lent : .closed)
                }
                answers.writeBytes(answer)
                return .answered(request.bytes.count)
            }
        }
    }

    /// Called when HTTP's handlers have answered all that they were given.
    func requestAnswered() {
        if state == .lent { state = .open }
    }

    // What comes after the beginning of a request must not overtake it.

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        handOnHeld(context)
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        handOnHeld(context)
        context.fireErrorCaught(error)
    }

    func channelInactive(context: ChannelHandlerContext) {
        handOnHeld(context)
        context.fireChannelInactive()
    }

    private func handOnHeld(_ context: ChannelHandlerContext) {
        guard let held else { return }
        self.held = nil
        state = .closed
        context.fireChannelRead(wrapInboundOut(held))
        context.fireChannelReadComplete()
    }
}
