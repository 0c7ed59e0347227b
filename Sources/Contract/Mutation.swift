public import TapedeckCassetteFormat
import TapedeckExchangeModel
public import TapedeckJSONText

/// A change that must make a conforming run deviate: the proof that a scenario can fail.
public struct Mutation: Sendable, CustomStringConvertible {
    /// What is changed.
    public enum Change: Sendable {
        /// A place of a response gets this value: `/response/status`, `/response/header/NAME`, or `/response/body` and a
        /// pointer into it.
        case set(pointer: String, to: JSONValue)
        /// A member of a response's body gets another name.
        case rename(pointer: String, to: String)
        /// A member of a response's body goes.
        case remove(pointer: String)
        /// The response becomes a 200 with this text.
        case answer(String)
        /// The entry's fault goes: the response comes whole.
        case mend
        /// The entry goes: a transition is left out.
        case drop
        /// A header field of what the client sent gets this value; `nil` takes it away.
        case requestHeader(name: String, to: String?)
        /// The body that the client sent becomes this text.
        case requestBody(String)
        /// The request line that the client sent becomes this: method and target.
        case requestLine(method: String, target: String)
        /// What the client wrote gets this text added.
        case output(String)
        /// What the client wrote on both streams is taken to be this text.
        case prints(String)
        /// The client is taken to have ended with this status.
        case exits(Int)
        /// A text is taken to stand in what the client wrote where another one does.
        case replaces(String, with: String)
        /// The client is taken to have written the signature of its first request.
        case showsSignature
        /// The client is taken to have crashed.
        case crashes
        /// Each run of the client is taken to have sent so many requests: what it sent, cut off or over again.
        case sends(Int)
        /// All requests are taken to have arrived at once.
        case atOnce
        /// The client is taken to have sent this elsewhere too.
        case stray(String)
        /// The client is taken to have run for so many seconds.
        case takes(Int)
        /// The client is taken not to have ended.
        case never
    }

    /// The entry changed, from 1.
    public let entry: Int
    /// What is changed.
    public let change: Change

    init(_ change: Change) {
        entry = 1
        self.change = change
    }

    init(_ fields: JSONMembers) throws(JSONMemberError) {
        try fields.allow([
            "entry", "set", "rename", "remove", "drop", "to", "request", "output", "never", "answer", "mend",
            "sends", "at-once", "stray", "takes", "exits", "prints",
        ])
        entry = try fields.optionalInt("entry") ?? 1
        if let pointer = try fields.optionalString("set") {
            change = .set(pointer: pointer, to: fields.value("to") ?? .null)
        } else if let pointer = try fields.optionalString("rename") {
            change = .rename(pointer: pointer, to: try fields.string("to"))
        } else if let pointer = try fields.optionalString("remove") {
            change = .remove(pointer: pointer)
        } else if try fields.bool("drop") == true {
            change = .drop
        } else if let request = try fields.members("request") {
            try request.allow(["header", "to", "body", "method", "target"])
            if let name = try request.optionalString("header") {
                change = .requestHeader(name: name, to: try request.optionalString("to"))
            } else if let body = try request.optionalString("body") {
                change = .requestBody(body)
            } else {
                change = .requestLine(
                    method: try request.optionalString("method") ?? "POST",
                    target: try request.optionalString("target") ?? "/")
            }
        } else if let text = try fields.optionalString("answer") {
            change = .answer(text)
        } else if try fields.bool("mend") == true {
            change = .mend
        } else if let text = try fields.optionalString("output") {
            change = .output(text)
        } else if let text = try fields.optionalString("prints") {
            change = .prints(text)
        } else if let status = try fields.optionalInt("exits") {
            change = .exits(status)
        } else if let count = try fields.optionalInt("sends") {
            change = .sends(count)
        } else if try fields.bool("at-once") == true {
            change = .atOnce
        } else if let text = try fields.optionalString("stray") {
            change = .stray(text)
        } else if let seconds = try fields.optionalInt("takes") {
            change = .takes(seconds)
        } else if try fields.bool("never") == true {
            change = .never
        } else {
            throw JSONMemberError(
                path: fields.path,
                reason: "expected set, rename, remove, answer, mend, drop, request, output, prints, exits, sends, "
                    + "at-once, stray, takes or never")
        }
    }

    public var description: String {
        switch change {
        case .set(let pointer, let value): "entry \(entry): \(pointer) becomes \(value.text())"
        case .rename(let pointer, let name): "entry \(entry): \(pointer) is renamed to \(name)"
        case .remove(let pointer): "entry \(entry): \(pointer) is removed"
        case .answer(let text): "entry \(entry): the response becomes a 200 with \(text)"
        case .mend: "entry \(entry): the response comes whole"
        case .drop: "entry \(entry) is left out"
        case .requestHeader(let name, let value): "the client's \(name) becomes \(value ?? "absent")"
        case .requestBody(let text): "the client's body becomes \(text)"
        case .requestLine(let method, let target): "the client's request line becomes \(method) \(target)"
        case .output(let text): "the client writes \(text) too"
        case .prints(let text): "the client writes \(text) and nothing else"
        case .exits(let status): "the client ends with \(status)"
        case .replaces(let text, let other): "the client writes \(other) for \(text)"
        case .showsSignature: "the client writes its signature"
        case .crashes: "the client crashes"
        case .sends(let count): "the client sends \(count) requests"
        case .atOnce: "the client waits for nothing between requests"
        case .stray(let text): "the client sends \(text) elsewhere"
        case .takes(let seconds): "the client takes \(seconds) s"
        case .never: "the client never ends"
        }
    }

