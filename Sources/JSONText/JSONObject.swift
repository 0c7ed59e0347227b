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
            members.last { Self.isSame($0.name, name) }?.value
        }
        set {
            guard let newValue else {
                members.removeAll { Self.isSame($0.name, name) }
                return
            }
            if let index = members.lastIndex(where: { Self.isSame($0.name, name) }) {
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

    /// Whether two names are the same byte by byte; Swift's strings take two spellings of one letter for the same.
    package static func isSame(_ one: String, _ other: String) -> Bool {
        if one.utf8.count != other.utf8.count { return false }
        let isSame = one.utf8.withContiguousStorageIfAvailable { one in
            other.utf8.withContiguousStorageIfAvailable { other in one.elementsEqual(other) }
        }
        return (isSame ?? nil) ?? one.utf8.elementsEqual(other.utf8)
    }
}
