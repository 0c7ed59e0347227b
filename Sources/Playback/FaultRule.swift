public import TapedeckExchangeModel

/// Trouble for some requests of a run: `CreateConnection:2=reset,503,ok`.
public struct FaultRule: Sendable, Hashable, CustomStringConvertible {
    /// The operation whose requests meet it; `nil` for any.
    public var operation: String?
    /// The first request that meets it, counted from 1 among those of its operation.
    public var first: Int
    /// What they meet, one step a request.
    public var script: FaultScript
    /// How often the script is gone through.
    public var times: Int
    /// The session for whose requests alone it is; `nil` for all, and it counts for each session by itself then.
    public var session: ClientSession?

    /// Makes a rule.
    public init(_ script: FaultScript, operation: String? = nil, first: Int = 1, times: Int = 1) {
        self.script = script
        self.operation = operation
        self.first = first
        self.times = times
    }

    /// Why a text is no rule.
    public struct Unreadable: Error, Hashable, CustomStringConvertible {
        /// What was found and what was expected, as a clause.
        public let description: String
        /// Whether it is of the right form, and can't be carried out all the same.
        public let isWellFormed: Bool

        /// Makes an error of a clause.
        public init(description: String, isWellFormed: Bool = false) {
            self.description = description
            self.isWellFormed = isWellFormed
        }
    }

    /// The form of ``init(words:)`` as a regular expression.
    public static let pattern = "(([A-Za-z0-9]*|[*])(:([*]|[1-9][0-9]{0,5}|1000000))?=)?\(FaultStep.pattern)"

    /// The form that ``init(words:)`` reads, for messages and help.
    public static let form = "[OPERATION][:N]=FAULT,FAULT,..."

    /// Reads `CreateConnection:2=reset,503,ok`: from the second request of the operation on, one fault a request. Without
    /// `:N` it begins with the first request, with `:*` in place of it every request meets it; without an operation, or
    /// with `*` in its place, it is for any. A script alone is for any request, from the first.
    ///
    /// - Throws: ``Unreadable``.
    public init(words: String) throws(Unreadable) {
        var operation: String?
        var first = 1
        var times = 1
        var text = words[...]
        // A script of its own may have a = in a text or a URL, behind its word.
        if let mark = words.firstIndex(of: "="), !Self.isFault(words[..<mark]) {
            text = words[words.index(after: mark)...]
            let parts = words[..<mark].split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count <= 2, parts[0] == "*" || parts[0].isEmpty || parts[0].allSatisfy(Self.isWord) else {
                throw Unreadable(description: "\(words[..<mark]) is not of the form OPERATION or OPERATION:N")
            }
            operation = parts[0] == "*" || parts[0].isEmpty ? nil : String(parts[0])
            if parts.count == 2, parts[1] == "*" {
                times = .max
            } else if parts.count == 2 {
                guard let number = FaultStep.number(parts[1]), (1...1_000_000).contains(number) else {
                    throw Unreadable(
                        description:
                            "\(parts[1].isEmpty ? "''" : parts[1]) is not the number of a request, from 1, or *")
                }
                first = number
            }
        }
        do throws(FaultScript.Unreadable) {
            self.init(try FaultScript(words: String(text)), operation: operation, first: first, times: times)
        } catch {
            throw Unreadable(description: "\(error)", isWellFormed: error.isTooMany)
        }
        try check()
    }

    /// Finds out whether requests can meet it at all.
    ///
    /// - Throws: ``Unreadable`` for a certificate that is for one operation.
    public func check() throws(Unreadable) {
        guard let operation, let certificate = script.steps.first(where: \.isCertificate) else { return }
        throw Unreadable(
            description:
                "a certificate is shown before it is known that \(operation) is asked for; give \(certificate) to any operation (*)",
            isWellFormed: true)
    }

    /// Whether it counts for each session by itself, where these are told apart. Whose connection is shown a certificate is
    /// not known, so a rule with one counts over all.
    public var countsEachSession: Bool {
        session == nil && !isOfTLS
    }

    /// Whether it is about the certificate of a connection, which only a deck with TLS shows.
    public var isOfTLS: Bool {
        script.steps.contains(where: \.isCertificate)
    }

    /// The words that it is read from.
    public var description: String {
        if operation == nil, first == 1, times != .max, times != 1 { return "\(script)" }
        let place = times == .max ? ":*" : first == 1 ? "" : ":\(first)"
        return "\(operation ?? "*")\(place)=\(script)"
    }

    private static func isFault(_ words: Substring) -> Bool {
        ["garbage", "redirect", "type"].contains { words.hasPrefix("\($0):") } || words.contains(",")
    }

    private static func isWord(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber)
    }
}
