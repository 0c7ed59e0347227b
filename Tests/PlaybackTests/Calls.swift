import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText
import TapedeckPlayback

/// Cassettes in a line or two: operation, input, what came back.
enum Calls {
    static func request(_ operation: ConnectionOperation, _ body: String) -> Request {
        Envelope.request(operation, body: Array(body.utf8), host: "h")
    }

    static func list(_ name: String, _ status: String) -> (ConnectionOperation, String, String) {
        (
            .listConnections, #"{"ConnectionName":"\#(name)"}"#,
            #"{"ConnectionSummaryList":[{"ConnectionName":"\#(name)","Status":"\#(status)"}]}"#
        )
    }

    /// A list without a name, and the connections that it shows.
    static func listAll(_ names: String...) -> (ConnectionOperation, String, String) {
        let items = names.map { #"{"ConnectionName":"\#($0)","Status":"\#($0)"}"# }.joined(separator: ",")
        return (.listConnections, "{}", #"{"ConnectionSummaryList":[\#(items)]}"#)
    }

    /// A call about a connection by its ARN.
    static func by(
        _ operation: ConnectionOperation, arn: String, _ answer: String = "{}"
    ) -> (ConnectionOperation, String, String) {
        let member = operation == .deleteConnection ? "ConnectionArn" : "ResourceArn"
        return (operation, #"{"\#(member)":"\#(arn)"}"#, answer)
    }

    static func create(_ name: String) -> (ConnectionOperation, String, String) {
        (
            .createConnection, #"{"ConnectionName":"\#(name)","ProviderType":"GITHUB"}"#,
            #"{"Connection":{"ConnectionName":"\#(name)","Status":"PENDING_HANDSHAKE"}}"#
        )
    }

    static func delete(_ name: String) -> (ConnectionOperation, String, String) {
        (
            .deleteConnection, #"{"ConnectionArn":"arn:aws:apprunner:r:123456789012:connection/\#(name)/0"}"#,
            #"{"Connection":{"ConnectionName":"\#(name)","Status":"DELETED"}}"#
        )
    }

    static func cassette(
        _ calls: [(ConnectionOperation, String, String)], match: MatchRule = MatchRule()
    ) -> Cassette {
        let entries = calls.enumerated().map { index, call in
            Entry(
                Exchange(
                    sequence: index + 1, request: request(call.0, call.1),
                    response: Response(status: 200, reason: "OK", body: Array(call.2.utf8)), startedAt: 0),
                url: "https://h/", origin: Origin(.synthetic, source: "test"), match: match)
        }
        return Cassette(title: "", recordedAt: "", entries: entries)
    }
}

extension Player {
    init(_ cassette: Cassette, atEnd policy: EndPolicy = .fail) {
        self.init([("deck", cassette)], atEnd: policy)
    }

    /// Plays a call and gives the status within the answer, or why there is none.
    mutating func see(_ call: (ConnectionOperation, String, String)) -> String {
        switch play(Calls.request(call.0, call.1)) {
        case .played(_, let plan):
            let body = String(decoding: plan.response?.body ?? [], as: UTF8.self)
            let mark = #""Status":""#
            guard let start = body.indices.first(where: { body[$0...].hasPrefix(mark) }) else { return body }
            return String(body[start...].dropFirst(mark.count).prefix { $0 != "\"" })
        case .missed(let miss): return miss.headline
        }
    }
}

extension Calls {
    /// A connection from its creation to its end.
    static let life = Calls.cassette([
        Calls.create("one1"), Calls.list("one1", "PENDING_HANDSHAKE"), Calls.list("one1", "AVAILABLE"),
        Calls.delete("one1"),
        Calls.listAll(),
    ])

    /// A connection whose polls show three states, one of them by a rule.
    static func polled(_ ruled: Int) -> Cassette {
        var cassette = Calls.cassette([
            Calls.create("one1"), Calls.list("one1", "PENDING_HANDSHAKE"), Calls.list("one1", "ERROR"),
            Calls.list("one1", "AVAILABLE"),
        ])
        cassette.entries[ruled].match = MatchRule(ignoredMembers: [JSONPointer(steps: ["MaxResults"])])
        return cassette
    }
}

/// Plays a call: the number of its entry, with how it was compared where that was not done exactly, or why it is missed.
func see(_ player: inout Player, _ call: (ConnectionOperation, String, String), at now: Int64? = nil)
    -> String
{
    switch player.play(Calls.request(call.0, call.1), at: now) {
    case .played(let entry, _): "\(entry.sequence)\(entry.looseness.map { " \($0)" } ?? "")"
    case .missed(let miss): miss.headline
    }
}
