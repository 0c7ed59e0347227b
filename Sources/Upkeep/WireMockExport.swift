import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText

/// A cassette as WireMock's stub mappings: one a response, and those of one request chained as the states of a scenario.
struct WireMockExport {
    let cassette: Cassette

    init(_ cassette: Cassette) {
        self.cassette = cassette
    }

    var exported: (text: String, losses: [String]) {
        var losses: [String] = []
        var tracks: [[UInt8]: [JSONObject]] = [:]
        var order: [[UInt8]] = []
        for (index, entry) in cassette.entries.enumerated() {
            guard let response = response(of: entry) else {
                losses.append("entry \(index + 1): WireMock has no such ending; it is left out")
                continue
            }
            let request = request(of: entry.exchange.request)
            let key = JSONValue.object(request).canonicalBytes
            if tracks[key] == nil { order.append(key) }
            tracks[key, default: []].append(
                JSONObject([("request", .object(request)), ("response", .object(response))]))
        }
        var mappings: [JSONValue] = []
        for (number, key) in order.enumerated() {
            let track = tracks[key] ?? []
            for (place, mapping) in track.enumerated() {
                var mapping = mapping
                if track.count > 1 {
                    mapping["scenarioName"] = .string("track \(number + 1)")
                    mapping["requiredScenarioState"] = .string(place == 0 ? "Started" : "played \(place)")
                    if place + 1 < track.count { mapping["newScenarioState"] = .string("played \(place + 1)") }
                }
                mappings.append(.object(mapping))
            }
        }
        let file = JSONObject([("mappings", .array(mappings))])
        return (JSONValue.object(file).text(.pretty) + "\n", losses)
    }

    private func request(of request: Request) -> JSONObject {
        var object = JSONObject([("method", .string(request.method)), ("url", .string(request.target))])
        if let target = request.headers["X-Amz-Target"] {
            object["headers"] = .object(
                JSONObject([("X-Amz-Target", .object(JSONObject([("equalTo", .string(target))])))]))
        }
        if (try? JSONParser.parse(request.body)) != nil {
            let body = String(decoding: request.body, as: UTF8.self)
            object["bodyPatterns"] = .array([.object(JSONObject([("equalToJson", .string(body))]))])
        } else if !request.body.isEmpty {
            object["bodyPatterns"] = .array([
                .object(JSONObject([("binaryEqualTo", .string(Base64.encode(request.body)))]))
            ])
        }
        return object
    }

    private func response(of entry: Entry) -> JSONObject? {
        var object = JSONObject()
        if entry.fault != nil, entry.fault?.fault == nil { return nil }
        switch entry.fault?.fault {
        case .reset: object["fault"] = "CONNECTION_RESET_BY_PEER"
        case .close: object["fault"] = "EMPTY_RESPONSE"
        case .garbage: object["fault"] = "RANDOM_DATA_THEN_CLOSE"
        case nil where entry.exchange.ending == .complete: break
        default: return nil
        }
        if entry.delay > 0 { object["fixedDelayMilliseconds"] = .number(JSONNumber(entry.delay)) }
        guard object["fault"] == nil, let response = entry.exchange.response else {
            return object["fault"] == nil ? nil : object
        }
        object["status"] = .number(JSONNumber(response.status))
        object["statusMessage"] = .string(response.reason)
        var headers = JSONObject()
        // WireMock frames the body itself.
        let framing: Set<String> = ["content-length", "transfer-encoding", "connection", "keep-alive"]
        for field in response.headers.fields where !framing.contains(field.name.lowercased()) {
            headers[field.name] = .string(field.value)
        }
        object["headers"] = .object(headers)
        if let text = String(validating: response.body, as: UTF8.self) {
            object["body"] = .string(text)
        } else {
            object["base64Body"] = .string(Base64.encode(response.body))
        }
        return object
    }
}
