import TapedeckPlayback

/// Why the control port does not do what it is asked for.
struct ControlRefusal: Error {
    let sentence: String
    /// Whether the request is as it should be, and the deck can't do it.
    var isOfTheDeck = false

    /// That there are no sessions to name one of.
    static let noSessions = ControlRefusal(
        sentence: "this deck tells no sessions apart; start replay with --sessions", isOfTheDeck: true)
}

/// A session as somebody at the control port names it.
enum AskedSession: Sendable {
    case begun(ClientSession)
    /// One of which no request has come.
    case toCome(String)

    /// Finds the session of a number, or of what its requests say of whose they are.
    ///
    /// - Parameters:
    ///   - number: `nil` where none is given, and `.some(nil)` for what is none.
    ///   - name: likewise, at most 1000 characters. As the deck itself tells of a session, both may be said.
    init(number: Int??, name: String??, among sessions: SessionPlayers) throws(ControlRefusal) {
        guard let number else {
            self = try Self.named(name ?? nil, among: sessions)
            return
        }
        guard let number, (1...SessionPlayers.limit).contains(number) else {
            throw ControlRefusal(sentence: "session takes the number of one, from 1 to \(SessionPlayers.limit)")
        }
        guard let session = sessions.session(numbered: number) else {
            throw ControlRefusal(
                sentence: "there is no session \(number) yet; sessionName names one before it comes", isOfTheDeck: true)
        }
        guard name == nil || name == session.name else {
            throw ControlRefusal(
                sentence: "\(session) has another name; give one of session and sessionName", isOfTheDeck: true)
        }
        self = .begun(session)
    }

    private static func named(_ name: String?, among sessions: SessionPlayers) throws(ControlRefusal) -> AskedSession {
        guard let name, name.unicodeScalars.count <= 1000 else {
            throw ControlRefusal(
                sentence: "sessionName takes what the session's requests say of whose they are, at most 1000 characters"
            )
        }
        let begun = sessions.sessions(called: name)
        guard begun.count < 2 else {
            let numbers = begun.prefix(5).map { String($0.number) }.joined(separator: ", ")
            throw ControlRefusal(
                sentence:
                    "\(begun.count) sessions are shown as \(name), \(numbers) among them; give session, the number of one",
                isOfTheDeck: true)
        }
        return begun.first.map { .begun($0) } ?? .toCome(name)
    }
}
