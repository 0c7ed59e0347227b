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
    /// - Parameters:
    ///   - said: what the client really sent, where what is compared was made of that; it is what is shown.
    ///   - limit: the most that are listed; a client decides how much it sends.
    public static func between(
        recorded: JSONValue, sent: JSONValue, said: JSONValue? = nil, limit: Int = 20
    ) -> [Difference] {
        var found: [Found<JSONPointer>] = []
        collect(recorded, sent, at: JSONPointer(steps: []), limit: limit, into: &found)
        return found.map { difference in
            let path = difference.place.steps.isEmpty ? "the body" : difference.place.description
            let own = difference.sent.flatMap { _ in said?[difference.place] }
            // Of a recorded value that is meant otherwise, what is compared says so.
            let shown = own == difference.recorded ? difference.sent : own ?? difference.sent
            let (recorded, sent) = excerpts(difference.recorded, shown)
            return Difference(path: cut(path), recorded: recorded, sent: sent)
        }
    }

    /// Two different values, cut so that they are seen to differ.
    private static func excerpts(_ recorded: JSONValue?, _ sent: JSONValue?) -> (String?, String?) {
        let shown = (recorded?.excerpt(shownCharacters), sent?.excerpt(shownCharacters))
        guard shown.0 == shown.1, let recorded, let sent else { return shown }
        let (ours, theirs) = (Array(recorded.text().unicodeScalars), Array(sent.text().unicodeScalars))
        let same = zip(ours, theirs).prefix { $0 == $1 }.count
        func part(_ text: [Unicode.Scalar]) -> String {
            var part = String.UnicodeScalarView()
            part.append(contentsOf: text[max(0, same - shownCharacters / 2)...].prefix(shownCharacters))
            return "...\(String(part))"
        }
        return (part(ours), part(theirs))
    }

    private static let shownCharacters = 80

    /// How many ``between(recorded:sent:limit:)`` lists, without saying where they are.
    static func count(recorded: JSONValue, sent: JSONValue, limit: Int = 20) -> Int {
        var found: [Found<NoPlace>] = []
        collect(recorded, sent, at: NoPlace(), limit: limit, into: &found)
        return found.count
    }

    private struct Found<Place> {
        let place: Place
        let recorded: JSONValue?
        let sent: JSONValue?
    }

    /// A place that nobody asks for.
    private struct NoPlace: DifferencePlace {
        func appending(_ step: String) -> NoPlace { self }
    }

    private static func collect<Place: DifferencePlace>(
        _ recorded: JSONValue?, _ sent: JSONValue?, at place: Place, limit: Int, into found: inout [Found<Place>]
    ) {
        if found.count >= limit { return }
        switch (recorded, sent) {
        case (.object(let left), .object(let right)) where left.members.count + right.members.count <= 16:
            // Few names are compared with one another sooner than they are put into tables.
            for (index, member) in left.members.enumerated() where found.count < limit {
                let name = member.name
                if left.members[..<index].contains(where: { JSONObject.isSame($0.name, name) }) { continue }
                collect(left[name], right[name], at: place.appending(name), limit: limit, into: &found)
            }
            for (index, member) in right.members.enumerated() where found.count < limit {
                let name = member.name
                let isSeen = right.members[..<index].contains { JSONObject.isSame($0.name, name) }
                if isSeen || left.members.contains(where: { JSONObject.isSame($0.name, name) }) { continue }
                collect(nil, right[name], at: place.appending(name), limit: limit, into: &found)
            }
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
            found.append(Found(place: place, recorded: recorded, sent: sent))
        }
    }

    private static func isSameLeaf(_ recorded: JSONValue, _ sent: JSONValue) -> Bool {
        switch (recorded, sent) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): JSONObject.isSame(left, right)
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

/// Where a difference is, as far as somebody asks.
private protocol DifferencePlace {
    func appending(_ step: String) -> Self
}

extension JSONPointer: DifferencePlace {}
