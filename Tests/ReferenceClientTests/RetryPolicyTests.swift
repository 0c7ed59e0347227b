import Testing

@testable import TapedeckClientCalling

struct RetryPolicyTests {
    private typealias Action = RetryPolicy.Action

    /// What the policy orders for a call whose attempts end like this.
    private func trace(
        _ endings: [RetryPolicy.Ending], maximum: Int = 3, random: Double = 0.5, policy: RetryPolicy? = nil
    ) -> [Action] {
        var policy = policy ?? RetryPolicy(maximumAttempts: maximum)
        policy.callBegan()
        return endings.map { policy.attemptEnded($0, random: random) }
    }

    private func refused(_ status: Int, _ code: String? = nil, after: Int? = nil) -> RetryPolicy.Ending {
        .refused(status: status, code: code, retryAfter: after)
    }

    @Test
    func endsWithASuccess() {
        #expect(trace([.succeeded]) == [.report(exhaustedRetries: nil)])
    }

    @Test(arguments: [500, 502, 503, 504])
    func triesTransientStatusesThreeTimes(status: Int) {
        let expected: [Action] = [
            .pause(milliseconds: 55 + 25), .pause(milliseconds: 55 + 50), .report(exhaustedRetries: 2),
        ]
        #expect(trace(Array(repeating: refused(status), count: 3)) == expected)
    }

    @Test(arguments: Array(RetryPolicy.throttlingCodes).sorted())
    func waitsLongerForThrottling(code: String) {
        let expected: [Action] = [
            .pause(milliseconds: 55 + 500), .pause(milliseconds: 55 + 1000), .report(exhaustedRetries: 2),
        ]
        #expect(trace(Array(repeating: refused(400, code), count: 3)) == expected)
    }

    @Test
    func takesAny429ForThrottling() {
        #expect(trace([refused(429, "SomeLimit")]) == [.pause(milliseconds: 555)])
    }

    @Test(arguments: ["RequestTimeout", "RequestTimeoutException"])
    func triesTransientCodesAgain(code: String) {
        #expect(trace([refused(400, code)]) == [.pause(milliseconds: 80)])
    }

    @Test(arguments: [
        (400, "InvalidRequestException"), (400, "ServiceQuotaExceededException"), (400, "ExpiredTokenException"),
        (403, "AccessDeniedException"), (400, "RequestTimeTooSkewed"), (501, "NotImplemented"), (509, ""), (307, ""),
        (408, ""), (200, "InternalServiceErrorException"),
    ])
    func sendsOtherErrorsOnce(status: Int, code: String) {
        #expect(trace([refused(status, code.isEmpty ? nil : code)]) == [.report(exhaustedRetries: nil)])
    }

    @Test
    func triesLostAnswersAgainButNothingElse() {
        #expect(trace([.lost, .succeeded]) == [.pause(milliseconds: 80), .report(exhaustedRetries: nil)])
        #expect(trace([.failed]) == [.report(exhaustedRetries: nil)])
    }

    @Test(arguments: [(nil, 80), (0, 80), (50, 80), (1500, 1500), (60_000, 80 + 5000)])
    func obeysTheServersHintWithinFiveSeconds(hint: Int?, wait: Int) {
        #expect(trace([refused(503, nil, after: hint)]) == [.pause(milliseconds: wait)])
    }

    @Test
    func waitsNoLongerThanTwentySeconds() {
        let actions = trace(Array(repeating: refused(429), count: 9), maximum: 10, random: 0.999_999)
        #expect(actions.last == .pause(milliseconds: 55 + 19_999))
    }

    @Test
    func saysThatNoRetryWasLeftWhereOnlyOneAttemptIsAllowed() {
        #expect(trace([refused(503)], maximum: 1) == [.report(exhaustedRetries: 0)])
        #expect(trace([refused(400, "InvalidRequestException")], maximum: 1) == [.report(exhaustedRetries: nil)])
    }

    @Test(arguments: [0.0, 0.5, 0.999])
    func keepsRetriesApart(random: Double) {
        let pauses = trace([refused(500), refused(500)], random: random).map { action in
            if case .pause(let milliseconds) = action { milliseconds } else { 0 }
        }
        #expect(pauses.allSatisfy { $0 > 50 })
    }

    @Test
    func stopsWhenTheQuotaIsUsedUp() {
        var policy = RetryPolicy(maximumAttempts: 100)
        policy.callBegan()
        var retries = 0
        while case .pause = policy.attemptEnded(.lost, random: 0) { retries += 1 }
        #expect(retries == 500 / 14)
        #expect(policy.quota == 500 % 14)
        // What is left is enough for throttling, which costs less.
        #expect(policy.attemptEnded(refused(429), random: 0) == .pause(milliseconds: 55))
    }

    @Test
    func givesBackWhatTheRetryThatSucceededHadCost() {
        var policy = RetryPolicy(maximumAttempts: 3)
        policy.callBegan()
        _ = policy.attemptEnded(.lost, random: 0)
        _ = policy.attemptEnded(refused(429), random: 0)
        #expect(policy.quota == 500 - 14 - 5)
        _ = policy.attemptEnded(.succeeded, random: 0)
        #expect(policy.quota == 500 - 14)
        policy.callBegan()
        #expect(policy.attempt == 1)
        _ = policy.attemptEnded(.succeeded, random: 0)
        #expect(policy.quota == 500 - 13)
    }
}
