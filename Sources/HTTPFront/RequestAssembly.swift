import TapedeckExchangeModel

/// Puts one request after the other together from what a decoder reads, and says what the connection does next.
///
/// One request is answered at a time: while one is, reading stops, so pipelined requests wait in the socket.
struct RequestAssembly {
    /// What the handler must do, in order.
    enum Action: Hashable {
        /// Write `100 Continue`: the client waits with its body for it.
        case sendContinue
        /// Ask the responder.
        case answer(Request)
        /// Answer 400 and close.
        case refuse(String)
    }

    private enum State {
        case idle
        case reading
        case answering
        case ended
    }

    /// Bytes of a body that are read and dropped past the limit before it is answered as it is.
    static let drainLimit = 64 << 20

    private let maximumBodyBytes: Int
    private var state = State.idle
    /// The request being read, and bytes of its body that were dropped. They stand outside of the state so that a part is
    /// appended where the body lies: taken out of a case and put back, the body would be copied with each part.
    private(set) var request = Request()
    private var dropped = 0
    /// Why what came behind the requests that still wait for their answers is none.
    private var malformed: String?

    init(maximumBodyBytes: Int) {
        self.maximumBodyBytes = maximumBodyBytes
    }

    /// Whether a body was answered before its end, so that nothing can be read behind the answer.
    private(set) var hasGivenUp = false

    /// Whether a request is being answered.
    var isAnswering: Bool {
        if case .answering = state { true } else { false }
    }

    mutating func headReceived(_ request: Request) -> [Action] {
        guard case .idle = state else { return [] }
        state = .reading
        self.request = request
        dropped = 0
        let expects = request.headers.values("Expect").contains { $0.lowercased() == "100-continue" }
        return expects && request.version != "HTTP/1.0" ? [.sendContinue] : []
    }

    mutating func bodyReceived(_ bytes: some Collection<UInt8>) -> [Action] {
        guard case .reading = state else { return [] }
        let room = maximumBodyBytes - request.body.count
        if bytes.count <= room {
            request.body += bytes
        } else {
            request.body += bytes.prefix(room)
            request.isBodyWhole = false
            dropped += bytes.count - room
        }
        hasGivenUp = dropped > Self.drainLimit
        return hasGivenUp ? endReceived() : []
    }

    mutating func endReceived() -> [Action] {
        guard case .reading = state else { return [] }
        state = .answering
        defer { request = Request() }
        return [.answer(request)]
    }

    mutating func malformedReceived(_ reason: String) -> [Action] {
        guard !isAnswering else {
            // The answer under way goes out first.
            malformed = reason
            return []
        }
        state = .ended
        return [.refuse(reason)]
    }

    mutating func answered() {
        state = .idle
    }

    /// Called when all has been received that came before something that is no request.
    mutating func caughtUp() -> [Action] {
        guard !isAnswering, let reason = malformed else { return [] }
        malformed = nil
        return malformedReceived(reason)
    }
}
