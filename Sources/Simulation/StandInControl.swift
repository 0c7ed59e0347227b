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

    /// Answers in plain JSON, with a sentence in `error` where it can't do what was asked.
    public func respond(to request: Request) async -> ResponsePlan {
        do throws(StandInError) {
            return try await answer(to: request)
        } catch {
            return answer(500, "Internal Server Error", ["error": .string(error.message)])
        }
    }

    private func answer(to request: Request) async throws(StandInError) -> ResponsePlan {
        let steps = request.path.split(separator: "/").map(String.init)
        switch (request.method, steps.count, steps.first, steps.dropFirst().first, steps.last) {
        case ("GET", 2, "_deck", "connections", _):
            let overview = try await standIn.change { $0.overview }
            return answer(200, "OK", ["connections": overview])
        case ("POST", 4, "_deck", "connections", "handshake"): return try await handshake(steps[2], request)
        default:
            return answer(
                404, "Not Found",
                [
                    "error":
                        "expected GET /_deck/connections, or POST /_deck/connections/NAME/handshake with complete or fail"
                ])
        }
    }

    private func handshake(_ name: String, _ request: Request) async throws(StandInError) -> ResponsePlan {
        let text = String(decoding: request.body, as: UTF8.self).split(whereSeparator: \.isWhitespace).joined()
        let word = (try? JSONParser.parse(request.body))?["outcome"]?.string ?? text
        guard let outcome = ConnectionService.HandshakeOutcome(rawValue: word) else {
            return answer(400, "Bad Request", ["error": .string("the body is \"\(word)\"; expected complete or fail")])
        }
        // A parameter without a value narrows nothing down.
        let query: [String: String]
        do throws(QueryError) {
            query = try request.parameters("account", "region").filter { !$0.value.isEmpty }
        } catch { return answer(400, "Bad Request", ["error": .string("\(error)")]) }
        let account = query["account"]
        let region = query["region"]
        let (named, pending) = try await standIn.change { (service) -> ([JSONValue], [JSONValue]) in
            let named = (service.overview.array ?? []).filter { item in
                item["name"]?.string == name && account.map { item["account"]?.string == $0 } ?? true
                    && region.map { item["region"]?.string == $0 } ?? true
            }
            let pending = named.filter { $0["status"]?.string == "PENDING_HANDSHAKE" }
            if pending.count == 1 { _ = service.finishHandshake(of: name, outcome, account: account, region: region) }
            return (named, pending)
        }
        if pending.count > 1 {
            return answer(
                409, "Conflict",
                [
                    "error": .string("\(pending.count) connections are called \(name); add ?account=…&region=…"),
                    "connections": .array(pending),
                ])
        }
        guard let finished = pending.first else {
            let states = named.compactMap { $0["status"]?.string }.joined(separator: ", ")
            let sentence =
                named.isEmpty
                ? "there is no connection \(name); GET /_deck/connections lists what there is"
                : "no connection \(name) is waiting for its handshake; its status is \(states)"
            return answer(404, "Not Found", ["error": .string(sentence)])
        }
        return answer(
            200, "OK", ["outcome": .string(outcome.rawValue), "connections": .array([finished["arn"] ?? .null])])
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
