/// A place within a JSON value (RFC 6901): `/Tags/0/Key`; the empty pointer is the whole value.
public struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
    /// The names and indices on the way, not escaped.
    public let steps: [String]

    /// Makes a pointer of its steps.
    public init(steps: [String]) {
        self.steps = steps
    }

    /// Reads a pointer; `nil` for a text that neither is empty nor begins with `/`, or that has a `~` not followed by
    /// `0` or `1`.
    public init?(_ text: String) {
        guard text.isEmpty || text.utf8.first == UInt8(ascii: "/") else { return nil }
        var steps: [String] = []
        for part in text.unicodeScalars.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            guard let step = JSONPointer.unescaped(part) else { return nil }
            steps.append(step)
        }
        self.steps = steps
    }

    public var description: String {
        steps.map { "/" + JSONPointer.escaped($0) }.joined()
    }

    /// The pointer of a member or element of what this one names.
    public func appending(_ step: String) -> JSONPointer {
        JSONPointer(steps: steps + [step])
    }

    /// One step as it stands in a pointer's text: `~` as `~0`, `/` as `~1`.
    static func escaped(_ step: String) -> String {
        var text = String.UnicodeScalarView()
        for scalar in step.unicodeScalars {
            switch scalar {
            case "~": text.append(contentsOf: "~0".unicodeScalars)
            case "/": text.append(contentsOf: "~1".unicodeScalars)
            default: text.append(scalar)
            }
        }
        return String(text)
    }

    private static func unescaped(_ part: Substring.UnicodeScalarView) -> String? {
        var text = String.UnicodeScalarView()
        var rest = part
        while let scalar = rest.popFirst() {
            guard scalar == "~" else {
                text.append(scalar)
                continue
            }
            switch rest.popFirst() {
            case "0": text.append("~")
            case "1": text.append("/")
            default: return nil
            }
        }
        return String(text)
    }
}

extension JSONValue {
    /// The value at a place; `nil` where there is none.
    public subscript(pointer: JSONPointer) -> JSONValue? {
        pointer.steps.reduce(Optional(self)) { value, step in
            switch value {
            case .object(let object): object[step]
            case .array(let items): JSONValue.index(step, in: items).map { items[$0] }
            default: nil
            }
        }
    }

    /// This value with the one at a place edited; setting it to `nil` removes the member or element.
    ///
    /// A member that is not there may be added to its object; where the way to the place ends earlier, nothing changes.
    public func editing(_ pointer: JSONPointer, _ edit: (inout JSONValue?) -> Void) -> JSONValue {
        var value: JSONValue? = self
        JSONValue.edit(&value, pointer.steps[...], edit)
        return value ?? .null
    }

    /// This value without what stands at these places; places where nothing stands don't matter.
    public func removing(_ pointers: [JSONPointer]) -> JSONValue {
        // From the back, so that an element that goes moves none that a pointer still names.
        let sorted = pointers.sorted { left, right in
            for (one, other) in zip(left.steps, right.steps) where one != other {
                if let one = Int(one), let other = Int(other) { return one > other }
                return one > other
            }
            return left.steps.count > right.steps.count
        }
        return sorted.reduce(self) { $0.editing($1) { $0 = nil } }
    }

    private static func edit(
        _ value: inout JSONValue?, _ steps: ArraySlice<String>, _ edit: (inout JSONValue?) -> Void
    ) {
        guard let step = steps.first else { return edit(&value) }
        let rest = steps.dropFirst()
        switch value {
        case .object(var object):
            var member = object[step]
            if member == nil, !rest.isEmpty { return }
            self.edit(&member, rest, edit)
            object[step] = member
            value = .object(object)
        case .array(var items):
            guard let index = index(step, in: items) else { return }
            var item: JSONValue? = items[index]
            self.edit(&item, rest, edit)
            items.replaceSubrange(index...index, with: item.map { [$0] } ?? [])
            value = .array(items)
        default: return
        }
    }

    /// An index as a pointer writes it: digits without a leading zero.
    private static func index(_ step: String, in items: [JSONValue]) -> Int? {
        guard let index = Int(step), String(index) == step, items.indices.contains(index) else { return nil }
        return index
    }
}
