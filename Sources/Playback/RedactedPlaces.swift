import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText

/// Places of recorded requests at which secrets were taken out, cassette by cassette: each has placeholders of its own, so
/// those of two cassettes that were recorded apart may be called the same and stand for two secrets.
struct RedactedPlaces: Sendable {
    /// A request as it may have been recorded in a cassette.
    struct Guess {
        /// Which cassette it is, counted.
        let cassette: Int
        fileprivate let own: RedactedCassette.Guess

        var request: Request {
            own.request
        }
    }

    /// Ways to read one request by one cassette that are tried, and bytes of bodies for all of them.
    private static let (triedGuesses, triedBytes) = (64, 2 << 20)

    private var cassettes: [RedactedCassette]
    /// Whether nothing was taken out.
    let isEmpty: Bool

    /// Looks through the requests of cassettes.
    init(_ reels: [Reel]) {
        cassettes = reels.map { RedactedCassette($0) }
        isEmpty = cassettes.allSatisfy(\.isEmpty)
    }

    /// Ways to read a request that says something at these places, by cassette, the likeliest of each first; none for any other.
    /// A guess holds for an answer of its own cassette.
    ///
    /// - Parameter again: whether any placeholder may be taken, of those that are bound the one bound the longest ago first.
    mutating func guesses(_ request: Request, again: Bool) -> [Guess] {
        var guesses: [Guess] = []
        let count = cassettes.count { !$0.isEmpty }
        if count == 0 { return [] }
        let total = Self.triedBytes / (request.body.count + 1)
        let limit = max(1, min(Self.triedGuesses, total / count))
        let body = RedactedCassette.Body(request.body)
        for number in cassettes.indices where !cassettes[number].isEmpty && guesses.count <= total {
            guesses += cassettes[number].guesses(request, body, again: again, limit: limit).map {
                Guess(cassette: number, own: $0)
            }
        }
        return guesses
    }

    /// Takes a guess for true: its secrets are bound from now on.
    ///
    /// - Parameter startsOver: whether what it is about starts over: then what was said before is over.
    mutating func bind(_ guess: Guess, startingOver startsOver: Bool = false) {
        cassettes[guess.cassette].bind(guess.own, startingOver: startsOver)
    }

    /// What a client means by placeholders.
    struct Said {
        fileprivate var bound: [[String: RedactedCassette.Bound]] = []
        fileprivate var shared: [Set<String>] = []
        /// The cassette by which its request was read.
        fileprivate var cassette: Int?
        /// What its request says; `nil` for a placeholder that may be one secret or another.
        fileprivate var own: [String: [UInt8]?] = [:]

        /// What a placeholder of a cassette stands for: what its requests said, else what those of the others did, where they agree.
        private func secret(_ placeholder: String, of number: Int) -> [UInt8]? {
            if number == cassette, let secret = own[placeholder] { return secret }
            if shared[number].contains(placeholder) { return nil }
            if let bound = bound[number][placeholder] { return bound.secret }
            let others = Set(bound.compactMap { $0[placeholder]?.secret })
            return others.count == 1 ? others.first : nil
        }

        /// A secret as it is written within a string of JSON; `nil` for one that no text of JSON says.
        private static func inJSON(_ secret: [UInt8]) -> [UInt8]? {
            String(validating: secret, as: UTF8.self).map {
                Array(JSONValue.string($0).bytes(.compact).dropFirst().dropLast())
            }
        }

        /// An answer of a cassette, with secrets in the places of placeholders.
        func fitted(_ plan: ResponsePlan, of cassette: Int) -> ResponsePlan {
            if own.isEmpty, bound.allSatisfy(\.isEmpty) { return plan }
            return plan.fitted { body in
                SecretPlaceholder.replaced(in: body) { placeholder in
                    secret(String(decoding: placeholder, as: UTF8.self), of: cassette).flatMap {
                        // Within a string of JSON it is written as one; in any other text as it is.
                        body.beginsAsJSON ? Self.inJSON($0) : $0
                    }
                }
            }
        }
    }

    /// What a client means by placeholders in the answer to a request.
    ///
    /// - Parameter guess: how the request was read; `nil` for one that says nothing at these places.
    func said(_ guess: Guess? = nil) -> Said {
        var said = Said(
            bound: cassettes.map(\.bound), shared: cassettes.map(\.shared), cassette: guess?.cassette)
        for (placeholder, secret) in guess?.own.taken ?? [] {
            let secret = SecretPlaceholder.isOne(secret) ? nil : secret
            if let other = said.own[placeholder], other != secret {
                said.own[placeholder] = .some(nil)
            } else {
                said.own[placeholder] = .some(secret)
            }
        }
        return said
    }
}

/// A request as it would have been recorded.
struct Asked {
    var request: Request
    /// Whether it is taken for the recorded one whatever it says where a secret had been taken out.
    var isMasked = false
    /// What stands in its answer for what was taken out.
    var said = RedactedPlaces.Said()

    /// The entry that was played for it, with how it was compared.
    func compared(_ entry: EntryReference) -> EntryReference {
        var entry = entry
        if isMasked, entry.looseness == nil { entry.looseness = "with any text where a secret was taken out" }
        return entry
    }

    /// An answer of a cassette as its client expects it.
    func fitted(_ plan: ResponsePlan, of cassette: Int) -> ResponsePlan {
        said.fitted(plan, of: cassette)
    }
}
