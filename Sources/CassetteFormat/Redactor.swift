import Synchronization
import TapedeckAWSWire
public import TapedeckExchangeModel

/// Takes out of exchanges what must not be kept, before anything durable is written.
///
/// - Header fields are kept by an allow list; what is dropped is named without its value.
/// - The authorization header keeps its scope and signed headers; key id and signature become placeholders. What one request
///   proves itself with is a secret within its own exchange.
/// - Account ids are replaced referentially: the same id becomes the same placeholder in every request and response of a
///   recording, so that what was recorded still fits together. Placeholders are twelve digits, so lengths stay.
/// - Every secret that the redactor was given, and everything that looks like one, is replaced wherever it stands and however
///   it is spelt: plain, with JSON's or URLs' escapes, in base64 or hexadecimal, one within the other.
/// - Each secret of a recording's bodies has a placeholder of its own, the same one wherever it stands: `{secret}`, `{secret-2}`, and so on.
/// - A value at a place that a rule names is a secret from then on, wherever it stands; a word that stands in every cassette, at
///   its place only.
/// - A compressed body can't be looked into, and is not kept.
///
/// One redactor serves a whole recording, from any thread.
public final class Redactor: Sendable {
    /// The placeholders of the first accounts: the ones that AWS's own documentation uses. Later ones count up.
    public static let accountPlaceholders = AccountIDs.placeholders

    /// Knows the secrets of the process, and what rules have named since.
    private let known: Mutex<Known>
    private let rules: RedactionRules
    private let accounts = Mutex(AccountIDs())
    private let numbers = SecretNumbers()

    /// Makes a redactor that knows these secrets. Empty and very short ones (under 8 bytes) are left out, because they
    /// would replace ordinary text.
    ///
    /// - Parameter rules: what a user wants beside.
    public init(secrets: [String] = [], rules: RedactionRules = RedactionRules()) {
        known = Mutex(Known(glance: SecretGlance(secrets: SecretMatcher(secrets))))
        self.rules = rules
    }

    private struct Known {
        var glance: SecretGlance
        /// What rules have named.
        var named: Set<String> = []
    }

    private var glance: SecretGlance {
        known.withLock { $0.glance }
    }

    /// Takes in a secret that nobody told before: from now on it is not kept, and ``withoutLearnt(_:)`` takes it out of what was.
    public func learn(_ secret: String) {
        _ = learn([secret])
    }

    /// Gives secrets other placeholders than those of some bytes, to which the recording is added.
    public func beginNumbers(after bytes: [UInt8]) {
        numbers.begin(after: SecretPlaceholder.highestNumber(in: bytes))
    }

    /// Takes in the values at places of some bodies that rules name: from now on they are not kept.
    public func learn(of bodies: [UInt8]...) {
        _ = knowledge(with: bodies)
    }

    /// The same; gives all that is known.
    private func knowledge(with bodies: [[UInt8]]) -> SecretGlance {
        learn(rules.namesPlaces ? bodies.flatMap { rules.texts(in: $0) } : [])
    }

    /// How much has been learnt so far: more than before says that ``withoutLearnt(_:)`` may change what was written.
    public var learnt: Int {
        known.withLock { $0.named.count } + accounts.withLock { $0.count }
    }

    private func learn(_ secrets: [String]) -> SecretGlance {
        known.withLock { known in
            let new = secrets.filter {
                $0.utf8.count >= SecretMatcher.minimumLength && !known.named.contains($0)
                    && !OrdinaryWords.contain($0) && known.named.insert($0).inserted
            }
            if !new.isEmpty { known.glance = SecretGlance(known.glance, and: new) }
            return known.glance
        }
    }

    /// An exchange that may be kept, and what was done to it.
    public struct Redacted: Sendable {
        /// The exchange.
        public var exchange: Exchange
        /// One phrase for each thing that was done, sorted.
        public var notes: [String]
        /// The region that the request was signed for; `nil` for none.
        let region: String?
        /// Knows what the request proved itself with too.
        let glance: SecretGlance
    }

    /// The exchange without what must not be kept.
    public func redact(_ exchange: Exchange) -> Redacted {
        let request = exchange.request
        let accounts = learnAccounts(of: exchange)
        let authorization = Authorization(request)
        let known = knowledge(with: [request.body, exchange.response?.body ?? []])
        let glance = SecretGlance(known, proof: proof(of: request, exchange.response, authorization))
        var pass = Pass(glance: glance, accounts: accounts, rules: rules, authorization: authorization)
        pass.isCutOff = exchange.ending != .complete
        var result = exchange
        result.request.target = pass.redact(request.target, "the request's target")
        pass.numbers = numbers
        result.request.headers = pass.redact(request.headers, allowed: Self.requestFields, "request")
        result.request.body = pass.redact(request.body, "request", request.headers)
        Self.keepLengthTrue(&result.request.headers, before: request.body.count, after: result.request.body.count)
        if let response = exchange.response {
            var kept = response
            kept.reason = pass.redact(response.reason, "the reason phrase")
            kept.headers = pass.redact(response.headers, allowed: Self.responseFields, "response")
            kept.body = pass.redact(response.body, "response", response.headers)
            Self.keepLengthTrue(&kept.headers, before: response.body.count, after: kept.body.count)
            result.response = kept
            // A head without its body is nothing that could be played.
            if Compression.of(response.body, response.headers) != nil, exchange.ending != .unfinished {
                result.ending = .unreadable
            }
        }
        return Redacted(
            exchange: result, notes: pass.notes.sorted(), region: authorization.header?.scope.region, glance: glance)
    }

