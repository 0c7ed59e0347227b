import TapedeckAWSWire
public import TapedeckExchangeModel
public import TapedeckJSONText

/// One thing that is wrong with a cassette.
public struct Finding: Sendable, Hashable, CustomStringConvertible {
    /// A short name of the rule, such as `secret`.
    public let rule: String
    /// The entry's number from 1; `nil` for the cassette as a whole.
    public let entry: Int?
    /// What is wrong.
    public let problem: String
    /// What to do.
    public let remedy: String

    /// Makes a finding.
    public init(rule: String, entry: Int?, problem: String, remedy: String) {
        (self.rule, self.entry, self.problem, self.remedy) = (rule, entry, problem, remedy)
    }

    public var description: String {
        "\(entry.map { "entry \($0): " } ?? "")\(problem); \(remedy) [\(rule)]"
    }
}

extension Entry {
    /// Whether it holds nothing that could be played.
    var isDead: Bool {
        origin.kind == .captured && fault == nil && exchange.response == nil
    }

    /// Those places of its `_match` that neither its request has, nor another one of its operation may have.
    public var idleIgnores: [JSONPointer] {
        if match.ignoredMembers.isEmpty { return [] }
        // What the model doesn't know may have any member.
        guard let input = Envelope.operation(of: exchange.request)?.input else { return [] }
        let body = try? JSONParser.parse(exchange.request.body)
        return match.ignoredMembers.filter { place in
            guard let member = place.steps.first else { return false }
            return input[member] == nil && body?[place] == nil
        }
    }

    /// Those of its own faults that do nothing to its answer, and why, as clauses.
    public var idleFaults: [String] {
        let answer = ResponsePlan(exchange.response)
        return (fault?.steps ?? []).compactMap { step in
            step.idleness(for: answer, to: exchange.request).map { "\(step) strikes nothing: \($0)" }
        }
    }
}

extension Cassette {
    /// Why a replay of this proves nothing, as a clause; `nil` where it may prove something.
    public var emptiness: String? {
        Cassette.emptiness(hasEntries: !entries.isEmpty, isDead: entries.allSatisfy(\.isDead))
    }

    static func emptiness(hasEntries: Bool, isDead: Bool) -> String? {
        guard hasEntries else { return "there are no entries" }
        return isDead ? "no request in it was answered when it was recorded" : nil
    }

    /// Everything that is wrong with this cassette: format, model, provenance, secrets, cut-off exchanges.
    ///
    /// A synthetic response may break the model: that is what it was written for.
    ///
    /// - Parameter text: the file's bytes, for the rules about layout and secrets.
    public func findings(text: [UInt8]) -> [Finding] {
        var findings: [Finding] = []
        func add(_ rule: String, _ problem: String, _ remedy: String) {
            findings.append(Finding(rule: rule, entry: nil, problem: problem, remedy: remedy))
        }
        if title.isEmpty { add("title", "there is no title", "say in _cassette.title what happens, in one sentence") }
        if let emptiness { add("empty", emptiness, "record the conversation again") }
        if digest == nil {
            add("digest", "there is no digest", "run: tapedeck lint --write FILE")
        } else if !hasValidDigest {
            add(
                "digest", "the entries are not those of the digest",
                "run: tapedeck lint --write FILE, which marks what was changed as edited")
        }
        // A cassette from before entries had digests of their own is laid out as it should be.
        if hasValidDigest, text != self.text(digest: { entry, _ in entry.digest }) {
            add("layout", "the file is not in canonical layout", "run: tapedeck lint --write FILE")
        }
        for member in mistypedMembers {
            add(
                "member", "_cassette has \(member.name), which nobody reads",
                "write \(member.nearest), if that is meant")
        }
        for (index, entry) in entries.enumerated() {
            findings += entry.findings(number: index + 1)
        }
        if let first = entries.first?.exchange.sequence, first < 1 {
            add("sequence", "_sequence \(first) is the first one", "number the entries upwards from 1")
        }
        for (before, after) in zip(entries, entries.dropFirst())
        where after.exchange.sequence <= before.exchange.sequence {
            add(
                "sequence", "_sequence \(after.exchange.sequence) follows \(before.exchange.sequence)",
                "number the entries upwards")
        }
        findings += backwardFindings
        findings += secretFindings(text)
        return findings
    }