    /// Whether the change is to what the client is sent; else it is to what was seen of it.
    public var isToStimulus: Bool {
        switch change {
        case .set, .rename, .remove, .answer, .mend, .drop: true
        default: false
        }
    }

    /// Whether what it alters was seen: a text that the client did not write can't be replaced, nor one request be sent at
    /// once with another or differ from it.
    public func concerns(_ observation: Observation) -> Bool {
        switch change {
        case .replaces(let text, _):
            observation.runs.contains { run in
                [run.output, run.error].contains { String(decoding: $0, as: UTF8.self).contains(text) }
            }
        case .atOnce: observation.requests.count > 1
        case .requestHeader(_, let value?) where value.contains("{n}"): observation.requests.count > 1
        default: true
        }
    }

    /// The cassette with this change.
    public func apply(to cassette: Cassette) -> Cassette {
        var changed = cassette
        guard changed.entries.indices.contains(entry - 1) else { return changed }
        if case .drop = change {
            changed.entries.remove(at: entry - 1)
            return changed
        }
        guard var response = changed.entries[entry - 1].exchange.response else { return changed }
        let header = "/response/header/"
        if case .mend = change {
            changed.entries[entry - 1].fault = nil
        } else if case .answer(let text) = change {
            response.status = 200
            response.body = Array(text.utf8)
            response.headers.replace("Content-Length", with: String(response.body.count))
        } else if case .set("/response/status", let value) = change {
            response.status = value.int ?? response.status
        } else if case .set(let pointer, let value) = change, pointer.hasPrefix(header) {
            response.headers.replace(String(pointer.dropFirst(header.count)), with: value.string ?? "")
        } else if let body = try? JSONParser.parse(response.body) {
            let length = String(response.body.count)
            response.body = edited(body).bytes(.compact)
            if response.headers["Content-Length"] == length {
                response.headers.replace("Content-Length", with: String(response.body.count))
            }
        }
        changed.entries[entry - 1].exchange.response = response
        return changed
    }

    private func edited(_ body: JSONValue) -> JSONValue {
        func steps(_ pointer: String) -> [String] {
            Array((JSONPointer(pointer)?.steps ?? []).dropFirst(2))
        }
        switch change {
        case .set(let pointer, let value): return body.editing(JSONPointer(steps: steps(pointer))) { $0 = value }
        case .remove(let pointer): return body.removing([JSONPointer(steps: steps(pointer))])
        case .rename(let pointer, let name):
            let steps = steps(pointer)
            return body.editing(JSONPointer(steps: steps.dropLast())) { value in
                guard var object = value?.object,
                    let index = object.members.firstIndex(where: { $0.name == steps.last })
                else { return }
                object.members[index].name = name
                value = .object(object)
            }
        default: return body
        }
    }

    /// The observation with this change, in the requests of every run.
    public func apply(to observation: Observation) -> Observation {
        var changed = observation
        for run in changed.runs.indices {
            switch change {
            case .output(let text): changed.runs[run].output += Array(text.utf8)
            case .prints(let text):
                changed.runs[run].output = Array(text.utf8)
                changed.runs[run].error = Array(text.utf8)
            case .exits(let status): changed.runs[run].exit = .status(Int32(status))
            case .replaces(let text, let other):
                changed.runs[run].output = changed.runs[run].output.replacing(Array(text.utf8), with: Array(other.utf8))
                changed.runs[run].error = changed.runs[run].error.replacing(Array(text.utf8), with: Array(other.utf8))
            case .showsSignature:
                let header = changed.runs[run].requests.first?.request.headers["Authorization"] ?? ""
                changed.runs[run].output += Array((header.split(separator: "=").last ?? "").utf8)
            case .crashes: changed.runs[run].error += Array("panic: ".utf8)
            case .never: changed.runs[run].exit = .deadline(60)
            case .stray(let text): changed.runs[run].strays.append(text)
            case .takes(let seconds): changed.runs[run].duration = Int64(seconds) * 1000
            case .sends(let count):
                let sent = changed.runs[run].requests
                if sent.isEmpty {
                    changed.runs[run].requests = Array(repeating: .init(Request()), count: count)
                } else {
                    changed.runs[run].requests = (0..<count).map { sent[$0 % sent.count] }
                }
            default: break
            }
            for index in changed.runs[run].requests.indices {
                switch change {
                case .requestHeader(let name, let value?):
                    changed.runs[run].requests[index].request.headers.replace(
                        name, with: value.replacing("{n}", with: String(index + 1)))
                case .requestHeader(let name, nil):
                    changed.runs[run].requests[index].request.headers.remove(name)
                case .requestBody(let text): changed.runs[run].requests[index].request.body = Array(text.utf8)
                case .requestLine(let method, let target):
                    changed.runs[run].requests[index].request.method = method
                    changed.runs[run].requests[index].request.target = target
                case .atOnce: changed.runs[run].requests[index].arrivedAt = 0
                default: break
                }
            }
        }
        return changed
    }
}
