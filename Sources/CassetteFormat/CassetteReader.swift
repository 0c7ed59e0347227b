import TapedeckAWSWire
import TapedeckExchangeModel
import TapedeckJSONText

extension Cassette {
    /// Reads a cassette, or any HAR 1.2 log: what our own members say is then read off the exchanges, and the origin is
    /// `edited`, because nothing vouches for it.
    ///
    /// - Throws: ``CassetteError`` with the place in the file.
    public init(bytes: [UInt8]) throws(CassetteError) {
        let (root, log) = try Self.log(bytes)
        let format = log["_cassette"]?["format"]?.int ?? Cassette.currentFormat
        guard format <= Cassette.currentFormat else {
            throw CassetteError(
                .newerFormat,
                "format \(format) is newer than this version reads, \(Cassette.currentFormat); install a newer tapedeck"
            )
        }
        guard log["entries"]?.isNull == false else {
            throw CassetteError(.notACassette, "a log without \"entries\"; expected an array of exchanges")
        }
        do throws(JSONMemberError) {
            try self.init(JSONMembers(root))
        } catch {
            throw CassetteError(error)
        }
    }

    /// A file's JSON, and the log in it.
    static func log(_ bytes: [UInt8]) throws(CassetteError) -> (file: JSONValue, log: JSONValue) {
        let root: JSONValue
        // HAR 1.2 has tools ignore a byte order mark.
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        do throws(JSONParseError) {
            root = try JSONParser.parse(text)
        } catch {
            let cut = error.reason.hasPrefix("the text ends") || error.reason == "the text is empty"
            let advice =
                cut ? "the file is cut off; restore it, or record it again" : "expected a HAR log; mend or replace it"
            throw CassetteError(.notJSON, "not JSON: \(error); \(advice)")
        }
        guard let log = root["log"] else {
            throw CassetteError(.notACassette, "JSON, but not a HAR log: there is no member \"log\"")
        }
        return (root, log)
    }

    private init(_ file: JSONMembers) throws(JSONMemberError) {
        guard let log = try file.members("log") else { throw file.error("log", "missing; expected an object") }
        let meta = try log.members("_cassette")
        let creator = try log.members("creator")
        var entries: [Entry] = []
        for (index, item) in try log.array("entries").enumerated() {
            entries.append(try Entry(at: index, in: item))
        }
        self.init(
            title: try meta?.optionalString("title") ?? "", recordedAt: try meta?.optionalString("recordedAt") ?? "",
            entries: entries, timing: try meta?.choice("timing", Timing.self) ?? .kept,
            creator: Creator(
                name: try creator?.optionalString("name") ?? "", version: try creator?.optionalString("version") ?? ""))
        format = try meta?.optionalInt("format") ?? Cassette.currentFormat
        bind = try meta.map { (meta) throws(JSONMemberError) in try BindRule.rules(meta, "bind") } ?? []
        digest = try meta?.optionalString("digest")
        extras.file = file.unknown(["log"])
        extras.log = log.unknown(["version", "creator", "_cassette", "entries"])
        extras.cassette = meta?.unknown(Set(Cassette.members)) ?? JSONObject()
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
        do throws(JSONMemberError) {
            try self.init(JSONMembers(value, at: "entry", separator: ", "), index: 0)
        } catch {
            throw CassetteError(error)
        }
    }

    /// Reads the entry that stands at a place, from 0, of a cassette.
    init(at index: Int, in value: JSONValue) throws(JSONMemberError) {
        try self.init(JSONMembers(value, at: "entry \(index + 1)", separator: ", "), index: index)
    }

