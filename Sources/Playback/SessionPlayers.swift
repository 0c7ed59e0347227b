import Synchronization
public import TapedeckCassetteFormat
public import TapedeckExchangeModel

/// Replays for parallel clients: each session begins at the beginning, and has positions of its own.
public final class SessionPlayers: WireResponder, RehearsingResponder {
    /// The most sessions; a request of one more is refused.
    public static let limit = 4096
    /// Why a request of one more is refused.
    public static let refusal = "there are \(limit) sessions, and no more are kept"

    private struct Member {
        let session: ClientSession
        let player: PlayerResponder
    }

    private struct State {
        var members: [String: Member] = [:]
        var order: [Member] = []
        var refused = 0
        /// What the rounds before this one came to; `nil` in the first.
        var before: Player.Summary?
    }

    /// What tells the clients apart.
    public let key: SessionKey
    private let redactor: Redactor?
    private let make: @Sendable (ClientSession?) -> PlayerResponder
    private let refusing: @Sendable (Request, ResponsePlan) -> Void
    private let state = Mutex(State())
    /// The one player where there are no sessions: it is found without a lock.
    private let single: PlayerResponder?

    /// Makes sessions.
    ///
    /// - Parameters:
    ///   - redactor: takes out of requests, and of the sessions' names, what a recording would not have kept; whose a request
    ///     is, is seen before. `nil` to leave them as they are.
    ///   - refusing: called for each request of a session too many, with its answer.
    ///   - make: a player at its beginning, for a session; those of one ``Player`` share what they never change.
    public init(
        _ key: SessionKey, comparingBy redactor: Redactor? = nil,
        refusing: @escaping @Sendable (Request, ResponsePlan) -> Void = { _, _ in },
        make: @escaping @Sendable (ClientSession?) -> PlayerResponder
    ) {
        self.key = key
        self.redactor = redactor
        self.make = make
        self.refusing = refusing
        single = key == .single ? make(nil) : nil
    }

    public func respond(to request: Request) async -> ResponsePlan {
        guard let player = player(for: request) else {
            let plan = ResponsePlan(.refusal(code: "TapedeckTooManySessions", message: Self.refusal))
            state.withLock { $0.refused += 1 }
            refusing(request, plan)
            return plan
        }
        return await comparing(player).respond(to: request)
    }

    public func immediateResponse(to request: Request) -> ResponsePlan? {
        player(for: request)?.immediateResponse(to: request)
    }

    public func rehearse(_ request: Request) -> LentAnswer? {
        player(for: request).flatMap { comparing($0).rehearse(request) }
    }

    public func lend(_ request: Request) -> LentAnswer? {
        player(for: request).flatMap { comparing($0).lend(request) }
    }

    /// Only a player that plays for all needs nothing of a request but its bytes.
    public var answersByBytes: Bool {
        single?.answersByBytes ?? false
    }

    public func wireAnswer(to request: PlainRequest) -> ArraySlice<UInt8>? {
        single?.wireAnswer(to: request)
    }

    private func player(for request: Request) -> PlayerResponder? {
        single ?? member(named: key.session(of: request))?.player
    }

    private func comparing(_ player: PlayerResponder) -> any RehearsingResponder {
        redactor.map { ComparingResponder(redactor: $0, responder: player) } ?? player
    }

    /// A session, begun where it is none yet; `nil` for one too many.
    private func member(named name: String) -> Member? {
        state.withLock { state in
            if let known = state.members[name] { return known }
            guard state.order.count < Self.limit else { return nil }
            let session = ClientSession(number: state.order.count + 1, name: shown(name))
            let member = Member(session: session, player: make(session))
            state.members[name] = member
            state.order.append(member)
            return member
        }
    }

    private func shown(_ name: String) -> String {
        let kept = redactor?.redact(name) ?? name
        return kept.count > ClientSession.shownCharacters
            ? kept.prefix(ClientSession.shownCharacters - 3) + "..." : kept
    }

    private var players: [PlayerResponder] {
        single.map { [$0] } ?? state.withLock { $0.order.map(\.player) }
    }

    /// The session of a request, begun with it where it is none yet; `nil` where all play together, and for one too many.
    public func session(of request: Request) -> ClientSession? {
        single == nil ? member(named: key.session(of: request))?.session : nil
    }

    /// The session of a request where that has begun.
    public func begunSession(of request: Request) -> ClientSession? {
        if single != nil { return nil }
        let name = key.session(of: request)
        return state.withLock { $0.members[name]?.session }
    }

    /// The sessions that have begun and are called so: the one whose requests say this name, else all that are shown by it.
    public func sessions(called name: String) -> [ClientSession] {
        if single != nil { return [] }
        return state.withLock { state in
            state.members[name].map { [$0.session] } ?? state.order.map(\.session).filter { $0.name == name }
        }
    }

    /// The session whose requests say this name, begun beforehand where none of them came yet; `nil` as for a request.
    public func session(named name: String) -> ClientSession? {
        single == nil ? member(named: name)?.session : nil
    }

    /// The session of a number; `nil` where there is none.
    public func session(numbered number: Int) -> ClientSession? {
        state.withLock { number > 0 && number <= $0.order.count ? $0.order[number - 1].session : nil }
    }

    /// How many sessions there are.
    public var count: Int {
        players.count
    }

    /// What all have played, in all rounds. An entry counts as never played where no session has played it in any.
    public var summary: Player.Summary {
        let (members, refused, before) = state.withLock { ($0.order.map(\.player), $0.refused, $0.before) }
        return sum((single.map { [$0] } ?? members).map(\.summary), refused: refused, before: before)
    }

    private func sum(_ all: [Player.Summary], refused: Int, before: Player.Summary?) -> Player.Summary {
        var sum = before ?? all.first ?? make(nil).summary
        for next in before == nil ? all.dropFirst() : all[...] {
            sum.played += next.played
            sum.missed += next.missed
            sum.misses = Array((sum.misses + next.misses).prefix(Player.missesKept))
            let left = Set(next.neverPlayed)
            sum.neverPlayed.removeAll { !left.contains($0) }
        }
        sum.refused += refused
        return sum
    }

    /// Where every track of every session stands; the tracks of the first session come first.
    public var tracks: [TrackPosition] {
        tracks(limit: .max)
    }

    /// Where tracks stand, at most so many, those of a session before others that are not at their end.
    public func tracks(limit: Int) -> [TrackPosition] {
        if let single { return single.tracks(limit: limit) }
        var found: [TrackPosition] = []
        for (index, member) in state.withLock({ $0.order }).enumerated() where found.count < limit {
            for var track in member.player.tracks(limit: limit - found.count) {
                track.session = member.session
                track.number += index * member.player.trackCount
                found.append(track)
            }
        }
        return found
    }

    /// How many tracks all sessions have.
    public var trackCount: Int {
        players.reduce(0) { $0 + $1.trackCount }
    }

    /// Moves a track on by one entry, numbered as in ``tracks``.
    public func skip(track number: Int) -> Bool {
        var number = number
        for player in players {
            let count = player.trackCount
            if number <= count { return player.skip(track: number) }
            number -= count
        }
        return false
    }

    /// Begins another round: every session is forgotten, and nothing has been played. What was found stays so: ``summary`` is of
    /// all rounds.
    public func reset() {
        let last = single?.withPlayer { player, _ in
            let last = player.summary
            player.reset()
            return last
        }
        state.withLock { state in
            let all = last.map { [$0] } ?? state.order.map(\.player.summary)
            let refused = state.refused
            state = State(before: sum(all, refused: refused, before: state.before))
        }
    }
}
