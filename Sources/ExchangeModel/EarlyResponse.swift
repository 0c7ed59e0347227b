import Synchronization

/// The beginning of a response on its way to the client while the rest is not there yet.
///
/// Who answers sends the head and parts of the body as they come, and then says the whole as a plan, whose first bytes these
/// must be. What is still to be sent after them is ``ResponsePlan/actions(answering:after:)``.
public final class EarlyResponse: Sendable {
    private let sent = Mutex<(head: Response, count: Int)?>(nil)
    private let write: @Sendable ([UInt8]) -> Void

    /// Makes one that nothing has been sent of.
    ///
    /// - Parameter write: puts bytes on the wire, in the order of its calls.
    public init(write: @escaping @Sendable ([UInt8]) -> Void) {
        self.write = write
    }

    /// Sends a part of the body, and the head before the first one. Parts are sent one after the other.
    public func send(_ part: [UInt8], of head: Response) {
        let isFirst = sent.withLock { sent in
            defer { sent = (sent?.head ?? head, (sent?.count ?? 0) + part.count) }
            return sent == nil
        }
        write((isFirst ? head.headBytes : []) + (head.isChunked ? Response.chunk(part) : part))
    }

    /// What has been sent: a head without its body, and how many bytes of the body; `nil` for nothing.
    var beginning: (head: Response, count: Int)? {
        sent.withLock { $0 }
    }
}

/// A responder that may let the beginning of a long response go before all of it is there.
public protocol EarlyResponder: Responder {
    /// The same as `respond(to:)`, which may send the beginning of the response early; `nil` where it must not.
    func respond(to request: Request, early: EarlyResponse?) async -> ResponsePlan
}

extension EarlyResponder {
    public func respond(to request: Request) async -> ResponsePlan {
        await respond(to: request, early: nil)
    }
}

extension Responder {
    /// The plan for a request; the beginning of the response goes early where the responder knows how.
    public func plan(for request: Request, early: EarlyResponse?) async -> ResponsePlan {
        if let own = self as? any EarlyResponder { return await own.respond(to: request, early: early) }
        return await respond(to: request)
    }
}

extension ResponsePlan {
    /// The actions that carry this plan out where the beginning of its response may have been sent already.
    ///
    /// A plan that is another one than what was begun ends the connection, so that the client has a response that is cut off.
    public func actions(answering request: Request, after early: EarlyResponse) -> [WireAction] {
        guard let (head, count) = early.beginning else { return actions(answering: request) }
        guard let response, response.status == head.status, response.headers == head.headers,
            response.body.count >= count
        else { return [fault == .reset ? .reset : .close] }
        let rest = Array(response.body.dropFirst(count))
        let framed = response.isChunked ? Response.chunk(rest) : rest
        switch fault {
        case nil:
            return [.write(framed + (response.isChunked ? Response.lastChunk : [])), response.end(answering: request)]
        case .resetBody: return [.write(framed), .reset]
        case .stallBody: return [.write(framed), .hang]
        default: return [.write(framed), .close]
        }
    }
}
