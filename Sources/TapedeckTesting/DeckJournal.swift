import Synchronization
import TapedeckAWSWire
import TapedeckCassetteFormat
public import TapedeckExchangeModel
import TapedeckJSONText
import TapedeckPlatform

/// Every request of one test, and what became of it.
final class DeckJournal: Sendable {
    /// Requests that are kept; a test that makes more is told apart by its first ones.
    private static let limit = 10_000
    private let lines = Mutex<[JournalLine]>([])

    func add(_ request: Request, _ decision: String, explanation: String? = nil, _ plan: ResponsePlan) {
        lines.withLock { lines in
            guard lines.count < Self.limit else { return }
            lines.append(
                JournalLine(
                    number: lines.count + 1, at: Instant(milliseconds: SystemClock.milliseconds), request: request,
                    decision: decision, explanation: explanation, plan: plan))
        }
    }

    /// What clients asked for so far.
    var requests: [SeenRequest] {
        lines.withLock { $0 }.map(SeenRequest.init)
    }

    /// The journal as lines of JSON, redacted as a recording is.
    var text: String {
        let redactor = Redactor(secrets: SecretVariables.values(of: ProcessEnvironment.variables))
        return lines.withLock { $0 }.map { $0.json(redactor).text(.compact) + "\n" }.joined()
    }
}

/// A request that a deck has answered.
public struct SeenRequest: Sendable {
    /// Such as `CreateConnection`; for a request that names none, its method and path.
    public let operation: String
    /// The connection that the body names.
    public let resource: String?
    /// The request itself: header fields in order, body as bytes.
    public let request: Request
    /// What the deck did: `played entry 3 (…)`, `missed`, or `answered`.
    public let decision: String
    /// The status that went back; `nil` where a fault took the answer's place.
    public let status: Int?

    init(_ line: JournalLine) {
        operation = line.operation
        resource = line.request.resourceName
        request = line.request
        decision = line.decision
        status = line.plan.response?.status
    }

    /// The body as text.
    public var body: String {
        String(decoding: request.body, as: UTF8.self)
    }
}
