import TapedeckAWSWire
import TapedeckExchangeModel
import TapedeckJSONText
import TapedeckPlayback
import TapedeckWording

/// The control port of a deck: what it does and did, and what a person may make it do. `ControlAPI` describes it.
struct DeckControl: Responder {
    /// What one mode adds.
    struct Parts: Sendable {
        /// Where tracks of replay stand, at most so many.
        var tracks: (@Sendable (_ limit: Int) -> JSONValue)?
        /// How many tracks there are.
        var trackCount: (@Sendable () -> Int)?
        /// Moves a track of replay on; `false` where it is at its end, or there is none of the number.
        var advance: (@Sendable (Int) -> Bool)?
        /// Puts the clock of replay forward by milliseconds; `nil` where it has none.
        var forward: (@Sendable (Int64) -> Void)?
        /// Whose requests replay tells apart; `nil` where all clients play together.
        var sessions: SessionPlayers?
        /// Puts replay back to its beginning.
        var reset: (@Sendable () -> Void)?
        /// Whether an operation is one of the run's cassettes.
        var hasOperation: @Sendable (String) -> Bool = { _ in false }
        /// The stand-in's own: connections and their handshakes.
        var standIn: (any Responder)?
    }

    let mode: String
    let watched: WatchedResponder
    let parts: Parts
    /// Whether clients see a certificate of this deck.
    let hasTLS: Bool

    func respond(to request: Request) async -> ResponsePlan {
        let path = String(request.path)
        switch (request.method, path) {
        case ("GET", "/"): return .control(ControlPage.html, type: "text/html; charset=utf-8")
        case ("GET", "/deck.css"): return .control(ControlPage.style, type: "text/css; charset=utf-8")
        case ("GET", "/deck.js"):
            return .control(ControlPage.script, type: "text/javascript; charset=utf-8")
        case ("GET", "/_deck/openapi.json"): return .control(ControlAPI.text, type: "application/json")
        case ("GET", "/_deck/health"): return .control(object(health))
        case ("GET", "/_deck/tracks"): return tracks(request)
        case ("GET", "/_deck/requests"): return await requests(request)
        case ("GET", "/_deck/faults"): return faults()
        case ("POST", "/_deck/faults"): return addFault(request)
        case ("DELETE", _) where path.hasPrefix("/_deck/faults/"): return removeFault(path)
        case ("POST", "/_deck/advance"): return advance(request)
        case ("POST", "/_deck/reset"):
            watched.journal.reset()
            watched.faults.reset()
            parts.reset?()
            return .control(object([("status", "reset")]))
        default: break
        }
        let allowed = methods(of: path)
        guard allowed.isEmpty || allowed.contains(request.method) else {
            var plan = refuse("\(path) takes \(allowed.joined(separator: " and "))", 405, "Method Not Allowed")
            plan.response?.headers.append("Allow", allowed.joined(separator: ", "))
            return plan
        }
        guard path.hasPrefix("/_deck/connections") else {
            return refuse("there is no such place; GET _deck/openapi.json says what there is", 404, "Not Found")
        }
        guard let standIn = parts.standIn else {
            return refuse(
                "only simulate has connections, and what records the stand-in; this deck is in \(mode)", 404,
                "Not Found")
        }
        return await standIn.respond(to: request)
    }

    private var health: [(String, JSONValue)] {
        [("status", "ready"), ("mode", .string(mode))]
            + (parts.sessions.map { [("sessions", .string($0.key.rawValue))] } ?? [])
            + (parts.standIn == nil ? [] : [("connections", .bool(true))])
    }

    /// The methods of a place that there is.
    private func methods(of path: String) -> [String] {
        switch path {
        case "/", "/deck.css", "/deck.js", "/_deck/openapi.json", "/_deck/health", "/_deck/tracks", "/_deck/requests",
            "/_deck/connections":
            ["GET"]
        case "/_deck/faults": ["GET", "POST"]
        case _ where path.hasPrefix("/_deck/faults/"): ["DELETE"]
        case "/_deck/advance", "/_deck/reset": ["POST"]
        case _ where path.hasPrefix("/_deck/connections/") && path.hasSuffix("/handshake"): ["POST"]
        default: []
        }
    }

    private func requests(_ request: Request) async -> ResponsePlan {
        let query: [String: String]
        do throws(QueryError) {
            query = try request.parameters("operation", "session", "sessionName", "after", "limit")
        } catch { return refuse("\(error)") }
        let after = query["after"].map { Int($0) } ?? 0
        guard let after, (0...1_000_000_000).contains(after) else {
            return refuse("after takes the number of a request")
        }
        guard let limit = limit(query) else { return refuse("limit takes a number of requests, from 1") }
        // One without a value narrows nothing down.
        var wanted = RequestJournal.Wanted(operation: query["operation"].flatMap { $0.isEmpty ? nil : $0 })
        do throws(ControlRefusal) { wanted.session = try session(query) } catch { return refuse(error) }
        var remark: String?
        if let operation = wanted.operation, ConnectionOperation(rawValue: operation) == nil,
            !parts.hasOperation(operation), !watched.journal.hasMet(operation)
        {
            let shown = watched.journal.shown(String(operation.prefix(64)))
            if let near = near(operation) {
                return refuse("there is no operation \(shown); did you mean \(near)?", 409, "Conflict")
            }
            remark = "nothing here knows an operation \(shown), and no request was one"
        }
        return .control(await watched.journal.overview(wanted, after: after, limit: limit, remark: remark))
    }

    /// The operation of the service that somebody mistyped; `nil` for what may be another's.
    private func near(_ operation: String) -> String? {
        let known = ConnectionOperation.allCases.map(\.rawValue)
        return known.first { $0.lowercased() == operation.lowercased() }
            ?? CloseMatches.of(operation, in: known, cutoff: 0.8).first
    }

