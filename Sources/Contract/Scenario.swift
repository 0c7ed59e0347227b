public import TapedeckAWSWire
public import TapedeckCassetteFormat
public import TapedeckJSONText

/// One situation that a client is put into, and what a conforming client does in it.
public struct Scenario: Sendable {
    /// Such as `errors/type-with-namespace`: the file's path without its ending.
    public let id: String
    /// The clause tested.
    public let clause: Clause
    /// One sentence for people.
    public let title: String
    /// What the client is sent.
    public let stimulus: Stimulus
    /// The calls that the client makes, in order.
    public let calls: [Call]
    /// How the endpoint proves itself; `nil` for one without TLS.
    public let certificate: Certificate?
    /// Whether the client is handed a session token.
    public let hasToken: Bool
    /// Settings that the client is asked for, by the names that profiles give them: `attempts`, …
    public let settings: [String: String]
    /// Files that lie in the client's directory, which is its home too: name and text.
    public let files: [(name: String, text: String)]
    /// Variables that the client gets beside those of every scenario; `nil` for one that it does not get.
    public let variables: [(name: String, value: String?)]
    /// What must be seen on the wire.
    public let wire: WireExpectation
    /// Changes of which each must make a conforming client's run deviate.
    public let mutations: [Mutation]

    /// The certificates of an endpoint with TLS.
    public enum Certificate: String, Sendable, Hashable, CaseIterable {
        /// Of an authority that the client is handed.
        case trusted
        /// Of an authority that nobody knows.
        case unknown
        /// Of an authority that the client is handed, for another host.
        case otherName = "other-name"
        /// Of an authority that the client is handed, past its time.
        case expired
        /// None: the connection is taken, and nothing ever said on it.
        case never
    }

    /// What a client is sent.
    public enum Stimulus: Sendable {
        /// A cassette, by its path under `cassettes` without its ending.
        case cassette(String)
        /// The responses that the scenario's page states, and their text there.
        case stated(Cassette, text: String)
    }

    /// One call and what must be reported of it.
    public struct Call: Sendable {
        /// The operation.
        public let operation: ConnectionOperation
        /// What the client waits for, where it is its waiting command that is run: `connection-available`, …
        public let wait: String?
        /// Its input.
        public let input: JSONObject
        /// The words of the command line, for a client that is the command of the synopsis; `nil` where the profile says how
        /// the operation is run.
        public let line: [String]?
        /// Whether it is interrupted, as by Ctrl-C, once its first request has arrived.
        public let isInterrupted: Bool
        /// What the client must report.
        public let report: ReportExpectation
    }

    /// Reads a scenario that was written as YAML or JSON.
    ///
    /// - Throws: ``JSONMemberError`` with the place in the page.
    public init(_ value: JSONValue) throws(JSONMemberError) {
        let page = try JSONMembers(page: value)
        try page.allow([
            "scenario", "clause", "title", "cassette", "response", "responses", "call", "calls", "token", "certificate",
            "settings", "files", "variables", "expect", "mutations",
        ])
        id = try page.string("scenario")
        let clauseID = try page.string("clause")
        guard let clause = Clause(id: clauseID) else {
            throw JSONMemberError(path: "clause", reason: "\(clauseID) is not a clause of this edition")
        }
        self.clause = clause
        title = try page.string("title")
        hasToken = try page.bool("token") ?? false
        certificate = try page.choice("certificate", Certificate.self)
        settings = Dictionary(try page.stringTable("settings")) { $1 }
        files = try page.stringTable("files").map { (name: $0.0, text: $0.1) }
        variables = try Scenario.variables(page)
        let expect = try page.members("expect")
        try expect?.allow(["wire", "report"])
        wire = try expect?.members("wire").map(WireExpectation.init) ?? WireExpectation()
        let shared = try expect?.members("report").map(ReportExpectation.init)
        var calls: [Call] = []
        let single = page.value("call").map { [$0] } ?? []
        for (index, item) in (single + (try page.array("calls"))).enumerated() {
            calls.append(try Call(JSONMembers(page: item, at: "calls[\(index)]"), shared: shared))
        }
        guard !calls.isEmpty else {
            throw JSONMemberError(path: "call", reason: "missing; expected a call, or calls")
        }
        self.calls = calls
        stimulus = try Stimulus(page, answering: calls)
        var mutations: [Mutation] = []
        for (index, item) in try page.array("mutations").enumerated() {
            mutations.append(try Mutation(JSONMembers(page: item, at: "mutations[\(index)]")))
        }
        self.mutations = mutations
    }
}

