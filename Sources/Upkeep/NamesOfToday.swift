import TapedeckAWSWire
import TapedeckJSONText

/// What a service calls otherwise today than when a cassette was recorded, learnt answer by answer: the ARNs of
/// connections, by their names, and the tokens of pages.
///
/// With it a recorded request can be asked again: a delete names the connection that was made a moment ago, not the one of
/// the recording.
public struct NamesOfToday: Sendable {
    private var today: [String: String] = [:]

    /// Nothing is known yet.
    public init() {}

    /// Learns from what was answered to one request then and is answered now.
    public mutating func learn(recorded: [UInt8], now: [UInt8]) {
        // What is not JSON names nothing.
        guard let then = try? JSONParser.parse(recorded), let now = try? JSONParser.parse(now) else { return }
        let arns = Dictionary(Self.arns(in: now)) { $1 }
        for (name, arn) in Self.arns(in: then) { today[arn] = arns[name] ?? today[arn] }
        if let token = then["NextToken"]?.string, let other = now["NextToken"]?.string { today[token] = other }
    }

    /// A body with the names of today; the very bytes where there are none in it.
    public func applied(to body: [UInt8]) -> [UInt8] {
        guard !today.isEmpty, let value = try? JSONParser.parse(body) else { return body }
        let changed = translated(value)
        return changed == value ? body : changed.bytes(.compact)
    }

    private func translated(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): .string(today[text] ?? text)
        case .array(let items): .array(items.map(translated))
        case .object(let object): .object(JSONObject(object.members.map { ($0.name, translated($0.value)) }))
        default: value
        }
    }

    /// Every ARN of a connection in a value, with the connection's name.
    private static func arns(in value: JSONValue) -> [(String, String)] {
        switch value {
        case .string(let text): ConnectionARN(text).map { [($0.name, text)] } ?? []
        case .array(let items): items.flatMap(arns)
        case .object(let object): object.members.flatMap { arns(in: $0.value) }
        default: []
        }
    }
}