    /// A request as a recording would have kept it, for comparing with recorded ones: a client whose secret was taken out
    /// still finds its answer. Account ids stay, because a replay's clients know those of the recording.
    public func comparable(_ request: Request) -> Request {
        let glance = SecretGlance(
            knowledge(with: [request.body]), proof: proof(of: request, nil, Authorization(request)))
        var pass = Pass(glance: glance, rules: rules)
        var result = request
        result.target = pass.redact(request.target, "")
        if let target = request.headers["X-Amz-Target"], case let kept = pass.redact(target, ""), kept != target {
            result.headers.replace("X-Amz-Target", with: kept)
        }
        result.body = pass.redact(request.body, "", request.headers)
        return result
    }

    /// A text without what must not be kept: a title, a message.
    public func redact(_ text: String) -> String {
        var pass = Pass(glance: glance, accounts: accounts.withLock { $0 }, rules: rules)
        return pass.redact(text, "")
    }

    /// The beginning of a body without what must not be kept.
    ///
    /// - Parameter count: the most bytes of it.
    public func redact(_ body: [UInt8], upTo count: Int) -> ArraySlice<UInt8> {
        // A place that a rule names is found in the whole only. Half a secret may stand where a part of it was cut off.
        let part = rules.namesPlaces ? body : Array(body.prefix(count * 2))
        var pass = Pass(glance: glance, accounts: accounts.withLock { $0 }, rules: rules)
        let kept = pass.redact(part, "", HeaderFields())
        return kept.dropLast(part.count < body.count ? min(count, 8 << 10) : 0).prefix(count)
    }

    /// What must not be kept and still stands in some bytes, in words. An empty answer means: nothing.
    ///
    /// - Parameter redacted: the exchange that the bytes were made of; what its request proved itself with is looked for too.
    public func findings(in bytes: [UInt8], of redacted: Redacted? = nil) -> [String] {
        var pass = Pass(glance: redacted?.glance ?? glance)
        pass.countsPairs = false
        return Set(pass.secretsFound(in: bytes).map(\.kind.words)).sorted()
    }

    /// The kinds of secrets, known by their form alone, that stand in some bytes.
    static func shapes(in bytes: [UInt8]) -> [Edit.Kind] {
        let found = Set(Pass().secretsFound(in: bytes).map { $0.kind })
        return Edit.Kind.allCases.filter(found.contains)
    }

    /// Whether a header field holds what somebody proves himself with.
    static func carriesSecret(_ field: HeaderField) -> Bool {
        switch field.name.lowercased() {
        case "authorization":
            !field.value.hasPrefix("{") && (try? AuthorizationHeader(field.value))?.redacted != field.value
        case "cookie", "set-cookie", "proxy-authorization", "x-api-key", "x-amz-security-token":
            !field.value.hasPrefix("{")
        default: false
        }
    }

    /// Some bytes of this recording with everything replaced that was learnt after they had been written: account ids, and
    /// values that rules named elsewhere.
    public func withoutLearnt(_ bytes: [UInt8]) -> [UInt8] {
        let known = known.withLock { $0 }
        if known.named.isEmpty { return withoutAccounts(bytes) }
        var pass = Pass(glance: SecretGlance(secrets: SecretMatcher(known.named)))
        pass.onlyKnown = true
        pass.numbers = numbers
        return withoutAccounts(pass.numbered(pass.secretsFound(in: bytes).apart, in: bytes).applied(to: bytes))
    }

    private func withoutAccounts(_ bytes: [UInt8]) -> [UInt8] {
        let accounts = rules.keepsAccounts ? AccountIDs() : accounts.withLock { $0 }
        let numbers = accounts.isEmpty ? [] : AccountIDs.numbers(in: bytes)
        let edits = numbers.compactMap { range -> Edit? in
            guard accounts.isPrivate(bytes[range]) else { return nil }
            return accounts.placeholder(of: bytes[range]).map { Edit(range: range, replacement: $0, kind: .account) }
        }
        return edits.applied(to: bytes)
    }

    /// What both sides prove themselves with in fields that are not kept: it must not turn up elsewhere in the exchange.
    private func proof(
        of request: Request, _ response: Response?, _ authorization: Authorization
    ) -> SecretMatcher {
        let header = authorization.header
        let own = [request.headers["X-Amz-Security-Token"], header?.accessKeyID, header?.signature].compactMap { $0 }
        var found: [String] = []
        for field in request.headers.fields where SecretVariables.isSecret(field: field.name) {
            guard isDropped(field, Self.requestFields) || isForeign(field, authorization) else { continue }
            found += Self.secrets(in: field)
        }
        for field in response?.headers.fields ?? [] where SecretVariables.isSecret(field: field.name) {
            if isDropped(field, Self.responseFields) { found += Self.secrets(in: field) }
        }
        found = found.filter { !OrdinaryWords.contain($0) }
        return SecretMatcher((own + found).filter { !NamedSecrets.isPlaceholder($0.utf8) })
    }

