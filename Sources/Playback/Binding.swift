public import TapedeckCassetteFormat

/// A rule of a run: what is bound, and to what where that is known beforehand.
public struct Binding: Sendable, Hashable {
    /// What is bound.
    public let rule: BindRule
    /// The value that a client will say; `nil` for the first one that it says.
    public let value: String?

    /// Makes a binding.
    public init(_ rule: BindRule, to value: String? = nil) {
        self.rule = rule
        self.value = value
    }

    /// Which bindings of a run would bind nothing in cassettes.
    public static func idle(_ bindings: [Binding], in reels: [Reel]) -> [Idle] {
        Bindings(reels, bindings).idle
    }

    /// A binding of a run that binds nothing.
    public struct Idle: Sendable, Hashable, CustomStringConvertible {
        /// The binding.
        public let binding: Binding
        /// How many values the cassettes have that its rule names; the others of the run have taken them.
        public let recorded: Int

        /// The binding as it is given: `RULE` or `RULE=VALUE`.
        public var words: String {
            binding.value.map { "\(binding.rule)=\($0)" } ?? "\(binding.rule)"
        }

        /// Why it binds nothing, as a predicate.
        ///
        /// - Parameter place: where such values were looked for.
        public func reason(in place: String) -> String {
            let values = recorded == 1 ? "one such value, which is" : "\(recorded) such values, which are"
            return "binds nothing: \(place) has \(recorded == 0 ? "no such value" : "only \(values) bound already")"
        }

        public var description: String {
            "\(words) \(reason(in: "the cassette"))"
        }
    }

    /// What is expected in the place of words that are none, as a clause.
    public static func expected(insteadOf words: String) -> String {
        words.hasPrefix("account=") && words != "account="
            ? "an account of twelve digits behind account=, such as account=123456789012"
            : "\(BindRule.forms); with =VALUE behind it where the value is known"
    }

    /// Reads `RULE` or `RULE=VALUE`; `nil` for what is none.
    public init?(words: String) {
        let parts = words.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let rule = BindRule(words: parts[0]), parts.count == 1 || !parts[1].isEmpty else { return nil }
        // In an ARN nothing else is an account.
        if rule == .account, parts.count == 2,
            parts[1].utf8.count != 12 || !parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) })
        {
            return nil
        }
        self.init(rule, to: parts.count == 2 ? parts[1] : nil)
    }
}
