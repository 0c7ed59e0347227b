import TapedeckAWSWire
import TapedeckExchangeModel
import TapedeckJSONText

extension JSONObject {
    /// An entry's members with a digest, which stands behind the origin.
    func with(digest: String?) -> JSONObject {
        guard let digest else { return self }
        var copy = self
        let place = copy.members.firstIndex { $0.name == "_origin" }.map { $0 + 1 } ?? copy.members.count
        copy.members.insert((name: "_digest", value: .string(digest)), at: place)
        return copy
    }

    func appending(_ other: JSONObject) -> JSONObject {
        var copy = self
        copy.members += other.members
        return copy
    }
}

extension Entry {
    /// The entry's members, without a digest.
    func json() -> JSONObject {
        let times = exchange.timing
        var object = JSONObject([
            ("startedDateTime", .string(Instant(milliseconds: exchange.startedAt).iso8601(milliseconds: true))),
            ("time", .number(JSONNumber(times.send + times.wait + times.receive))),
            ("_sequence", .number(JSONNumber(exchange.sequence))),
        ])
        if let operation { object["_operation"] = .string(operation) }
        if let resource { object["_resource"] = .string(resource) }
        if let state { object["_state"] = .string(state) }
        object["_origin"] = .object(origin.json.appending(extras.origin))
        object["_ended"] = .string(exchange.ending.rawValue)
        let matchMembers = match.json.appending(extras.match)
        if !matchMembers.isEmpty { object["_match"] = .object(matchMembers) }
        if !bind.isEmpty { object["_bind"] = .array(bind.map { .string($0.description) }) }
        if let fault {
            object["_fault"] =
                fault.fault.map { .object($0.json.appending(extras.fault)) } ?? .string(fault.description)
        }
        if delay > 0 { object["_delay"] = .number(JSONNumber(delay)) }
        if !redactions.isEmpty { object["_redactions"] = .array(redactions.map { .string($0) }) }
        object["request"] = .object(requestJSON)
        object["response"] = .object(responseJSON)
        object["cache"] = .object(JSONObject())
        let timings = JSONObject([
            ("send", .number(JSONNumber(times.send))), ("wait", .number(JSONNumber(times.wait))),
            ("receive", .number(JSONNumber(times.receive))),
        ])
        object["timings"] = .object(timings.appending(extras.timings))
        return object.appending(extras.entry)
    }

    private var requestJSON: JSONObject {
        let request = exchange.request
        var object = JSONObject([
            ("method", .string(request.method)), ("url", .string(url)), ("httpVersion", .string(request.version)),
            ("cookies", .array([])), ("headers", request.headers.json), ("queryString", queryJSON),
        ])
        if !request.body.isEmpty {
            var post = JSONObject([("mimeType", .string(request.headers["Content-Type"] ?? ""))])
            let (text, encoding) = BodyText.encode(request.body)
            post["text"] = .string(text)
            if let encoding { post["_encoding"] = .string(encoding) }
            object["postData"] = .object(post.appending(extras.postData))
        }
        object["headersSize"] = -1
        object["bodySize"] = .number(JSONNumber(request.body.count))
        return object.appending(extras.request)
    }

    var queryJSON: JSONValue {
        guard let mark = exchange.request.target.firstIndex(of: "?") else { return .array([]) }
        let query = exchange.request.target[exchange.request.target.index(after: mark)...]
        return .array(
            query.split(separator: "&").map { part in
                let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                let value = pair.count > 1 ? String(pair[1]) : ""
                return .object(JSONObject([("name", .string(String(pair[0]))), ("value", .string(value))]))
            })
    }

    private var responseJSON: JSONObject {
        let response = exchange.response ?? Response(status: 0, reason: "", version: "")
        var content = JSONObject([
            ("size", .number(JSONNumber(response.body.count))),
            ("mimeType", .string(response.headers["Content-Type"] ?? "")),
        ])
        if !response.body.isEmpty {
            let (text, encoding) = BodyText.encode(response.body)
            content["text"] = .string(text)
            if let encoding { content["encoding"] = .string(encoding) }
        }
        let object = JSONObject([
            ("status", .number(JSONNumber(response.status))), ("statusText", .string(response.reason)),
            ("httpVersion", .string(response.version)), ("cookies", .array([])), ("headers", response.headers.json),
            ("content", .object(content.appending(extras.content))), ("redirectURL", ""), ("headersSize", -1),
            ("bodySize", .number(JSONNumber(response.body.count))),
        ])
        return object.appending(extras.response)
    }
}

/// A body as text, or as base64 where it is not UTF-8.
enum BodyText {
    static func encode(_ body: [UInt8]) -> (text: String, encoding: String?) {
        String(validating: body, as: UTF8.self).map { ($0, nil) } ?? (Base64.encode(body), "base64")
    }

    static func decode(_ text: String, encoding: String?) -> [UInt8]? {
        encoding == "base64" ? Base64.decode(text) : Array(text.utf8)
    }
}

extension HeaderFields {
    var json: JSONValue {
        .array(fields.map { .object(JSONObject([("name", .string($0.name)), ("value", .string($0.value))])) })
    }
}

extension Origin {
    var json: JSONObject {
        var object = JSONObject([("kind", .string(kind.rawValue))])
        if let upstream { object["upstream"] = .string(upstream) }
        if let client { object["client"] = .string(client) }
        if let signature { object["signature"] = .string(signature) }
        if let source { object["source"] = .string(source) }
        if isInsecure { object["insecure"] = .bool(true) }
        return object
    }
}

extension MatchRule {
    var json: JSONObject {
        var object = JSONObject()
        if !comparesBody { object["body"] = "any" }
        if !ignoredMembers.isEmpty { object["ignore"] = .array(ignoredMembers.map { .string($0.description) }) }
        return object
    }
}

extension Fault {
    var json: JSONObject {
        switch self {
        case .reset: JSONObject([("kind", "reset"), ("after", "request")])
        case .resetWithin(let limit): JSONObject([("kind", "reset"), ("at", .number(JSONNumber(limit)))])
        case .close: JSONObject([("kind", "close"), ("after", "request")])
        case .hang: JSONObject([("kind", "hang")])
        case .cutBody(let limit): JSONObject([("kind", "cutBody"), ("at", .number(JSONNumber(limit)))])
        case .resetBody(let limit): JSONObject([("kind", "resetBody"), ("at", .number(JSONNumber(limit)))])
        case .stallBody(let limit): JSONObject([("kind", "stallBody"), ("at", .number(JSONNumber(limit)))])
        case .slowBody(let size, let pause):
            JSONObject([
                ("kind", "slowBody"), ("bytes", .number(JSONNumber(size))), ("every", .number(JSONNumber(pause))),
            ])
        case .garbage(let bytes): garbageJSON(bytes)
        }
    }

    private func garbageJSON(_ bytes: [UInt8]) -> JSONObject {
        let (text, encoding) = BodyText.encode(bytes)
        var object = JSONObject([("kind", "garbage"), ("text", .string(text))])
        if let encoding { object["encoding"] = .string(encoding) }
        return object
    }
}