    /// Whether a field is dropped, or kept without its value.
    private func isDropped(_ field: HeaderField, _ allowed: Set<String>) -> Bool {
        !rules.keeps(field.name.lowercased(), beside: allowed)
    }

    /// Whether a field is an authorization that is not AWS's.
    private func isForeign(_ field: HeaderField, _ authorization: Authorization) -> Bool {
        authorization.header == nil && authorization.value == field.value
    }

    /// The secrets in a field that holds some by its name: what stands behind a scheme, the values of cookies, or all of it.
    private static func secrets(in field: HeaderField) -> [String] {
        let name = field.name.lowercased()
        if name == "x-amz-security-token" { return [] }
        if name.hasSuffix("cookie") {
            return field.value.split(separator: ";").compactMap { pair in
                pair.split(separator: "=", maxSplits: 1).dropFirst().first.map { $0.trimming(" \"") }
            }
        }
        let words = field.value.split(separator: " ", maxSplits: 1)
        guard name.hasSuffix("authorization"), words.count == 2 else { return [field.value] }
        let sent = words[1].trimming(" ")
        // Who knows the password has no need of the name that goes with it.
        let decoded = Base64.decode(sent).flatMap { String(validating: $0, as: UTF8.self) }
        let password = decoded?.split(separator: ":", maxSplits: 1).dropFirst().first.map(String.init)
        return [sent] + (password.map { [$0] } ?? [])
    }

    /// Takes in the accounts that an exchange names; gives all that are known.
    private func learnAccounts(of exchange: Exchange) -> AccountIDs {
        let known = accounts.withLock { $0 }
        var found = Self.accounts(named: exchange.request.body, beside: known)
        found += Self.accounts(named: exchange.request.target, beside: known)
        if let response = exchange.response {
            found += Self.accounts(named: response.body, beside: known)
            for field in response.headers.fields { found += Self.accounts(named: field.value, beside: known) }
        }
        if found.isEmpty { return known }
        return accounts.withLock { accounts in
            accounts.learn(found)
            return accounts
        }
    }

    private static func accounts(named text: String, beside known: AccountIDs) -> [[UInt8]] {
        var text = text
        let hasNone = text.withUTF8 { AccountIDs.numbers(in: $0).isEmpty && SecretGlance.isShallow($0) }
        return hasNone ? [] : accounts(named: Array(text.utf8), beside: known)
    }

    /// The accounts that a text names, however it is spelt, but for some that are known where that is told at once.
    private static func accounts(named text: [UInt8], beside known: AccountIDs) -> [[UInt8]] {
        let isShallow = text.withUnsafeBufferPointer { SecretGlance.isShallow($0) }
        if isShallow, AccountIDs.numbers(in: text).allSatisfy({ known.knows(text[$0]) }) { return [] }
        var found: [[UInt8]] = []
        DecodedText.forEach(of: text) { view in
            found += AccountIDs.named(in: view.bytes)
            for run in Base64Runs.runs(in: view.bytes) { found += AccountIDs.named(in: run.decoded) }
        }
        return found
    }

    /// A request's authorization, read once.
    struct Authorization {
        let value: String?
        /// `nil` where it can't be read.
        let header: AuthorizationHeader?

        init(_ request: Request) {
            value = request.headers["Authorization"]
            header = value.flatMap { try? AuthorizationHeader($0) }
        }
    }

    private static func keepLengthTrue(_ headers: inout HeaderFields, before: Int, after: Int) {
        guard before != after, headers["Content-Length"] == String(before) else { return }
        headers.replace("Content-Length", with: String(after))
    }
}

extension Substring {
    /// Without these characters at both ends.
    fileprivate func trimming(_ characters: String) -> String {
        var rest = self
        while let first = rest.first, characters.contains(first) { rest = rest.dropFirst() }
        while let last = rest.last, characters.contains(last) { rest = rest.dropLast() }
        return String(rest)
    }
}

extension Redactor {
    fileprivate static let requestFields: Set<String> = [
        "host", "x-amz-target", "content-type", "content-length", "content-encoding", "authorization", "x-amz-date",
        "x-amz-content-sha256", "amz-sdk-invocation-id", "amz-sdk-request", "accept", "accept-encoding", "connection",
        "transfer-encoding", "expect", "user-agent", "x-amzn-query-mode",
    ]

    fileprivate static let responseFields: Set<String> = [
        "date", "content-type", "content-length", "content-encoding", "connection", "keep-alive", "transfer-encoding",
        "x-amzn-requestid", "x-amz-request-id", "x-amzn-errortype", "x-amzn-query-error", "x-amz-crc32", "retry-after",
        "x-amz-retry-after", "location", "server", "trailer", "via", "allow", "vary",
    ]
}
