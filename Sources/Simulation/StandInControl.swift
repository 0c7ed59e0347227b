import TapedeckConnectionService
public import TapedeckExchangeModel
import TapedeckJSONText

/// The control port of a stand-in: does what a person does in the console. It never looks like the service.
///
/// - `POST /_deck/connections/NAME/handshake` with `complete` or `fail`, as text or as `{"outcome": "complete"}`;
///   `?account=…&region=…` narrow it down.
/// - `GET /_deck/connections` lists every connection of every account and region.
public struct StandInControl: Responder {
    private let standIn: StandIn

    /// Makes the control of a stand-in.
    public init(_ standIn: StandIn) {
        self.standIn = standIn
    }

    public func respond(to request: Request) async -> ResponsePlan {
        let steps = request.path.split(separator: "/").map(String.init)
        switch (request.method, steps.count, steps.first, steps.dropFirst().first, steps.last) {
        case ("GET", 2, "_deck", "connections", _): return answer(200, "OK", ["connections": standIn.overview])
        case ("POST", 4, "_deck", "connections", "handshake"): return handshake(steps[2], request)
        default:
            return answer(
                404, "Not Found",
                ["error": "expected GET /_deck/connections, or POST /_deck/connections/NAME/handshake with complete or fail"])
        }
    }

    private func handshake(_ name: String, _ request: Request) -> ResponsePlan {
        let text = String(decoding: request.body, as: UTF8.self).split(whereSeparator: \.isWhitespace).joined()
        let word = (try? JSONParser.parse(request.body))?["outcome"]?.string ?? text
        guard let outcome = ConnectionService.HandshakeOutcome(rawValue: word) else {
            return answer(400, "Bad Request", ["error": .string("the body is \"\(word)\"; expected complete or fail")])
        }
        let query = query(of: request)
        let known = standIn.overview.array ?? []
        let pending = known.filter { item in
            item["name"]?.string == name && item["status"]?.string == "PENDING_HANDSHAKE"
                && (query["account"] ?? item["account"]?.string) == item["account"]?.string
                && (query["region"] ?? item["region"]?.string) == item["region"]?.string
        }
        if pending.count > 1 {
            return answer(
                409, "Conflict",
                ["error": .string("\(pending.count) connections are called \(name); add ?account=…&region=…"), "connections": .array(pending)])
        }
        if pending.isEmpty {
            return answer(404, "Not Found", ["error": .string("no connection \(name) is waiting for its handshake")])
        }
        guard
            let arns = standIn.finishHandshake(
                of: name, outcome, account: query["account"], region: query["region"])
        else { return answer(500, "Internal Server Error", ["error": "the change could not be written to the state file"]) }
        return answer(200, "OK", ["outcome": .string(outcome.rawValue), "connections": .array(arns.map { .string($0) })])
    }

    private func query(of request: Request) -> [String: String] {
        guard let mark = request.target.firstIndex(of: "?") else { return [:] }
        var values: [String: String] = [:]
        for part in request.target[request.target.index(after: mark)...].split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1)
            if pair.count == 2 { values[String(pair[0])] = String(pair[1]) }
        }
        return values
    }

    private func answer(_ status: Int, _ reason: String, _ body: JSONValue) -> ResponsePlan {
        let bytes = body.bytes(.pretty) + [10]
        return ResponsePlan(
            Response(
                status: status, reason: reason,
                headers: [
                    HeaderField("Content-Type", "application/json"), HeaderField("Content-Length", String(bytes.count)),
                ], body: bytes))
    }
}
