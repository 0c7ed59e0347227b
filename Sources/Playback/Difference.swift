public import TapedeckJSONText

/// One place where a request differs from a recorded one.
public struct Difference: Sendable, Hashable, CustomStringConvertible {
    /// The place: `operation`, or a JSON pointer into the body.
    public let path: String
    /// What was recorded there; `nil` for nothing.
    public let recorded: String?
    /// What was sent; `nil` for nothing.
    public let sent: String?

    public var description: String {
        "\(path): recorded \(recorded ?? "nothing"), sent \(sent ?? "nothing")"
    }

    /// Every place where two JSON values differ, in the order of the recorded one.
    public static func between(recorded: JSONValue, sent: JSONValue, at path: String = "") -> [Difference] {
        switch (recorded, sent) {
        case (.object(let left), .object(let right)):
            var names: [String] = []
            for name in left.names + right.names where !names.contains(name) { names.append(name) }
            return names.flatMap { name -> [Difference] in
                let place = "\(path)/\(Pointer.escaped(name))"
                switch (left[name], right[name]) {
                case (let one?, let other?): return between(recorded: one, sent: other, at: place)
                case (let one, let other):
                    return [Difference(path: place, recorded: one.map(shortened), sent: other.map(shortened))]
                }
            }
        case (.array(let left), .array(let right)) where left.count == right.count:
            return zip(left, right).enumerated().flatMap { index, pair in
                between(recorded: pair.0, sent: pair.1, at: "\(path)/\(index)")
            }
        default:
            if recorded == sent { return [] }
            let place = path.isEmpty ? "the body" : path
            return [Difference(path: place, recorded: shortened(recorded), sent: shortened(sent))]
        }
    }

    /// A value's JSON on one line, cut after 80 characters.
    private static func shortened(_ value: JSONValue) -> String {
        let text = value.text()
        return text.count > 80 ? text.prefix(77) + "..." : text
    }
}
