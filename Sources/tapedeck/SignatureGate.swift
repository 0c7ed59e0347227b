import Synchronization
import TapedeckAWSSigning
import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel

/// Refuses requests whose signature does not hold, as AWS would, and says on standard error why.
final class SignatureGate: Sendable {
    private let check: SignatureCheck
    private let allowsUnsigned: Bool
    private let now: @Sendable () -> Instant?
    private let refused = Atomic<Int>(0)

    /// Makes a gate; `nil` where no credentials are given.
    ///
    /// - Parameter now: the clock that a request's date is compared with; `nil` from it leaves dates alone.
    init?(
        _ credentials: [Credentials], allowsUnsigned: Bool = false,
        now: @escaping @Sendable () -> Instant? = { .now }
    ) {
        guard !credentials.isEmpty else { return nil }
        check = SignatureCheck(credentials, service: ConnectionOperation.signingName)
        self.allowsUnsigned = allowsUnsigned
        self.now = now
    }

    /// Requests that were refused.
    var count: Int {
        refused.load(ordering: .relaxed)
    }

    /// Whether a request may pass.
    func lets(_ request: Request) -> Bool {
        trouble(with: request) == nil
    }

    /// The answer to a request that may not pass, having told why.
    ///
    /// - Parameter shown: takes out what must not be told.
    func refusal(of request: Request, shown: (String) -> String) -> Answer? {
        guard let error = trouble(with: request) else { return nil }
        refused.add(1, ordering: .relaxed)
        var words = "refused \(request.operationName): \(error.serviceCode): \(error.message)"
        if error.code == .mismatch, let explanation = check.explanation(of: request) { words += "; \(explanation)" }
        Terminal.tell(shown("tapedeck: \(words)"), color: 31)
        // The namespace and the status are those of the stand-in's other refusals; App Runner's are not known.
        let response = Response.awsJSONError(
            code: "com.amazon.coral.service#\(error.serviceCode)", message: error.serviceMessage)
        return Answer(plan: ResponsePlan(response), decision: "refused", explanation: words)
    }

    private func trouble(with request: Request) -> SignatureError? {
        do throws(SignatureError) {
            try check.check(request, at: now())
            return nil
        } catch {
            return allowsUnsigned && error.code == .missing ? nil : error
        }
    }
}