extension Scenario {
    /// Why a client can't be put into this situation: what its profile would have to say; `nil` where it says it all.
    public func lacking(in profile: ClientProfile) -> String? {
        if calls.contains(where: { $0.line != nil }), profile.command.isEmpty {
            return "the profile does not say that the client is the command of the synopsis"
        }
        for call in calls where call.line == nil && profile.operations[call.operation] == nil {
            return "the profile does not say how to run \(call.operation.rawValue)"
        }
        for call in calls where call.line == nil && call.wait == nil {
            // A profile without words for tags says nothing about the client.
            guard let words = profile.operations[call.operation], profile.lines.isEmpty else { continue }
            for (name, option) in [("Tags", words.tagsOption), ("TagKeys", words.tagKeysOption)]
            where call.input[name] != nil && option == nil && !words.run.contains("{input}") {
                return "the profile does not say how \(call.operation.rawValue) is given \(name)"
            }
        }
        for wait in calls.compactMap(\.wait) where profile.waits[wait] == nil {
            return "the profile has no command that waits for \(wait)"
        }
        let lacks = profile.output.lacks
        for names in calls.compactMap({ $0.report.connection?.names })
        where !names.isEmpty && names.allSatisfy(lacks.contains) {
            return "the client does not tell \(names.joined(separator: ", "))"
        }
        let unknown = settings.keys.sorted().first { profile.settings[$0] == nil }
        return unknown.map { "the profile has no setting \($0)" }
    }
}

extension Scenario {
    private static func variables(_ page: JSONMembers) throws(JSONMemberError) -> [(name: String, value: String?)] {
        guard let table = try page.members("variables") else { return [] }
        var variables: [(String, String?)] = []
        for name in table.object.names { variables.append((name, try table.optionalString(name))) }
        return variables.map { (name: $0.0, value: $0.1) }
    }
}

extension Scenario.Stimulus {
    fileprivate init(_ page: JSONMembers, answering calls: [Scenario.Call]) throws(JSONMemberError) {
        if let cassette = try page.optionalString("cassette") {
            self = .cassette(cassette)
            return
        }
        let single = page.value("response").map { [$0] } ?? []
        let values = single + (try page.array("responses"))
        guard !values.isEmpty else {
            throw JSONMemberError(path: "response", reason: "missing; expected a response, responses, or a cassette")
        }
        var entries: [Entry] = []
        for (index, value) in values.enumerated() {
            let fields = try JSONMembers(page: value, at: single.isEmpty ? "responses[\(index)]" : "response")
            entries.append(try InlineResponse(fields, number: index + 1, answering: calls).entry)
        }
        self = .stated(
            Cassette(title: "what the scenario states", recordedAt: "2026-11-24T00:00:00Z", entries: entries),
            text: JSONValue.array(values).text())
    }
}

