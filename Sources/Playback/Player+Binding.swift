import TapedeckAWSWire
import TapedeckExchangeModel
import TapedeckJSONText

// Which recorded values a request means by those that its client made up.
extension Player {
    /// Whether a request has an answer that has not been played yet.
    private mutating func hasNext(
        _ asked: Request, at now: Int64?, compared comparison: TrackIndex.Comparison
    ) -> Bool {
        let (own, loose) = tracks(for: asked, at: now, compared: comparison)
        for track in own + loose {
            if case .next = choose(track, at: now) { return true }
        }
        return false
    }

    /// The request as it was recorded: values that clients make up are bound here, once, and what was taken out of the recorded
    /// request is taken out of this one.
    mutating func bind(_ request: Request, at now: Int64?) -> Asked {
        let asked = bindings.isEmpty ? request : bound(request, at: now)
        if redacted.isEmpty { return Asked(request: asked) }
        if answer(asked, at: now, compared: .asItStands) != nil {
            return Asked(request: asked, said: redacted.said())
        }
        var known: RedactedPlaces.Guess?
        // No secret takes the place of another one before the rules have been tried with those that are free.
        for again in [false, true] {
            let guesses = redacted.guesses(asked, again: again)
            for comparison in index.comparisons {
                // What a rule makes the same and has been played comes behind a secret that answers as it stands.
                if comparison != .asItStands,
                    again
                        ? answer(asked, at: now, compared: comparison) != nil
                        : hasNext(asked, at: now, compared: comparison)
                {
                    return Asked(request: asked, said: redacted.said())
                }
                if let (guess, startsOver) = firstAnswering(guesses, at: now, comparison) {
                    redacted.bind(guess, startingOver: startsOver)
                    return Asked(request: guess.request, isMasked: true, said: redacted.said(guess))
                }
            }
            if known == nil { known = guesses.first { index.find($0.request).track != nil } }
        }
        // It says nothing new, and what it says has been played.
        guard let known, index.find(asked).track == nil else { return Asked(request: asked) }
        return Asked(request: known.request, isMasked: true, said: redacted.said(known))
    }

    /// What playing an entry for a request leads to.
    func played(_ turn: Turn, for asked: Asked) -> Outcome {
        .played(
            asked.compared(index.reference(turn)),
            asked.fitted(bindings.said(index.plan(turn)), of: cassette(of: turn.slot)))
    }

    /// How a request has an answer as a guess reads it, in that guess's cassette; `nil` where it has none.
    private mutating func answering(
        _ guess: RedactedPlaces.Guess, at now: Int64?, _ comparison: TrackIndex.Comparison
    ) -> Answering? {
        let answer = answer(guess.request, at: now, compared: comparison)
        return answer.flatMap { cassette(of: $0.slot) == guess.cassette ? $0 : nil }
    }

    /// The first guess by which a request has an answer: what one cassette has not played yet comes before what another one
    /// has.
    private mutating func firstAnswering(
        _ guesses: [RedactedPlaces.Guess], at now: Int64?, _ comparison: TrackIndex.Comparison
    ) -> (guess: RedactedPlaces.Guess, startsOver: Bool)? {
        var first: [(guess: RedactedPlaces.Guess, startsOver: Bool)] = []
        for guess in guesses where first.last?.guess.cassette != guess.cassette {
            guard let answer = answering(guess, at: now, comparison) else { continue }
            if answer.isNext { return (guess, false) }
            first.append((guess, answer.startsOver))
        }
        return first.first
    }

    /// A request for whose values recorded ones are sought; it is read once, however many are tried.
    private struct Sought {
        let request: Request
        /// Its body; `nil` where that is not JSON.
        let body: JSONValue?
        let found: [Bindings.Found]
        let now: Int64?
    }

    private mutating func bound(_ request: Request, at now: Int64?) -> Request {
        let sought = Sought(
            request: request, body: try? JSONParser.parse(request.body), found: bindings.places(of: request), now: now)
        secretsTried = 0
        // What an entry says that binds nothing is meant as it stands.
        if let plain = bindings.plainGuess(sought.found), let asked = answered(sought, plain, .asItStands)?.request {
            bindings.bind(plain)
            return asked
        }
        let comparisons = index.comparisons
        // A client that makes up a name for each attempt means what it was not answered.
        if !owed.isEmpty, Envelope.operation(of: request)?.isMutation == true,
            let asked = bound(sought, comparisons, again: true, only: .owed)
        {
            return asked
        }
        let startsOver = policy == .restartOnCreate
        let restarts = startsOver && Envelope.operation(of: request) == .createConnection
        // What answers as it stands, whichever name that takes, comes before what a rule makes the same; but no name
        // takes a living connection from another one before the rules have been tried.
        if restarts, comparisons.count > 1,
            let asked = bound(sought, [.asItStands], again: false) ?? reborn(sought)
        {
            return asked
        }
        if let asked = bound(sought, comparisons, again: false) { return asked }
        if restarts, let asked = bound(sought, comparisons, again: true) { return asked }
        for comparison in comparisons {
            if let asked = answered(sought, Bindings.Guess(), comparison)?.request { return asked }
        }
        // Who looks before he creates a connection that starts over calls it anew, too.
        let looks = startsOver && Envelope.operation(of: request)?.isMutation == false
        if looks, let asked = bound(sought, [.asItStands], again: true, only: .unborn) { return asked }
        // A connection that starts over may be called as another one was before.
        if restarts, let asked = bound(sought, comparisons, again: true, anew: true) { return asked }
        return unanswered(sought)
    }

