/// Why a member of a JSON object can't be used, and where it is.
public struct JSONMemberError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The place, for people: `expect.report.code`; empty for the whole text.
    public let path: String
    /// What is wrong there, as a clause.
    public let reason: String

    /// Makes an error.
    public init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    public var description: String {
        path.isEmpty ? reason : "\(path): \(reason)"
    }
}

/// The members of one JSON object, read with errors that say where.
///
/// A member that is `null` counts as absent.
public struct JSONMembers: Sendable {
    /// The object itself.
    public let object: JSONObject
    /// The object's place, for people; empty for the whole text.
    public let path: String
    private let separator: String
    private let numbersAreText: Bool

    /// Takes an object.
    ///
    /// - Parameters:
    ///   - path: its place, for people.
    ///   - separator: what stands in a place between `path` and a member's name; in what lies deeper it is a full stop.
    ///   - numbersAreText: whether a number is taken where a string is expected, as YAML's plain scalars need.
    /// - Throws: ``JSONMemberError`` for a value that is no object.
    public init(
        _ value: JSONValue, at path: String = "", separator: String = ".", numbersAreText: Bool = false
    ) throws(JSONMemberError) {
        guard let object = value.object else {
            throw JSONMemberError(path: path, reason: "\(value.kindName) where an object was expected")
        }
        self.object = object
        self.path = path
        self.separator = separator
        self.numbersAreText = numbersAreText
    }

    /// The place of a member.
    public func place(_ name: String) -> String {
        path.isEmpty ? name : "\(path)\(separator)\(name)"
    }

    /// An error about a member.
    public func error(_ name: String, _ reason: String) -> JSONMemberError {
        JSONMemberError(path: place(name), reason: reason)
    }

    /// A member's value; `nil` where it is absent or `null`.
    public func value(_ name: String) -> JSONValue? {
        guard let value = object[name], !value.isNull else { return nil }
        return value
    }

    /// A member that must be there.
    private func needed<Value>(_ value: Value?, _ name: String, _ kind: String) throws(JSONMemberError) -> Value {
        guard let value else { throw error(name, "missing; expected \(kind)") }
        return value
    }

    private func read<Value>(
        _ name: String, _ kind: String, _ read: (JSONValue) -> Value?
    ) throws(JSONMemberError) -> Value? {
        guard let member = value(name) else { return nil }
        guard let value = read(member) else { throw error(name, "\(member.kindName) where \(kind) was expected") }
        return value
    }

    private func text(_ value: JSONValue) -> String? {
        value.string ?? (numbersAreText ? value.number?.text : nil)
    }

    /// An object within this one.
    public func members(_ name: String) throws(JSONMemberError) -> JSONMembers? {
        guard let member = value(name) else { return nil }
        return try JSONMembers(member, at: place(name), numbersAreText: numbersAreText)
    }

    /// An array's elements; none where it is absent.
    public func array(_ name: String) throws(JSONMemberError) -> [JSONValue] {
        try read(name, "an array", \.array) ?? []
    }

    /// An array of objects; none where it is absent.
    public func objects(_ name: String) throws(JSONMemberError) -> [JSONMembers] {
        var objects: [JSONMembers] = []
        for (index, item) in try array(name).enumerated() {
            objects.append(try JSONMembers(item, at: "\(place(name))[\(index)]", numbersAreText: numbersAreText))
        }
        return objects
    }

    /// A string that may be absent.
    public func optionalString(_ name: String) throws(JSONMemberError) -> String? {
        try read(name, "a string", text)
    }

    /// A string.
    public func string(_ name: String) throws(JSONMemberError) -> String {
        try needed(try optionalString(name), name, "a string")
    }

    /// An array of strings; none where it is absent.
    public func strings(_ name: String) throws(JSONMemberError) -> [String] {
        var strings: [String] = []
        for item in try array(name) {
            guard let string = text(item) else {
                throw error(name, "\(item.kindName) where an array of strings was expected")
            }
            strings.append(string)
        }
        return strings
    }

    /// An object whose values are all strings, in its order; none where it is absent.
    public func stringTable(_ name: String) throws(JSONMemberError) -> [(String, String)] {
        guard let table = try members(name) else { return [] }
        var pairs: [(String, String)] = []
        for name in table.object.names { pairs.append((name, try table.string(name))) }
        return pairs
    }

    /// A whole number that may be absent.
    public func optionalInt(_ name: String) throws(JSONMemberError) -> Int? {
        try read(name, "a whole number", \.int)
    }

    /// A whole number.
    public func int(_ name: String) throws(JSONMemberError) -> Int {
        try needed(try optionalInt(name), name, "a whole number")
    }

    /// A number that may be absent.
    public func optionalNumber(_ name: String) throws(JSONMemberError) -> JSONNumber? {
        try read(name, "a number", \.number)
    }

    /// A truth value that may be absent.
    public func bool(_ name: String) throws(JSONMemberError) -> Bool? {
        try read(name, "true or false", \.bool)
    }

    /// One of a type's texts; `nil` where it is absent.
    public func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, _ type: Choice.Type
    ) throws(JSONMemberError) -> Choice? where Choice.RawValue == String {
        guard let text = try optionalString(name) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw error(name, "\"\(text)\" is not known; expected one of \(known)")
        }
        return choice
    }

    /// The members whose names are not in a list, in their order.
    public func unknown(_ known: Set<String>) -> JSONObject {
        JSONObject(object.members.filter { !known.contains($0.name) }.map { ($0.name, $0.value) })
    }
}
