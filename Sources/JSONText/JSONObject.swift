/// The members of a JSON object in the order in which they were written, repeats included.
public struct JSONObject: Sendable {
    /// One name and its value.
    public typealias Member = (name: String, value: JSONValue)

    /// All members, in order.
    public var members: [Member]

    /// Makes an object of members in this order.
    public init(_ members: [(String, JSONValue)] = []) {
        self.members = members.map { (name: $0.0, value: $0.1) }
    }

    /// The value of the last member of this name; setting one replaces it in its place, or appends; `nil` removes all.
    public subscript(name: String) -> JSONValue? {
        get {
            members.last { $0.name.utf8.elementsEqual(name.utf8) }?.value
        }
        set {
            guard let newValue else {
                members.removeAll { $0.name.utf8.elementsEqual(name.utf8) }
                return
            }
            if let index = members.lastIndex(where: { $0.name.utf8.elementsEqual(name.utf8) }) {
                members[index].value = newValue
            } else {
                members.append((name: name, value: newValue))
            }
        }
    }

    /// The members' names, in order.
    public var names: [String] {
        members.map(\.name)
    }

    /// Whether there is no member.
    public var isEmpty: Bool {
        members.isEmpty
    }

    /// Names that occur more than once, each once, in order of their first repeat.
    public var repeatedNames: [String] {
        var seen: Set<[UInt8]> = []
        var told: Set<[UInt8]> = []
        var repeated: [String] = []
        for (name, _) in members where !seen.insert(Array(name.utf8)).inserted {
            if told.insert(Array(name.utf8)).inserted { repeated.append(name) }
        }
        return repeated
    }
}
