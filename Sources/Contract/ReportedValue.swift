import TapedeckAWSWire
public import TapedeckJSONText

/// A result that a client printed, with what is needed to compare it with what was sent.
public struct ReportedValue: Sendable, Hashable {
    /// The JSON that the client printed.
    public let json: JSONValue

    /// Takes what was printed.
    public init(_ json: JSONValue) {
        self.json = json
    }

    /// The connections in it: the one of a create or delete, or a list's.
    public var connections: [JSONValue] {
        if let one = json["Connection"], !one.isNull { return [one] }
        return json["ConnectionSummaryList"]?.array ?? []
    }

    /// The instant that a client printed as a number of seconds, as ISO 8601, or as either within a string; in
    /// milliseconds since 1970.
    public static func instant(_ value: JSONValue?) -> Int64? {
        switch value {
        case .number(let number): return milliseconds(number.double)
        case .string(let text):
            if let instant = Instant(iso8601: text) { return instant.milliseconds }
            return Double(text).flatMap(milliseconds)
        default: return nil
        }
    }

    private static func milliseconds(_ seconds: Double) -> Int64? {
        let scaled = (seconds * 1000).rounded()
        return scaled.magnitude < 9e15 ? Int64(scaled) : nil
    }
}
