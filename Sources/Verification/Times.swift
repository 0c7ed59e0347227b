public import TapedeckContract
import TapedeckWording

extension Suite {
    /// Where the time of a client's runs went.
    public struct Times: Sendable, CustomStringConvertible {
        /// How long the client ran, in milliseconds: the sum over all runs, of which several may be under way at a time.
        public var running: Int64 = 0
        /// How much of that lay between a request and the next one of the same run, in milliseconds: mostly waits before
        /// retries.
        public var betweenAttempts: Int64 = 0
        /// The scenario with the longest runs, and how long they took in milliseconds.
        public var longest: (scenario: String, milliseconds: Int64)?

        /// Adds up what was observed, each with its scenario.
        public init(_ observations: [(scenario: String, observation: Observation)]) {
            for (scenario, observation) in observations {
                running += observation.duration
                for run in observation.runs {
                    guard let first = run.requests.first, let last = run.requests.last else { continue }
                    betweenAttempts += last.arrivedAt - first.arrivedAt
                }
                if observation.duration > longest?.milliseconds ?? -1 { longest = (scenario, observation.duration) }
            }
        }

        public var description: String {
            let waited = Seconds.text(betweenAttempts)
            let parts = "the client ran \(Seconds.text(running)) s, \(waited) s of it between attempts"
            guard let longest else { return parts }
            return "\(parts); longest: \(longest.scenario), \(Seconds.text(longest.milliseconds)) s"
        }
    }
}