    private init(_ entry: JSONMembers, index: Int) throws(JSONMemberError) {
        guard let requestMembers = try entry.members("request") else {
            throw JSONMemberError(path: entry.path, reason: "there is no request; expected an object")
        }
        guard let responseMembers = try entry.members("response") else {
            throw JSONMemberError(path: entry.path, reason: "there is no response; expected an object")
        }
        let url = try requestMembers.string("url")
        let timings = try entry.members("timings")
        let started = try entry.optionalString("startedDateTime") ?? "2000-01-01T00:00:00.000Z"
        guard let startedAt = Instant(iso8601: started) else {
            throw entry.error(
                "startedDateTime", "\"\(started)\" is not a time; expected a form like 2000-01-01T00:00:01.000Z")
        }
        let originMembers = try entry.members("_origin")
        let isForeign = originMembers == nil
        let request = try Entry.request(requestMembers, url: url, foreign: isForeign)
        let response = try Entry.response(responseMembers, to: request, foreign: isForeign)
        let exchange = Exchange(
            sequence: try entry.optionalInt("_sequence") ?? index + 1,
            request: request, response: response, startedAt: startedAt.milliseconds,
            timing: Exchange.Timing(
                send: try timings?.milliseconds("send") ?? 0, wait: try timings?.milliseconds("wait") ?? 0,
                receive: try timings?.milliseconds("receive") ?? 0),
            ending: try entry.choice("_ended", Exchange.Ending.self) ?? (response == nil ? .noResponse : .complete))
        let faultWords = entry.value("_fault")?.string
        if faultWords == nil, let other = entry.value("_fault"), other.object == nil {
            throw entry.error(
                "_fault", "\(other.kindName) where words such as \"reset,503,ok\" or an object were expected")
        }
        let faultMembers = faultWords == nil ? try entry.members("_fault") : nil
        let fault = try faultMembers.map(Entry.fault)
        let script = try faultWords.map { (words) throws(JSONMemberError) in try Entry.fault(words: words, entry) }
        let matchMembers = try entry.members("_match")
        // What the file says is kept as it is, right or wrong: lint compares it with the exchange.
        let facts =
            isForeign
            ? ExchangeFacts(exchange)
            : ExchangeFacts(
                operation: try entry.optionalString("_operation"), resource: try entry.optionalString("_resource"),
                state: try entry.optionalString("_state"))
        self.init(
            exchange, url: url, facts: facts,
            origin: try originMembers.map(Entry.origin) ?? Origin(.edited, source: "imported HAR"),
            match: try matchMembers.map(Entry.match) ?? MatchRule(), fault: script ?? fault,
            delay: try entry.delay(), redactions: try entry.strings("_redactions"))
        bind = try BindRule.rules(entry, "_bind")
        digest = try entry.optionalString("_digest")
        extras.entry = entry.unknown(Set(Entry.members + Entry.harMembers))
        extras.origin = originMembers?.unknown(Set(Origin.members)) ?? JSONObject()
        extras.match = matchMembers?.unknown(Set(MatchRule.members)) ?? JSONObject()
        extras.fault =
            faultMembers?.unknown(Set(Fault.members)) ?? JSONObject()
        extras.request = requestMembers.unknown([
            "method", "url", "httpVersion", "cookies", "headers", "queryString", "postData", "headersSize", "bodySize",
        ])
        extras.postData =
            try requestMembers.members("postData")?.unknown(["mimeType", "text", "_encoding"]) ?? JSONObject()
        extras.response = responseMembers.unknown([
            "status", "statusText", "httpVersion", "cookies", "headers", "content", "redirectURL", "headersSize",
            "bodySize",
        ])
        extras.content =
            try responseMembers.members("content")?.unknown(["size", "mimeType", "text", "encoding"])
            ?? JSONObject()
        extras.timings = timings?.unknown(["send", "wait", "receive"]) ?? JSONObject()
    }

    private static func request(
        _ members: JSONMembers, url: String, foreign: Bool
    ) throws(JSONMemberError) -> Request {
        let method = try members.string("method")
        guard HeaderField.isToken(method) else { throw members.error("method", "\"\(method)\" is no method of HTTP") }
        let target = target(of: url)
        guard HeadText.isWord(target) else {
            throw members.error("url", "a space or control character in it; expected it percent-encoded")
        }
        let post = try members.members("postData")
        return Request(
            method: method, target: target, version: try members.version(),
            headers: try members.headers(foreign: foreign),
            body: try post.map { (post) throws(JSONMemberError) in
                try body(of: post, encoding: "_encoding")
            } ?? [])
    }

    /// The body that stands in an object's `text`.
    private static func body(of members: JSONMembers, encoding: String) throws(JSONMemberError) -> [UInt8] {
        let text = try members.optionalString("text") ?? ""
        guard let body = BodyText.decode(text, encoding: try members.optionalString(encoding)) else {
            throw members.error("text", "the text is not base64, though \(encoding) says so")
        }
        return body
    }

    /// The path and query of an absolute URL.
    static func target(of url: String) -> String {
        let authority = url.range(of: "://").map { url[$0.upperBound...] } ?? url[...]
        let start = authority.firstIndex { $0 == "/" || $0 == "?" }
        let target = start.map { authority[$0...].prefix { $0 != "#" } } ?? ""
        return target.hasPrefix("/") ? String(target) : "/" + target
    }

    private static func response(
        _ members: JSONMembers, to request: Request, foreign: Bool
    ) throws(JSONMemberError) -> Response? {
        let status = try members.int("status")
        if status == 0 { return nil }
        guard (100...999).contains(status) else {
            throw members.error("status", "\(status) is no status; expected 100 to 999, or 0 for no response")
        }
        var body: [UInt8] = []
        if let content = try members.members("content") { body = try Entry.body(of: content, encoding: "encoding") }
        var response = Response(
            status: status, reason: try members.line("statusText"), version: try members.version(),
            headers: try members.headers(foreign: foreign), body: body)
        if foreign { response.frameDecodedBody(answering: request) }
        return response
    }

