/// What becomes of one answer on purpose: one word of a ``FaultScript``.
public enum FaultStep: Sendable, Hashable {
    /// Nothing: the answer goes out as it is.
    case none
    /// Trouble on the connection, at a place that is given in bytes.
    case wire(Fault)
    /// The connection is reset somewhere in the response.
    case reset(ResetPlace)
    /// The body stops half-way and the connection is closed.
    case cut
    /// The body comes in chunks, and the connection is closed within one.
    case cutChunk
    /// The body stops half-way and nothing more is ever sent.
    case stall
    /// The first byte comes so many milliseconds later.
    case late(milliseconds: Int)
    /// An error of the service in awsJson 1.0 stands in the response's place.
    case error(code: String, status: Int)
    /// A status with an HTML page or nothing stands in the response's place, as a gateway sends it.
    case status(Int, isPage: Bool)
    /// The response says another media type.
    case mediaType(String)
    /// A redirect (307) stands in the response's place.
    case redirect(location: String)
    /// Every header field is sent twice.
    case repeatedHeaders
    /// Header fields in the oddest forms that HTTP allows.
    case oddHeaders
    /// The connection's certificate is one that a client must not take; before any request, so only where there is TLS.
    case certificate(BadCertificate)

    /// Where a connection is reset.
    public enum ResetPlace: String, Sendable, Hashable, CaseIterable {
        /// Half-way through the response's head.
        case head
        /// Between head and body.
        case afterHead = "after-head"
        /// Half-way through the body.
        case body
    }

    /// What is wrong with a certificate.
    public enum BadCertificate: String, Sendable, Hashable, CaseIterable {
        /// It is no longer valid.
        case expired
        /// It is another host's.
        case otherName = "other-name"
        /// Its authority is one that nobody was told of.
        case unknown
    }

    /// Whether it is done to a connection's certificate.
    public var isCertificate: Bool {
        if case .certificate = self { true } else { false }
    }

    /// Whether it is done to an answer, which must be had first; the others stand in its place.
    public var needsAnswer: Bool {
        switch self {
        case .none, .reset, .cut, .cutChunk, .stall, .late, .mediaType, .repeatedHeaders, .oddHeaders: true
        case .wire(.reset), .wire(.close), .wire(.hang), .wire(.garbage): false
        case .wire: true
        case .error, .status, .redirect, .certificate: false
        }
    }

    /// Whether the answer that it is done to does not reach the client whole.
    public var losesAnswer: Bool {
        switch self {
        case .reset, .cut, .cutChunk, .stall: true
        case .wire(.slowBody): false
        case .wire: true
        case .none, .late, .mediaType, .repeatedHeaders, .oddHeaders: false
        case .error, .status, .redirect, .certificate: false
        }
    }
}

/// What becomes of the answers to one request and its repetitions, in order: `reset,reset,503,ok`.
public struct FaultScript: Sendable, Hashable, CustomStringConvertible {
    /// The steps, at least one; each is for one attempt.
    public let steps: [FaultStep]

    /// Makes a script of one step or more.
    public init(_ first: FaultStep, _ rest: FaultStep...) {
        steps = [first] + rest
    }

    /// Trouble on the connection alone.
    public init(_ fault: Fault) {
        self.init(.wire(fault))
    }

    /// Trouble on the connection, where the script is that alone.
    public var fault: Fault? {
        if steps.count == 1, case .wire(let fault) = steps[0] { fault } else { nil }
    }

    /// The first step, counted from 0, at which a client gets the answer whole; the last one where there is none.
    public var firstGiven: Int {
        steps.firstIndex { $0.needsAnswer && !$0.losesAnswer } ?? steps.count - 1
    }

    /// The first step, counted from 0, at which a service has done what it was asked for, whether its client learns of that or
    /// not; the last one where there is none.
    public var firstMade: Int {
        steps.firstIndex(where: \.needsAnswer) ?? steps.count - 1
    }

    /// A word that names no fault, or one too many.
    public struct Unreadable: Error, Hashable, CustomStringConvertible {
        /// The word.
        public let word: String
        /// Whether with it there would be more steps than ``FaultScript/limit``.
        public let isTooMany: Bool

        /// Makes an error about a word.
        public init(word: String, isTooMany: Bool = false) {
            self.word = word
            self.isTooMany = isTooMany
        }

        /// What was found and what was expected, as a clause.
        public var description: String {
            isTooMany
                ? "with \(word) there would be more than \(FaultScript.limit) steps"
                : "\(word.isEmpty ? "''" : word) is no fault\(limits.map { ": \($0)" } ?? ""); expected \(FaultStep.forms)"
        }

        /// What a number in it may be that is another one; `nil` where the word is wrong besides.
        private var limits: String? {
            let parts = word.split(separator: "*", maxSplits: 1, omittingEmptySubsequences: false)
            func isNumber(_ text: Substring) -> Bool {
                !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
            }
            if parts.count == 2, isNumber(parts[1]), FaultStep(word: String(parts[0])) != nil {
                return "N of WORD*N is from 1 to \(FaultScript.limit)"
            }
            func isFault(with number: String, at place: Int) -> Bool {
                var pieces = word.split(separator: ":", omittingEmptySubsequences: false)
                guard pieces.indices.contains(place), isNumber(pieces[place]) else { return false }
                pieces[place] = number[...]
                return FaultStep(word: pieces.joined(separator: ":")) != nil
            }
            if word.hasPrefix("error:") { return isFault(with: "400", at: 2) ? "its STATUS is from 400 to 599" : nil }
            let isStatus = isFault(with: "503", at: 0) || (word.hasPrefix("status:") && isFault(with: "503", at: 1))
            if isStatus { return "STATUS is from 200 to 599" }
            // Bytes and milliseconds.
            return isFault(with: "1", at: 1) || isFault(with: "1", at: 2)
                ? "a number is from 0 to \(FaultStep.largestNumber), without a nought before it; those of slow from 1"
                : nil
        }
    }

    /// The most steps that a script has.
    public static let limit = 10_000

    /// Reads a script: words separated by commas, each as ``FaultStep/forms`` says; `WORD*3` is three of them.
    ///
    /// - Throws: ``Unreadable`` with the first word that is none.
    public init(words: String) throws(Unreadable) {
        var steps: [FaultStep] = []
        for part in words.split(separator: ",", omittingEmptySubsequences: false) {
            var word = part
            var count = 1
            if let star = part.lastIndex(of: "*"), let times = FaultStep.number(part[part.index(after: star)...]),
                (1...Self.limit).contains(times)
            {
                word = part[..<star]
                count = times
            }
            guard let step = FaultStep(word: String(word)) else { throw Unreadable(word: String(part)) }
            guard count <= Self.limit - steps.count else { throw Unreadable(word: String(part), isTooMany: true) }
            steps += Array(repeating: step, count: count)
        }
        self.steps = steps
    }

    /// The words that it is read from.
    public var description: String {
        var words: [String] = []
        var rest = steps[...]
        while let step = rest.first {
            let count = rest.prefix { $0 == step }.count
            words.append(count > 1 ? "\(step)*\(count)" : "\(step)")
            rest = rest.dropFirst(count)
        }
        return words.joined(separator: ",")
    }
}
