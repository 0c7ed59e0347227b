import TapedeckAWSWire
import TapedeckExchangeModel
import TapedeckJSONText

extension Cassette {
    /// Reads a cassette, or any HAR 1.2 log: what our own members say is then read off the exchanges, and the origin is
    /// `edited`, because nothing vouches for it.
    ///
    /// - Throws: ``CassetteError`` with the place in the file.
    public init(bytes: [UInt8]) throws(CassetteError) {
        let root: JSONValue
        do throws(JSONParseError) {
            root = try JSONParser.parse(bytes)
        } catch {
            let cut = error.reason.hasPrefix("the text ends") || error.reason == "the text is empty"
            let advice =
                cut ? "the file is cut off; restore it, or record it again" : "expected a HAR log; mend or replace it"
            throw CassetteError(.notJSON, "not JSON: \(error); \(advice)")
        }
        let file = Members(root, at: "the file")
        guard let log = try file.optionalObject("log") else {
            throw CassetteError(.notACassette, "JSON, but not a HAR log: there is no member \"log\"")
        }
        let meta = try log.optionalObject("_cassette")
        let format = try meta?.optionalInt("format") ?? Cassette.currentFormat
        guard format <= Cassette.currentFormat else {
            throw CassetteError(
                .newerFormat,
                "format \(format) is newer than this version reads, \(Cassette.currentFormat); install a newer tapedeck"
            )
        }
        guard let items = try log.optionalArray("entries") else {
            throw CassetteError(.notACassette, "a log without \"entries\"; expected an array of exchanges")
        }
        var entries: [Entry] = []
        for (index, item) in items.enumerated() {
            entries.append(try Entry(Members(item, at: "entry \(index + 1)"), index: index))
        }
        let creator = try log.optionalObject("creator")
        self.init(
            title: try meta?.optionalString("title") ?? "", recordedAt: try meta?.optionalString("recordedAt") ?? "",
            entries: entries, timing: try meta?.choice("timing", Timing.self) ?? .kept,
            creator: Creator(
                name: try creator?.optionalString("name") ?? "", version: try creator?.optionalString("version") ?? ""))
        self.format = format
        self.digest = try meta?.optionalString("digest")
        extras.file = file.unknown(["log"])
        extras.log = log.unknown(["version", "creator", "_cassette", "entries"])
        extras.cassette = meta?.unknown(["format", "title", "recordedAt", "timing", "digest"]) ?? JSONObject()
        extras.creator = creator?.unknown(["name", "version"]) ?? JSONObject()
    }
}

extension Entry {
    /// Reads one entry from its own JSON, as ``bytes`` writes it.
    ///
    /// - Throws: ``CassetteError`` with the place in the entry.
    public init(bytes: [UInt8]) throws(CassetteError) {
        let value: JSONValue
        do throws(JSONParseError) {
            value = try JSONParser.parse(bytes)
        } catch {
            throw CassetteError(.notJSON, "not JSON: \(error)")
        }
        try self.init(Members(value, at: "entry"), index: 0)
    }

    fileprivate init(_ entry: Members, index: Int) throws(CassetteError) {
        guard let requestMembers = try entry.optionalObject("request") else {
            throw CassetteError(.invalidMember, "there is no request; expected an object", at: entry.location)
        }
        guard let responseMembers = try entry.optionalObject("response") else {
            throw CassetteError(.invalidMember, "there is no response; expected an object", at: entry.location)
        }
        let url = try requestMembers.string("url")
        let timings = try entry.optionalObject("timings")
        let started = try entry.optionalString("startedDateTime") ?? "2000-01-01T00:00:00.000Z"
        guard let startedAt = Instant(iso8601: started) else {
            throw CassetteError(
                .invalidMember, "\"\(started)\" is not a time; expected a form like 2000-01-01T00:00:01.000Z",
                at: "\(entry.location), startedDateTime")
        }
        let response = try Entry.response(responseMembers)
        let exchange = Exchange(
            sequence: try entry.optionalInt("_sequence") ?? index + 1,
            request: try Entry.request(requestMembers, url: url), response: response,
            startedAt: startedAt.milliseconds,
            timing: Exchange.Timing(
                send: try timings?.milliseconds("send") ?? 0, wait: try timings?.milliseconds("wait") ?? 0,
                receive: try timings?.milliseconds("receive") ?? 0),
            ending: try entry.choice("_ended", Exchange.Ending.self) ?? (response == nil ? .noResponse : .complete))
        let faultMembers = try entry.optionalObject("_fault")
        let originMembers = try entry.optionalObject("_origin")
        let matchMembers = try entry.optionalObject("_match")
        self.init(
            exchange, url: url, origin: try originMembers.map(Entry.origin) ?? Origin(.edited, source: "imported HAR"),
            match: try matchMembers.map(Entry.match) ?? MatchRule(), fault: try faultMembers.map(Entry.fault),
            delay: try entry.optionalInt("_delay") ?? 0, redactions: try entry.strings("_redactions"))
        // What the file says is kept as it is, right or wrong: lint compares it with the exchange.
        if originMembers != nil {
            operation = try entry.optionalString("_operation")
            resource = try entry.optionalString("_resource")
            state = try entry.optionalString("_state")
        }
        extras.entry = entry.unknown([
            "startedDateTime", "time", "_sequence", "_operation", "_resource", "_state", "_origin", "_ended", "_match",
            "_fault", "_delay", "_redactions", "request", "response", "cache", "timings",
        ])
        extras.origin = originMembers?.unknown(["kind", "upstream", "client", "signature", "source"]) ?? JSONObject()
        extras.match = matchMembers?.unknown(["body", "ignore"]) ?? JSONObject()
        extras.fault =
            faultMembers?.unknown(["kind", "after", "at", "bytes", "every", "text", "encoding"]) ?? JSONObject()
        extras.request = requestMembers.unknown([
            "method", "url", "httpVersion", "cookies", "headers", "queryString", "postData", "headersSize", "bodySize",
        ])
        extras.postData =
            try requestMembers.optionalObject("postData")?.unknown(["mimeType", "text", "_encoding"]) ?? JSONObject()
        extras.response = responseMembers.unknown([
            "status", "statusText", "httpVersion", "cookies", "headers", "content", "redirectURL", "headersSize",
            "bodySize",
        ])
        extras.content =
            try responseMembers.optionalObject("content")?.unknown(["size", "mimeType", "text", "encoding"])
            ?? JSONObject()
        extras.timings = timings?.unknown(["send", "wait", "receive"]) ?? JSONObject()
    }

