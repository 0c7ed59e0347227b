import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText
import TapedeckPlayback

extension FaultRule {
    /// What stands in the place of a number of times that has no end.
    static let everyTime = "every"

    /// Reads what came to `_deck/faults`: a rule in the words of `--fault`, as a text or as JSON's `fault`, or words with the
    /// operation, the first request and the times beside them; beside either, the session.
    ///
    /// - Parameters:
    ///   - isRecorded: whether an operation is one of the run's cassettes.
    ///   - sessions: whose requests the deck tells apart; `nil` where all clients play together.
    init(
        controlling request: Request, isRecorded: (String) -> Bool, of sessions: SessionPlayers?
    ) throws(ControlRefusal) {
        var besides: JSONValue?
        let text = String(decoding: request.body, as: UTF8.self)
        let type = request.headers["Content-Type"]?.lowercased() ?? ""
        // Without a word on it curl says that a form comes, whatever it is.
        if type.hasPrefix("application/json") || text.drop(while: \.isWhitespace).first == "{" {
            // A body that is not JSON has none of the members; the sentence says what was expected.
            let body = try? JSONParser.parse(request.body)
            guard let words = body?["fault"]?.string else {
                throw ControlRefusal(
                    sentence: """
                        expected a body like {"fault": "reset", "operation": "CreateConnection", "times": 1}, or like \
                        CreateConnection:1=reset,ok
                        """)
            }
            // What the deck itself says of a fault may come back as it is.
            let known = [
                "fault", "operation", "first", "times", "session", "sessionName", "number", "next", "sessions",
            ]
            for member in body?.object?.members ?? [] where !known.contains(member.name) {
                throw ControlRefusal(
                    sentence:
                        "there is no member \(member.name.prefix(40)); expected fault, operation, first, times, session and sessionName"
                )
            }
            try self.init(words: words, besides: body)
            besides = body
        } else {
            var line = text[...]
            if line.last?.isNewline == true { line.removeLast() }
            try self.init(bounded: String(line))
        }
        do throws(Unreadable) {
            try check()
            try checkOperation(isRecorded: isRecorded)
        } catch {
            // What came may have been meant as a form.
            let hint = besides == nil ? #"; a body is such a rule, or JSON like {"fault": "503"}"# : ""
            throw ControlRefusal(sentence: error.description + hint, isOfTheDeck: error.isWellFormed)
        }
        try read(sessionBesides: besides, of: sessions)
    }

    private init(words: String, besides body: JSONValue?) throws(ControlRefusal) {
        try self.init(bounded: words)
        if ["operation", "first", "times"].allSatisfy({ body?[$0] == nil }) { return }
        let operation = body?["operation"].map { $0.string ?? "?" } ?? "*"
        guard operation == "*" || operation.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) else {
            throw ControlRefusal(sentence: "operation takes the name of one, such as CreateConnection")
        }
        let isEvery = body?["times"]?.string == Self.everyTime
        let times = isEvery ? 1 : body?["times"].map { $0.integer } ?? 1
        guard let times, (1...1_000_000).contains(times) else {
            throw ControlRefusal(sentence: "times takes a number from 1 to 1000000, or \(Self.everyTime)")
        }
        let first = body?["first"].map { $0.integer } ?? 1
        guard let first, (1...1_000_000).contains(first) else {
            throw ControlRefusal(sentence: "first takes a number from 1 to 1000000")
        }
        guard !isEvery || first == 1 else {
            throw ControlRefusal(sentence: "where times is \(Self.everyTime), first is 1", isOfTheDeck: true)
        }
        guard self.operation == nil, self.first == 1, self.times == 1 else {
            throw ControlRefusal(
                sentence: "where the requests stand in \(words), they can't stand beside it", isOfTheDeck: true)
        }
        self.operation = operation == "*" || operation.isEmpty ? nil : operation
        self.first = first
        self.times = isEvery ? .max : times
    }

    /// Reads the session that stands beside a rule: its number, or what its requests say of whose they are. One that is named
    /// begins with that, so it comes last.
    private mutating func read(
        sessionBesides body: JSONValue?, of sessions: SessionPlayers?
    ) throws(ControlRefusal) {
        let (number, name) = (body?["session"], body?["sessionName"])
        if number == nil, name == nil { return }
        guard let sessions else { throw ControlRefusal.noSessions }
        guard !isOfTLS else {
            throw ControlRefusal(
                sentence: "\(script) is about certificates, which are shown before it is known whose session asks",
                isOfTheDeck: true)
        }
        switch try AskedSession(number: number.map(\.integer), name: name.map(\.string), among: sessions) {
        case .begun(let session): self.session = session
        case .toCome(let name):
            guard !SecretPlaceholder.isOne(name.utf8) else {
                throw ControlRefusal(
                    sentence:
                        "such a name stands for one that is not shown; give session, the number of one that has come",
                    isOfTheDeck: true)
            }
            guard let session = sessions.session(named: name) else {
                throw ControlRefusal(sentence: SessionPlayers.refusal, isOfTheDeck: true)
            }
            self.session = session
        }
    }

    private init(bounded words: String) throws(ControlRefusal) {
        guard words.unicodeScalars.count <= 1000 else {
            throw ControlRefusal(sentence: "fault takes at most 1000 characters")
        }
        do throws(Unreadable) { try self.init(words: words) } catch {
            throw ControlRefusal(sentence: error.description, isOfTheDeck: error.isWellFormed)
        }
    }
}
