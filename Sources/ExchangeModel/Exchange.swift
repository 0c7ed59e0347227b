/// One request and what came back, with when and how it ended.
public struct Exchange: Sendable, Hashable {
    /// How an exchange came to its end, as the recorder saw it.
    public enum Ending: String, Sendable, Hashable, CaseIterable {
        /// The response is whole.
        case complete
        /// The response's head came; the connection was closed before its body was whole.
        case cutBody
        /// The response's head came; the connection was reset before its body was whole.
        case resetBody
        /// The response's head came; then nothing more within the time given.
        case stalledBody
        /// The connection was closed in order without a response.
        case closed
        /// The connection was reset without a response.
        case reset
        /// Nothing came within the time given.
        case timedOut
        /// The server could not be reached: no address, no connection, no trust.
        case unreachable
        /// What came could not be read as a response, or could not be looked into.
        case unreadable
        /// The client went away before there was an answer for it.
        case clientLeft
        /// The recording was ended before the exchange was.
        case interrupted
        /// The recorder died before the exchange had ended.
        case unfinished
        /// There was no response; older recordings say no more.
        case noResponse
    }

    /// The exchange's place in its recording, from 1.
    public var sequence: Int
    /// What was asked.
    public var request: Request
    /// What came back; `nil` where nothing readable did.
    public var response: Response?
    /// When the request had arrived, in milliseconds since 1970-01-01T00:00:00Z.
    public var startedAt: Int64
    /// How long the answer took, in whole milliseconds.
    public var timing: Timing
    /// How the exchange ended.
    public var ending: Ending

    /// The parts of an exchange's duration, in whole milliseconds.
    public struct Timing: Sendable, Hashable {
        /// To send the request.
        public var send: Int
        /// To the first byte of the response.
        public var wait: Int
        /// From the first byte to the last.
        public var receive: Int

        /// Makes a timing; all zero unless said.
        public init(send: Int = 0, wait: Int = 0, receive: Int = 0) {
            self.send = send
            self.wait = wait
            self.receive = receive
        }
    }

    /// Makes an exchange.
    public init(
        sequence: Int, request: Request, response: Response?, startedAt: Int64, timing: Timing = Timing(),
        ending: Ending = .complete
    ) {
        self.sequence = sequence
        self.request = request
        self.response = response
        self.startedAt = startedAt
        self.timing = timing
        self.ending = ending
    }
}