    /// The session that a query asks for; `nil` where it asks for none.
    private func session(_ query: [String: String]) throws(ControlRefusal) -> AskedSession? {
        let (number, name) = (query["session"], query["sessionName"])
        if number == nil, name == nil { return nil }
        guard let sessions = parts.sessions else { throw ControlRefusal.noSessions }
        return try AskedSession(number: number.map { Int($0) }, name: name.map { $0 }, among: sessions)
    }

    private func refuse(_ refusal: ControlRefusal) -> ResponsePlan {
        refusal.isOfTheDeck ? refuse(refusal.sentence, 409, "Conflict") : refuse(refusal.sentence)
    }

    /// The limit that a query asks for, the highest number where it asks for none; `nil` for what is no limit.
    private func limit(_ query: [String: String]) -> Int? {
        guard let words = query["limit"] else { return .max }
        return Int(words).flatMap { (1...1_000_000_000).contains($0) ? $0 : nil }
    }

    private func tracks(_ request: Request) -> ResponsePlan {
        do throws(QueryError) {
            guard let limit = limit(try request.parameters("limit")) else {
                return refuse("limit takes a number of tracks, from 1")
            }
            return tracks(limit: limit)
        } catch { return refuse("\(error)") }
    }

    private func tracks(limit: Int = .max) -> ResponsePlan {
        .control(
            object([
                ("tracks", parts.tracks?(limit) ?? .array([])),
                ("count", .number(JSONNumber(parts.trackCount?() ?? 0))),
            ]))
    }

    private func faults(remark: String? = nil) -> ResponsePlan {
        let remark = remark.map { [("remark", JSONValue.string($0))] } ?? []
        return .control(object([("faults", .array(watched.faults.rules.map(item)))] + remark))
    }

    private func item(_ waiting: FaultDesk.Waiting) -> JSONValue {
        let (rule, position) = (waiting.rule, waiting.position)
        var item = JSONObject([
            ("number", .number(JSONNumber(waiting.number))), ("fault", shown("\(rule.script)")),
        ])
        if let operation = rule.operation { item["operation"] = shown(operation) }
        item["times"] =
            position.times == .max ? .string(FaultRule.everyTime) : .number(JSONNumber(position.times))
        item["first"] = .number(JSONNumber(position.skips + 1))
        item["next"] = shown("\(rule.script.steps[position.step])")
        rule.session?.tell(in: &item)
        if parts.sessions != nil, rule.countsEachSession {
            item["sessions"] = object([
                ("begun", .number(JSONNumber(waiting.begun))), ("ended", .number(JSONNumber(waiting.ended))),
            ])
        }
        return .object(item)
    }

    /// A text without what must not be shown.
    private func shown(_ text: String) -> JSONValue {
        .string(watched.journal.shown(text))
    }

    private func addFault(_ request: Request) -> ResponsePlan {
        let rule: FaultRule
        do throws(ControlRefusal) {
            rule = try FaultRule(controlling: request, isRecorded: parts.hasOperation, of: parts.sessions)
        } catch { return refuse(error) }
        guard hasTLS || !rule.isOfTLS else {
            let sentence = "\(rule.script) is about certificates, and this deck shows none; start it with --mode proxy"
            return refuse(sentence, 409, "Conflict")
        }
        watched.faults.add(rule)
        return faults(remark: rule.operationRemark(isRecorded: parts.hasOperation))
    }

    private func removeFault(_ path: String) -> ResponsePlan {
        let number = path.dropFirst("/_deck/faults/".count)
        guard let wanted = Int(number), watched.faults.remove(wanted) else {
            return refuse(
                "there is no fault \(number.prefix(40)), or no longer; GET _deck/faults says which there are", 404,
                "Not Found")
        }
        return faults()
    }

    private func advance(_ request: Request) -> ResponsePlan {
        guard let advance = parts.advance else {
            return refuse("only replay has tracks; this deck is in \(mode)", 404, "Not Found")
        }
        let body = try? JSONParser.parse(request.body)
        // A null is what programs write for a member that is not given.
        func given(_ name: String) -> JSONValue? {
            body?[name] == .null ? nil : body?[name]
        }
        if let time = given("milliseconds") {
            guard given("track") == nil else { return refuse("expected a track or milliseconds, not both") }
            guard let time = time.integer, (1...1_000_000_000_000).contains(time) else {
                return refuse("milliseconds takes a whole number from 1 to 1000000000000")
            }
            guard let forward = parts.forward else {
                return refuse("this replay has no clock; start it with --clock", 409, "Conflict")
            }
            forward(Int64(time))
            return tracks()
        }
        guard let track = given("track")?.integer else {
            return refuse(#"expected a body like {"track": 1} or {"milliseconds": 30000}"#)
        }
        guard advance(track) else {
            return refuse("track \(track) is at its end, or there is none", 409, "Conflict")
        }
        return tracks()
    }

    private func refuse(_ sentence: String, _ status: Int = 400, _ reason: String = "Bad Request") -> ResponsePlan {
        .control(status, reason, error: watched.journal.shown(sentence))
    }

    private func object(_ members: [(String, JSONValue)]) -> JSONValue {
        .object(JSONObject(members))
    }
}

extension ClientSession {
    /// Says of what is told whose it is.
    func tell(in object: inout JSONObject) {
        object["session"] = .number(JSONNumber(number))
        if !name.isEmpty { object["sessionName"] = .string(name) }
    }
}

extension JSONValue {
    var integer: Int? {
        guard case .number = self else { return nil }
        // 1.0 and 1e2 are whole numbers too (JSON Schema, "integer").
        return Int(text()) ?? Double(text()).flatMap { Int(exactly: $0) }
    }
}