    /// The secrets that stand in a log, ours or another program's, by their form and by the names of the fields that carry
    /// them. Every string of the file is looked through, and what is decoded of base64, whatever becomes of them in a cassette.
    ///
    /// - Parameter text: the file's bytes.
    /// - Throws: ``CassetteError`` for what is no log at all; one that would make no cassette is looked through too.
    public static func secretFindings(in text: [UInt8]) throws(CassetteError) -> [Finding] {
        let findings = SecretPlaces(try log(text).file).findings { _ in true }
        return findings.enumerated().sorted { ($0.element.entry ?? 0, $0.offset) < ($1.element.entry ?? 0, $1.offset) }
            .map(\.element)
    }

    private func secretFindings(_ text: [UInt8]) -> [Finding] {
        let kinds = Redactor.shapes(in: text)
        var findings = kinds.map { kind in
            Finding(
                rule: "secret", entry: nil, problem: "the file holds \(kind.words)",
                remedy: "replace it by \(kind == .keyID ? "{key}" : "{secret}") and make it invalid")
        }
        // What the text as a whole does not show: within base64 that is no text.
        let places = (try? Self.log(text)).map { SecretPlaces($0.file) }
        let own: Set = ["authorization", "x-amz-security-token"]
        findings += places?.findings(but: own, of: { !kinds.contains($0) }) ?? []
        let placeholders = AccountIDs.placeholders
        for id in Set(AccountIDs.named(in: text).map { String(decoding: $0, as: UTF8.self) }).sorted()
        where !placeholders.contains(id) && !id.hasPrefix("0000000") {
            findings.append(
                Finding(
                    rule: "account", entry: nil, problem: "account id \(id) is no placeholder",
                    remedy: "replace it everywhere by \(placeholders[0]), or record again"))
        }
        return findings
    }
}

extension SecretPlaces {
    /// What was found, in words.
    ///
    /// - Parameter names: fields that others look after.
    fileprivate func findings(but names: Set<String> = [], of isMeant: (Edit.Kind) -> Bool) -> [Finding] {
        found.filter { isMeant($0.kind) }.map { found in
            Finding(
                rule: "secret", entry: found.entry,
                problem: found.place.map { "the file holds \(found.kind.words) at \($0)" }
                    ?? "the entry holds \(found.kind.words)",
                remedy: "take it out, and make it invalid")
        }
            + proofs.filter { !names.contains($0.name) }.map { entry, message, name in
                let isList = name == "cookies"
                return Finding(
                    rule: "secret", entry: entry,
                    problem: "the \(message)'s \(name) \(isList ? "prove" : "proves") who somebody is",
                    remedy: "remove the \(isList ? "cookies" : "field"), or put {secret} in it, and make it invalid")
            }
    }
}

extension Entry {
    fileprivate func findings(number: Int) -> [Finding] {
        var findings: [Finding] = []
        func add(_ rule: String, _ problem: String, _ remedy: String) {
            findings.append(Finding(rule: rule, entry: number, problem: problem, remedy: remedy))
        }
        let facts = ExchangeFacts(exchange)
        for (name, said, seen) in [
            ("_operation", operation, facts.operation), ("_resource", resource, facts.resource),
            ("_state", state, facts.state),
        ] where said != seen {
            add(
                "facts",
                "\(name) is \(said.map { $0.isEmpty ? "empty" : $0 } ?? "absent") where the exchange says \(seen ?? "none")",
                "correct it, or run: tapedeck lint --write FILE")
        }
        if origin.kind == .captured, origin.upstream == nil {
            add("provenance", "captured without saying from which upstream", "set _origin.upstream, or kind to edited")
        }
        if origin.kind == .documented || origin.kind == .synthetic, origin.source == nil {
            add(
                "provenance", "\(origin.kind.rawValue) without a source",
                "say in _origin.source where it is from, or why it was written")
        }
        if origin.isInsecure {
            add(
                "insecure", "it was recorded with --insecure: nobody knows who answered",
                "record it again with the upstream's authority in --upstream-ca")
        }
        for member in mistypedMembers {
            add("member", "\(member.name) is a member that nobody reads", "write \(member.nearest), if that is meant")
        }
        for idle in idleFaults { add("fault", "of its _fault, \(idle)", "give it a place within the answer") }
        switch exchange.ending {
        case .complete: break
        default:
            if fault == nil, origin.kind != .synthetic {
                add(
                    "cut", "the exchange has no whole answer: \(exchange.ending.phrase) (\(exchange.ending.rawValue))",
                    "record it again, or give it a _fault that says what to replay")
            }
        }
        // One that was written so on purpose says so by a fault, such as cut.
        if let length = wrongLength {
            add(
                "length", "Content-Length is \(length.said), the body has \(length.true) bytes",
                origin.kind == .captured ? "record it again" : "run: tapedeck lint --write FILE")
        }
        for place in idleIgnores {
            add(
                "match", "_match.ignore has \(place), which no \(operation ?? "request") has",
                "write a place of the request's body, such as /Tags")
        }
        findings += requestFindings(number: number)
        if origin.kind != .synthetic { findings += responseFindings(number: number) }
        return findings
    }

