import TapedeckExchangeModel
import TapedeckJSONText
import TapedeckPlayback

/// Why a fault is not added.
struct FaultRefusal: Error {
    let sentence: String
    /// Whether the request is as it should be, and the deck can't do it.
    var isOfTheDeck = false
}

extension FaultRule {
    /// Reads what came to `_deck/faults`: a rule in the words of `--fault`, as a text or as JSON's `fault`, or words with the
    /// operation, the first request and the times beside them.
    init(controlling request: Request) throws(FaultRefusal) {
        let text = String(decoding: request.body, as: UTF8.self)
        let type = request.headers["Content-Type"]?.lowercased() ?? ""
        // Without a word on it curl says that a form comes, whatever it is.
        if type.hasPrefix("application/json") || text.drop(while: \.isWhitespace).first == "{" {
            // A body that is not JSON has none of the members; the sentence says what was expected.
            let body = try? JSONParser.parse(request.body)
            guard let words = body?["fault"]?.string else {
                throw FaultRefusal(
                    sentence: """
                        expected a body like {"fault": "reset", "operation": "CreateConnection", "times": 1}, or like \
                        CreateConnection:1=reset,ok
                        """)
            }
            // What the deck itself says of a fault may come back as it is.
            let known = ["fault", "operation", "first", "times", "next"]
            for member in body?.object?.members ?? [] where !known.contains(member.name) {
                throw FaultRefusal(
                    sentence: "there is no member \(member.name.prefix(40)); expected fault, operation, first and times"
                )
            }
            try self.init(words: words, besides: body)
        } else {
            var line = text[...]
            if line.last?.isNewline == true { line.removeLast() }
            try self.init(bounded: String(line))
        }
        do throws(Unreadable) {
            try check()
            try checkForTypingMistakes()
        } catch {
            throw FaultRefusal(sentence: error.description, isOfTheDeck: error.isWellFormed)
        }
    }

    private init(words: String, besides body: JSONValue?) throws(FaultRefusal) {
        try self.init(bounded: words)
        if ["operation", "first", "times"].allSatisfy({ body?[$0] == nil }) { return }
        let operation = body?["operation"].map { $0.string ?? "?" } ?? "*"
        guard operation == "*" || operation.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) else {
            throw FaultRefusal(sentence: "operation takes the name of one, such as CreateConnection")
        }
        let times = body?["times"].map { $0.integer } ?? 1
        guard let times, (1...1_000_000).contains(times) else {
            throw FaultRefusal(sentence: "times takes a number from 1 to 1000000")
        }
        let first = body?["first"].map { $0.integer } ?? 1
        guard let first, (1...1_000_000).contains(first) else {
            throw FaultRefusal(sentence: "first takes a number from 1 to 1000000")
        }
        guard self.operation == nil, self.first == 1, self.times == 1 else {
            throw FaultRefusal(sentence: "where the requests stand in \(words), they can't stand beside it")
        }
        self.operation = operation == "*" || operation.isEmpty ? nil : operation
        self.first = first
        self.times = times
    }

    private init(bounded words: String) throws(FaultRefusal) {
        guard words.unicodeScalars.count <= 1000 else {
            throw FaultRefusal(sentence: "fault takes at most 1000 characters")
        }
        do throws(Unreadable) { try self.init(words: words) } catch {
            throw FaultRefusal(sentence: error.description, isOfTheDeck: error.isWellFormed)
        }
    }
}
