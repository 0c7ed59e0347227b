import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText

/// A response that a scenario's own page states, in place of a cassette.
///
/// Every request of an operation gets it, whatever else the request says: what a client sends is judged by the clauses
/// about requests.
struct InlineResponse: Sendable {
    let entry: Entry

    /// Reads a response.
    ///
    /// - Parameters:
    ///   - number: its place among the scenario's responses, from 1; its request id ends with it.
    ///   - calls: the scenario's calls: it answers the first one, or the first of the operation that it names.
    init(_ fields: JSONMembers, number: Int, answering calls: [Scenario.Call]) throws(JSONMemberError) {
        try fields.allow(["operation", "status", "headers", "body", "text", "repeat", "fault", "delay"])
        let operation = try fields.optionalString("operation") ?? calls.first?.operation.rawValue
        guard let call = calls.first(where: { $0.operation.rawValue == operation }) else {
            throw fields.error("operation", "no call is of this operation")
        }
        let status = try fields.optionalInt("status") ?? 200
        let text = try fields.optionalString("text")
        let times = try fields.optionalInt("repeat") ?? 1
        guard let body = fields.value("body")?.repeatingItem(times).text() ?? text else {
            throw JSONMemberError(
                path: fields.path, reason: "there is neither body nor text; expected the response's JSON, or its text")
        }
        var headers: HeaderFields = [
            HeaderField("Date", "Tue, 03 Nov 2020 00:32:51 GMT"),
            HeaderField("Content-Type", ConnectionOperation.contentType),
            HeaderField("Content-Length", String(body.utf8.count)), HeaderField("Connection", "keep-alive"),
            // It ends with the response's number, so that a scenario can say which one a client must show.
            HeaderField("x-amzn-RequestId", CountedID.text(number)),
        ]
        for (name, value) in try fields.headerTable() {
            headers.remove(name)
            if let value { headers.append(name, value) }
        }
        entry = try InlineResponse.entry(
            [
                ("_sequence", .number(JSONNumber(number))),
                ("_origin", ["kind": "synthetic", "source": "stated by the scenario"]), ("_match", ["body": "any"]),
                ("_fault", fields.value("fault") ?? .null), ("_delay", fields.value("delay") ?? .null),
                (
                    "request",
                    [
                        "method": "POST", "url": "https://apprunner.us-east-1.amazonaws.com/",
                        "headers": [["name": "X-Amz-Target", "value": .string(call.operation.target)]],
                        "postData": ["text": .string(JSONValue.object(call.input).text())],
                    ]
                ),
                (
                    "response",
                    [
                        "status": .number(JSONNumber(status)), "statusText": .string(InlineResponse.reason(status)),
                        "headers": .array(
                            headers.fields.map { ["name": .string($0.name), "value": .string($0.value)] }),
                        "content": ["text": .string(body)],
                    ]
                ),
            ], at: fields.path)
    }

    /// Read as a cassette's entry is, so that faults and delays have one grammar.
    private static func entry(_ members: [(String, JSONValue)], at path: String) throws(JSONMemberError) -> Entry {
        do throws(CassetteError) {
            return try Entry(bytes: JSONValue.object(JSONObject(members)).bytes())
        } catch {
            throw JSONMemberError(path: path, reason: "\(error)")
        }
    }

    private static func reason(_ status: Int) -> String {
        let known = [
            200: "OK", 307: "Temporary Redirect", 400: "Bad Request", 429: "Too Many Requests",
            500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
        ]
        return known[status] ?? "Status \(status)"
    }
}

extension JSONValue {
    /// An object whose lists hold their one item so many times.
    fileprivate func repeatingItem(_ times: Int) -> JSONValue {
        guard times > 1, var object else { return self }
        for index in object.members.indices {
            guard let item = object.members[index].value.array?.first else { continue }
            object.members[index].value = .array(Array(repeating: item, count: times))
        }
        return .object(object)
    }
}

extension JSONMembers {
    /// The `headers` of a response: texts by name, `null` for one that is left out.
    fileprivate func headerTable() throws(JSONMemberError) -> [(String, String?)] {
        guard let table = try members("headers") else { return [] }
        var headers: [(String, String?)] = []
        for name in table.object.names { headers.append((name, try table.optionalString(name))) }
        return headers
    }
}
