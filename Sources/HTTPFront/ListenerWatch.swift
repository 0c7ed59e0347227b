import NIOCore

/// Tells, once, that connections can't be taken: their clients would wait without a word.
final class ListenerWatch: ChannelInboundHandler {
    typealias InboundIn = any Channel

    private let report: @Sendable (FrontEvent) -> Void
    private var hasTold = false

    init(report: @escaping @Sendable (FrontEvent) -> Void) {
        self.report = report
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if !hasTold, let shortage = FrontEvent(accepting: error) {
            hasTold = true
            report(shortage)
        }
        context.fireErrorCaught(error)
    }
}