extension Scenario.Call {
    fileprivate init(_ fields: JSONMembers, shared: ReportExpectation?) throws(JSONMemberError) {
        try fields.allow(["operation", "wait", "with", "report", "line", "interrupt"])
        let name = try fields.string("operation")
        guard let operation = ConnectionOperation(rawValue: name) else {
            throw JSONMemberError(path: fields.place("operation"), reason: "\(name) is not an operation on connections")
        }
        self.operation = operation
        wait = try fields.optionalString("wait")
        input = try fields.members("with")?.object ?? JSONObject()
        line = fields.value("line") == nil ? nil : try fields.strings("line")
        isInterrupted = try fields.bool("interrupt") ?? false
        report = try fields.members("report").map(ReportExpectation.init) ?? shared ?? ReportExpectation()
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
    /// The access key id that the scope must name.
    public var key: String?
    /// Whether the session token must be sent and signed.
    public var signsToken = false
    /// The least time between one request and the next, in milliseconds.
    public var leastGap: Int?
    /// Header fields that every request has with one and the same value.
    public var sharedHeaders: [String] = []
    /// Whether nothing may be sent anywhere but to the endpoint.
    public var allowsNoStrays = false

    /// A header field's name and value.
    public struct HeaderExpectation: Sendable, Hashable {
        /// The name.
        public let name: String
        /// The value; `{Target}` stands for the operation's.
        public let value: String
    }

    /// Expects nothing.
    public init() {}

    init(_ fields: JSONMembers) throws(JSONMemberError) {
        try fields.allow([
            "attempts", "method", "path", "headers", "body", "signature", "region", "token", "spacing", "strays", "gap",
            "same", "key",
        ])
        if let exact = fields.value("attempts")?.int {
            leastAttempts = exact
            mostAttempts = exact
        } else if let range = try fields.members("attempts") {
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
        leastGap = try fields.optionalInt("gap")
        sharedHeaders = try fields.strings("same")
        region = try fields.optionalString("region")
        key = try fields.optionalString("key")
        signsToken = try fields.choice("token", TokenWord.self) == .signed
        allowsNoStrays = try fields.choice("strays", StraysWord.self) == .some(.none)
    }

    private enum BodyWord: String, CaseIterable { case input }
    private enum SignatureWord: String, CaseIterable { case verifies, absent }
    private enum TokenWord: String, CaseIterable { case signed }
    private enum StraysWord: String, CaseIterable { case none }
}

/// What the client must report of a call. What is not said is not judged; a crash is never right.
public struct ReportExpectation: Sendable {
    /// Success or failure.
    public enum OutcomeWord: String, Sendable, Hashable, CaseIterable {
        /// The call did what it was asked for.
        case success
        /// The call did not, and says so.
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
    /// How many connections must be reported.
    public var connectionCount: Int?
    /// Whether a client that reports no connection at all will do as well: not every one says what it deleted.
    public var allowsSilence = false
    /// The most that the call may take, in seconds.
    public var within: Int?
    /// A status that must not be reported.
    public var statusIsNot: String?
    /// A connection's name that must be absent from a list, or have the status DELETED there.
    public var gone: String?
    /// A text that one of the client's streams must show.
    public var shows: String?
    /// A text that one of them must show where the client sent more than one request.
    public var showsAfterRetry: String?
    /// What neither stream, nor any request, may hold.
    public var hides: [Hidden] = []
    /// Whether the streams must be free of control characters, but for line breaks and tabs.
    public var isInert = false
    /// The exit status.
    public var exit: Int32?
    /// What standard output must be, or hold.
    public var output: StreamExpectation?
    /// What standard error must be, or hold.
    public var error: StreamExpectation?

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

    init(_ fields: JSONMembers) throws(JSONMemberError) {
        try fields.allow([
            "outcome", "code", "message", "connection", "status-is-not", "gone", "shows", "hides", "inert",
            "or-nothing",
            "within", "count", "shows-after-retry", "exit", "stdout", "stderr",
        ])
        outcome = try fields.choice("outcome", OutcomeWord.self) ?? .either
        code = try fields.optionalString("code")
        if let message = try fields.members("message") {
            try message.allow(["contains"])
            messageContains = try message.string("contains")
        }
        connection = try fields.members("connection")?.object
        allowsSilence = try fields.bool("or-nothing") ?? false
        within = try fields.optionalInt("within")
        statusIsNot = try fields.optionalString("status-is-not")
        gone = try fields.optionalString("gone")
        shows = try fields.optionalString("shows")
        showsAfterRetry = try fields.optionalString("shows-after-retry")
        connectionCount = try fields.optionalInt("count")
        isInert = try fields.bool("inert") ?? false
        exit = try fields.optionalInt("exit").map(Int32.init)
        output = try fields.members("stdout").map(StreamExpectation.init)
        error = try fields.members("stderr").map(StreamExpectation.init)
        for word in try fields.strings("hides") {
            guard let hidden = Hidden(rawValue: word) else {
                let known = Hidden.allCases.map(\.rawValue).joined(separator: ", ")
                throw JSONMemberError(
                    path: fields.place("hides"), reason: "\"\(word)\" is not known; expected one of \(known)")
            }
            hides.append(hidden)
        }
    }
}
