public import TapedeckExchangeModel

/// What was seen of a client in a scenario.
public struct Observation: Sendable {
    /// One run of the client's program for each call, in order.
    public var runs: [Run]

    /// One run of the client's program.
    public struct Run: Sendable {
        /// The words of its command; none where it is no program.
        public var command: [String]
        /// When it was started, on the clock of its requests' arrivals, in milliseconds.
        public var startedAt: Int64
        /// The requests that arrived while it ran, in order.
        public var requests: [ObservedRequest]
        /// How it ended.
        public var exit: Exit
        /// What it wrote on standard output.
        public var output: [UInt8]
        /// What it wrote on standard error.
        public var error: [UInt8]
        /// What it sent anywhere but to the endpoint, one phrase each, such as `CONNECT example.com:443`.
        public var strays: [String]
        /// How long it ran, in milliseconds.
        public var duration: Int64

        /// Makes a run.
        public init(
            command: [String] = [], startedAt: Int64 = 0, requests: [ObservedRequest], exit: Exit, output: [UInt8],
            error: [UInt8], strays: [String] = [], duration: Int64 = 0
        ) {
            self.command = command
            self.startedAt = startedAt
            self.requests = requests
            self.strays = strays
            self.duration = duration
            self.exit = exit
            self.output = output
            self.error = error
        }
    }

    /// One request and what it met.
    public struct ObservedRequest: Sendable {
        /// The request, as it arrived.
        public var request: Request
        /// Why the cassette had no answer for it; `nil` where it had one.
        public var miss: String?
        /// What went back; `nil` where nobody says.
        public var answer: ResponsePlan?
        /// When it had arrived, in milliseconds of a clock that only goes forward.
        public var arrivedAt: Int64

        /// Makes an observed request.
        public init(
            _ request: Request, miss: String? = nil, answer: ResponsePlan? = nil, arrivedAt: Int64 = 0
        ) {
            self.request = request
            self.miss = miss
            self.answer = answer
            self.arrivedAt = arrivedAt
        }
    }

    /// How a program ended.
    public enum Exit: Sendable, Hashable, CustomStringConvertible {
        /// By itself, with this status.
        case status(Int32)
        /// By a signal.
        case signal(Int32)
        /// It was ended, because it had not ended after so many seconds.
        case deadline(Int)
        /// It was ended, because it had sent so many requests, more than anybody needs.
        case stopped(requests: Int)

        public var description: String {
            switch self {
            case .status(let number): "exit status \(number)"
            case .signal(let number): "ended by signal \(number)"
            case .deadline(let seconds): "still running after \(seconds) s"
            case .stopped(let requests): "stopped after \(requests) requests"
            }
        }
    }

    /// Makes an observation.
    public init(runs: [Run]) {
        self.runs = runs
    }

    /// How long all runs took, in milliseconds.
    public var duration: Int64 {
        runs.reduce(0) { $0 + $1.duration }
    }

    /// The requests of all runs.
    public var requests: [ObservedRequest] {
        runs.flatMap(\.requests)
    }
}

/// What a client says of a call, read through its profile.
public struct Outcome: Sendable, Hashable {
    /// Whether it says that the call succeeded.
    public var isSuccess: Bool
    /// The result, as JSON, where it printed one.
    public var value: ReportedValue?
    /// The error's code.
    public var code: String?
    /// The error's message.
    public var message: String?

    /// Makes an outcome.
    public init(isSuccess: Bool, value: ReportedValue? = nil, code: String? = nil, message: String? = nil) {
        self.isSuccess = isSuccess
        self.value = value
        self.code = code
        self.message = message
    }
}
