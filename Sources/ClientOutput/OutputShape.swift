import TapedeckAWSWire
import TapedeckClientModel
import TapedeckJSONText

/// Brings an answer into the shape of the model: what the model knows, in its order, with times as they are shown.
struct OutputShape: Sendable {
    /// How times are shown.
    var timestamps: TimestampFormat
    /// The offset of local time from UTC, in seconds east.
    var utcOffset: @Sendable (Instant) -> Int

    /// The value as it is shown. Members that are null count as absent; a value of another kind stays as it is.
    ///
    /// - Throws: status 255 for a time that can't be read.
    func shaped(_ value: JSONValue, as shape: Shape) throws(ClientError) -> JSONValue {
        switch (shape, value) {
        case (.structure(let structure), .object(let object)):
            var members: [(String, JSONValue)] = []
            for member in structure.members {
                guard let value = object[member.name], !value.isNull else { continue }
                members.append((member.name, try shaped(value, as: member.shape)))
            }
            return .object(JSONObject(members))
        case (.list(let element), .array(let items)):
            var result: [JSONValue] = []
            for item in items { result.append(try shaped(item, as: element)) }
            return .array(result)
        case (.timestamp, .null): return value
        case (.timestamp, _):
            return timestamps == .wire ? value : .string(try OutputTime.text(value, utcOffset: utcOffset))
        default: return value
        }
    }
}
