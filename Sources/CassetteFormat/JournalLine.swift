public import TapedeckAWSWire
public import TapedeckExchangeModel
public import TapedeckJSONText

/// One request and what became of it, as journals of requests have it on one line of JSON.
///
/// Header fields are left out, and bodies go through the redaction of recordings: nothing of it opens anything.
public struct JournalLine: Sendable {
    /// From 1, in the order of the answers.
    public let number: Int
    /// When it was answered.
    public let at: Instant
    /// The request, as it came.
    public let request: Request
    /// The operation; for a request without one, its method and path.
    public let operation: String
    /// What was decided, such as `answered` or `missed`.
    public let decision: String
    /// More about a decision that a person should look at.
    public let explanation: String?
    /// Which of parallel clients asked, and its name, as it may be shown; `nil` where they are not told apart.
    public let session: (number: Int, name: String)?
    /// What went back.
    public let plan: ResponsePlan

    /// Bytes of a body that are shown.
    private static let shownBytes = 1 << 16

    /// Makes a line.
    public init(
        number: Int, at: Instant, request: Request, decision: String, explanation: String? = nil,
        session: (number: Int, name: String)? = nil, plan: ResponsePlan
    ) {
        self.number = number
        self.at = at
        self.request = request
        operation = request.operationName
        self.decision = decision
        self.explanation = explanation
        self.session = session
        self.plan = plan
    }

    /// The line, redacted.
    public func json(_ redactor: Redactor) -> JSONValue {
        redactor.learn(of: request.body, plan.response?.body ?? [])
        func shown(_ text: String) -> JSONValue { .string(redactor.redact(text)) }
        func text(_ body: [UInt8]) -> JSONValue {
            guard String(validating: body, as: UTF8.self) != nil else {
                return .string("(\(body.count) bytes that are not text)")
            }
            return .string(String(decoding: redactor.redact(body, upTo: Self.shownBytes), as: UTF8.self))
        }
        var object = JSONObject([
            ("number", .number(JSONNumber(number))), ("at", .string(at.iso8601())), ("operation", shown(operation)),
        ])
        if let session {
            object["session"] = .number(JSONNumber(session.number))
            if !session.name.isEmpty { object["sessionName"] = .string(session.name) }
        }
        if let resource = request.resourceName { object["resource"] = shown(resource) }
        object["decision"] = shown(decision)
        if let explanation { object["explanation"] = shown(explanation) }
        object["request"] = text(request.body)
        if let fault = plan.fault { object["fault"] = shown("\(FaultStep.wire(fault))") }
        if let response = plan.response {
            object["status"] = .number(JSONNumber(response.status))
            object["response"] = text(response.body)
        }
        return .object(object)
    }
}

extension Request {
    /// The operation; for a request without one, its method and path.
    public var operationName: String {
        Envelope.operationName(of: self) ?? "\(method) \(path)"
    }

    /// The connection that the body names.
    public var resourceName: String? {
        // A body that is not JSON names nothing.
        (try? JSONParser.parse(body)).flatMap { Envelope.resourceName(in: $0) }
    }
}