    private static func request(_ members: Members, url: String) throws(CassetteError) -> Request {
        let post = try members.optionalObject("postData")
        let text = try post?.optionalString("text") ?? ""
        guard let body = BodyText.decode(text, encoding: try post?.optionalString("_encoding")) else {
            throw CassetteError(
                .invalidMember, "the text is not base64, though _encoding says so",
                at: "\(members.location).postData.text")
        }
        return Request(
            method: try members.string("method"), target: target(of: url),
            version: try members.optionalString("httpVersion") ?? "HTTP/1.1", headers: try members.headers(), body: body
        )
    }

    /// The path and query of an absolute URL.
    private static func target(of url: String) -> String {
        let authority = url.range(of: "://").map { url[$0.upperBound...] } ?? url[...]
        let start = authority.firstIndex { $0 == "/" || $0 == "?" }
        let target = start.map { authority[$0...].prefix { $0 != "#" } } ?? ""
        return target.hasPrefix("/") ? String(target) : "/" + target
    }

    private static func response(_ members: Members) throws(CassetteError) -> Response? {
        let status = try members.int("status")
        if status == 0 { return nil }
        let content = try members.optionalObject("content")
        let text = try content?.optionalString("text") ?? ""
        guard let body = BodyText.decode(text, encoding: try content?.optionalString("encoding")) else {
            throw CassetteError(
                .invalidMember, "the text is not base64, though encoding says so",
                at: "\(members.location).content.text")
        }
        return Response(
            status: status, reason: try members.optionalString("statusText") ?? "",
            version: try members.optionalString("httpVersion") ?? "HTTP/1.1", headers: try members.headers(), body: body
        )
    }

    private static func origin(_ members: Members) throws(CassetteError) -> Origin {
        guard let kind = try members.choice("kind", Origin.Kind.self) else {
            throw CassetteError(
                .invalidMember, "there is no kind; expected captured, documented, synthetic or edited",
                at: members.location)
        }
        return Origin(
            kind, upstream: try members.optionalString("upstream"), client: try members.optionalString("client"),
            signature: try members.optionalString("signature"), source: try members.optionalString("source"))
    }

    private static func match(_ members: Members) throws(CassetteError) -> MatchRule {
        let body = try members.optionalString("body") ?? "exact"
        guard body == "any" || body == "exact" else {
            throw CassetteError(
                .invalidMember, "\"\(body)\" is not known; expected any or exact", at: "\(members.location).body")
        }
        return MatchRule(comparesBody: body == "exact", ignoredMembers: try members.strings("ignore"))
    }

    private static func fault(_ members: Members) throws(CassetteError) -> Fault {
        switch try members.string("kind") {
        case "reset": return .reset
        case "close": return .close
        case "hang": return .hang
        case "cutBody": return .cutBody(at: try members.int("at"))
        case "slowBody": return .slowBody(bytes: try members.int("bytes"), every: try members.int("every"))
        case "garbage":
            let text = try members.string("text")
            guard let bytes = BodyText.decode(text, encoding: try members.optionalString("encoding")) else {
                throw CassetteError(.invalidMember, "the text is not base64", at: "\(members.location).text")
            }
            return .garbage(bytes)
        case let other:
            throw CassetteError(
                .invalidMember,
                "\"\(other)\" is not a fault; expected reset, close, hang, cutBody, slowBody or garbage",
                at: "\(members.location).kind")
        }
    }
}

extension StringProtocol {
    /// The first place of a text within this one.
    fileprivate func range(of other: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(other) { return start..<index(start, offsetBy: other.count) }
            start = index(after: start)
        }
        return nil
    }
}