    private func requestFindings(number: Int) -> [Finding] {
        var findings: [Finding] = []
        func add(_ rule: String, _ problem: String, _ remedy: String) {
            findings.append(Finding(rule: rule, entry: number, problem: problem, remedy: remedy))
        }
        let request = exchange.request
        if let value = request.headers["X-Amz-Security-Token"], value != "{token}" {
            add("secret", "the session token was not replaced", "replace it by {token}")
        }
        if let value = request.headers["Authorization"], value != "{authorization}",
            (try? AuthorizationHeader(value))?.redacted != value
        {
            add(
                "secret", "the authorization header has a key id or a signature",
                "replace them by {key} and {signature}")
        }
        guard origin.kind != .synthetic else { return findings }
        guard let name = operation, let known = ConnectionOperation(rawValue: name) else {
            if let name = operation {
                add("model", "\(name) is not an operation on connections", "leave it out, or mark the entry synthetic")
            }
            return findings
        }
        do {
            let body = try JSONParser.parse(request.body)
            for mismatch in known.input.mismatches(in: body) where (exchange.response?.status ?? 0) < 400 {
                add("model", "in the request, \(mismatch)", "check the recording")
            }
        } catch {
            if (exchange.response?.status ?? 0) < 400 {
                add("model", "the request's body is not JSON: \(error)", "check the recording")
            }
        }
        return findings
    }

    private func responseFindings(number: Int) -> [Finding] {
        guard let response = exchange.response else { return [] }
        var findings: [Finding] = []
        func add(_ rule: String, _ problem: String, _ remedy: String) {
            findings.append(Finding(rule: rule, entry: number, problem: problem, remedy: remedy))
        }
        guard exchange.ending == .complete, let name = operation, let known = ConnectionOperation(rawValue: name) else {
            return findings
        }
        guard let body = try? JSONParser.parse(response.body) else {
            if response.status < 300 { add("model", "the response's body is not JSON", "check what answered") }
            return findings
        }
        if response.status < 300 {
            for mismatch in known.output.mismatches(in: body, allowsUnknown: true) {
                add("model", "in the response, \(mismatch)", "check what answered")
            }
        } else if ServiceError(response).code == nil {
            add("model", "the error has no code", "check what answered")
        }
        return findings
    }
}

extension Exchange.Ending {
    /// How the exchange ended, for people.
    public var phrase: String {
        switch self {
        case .complete: "the response is whole"
        case .cutBody: "the response's body was cut off by a close"
        case .resetBody: "the response's body was cut off by a reset"
        case .stalledBody: "the response's body stopped coming"
        case .closed: "the connection was closed without a response"
        case .reset: "the connection was reset without a response"
        case .timedOut: "no response came in time"
        case .unreachable: "the upstream was not reached"
        case .unreadable: "what came could not be read, or not looked into"
        case .clientLeft: "the client went away before there was one"
        case .interrupted: "the recording was ended before there was one"
        case .unfinished: "the recorder died before there was one"
        case .noResponse: "there was no response"
        }
    }
}
