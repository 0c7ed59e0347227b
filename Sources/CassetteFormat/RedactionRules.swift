import TapedeckJSONText
public import TapedeckWording

/// What a user wants to be taken out beside what is known as a secret, and what is to stay.
public struct RedactionRules: Sendable {
    private var paths: [JSONPath] = []
    private(set) var patterns: [BoundedExpression] = []
    private(set) var keptFields: Set<String> = []
    private(set) var keepsAccounts = false

    /// No rules.
    public init() {}

    /// Reads rules.
    ///
    /// - Parameters:
    ///   - redact: `json:$.Tags[*].Value`, a place in request and response bodies; or `regex:corp-[0-9]+`, wherever it matches.
    ///   - keep: `header:NAME`, a header field that would be dropped; or `accounts`, which leaves account ids as they are.
    /// - Throws: ``RedactionRuleError`` for the first that can't be read.
    public init(redact: [String], keep: [String] = []) throws(RedactionRuleError) {
        for rule in redact {
            if rule.hasPrefix("json:") {
                guard let path = JSONPath(rule.dropFirst(5)) else {
                    throw RedactionRuleError(
                        .badRule, "\(rule) is not a place in JSON; expected a form like json:$.Tags[*].Value")
                }
                paths.append(path)
            } else if rule.hasPrefix("regex:") {
                do throws(BoundedExpression.Unreadable) {
                    patterns.append(try BoundedExpression(rule.dropFirst(6)))
                } catch {
                    throw RedactionRuleError(
                        .badRule, "\(rule) is not a regular expression that is searched for: \(error.reason)")
                }
            } else {
                throw RedactionRuleError(
                    .badRule, "\(rule) is not a rule for redaction; expected json:$.Place or regex:EXPRESSION")
            }
        }
        for rule in keep {
            if rule == "accounts" {
                keepsAccounts = true
            } else if rule.hasPrefix("header:"), rule.utf8.count > 7 {
                keptFields.insert(rule.dropFirst(7).lowercased())
            } else {
                throw RedactionRuleError(.badRule, "\(rule) is not something to keep; expected header:NAME or accounts")
            }
        }
    }

    /// Where the expressions match in a text.
    func matches(in bytes: [UInt8]) -> [Range<Int>] {
        patterns.flatMap { $0.ranges(in: bytes) }
    }

    /// Whether a header field is kept, by its name in lower case.
    ///
    /// - Parameter allowed: those that are kept without a rule.
    func keeps(_ name: String, beside allowed: Set<String>) -> Bool {
        allowed.contains(name) || keptFields.contains(name)
    }

    /// Whether there are places named.
    var namesPlaces: Bool {
        !paths.isEmpty
    }

    /// The texts that stand at the places named, or anywhere below them.
    func texts(in body: [UInt8]) -> [String] {
        values(in: body).flatMap { range -> [String] in
            guard let value = try? JSONParser.parse(body[range]) else { return [] }
            return Self.texts(of: value)
        }
    }

    private static func texts(of value: JSONValue) -> [String] {
        switch value {
        case .string(let text): [text]
        case .number(let number): ["\(number)"]
        case .array(let items): items.flatMap(texts)
        case .object(let object): object.members.flatMap { texts(of: $0.value) }
        default: []
        }
    }

    /// The values that stand at the places named, as they are written in a body; none in one that is not JSON.
    func values(in body: [UInt8]) -> [Range<Int>] {
        guard !paths.isEmpty, (try? JSONParser.parse(body)) != nil else { return [] }
        return paths.flatMap { $0.ranges(in: body) }
    }
}

/// A rule for redaction that can't be read.
public struct RedactionRuleError: CodedError {
    /// The kinds of trouble.
    public enum Code: Sendable, Hashable {
        /// A rule is of no known form, or what stands behind its colon can't be read.
        case badRule
    }

    /// What kind of trouble.
    public let code: Code
    /// What was read, and what was expected.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
