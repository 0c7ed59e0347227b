public import TapedeckAWSWire
public import TapedeckJSONText

/// One situation that a client is put into, and what a conforming client does in it.
public struct Scenario: Sendable {
    /// Such as `errors/type-with-namespace`: the file's path without its ending.
    public let id: String
    /// The clause tested.
    public let clause: Clause
    /// One sentence for people.
    public let title: String
    /// The cassette's path under `cassettes`, without its ending.
    public let cassette: String
    /// The calls that the client makes, in order.
    public let calls: [Call]
    /// Whether the client is handed a session token.
    public let hasToken: Bool
    /// Settings that the client is asked for, by the names that profiles give them: `attempts`, …
    public let settings: [String: String]
    /// What must be seen on the wire.
    public let wire: WireExpectation
    /// Changes of which each must make a conforming client's run deviate.
    public let mutations: [Mutation]

    /// One call and what must be reported of it.
    public struct Call: Sendable {
        /// The operation.
        public let operation: ConnectionOperation
        /// What the client waits for, where it is its waiting command that is run: `connection-available`, …
        public let wait: String?
        /// Its input.
        public let input: JSONObject
        /// What the client must report.
        public let report: ReportExpectation
    }

    /// Reads a scenario that was written as YAML or JSON.
    ///
    /// - Throws: ``DefinitionError`` with the place in the page.
    public init(_ value: JSONValue) throws(DefinitionError) {
        let page = try Fields(value)
        try page.allow([
            "scenario", "clause", "title", "cassette", "call", "calls", "token", "settings", "expect", "mutations",
        ])
        id = try page.string("scenario")
        let clauseID = try page.string("clause")
        guard let clause = Clause(id: clauseID) else {
            throw DefinitionError(path: "clause", reason: "\(clauseID) is not a clause of this edition")
        }
        self.clause = clause
        title = try page.string("title")
        cassette = try page.string("cassette")
        hasToken = try page.bool("token") ?? false
        settings = Dictionary(try page.stringTable("settings")) { $1 }
        let expect = try page.fields("expect")
        try expect?.allow(["wire", "report"])
        wire = try expect?.fields("wire").map(WireExpectation.init) ?? WireExpectation()
        let shared = try expect?.fields("report").map(ReportExpectation.init)
        var calls: [Call] = []
        let single = page.value("call").map { [$0] } ?? []
        for (index, item) in (single + (try page.array("calls"))).enumerated() {
            calls.append(try Call(Fields(item, at: "calls[\(index)]"), shared: shared))
        }
        guard !calls.isEmpty else { throw DefinitionError(path: "call", reason: "missing; expected a call, or calls") }
        self.calls = calls
        var mutations: [Mutation] = []
        for (index, item) in try page.array("mutations").enumerated() {
            mutations.append(try Mutation(Fields(item, at: "mutations[\(index)]")))
        }
        self.mutations = mutations
    }
}

extension Scenario {
    /// Whether a client can be put into this situation: its profile has the settings and the waiting commands asked for.
    public func isApplicable(to profile: ClientProfile) -> Bool {
        settings.keys.allSatisfy { profile.settings[$0] != nil }
            && calls.allSatisfy { $0.wait.map { profile.waits[$0] != nil } ?? true }
    }
}

extension Scenario.Call {
    fileprivate init(_ fields: Fields, shared: ReportExpectation?) throws(DefinitionError) {
        try fields.allow(["operation", "wait", "with", "report"])
        let name = try fields.string("operation")
        guard let operation = ConnectionOperation(rawValue: name) else {
            throw DefinitionError(path: fields.place("operation"), reason: "\(name) is not an operation on connections")
        }
        self.operation = operation
        wait = try fields.optionalString("wait")
        input = try fields.fields("with")?.object ?? JSONObject()
        report = try fields.fields("report").map(ReportExpectation.init) ?? shared ?? ReportExpectation()
    }
}

