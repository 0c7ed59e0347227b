/// One request and what came back, with when and how it ended.
public struct Exchange: Sendable, Hashable {
    /// How an exchange came to its end.
    public enum Ending: String, Sendable, Hashable, CaseIterable {
        /// The response is whole.
        case complete
        /// The response's head came, its body did not come whole.
        case cutBody
        /// Nothing that could be read as a response came.
        case noResponse
        /// The recorder ended before the exchange did.
        case unfinished
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