    private static func origin(_ members: JSONMembers) throws(JSONMemberError) -> Origin {
        guard let kind = try members.choice("kind", Origin.Kind.self) else {
            throw JSONMemberError(
                path: members.path, reason: "there is no kind; expected captured, documented, synthetic or edited")
        }
        var origin = Origin(
            kind, upstream: try members.optionalString("upstream"), client: try members.optionalString("client"),
            signature: try members.optionalString("signature"), source: try members.optionalString("source"))
        origin.isInsecure = try members.bool("insecure") ?? false
        return origin
    }

    private static func match(_ members: JSONMembers) throws(JSONMemberError) -> MatchRule {
        let body = try members.optionalString("body") ?? "exact"
        guard body == "any" || body == "exact" else {
            throw members.error("body", "\"\(body)\" is not known; expected any or exact")
        }
        var ignored: [JSONPointer] = []
        for text in try members.strings("ignore") {
            guard let pointer = JSONPointer(text) else {
                throw members.error("ignore", "\"\(text)\" is not a JSON pointer; expected a form like /Tags/0/Value")
            }
            ignored.append(pointer)
        }
        return MatchRule(comparesBody: body == "exact", ignoredMembers: ignored)
    }

    private static func fault(words: String, _ entry: JSONMembers) throws(JSONMemberError) -> FaultScript {
        let script: FaultScript
        do throws(FaultScript.Unreadable) {
            script = try FaultScript(words: words)
        } catch {
            throw entry.error(
                "_fault",
                error.isTooMany ? "\(error)" : "\"\(error.word)\" is not a fault; expected \(FaultStep.forms)")
        }
        for step in script.steps {
            guard case .certificate = step else { continue }
            throw entry.error(
                "_fault", "a certificate is shown before the request is known; give \"\(step)\" to replay --fault")
        }
        return script
    }

    private static func fault(_ members: JSONMembers) throws(JSONMemberError) -> FaultScript {
        FaultScript(try wireFault(members))
    }

    private static func wireFault(_ members: JSONMembers) throws(JSONMemberError) -> Fault {
        switch try members.string("kind") {
        case "reset": return members.value("at") == nil ? .reset : .resetWithin(at: try members.count("at"))
        case "close": return .close
        case "hang": return .hang
        case "cutBody": return .cutBody(at: try members.count("at"))
        case "resetBody": return .resetBody(at: try members.count("at"))
        case "stallBody": return .stallBody(at: try members.count("at"))
        case "slowBody":
            return .slowBody(bytes: try members.count("bytes", from: 1), every: try members.count("every"))
        case "garbage":
            _ = try members.string("text")
            return .garbage(try body(of: members, encoding: "encoding"))
        case let other:
            throw members.error(
                "kind",
                "\"\(other)\" is not a fault; "
                    + "expected reset, close, hang, cutBody, resetBody, stallBody, slowBody or garbage, or words in place of the object"
            )
        }
    }
}

extension BindRule {
    fileprivate static func rules(_ members: JSONMembers, _ name: String) throws(JSONMemberError) -> [BindRule] {
        var rules: [BindRule] = []
        for text in try members.strings(name) {
            guard let rule = BindRule(words: text) else {
                throw members.error(name, "\"\(text)\" can't be bound; expected \(BindRule.forms)")
            }
            rules.append(rule)
        }
        return rules
    }
}

extension Response {
    /// Makes the head true of a body that another program took the codings off.
    ///
    /// HAR 1.2 keeps a body as it was after decoding, while the fields beside it still name the codings and the length of
    /// what crossed the wire.
    fileprivate mutating func frameDecodedBody(answering request: Request) {
        headers.remove("Content-Encoding")
        headers.remove("Transfer-Encoding")
        let hasNoBody = request.method == "HEAD" || status < 200 || status == 204 || status == 304
        if !hasNoBody { headers.replace("Content-Length", with: String(body.count)) }
    }
}

extension JSONMembers {
    /// By how much an answer is held back on purpose.
    fileprivate func delay() throws(JSONMemberError) -> Int {
        let delay = try optionalInt("_delay") ?? 0
        guard (0...Entry.longestDelay).contains(delay) else {
            throw error("_delay", "\(delay) is no time to wait; expected milliseconds from 0 to \(Entry.longestDelay)")
        }
        return delay
    }

    /// Bytes or milliseconds of a fault, as many as its words may say.
    fileprivate func count(_ name: String, from least: Int = 0) throws(JSONMemberError) -> Int {
        let count = try int(name)
        guard (least...FaultStep.largestNumber).contains(count) else {
            throw error(name, "\(count) is out of range; expected \(least) to \(FaultStep.largestNumber)")
        }
        return count
    }

    /// A duration; other programs write fractions, and -1 where they don't know.
    fileprivate func milliseconds(_ name: String) throws(JSONMemberError) -> Int {
        guard let number = try optionalNumber(name) else { return 0 }
        return number.int ?? Int(exactly: number.double.rounded()) ?? 0
    }
}

extension CassetteError {
    fileprivate init(_ error: JSONMemberError) {
        self.init(.invalidMember, error.reason, at: error.path.isEmpty ? nil : error.path)
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