/// What must be seen on the wire. What is not said is not judged.
public struct WireExpectation: Sendable {
    /// The fewest requests of all calls together.
    public var leastAttempts: Int?
    /// The most.
    public var mostAttempts: Int?
    /// The method of every request.
    public var method: String?
    /// The path of every request.
    public var path: String?
    /// Header fields that every request has exactly once, with this value; media types compare without parameters.
    public var headers: [HeaderExpectation] = []
    /// Whether each request's body has the JSON value of its call's input.
    public var bodyIsInput = false
    /// Whether the signature must verify with the credentials handed to the client.
    public var isSigned = false
    /// Whether there must be no authorization header.
    public var isUnsigned = false
    /// The least that the waits between requests must come to, in milliseconds; for a client that sent more than one.
    public var leastSpacing: Int?
    /// The region that the scope must name.
    public var region: String?
    /// Whether the session token must be sent and signed.
    public var signsToken = false

    /// A header field's name and value.
    public struct HeaderExpectation: Sendable, Hashable {
        /// The name.
        public let name: String
        /// The value; `{Operation}` stands for the call's operation.
        public let value: String
    }

    /// Expects nothing.
    public init() {}

    init(_ fields: Fields) throws(DefinitionError) {
        try fields.allow([
            "attempts", "method", "path", "headers", "body", "signature", "region", "token", "spacing",
        ])
        if let exact = fields.value("attempts")?.int {
            leastAttempts = exact
            mostAttempts = exact
        } else if let range = try fields.fields("attempts") {
            try range.allow(["least", "most"])
            leastAttempts = try range.optionalInt("least")
            mostAttempts = try range.optionalInt("most")
        }
        method = try fields.optionalString("method")
        path = try fields.optionalString("path")
        headers = try fields.stringTable("headers").map { HeaderExpectation(name: $0.0, value: $0.1) }
        bodyIsInput = try fields.choice("body", BodyWord.self) == .input
        let signature = try fields.choice("signature", SignatureWord.self)
        isSigned = signature == .verifies
        isUnsigned = signature == .absent
        leastSpacing = try fields.optionalInt("spacing")
        region = try fields.optionalString("region")
        signsToken = try fields.choice("token", TokenWord.self) == .signed
    }

    private enum BodyWord: String, CaseIterable { case input }
    private enum SignatureWord: String, CaseIterable { case verifies, absent }
    private enum TokenWord: String, CaseIterable { case signed }
}

/// What the client must report of a call. What is not said is not judged; a crash is never right.
public struct ReportExpectation: Sendable {
    /// Success or failure.
    public enum OutcomeWord: String, Sendable, Hashable, CaseIterable {
        case success
        case failure
        /// Either: the clause leaves it to the client.
        case either
    }

    /// Success or failure.
    public var outcome: OutcomeWord = .either
    /// The error's code.
    public var code: String?
    /// A text that the error's message contains.
    public var messageContains: String?
    /// Members of the connection reported: of a create or delete, or of the one item in a list.
    public var connection: JSONObject?
    /// A status that must not be reported.
    public var statusIsNot: String?
    /// A connection's name that must be absent from a list, or have the status DELETED there.
    public var gone: String?
    /// A text that one of the client's streams must show.
    public var shows: String?
    /// What neither stream, nor any request, may hold.
    public var hides: [Hidden] = []
    /// Whether the streams must be free of control characters, but for line breaks and tabs.
    public var isInert = false

    /// What is to be hidden.
    public enum Hidden: String, Sendable, Hashable, CaseIterable {
        /// The secret access key, on the wire too.
        case secret
        /// The session token, in the client's output.
        case token
        /// The signatures that were sent, in the client's output.
        case signature
    }

    /// Expects nothing.
    public init() {}

    init(_ fields: Fields) throws(DefinitionError) {
        try fields.allow([
            "outcome", "code", "message", "connection", "status-is-not", "gone", "shows", "hides", "inert",
        ])
        outcome = try fields.choice("outcome", OutcomeWord.self) ?? .either
        code = try fields.optionalString("code")
        if let message = try fields.fields("message") {
            try message.allow(["contains"])
            messageContains = try message.string("contains")
        }
        connection = try fields.fields("connection")?.object
        statusIsNot = try fields.optionalString("status-is-not")
        gone = try fields.optionalString("gone")
        shows = try fields.optionalString("shows")
        isInert = try fields.bool("inert") ?? false
        for word in try fields.strings("hides") {
            guard let hidden = Hidden(rawValue: word) else {
                let known = Hidden.allCases.map(\.rawValue).joined(separator: ", ")
                throw DefinitionError(
                    path: fields.place("hides"), reason: "\"\(word)\" is not known; expected one of \(known)")
            }
            hides.append(hidden)
        }
    }
}
