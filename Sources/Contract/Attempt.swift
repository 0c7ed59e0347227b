import TapedeckExchangeModel
import TapedeckJSONText

/// One request of a client on a time line: when it came, what it was, and what went back.
public struct Attempt: Sendable, Hashable {
    /// The call that it belongs to, from 1.
    public var call: Int
    /// When it had arrived, in milliseconds since the call began.
    public var at: Int64
    /// What was sent, in a few words.
    public var sent: String
    /// What went back, in a few words.
    public var answered: String

    /// Makes an attempt.
    public init(call: Int, at: Int64, sent: String, answered: String) {
        self.call = call
        self.at = at
        self.sent = sent
        self.answered = answered
    }
}

extension Observation {
    /// The requests of all runs, in a few words each.
    public var attempts: [Attempt] {
        runs.enumerated().flatMap { index, run in
            run.requests.map { request in
                Attempt(
                    call: index + 1, at: request.arrivedAt - run.startedAt, sent: request.sentWords,
                    answered: request.answer?.words ?? "no answer is known")
            }
        }
    }
}

extension Observation.ObservedRequest {
    /// The request in a few words.
    var sentWords: String {
        let target = request.headers["X-Amz-Target"].map { ", \($0)" } ?? ""
        return "\(request.method) \(request.target)\(target), \(request.body.count) bytes"
    }
}

extension ResponsePlan {
    /// What goes back, in a few words.
    var words: String {
        var words = [response.map { "\($0.status) \($0.reason)" }].compactMap { $0 }
        if let fault { words.append(fault.sentence) }
        if delay > 0 { words.append("after \(delay) ms") }
        return words.joined(separator: ", ")
    }
}

extension Fault {
    /// What it does, in a few words.
    var sentence: String {
        switch self {
        case .reset: "the connection is reset"
        case .resetWithin(let count): "the connection is reset after \(count) bytes of the response"
        case .close: "the connection is closed without a response"
        case .hang: "nothing is ever sent"
        case .cutBody(let count): "the body is cut off after \(count) bytes"
        case .resetBody(let count): "the connection is reset after \(count) bytes of the body"
        case .stallBody(let count): "nothing comes after \(count) bytes of the body"
        case .slowBody(let bytes, let milliseconds): "\(bytes) bytes of the body every \(milliseconds) ms"
        case .garbage: "what is not HTTP"
        }
    }
}

extension Attempt {
    init(_ item: JSONMembers) throws(JSONMemberError) {
        self.init(
            call: try item.int("call"), at: Int64(try item.int("at")), sent: try item.string("sent"),
            answered: try item.string("answered"))
    }

    var json: JSONValue {
        [
            "call": .number(JSONNumber(call)), "at": .number(JSONNumber(Int(at))), "sent": .string(sent),
            "answered": .string(answered),
        ]
    }
}
