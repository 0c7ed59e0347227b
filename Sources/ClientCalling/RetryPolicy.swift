/// Decides whether a call is sent again and how long to wait: AWS's standard mode of 2026.
///
/// It holds what several calls of one run share, the quota, and knows neither clock nor socket. The shell tells it what
/// happened and does what it answers. Adaptive mode is taken for standard: what it adds, a rate limit of the client's
/// own, can't show in a client that sends one request at a time.
///
/// Source: "Retry behavior" in the AWS SDKs and Tools Reference Guide, as of the default of 2026-11-10, which AWS's
/// announcement "Updated default retry behavior for AWS SDKs and Tools" describes.
struct RetryPolicy: Sendable {
    /// What came of an attempt.
    enum Ending: Sendable, Hashable {
        /// The service did what was asked.
        case succeeded
        /// The service answered with an error.
        case refused(status: Int, code: String?, retryAfter: Int?)
        /// No whole answer came, and another attempt may fare better.
        case lost
        /// Something that another attempt would not change.
        case failed
    }

    /// What to do next.
    enum Action: Sendable, Hashable {
        /// Send it again after so many milliseconds.
        case pause(milliseconds: Int)
        /// Report what came last. The number of retries used up is there where the attempts ran out.
        case report(exhaustedRetries: Int?)
    }

    /// The throttling codes, those with another status than 429 too.
    static let throttlingCodes: Set<String> = [
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException",
        "TooManyRequestsException", "ProvisionedThroughputExceededException", "TransactionInProgressException",
        "RequestLimitExceeded", "BandwidthLimitExceeded", "LimitExceededException", "RequestThrottled", "SlowDown",
        "PriorRequestNotComplete", "EC2ThrottledException",
    ]
    /// Codes of trouble that passes.
    static let transientCodes: Set<String> = ["RequestTimeout", "RequestTimeoutException"]
    /// Statuses of trouble that passes.
    static let transientStatuses: Set<Int> = [500, 502, 503, 504]

    /// What every wait has beside the random part, in milliseconds: two retries of transient trouble might otherwise
    /// follow one another within less than the 50 ms that the contract's clause RTY-4 asks for.
    static let leastWait = 55
    private static let capacity = 500
    private static let throttlingCost = 5
    private static let transientCost = 14
    private static let longestWait = 20_000.0
    private static let longestDetour = 5_000

    /// Attempts a call may take, the first included.
    let maximumAttempts: Int
    /// What is left of the quota.
    private(set) var quota = RetryPolicy.capacity
    /// The present call's attempt, from 1.
    private(set) var attempt = 1
    private var lastCost: Int?

    /// Makes a policy with a full quota.
    init(maximumAttempts: Int) {
        self.maximumAttempts = maximumAttempts
    }

    /// A new call begins with its first attempt.
    mutating func callBegan() {
        attempt = 1
        lastCost = nil
    }

    /// The present attempt ended.
    ///
    /// - Parameter random: a number from 0 up to, not including, 1.
    mutating func attemptEnded(_ ending: Ending, random: Double) -> Action {
        let isThrottling: Bool
        var hint: Int?
        switch ending {
        case .succeeded:
            quota = min(RetryPolicy.capacity, quota + (lastCost ?? 1))
            lastCost = nil
            return .report(exhaustedRetries: nil)
        case .failed: return .report(exhaustedRetries: nil)
        case .lost: isThrottling = false
        case .refused(let status, let code, let retryAfter):
            isThrottling = status == 429 || code.map(RetryPolicy.throttlingCodes.contains) ?? false
            let isTransient =
                RetryPolicy.transientStatuses.contains(status)
                || code.map(RetryPolicy.transientCodes.contains) ?? false
            guard isThrottling || isTransient else { return .report(exhaustedRetries: nil) }
            hint = retryAfter
        }
        guard attempt < maximumAttempts else { return .report(exhaustedRetries: attempt - 1) }
        let cost = isThrottling ? RetryPolicy.throttlingCost : RetryPolicy.transientCost
        guard quota >= cost else { return .report(exhaustedRetries: nil) }
        quota -= cost
        lastCost = cost
        let wait = backoff(base: isThrottling ? 1000 : 50, random: random)
        attempt += 1
        let hinted = hint.map { max(wait, min($0, wait + RetryPolicy.longestDetour)) }
        return .pause(milliseconds: hinted ?? wait)
    }

    private func backoff(base: Double, random: Double) -> Int {
        var ceiling = base
        for _ in 1..<max(attempt, 1) where ceiling < RetryPolicy.longestWait { ceiling *= 2 }
        return RetryPolicy.leastWait + Int(random * min(ceiling, RetryPolicy.longestWait))
    }
}
