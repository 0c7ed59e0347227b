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

    /// The places where two JSON values differ, in the order of the recorded one.
    ///
    /// - Parameter limit: the most that are listed; a client decides how much it sends.
    public static func between(recorded: JSONValue, sent: JSONValue, limit: Int = 20) -> [Difference] {
        var found: [Difference] = []
        collect(recorded, sent, at: JSONPointer(steps: []), limit: limit, into: &found)
        return found
    }

    private static func collect(
        _ recorded: JSONValue?, _ sent: JSONValue?, at place: JSONPointer, limit: Int, into found: inout [Difference]
    ) {
        if found.count >= limit { return }
        switch (recorded, sent) {
        case (.object(let left), .object(let right)):
            let (ours, theirs) = (valuesByName(left), valuesByName(right))
            var seen: Set<[UInt8]> = []
            for name in left.names + right.names where found.count < limit {
                let key = Array(name.utf8)
                guard seen.insert(key).inserted else { continue }
                collect(ours[key], theirs[key], at: place.appending(name), limit: limit, into: &found)
            }
        case (.array(let left), .array(let right)) where left.count == right.count:
            for (index, pair) in zip(left, right).enumerated() where found.count < limit {
                collect(pair.0, pair.1, at: place.appending(String(index)), limit: limit, into: &found)
            }
        default:
            if let recorded, let sent, isSameLeaf(recorded, sent) { return }
            let path = place.steps.isEmpty ? "the body" : place.description
            found.append(Difference(path: cut(path), recorded: recorded?.excerpt(80), sent: sent?.excerpt(80)))
        }
    }

    private static func isSameLeaf(_ recorded: JSONValue, _ sent: JSONValue) -> Bool {
        switch (recorded, sent) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        default: false
        }
    }

    /// Names are compared scalar by scalar, as bytes are; Swift's strings would take two spellings for one name.
    private static func valuesByName(_ object: JSONObject) -> [[UInt8]: JSONValue] {
        Dictionary(object.members.map { (Array($0.name.utf8), $0.value) }) { $1 }
    }

    private static func cut(_ path: String) -> String {
        path.utf8.count > 200 ? path.prefix(197) + "..." : path
    }
}