    /// The request of which a miss tells: with the likeliest name that nothing is bound to, as which it was recorded.
    private func unanswered(_ sought: Sought) -> Request {
        let plain = bindings.recorded(sought.request, sought.body)
        // What has not been tried may have an answer.
        if secretsTried > 0 { return plain }
        let likely = bindings.guesses(sought.found).prefix(Self.toldGuesses).map {
            bindings.recorded(sought.request, sought.body, with: $0)
        }
        return likely.first { index.find($0).track != nil } ?? likely.first ?? plain
    }

    /// Ways to bind a request that are looked at for what a miss tells of it.
    private static let toldGuesses = 4

    /// The request as it was recorded, where it starts a connection over, as it stands, that nobody has any more.
    private mutating func reborn(_ sought: Sought) -> Request? {
        if let asked = bound(sought, [.asItStands], again: true, only: .unborn) { return asked }
        let plain = answered(sought, Bindings.Guess(), .asItStands)?.request
        // One's own connection, while it lives, comes before any other.
        if isAboutLife(
            plain ?? bindings.recorded(sought.request, sought.body), at: sought.now, compared: .byRuleOfRun)
        {
            return nil
        }
        return plain ?? bound(sought, [.asItStands], again: true, anew: true, only: .unborn)
    }

    /// Whether a request creates or reads a connection that has been created already, and not deleted since.
    private mutating func isAboutLife(
        _ asked: Request, at now: Int64?, compared comparison: TrackIndex.Comparison
    ) -> Bool {
        let (own, loose) = tracks(for: asked, at: now, compared: comparison)
        let meant = (own + loose).filter {
            creates($0) || index.slots[index.tracks[$0][0]].isRead
        }
        if meant.isEmpty { return false }
        return lives(Set(meant.map { index.slots[index.tracks[$0][0]].place.line })).values.contains { $0 > 0 }
    }

    /// Which guesses will do.
    private enum Will {
        case any
        /// Those that neither create nor read a connection which is there already.
        case unborn
        /// Those that lead to what the client was not answered.
        case owed
    }

    /// The request as it was recorded by the first guess for which there is an answer, which is bound.
    ///
    /// - Parameters:
    ///   - comparisons: the ways in which each guess is compared, one way after the other.
    ///   - only: which guesses will do.
    private mutating func bound(
        _ sought: Sought, _ comparisons: [TrackIndex.Comparison], again: Bool, anew: Bool = false, only: Will = .any
    ) -> Request? {
        let guesses = bindings.guesses(sought.found, again: again, anew: anew)
        if guesses.isEmpty { return nil }
        var likely: [Bindings.Guess]?
        for comparison in comparisons {
            if let asked = bound(sought, guesses.prefix(1), comparison, only) { return asked }
            let others = likely ?? bindings.likelyGuesses(sought.request.body, sought.found, again: again, anew: anew)
            likely = others
            if let asked = bound(sought, others[...], comparison, only) { return asked }
            if let asked = bound(sought, guesses.dropFirst(), comparison, only) { return asked }
        }
        return nil
    }

    private mutating func bound(
        _ sought: Sought, _ guesses: ArraySlice<Bindings.Guess>, _ comparison: TrackIndex.Comparison, _ only: Will
    ) -> Request? {
        for guess in guesses {
            guard let (asked, slot) = answered(sought, guess, comparison) else { continue }
            switch only {
            case .any: break
            case .unborn: if isAboutLife(asked, at: sought.now, compared: comparison) { continue }
            case .owed: if !owed.contains(slot) { continue }
            }
            bindings.bind(guess)
            return asked
        }
        return nil
    }

    /// The request as it was recorded, where it has an answer. A value that a client made up may also be meant as it stands in
    /// another place: a tag that is called as the connection is.
    private mutating func answered(
        _ sought: Sought, _ guess: Bindings.Guess, _ comparison: TrackIndex.Comparison
    ) -> (request: Request, slot: Int)? {
        let asked = bindings.recorded(sought.request, sought.body, with: guess)
        if let slot = slot(answering: asked, at: sought.now, comparison) { return (asked, slot) }
        let other = bindings.recorded(sought.request, sought.body, with: guess, everywhere: false)
        if other == asked { return nil }
        return slot(answering: other, at: sought.now, comparison).map { (other, $0) }
    }

    /// The slot that answers a request, as it is or with its secrets taken out.
    private mutating func slot(
        answering asked: Request, at now: Int64?, _ comparison: TrackIndex.Comparison
    ) -> Int? {
        if let answer = answer(asked, at: now, compared: comparison) { return answer.slot }
        if redacted.isEmpty { return nil }
        let limit = min(Self.secretsTriedForName, max(8, Self.bytesTriedForName / (asked.body.count + 1)))
        for again in [false, true] {
            for guess in redacted.guesses(asked, again: again) {
                if secretsTried >= limit { return nil }
                secretsTried += 1
                if let answer = answering(guess, at: now, comparison) { return answer.slot }
            }
        }
        return nil
    }

    /// Ways to take secrets out of one request that are tried, whatever names it may say, and bytes of bodies for these.
    private static let (secretsTriedForName, bytesTriedForName) = (256, 2 << 20)
}
