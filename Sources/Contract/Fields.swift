import TapedeckJSONText

/// Why a scenario or a profile can't be read.
public struct DefinitionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The place, such as `expect.report.code`.
    public let path: String
    /// What is wrong there, as a clause.
    public let reason: String

    public var description: String {
        path.isEmpty ? reason : "\(path): \(reason)"
    }
}

/// The members of one object of a scenario or profile, read with errors that say where.
struct Fields {
    let object: JSONObject
    let path: String

    init(_ value: JSONValue, at path: String = "") throws(DefinitionError) {
        guard let object = value.object else {
            throw DefinitionError(path: path, reason: "\(value.kindName) where an object was expected")
        }
        self.object = object
        self.path = path
    }

    func place(_ name: String) -> String {
        path.isEmpty ? name : "\(path).\(name)"
    }

    /// Refuses names that nobody reads: a typing error must not silently weaken a test.
    func allow(_ names: Set<String>) throws(DefinitionError) {
        for name in object.names where !names.contains(name) {
            let known = names.sorted().joined(separator: ", ")
            throw DefinitionError(path: place(name), reason: "not known here; expected one of \(known)")
        }
    }

    func value(_ name: String) -> JSONValue? {
        object[name].flatMap { $0.isNull ? nil : $0 }
    }

    func fields(_ name: String) throws(DefinitionError) -> Fields? {
        guard let value = value(name) else { return nil }
        return try Fields(value, at: place(name))
    }

    func optionalString(_ name: String) throws(DefinitionError) -> String? {
        guard let value = value(name) else { return nil }
        guard let string = value.string ?? value.number?.text else {
            throw DefinitionError(path: place(name), reason: "\(value.kindName) where a string was expected")
        }
        return string
    }

    func string(_ name: String) throws(DefinitionError) -> String {
        guard let string = try optionalString(name) else {
            throw DefinitionError(path: place(name), reason: "missing; expected a string")
        }
        return string
    }

    func optionalInt(_ name: String) throws(DefinitionError) -> Int? {
        guard let value = value(name) else { return nil }
        guard let int = value.int else {
            throw DefinitionError(path: place(name), reason: "\(value.kindName) where a whole number was expected")
        }
        return int
    }

    func bool(_ name: String) throws(DefinitionError) -> Bool? {
        guard let value = value(name) else { return nil }
        guard let bool = value.bool else {
            throw DefinitionError(path: place(name), reason: "\(value.kindName) where true or false was expected")
        }
        return bool
    }

    func array(_ name: String) throws(DefinitionError) -> [JSONValue] {
        guard let value = value(name) else { return [] }
        guard let array = value.array else {
            throw DefinitionError(path: place(name), reason: "\(value.kindName) where a list was expected")
        }
        return array
    }

    func strings(_ name: String) throws(DefinitionError) -> [String] {
        var strings: [String] = []
        for item in try array(name) {
            guard let string = item.string ?? item.number?.text else {
                throw DefinitionError(path: place(name), reason: "\(item.kindName) where strings were expected")
            }
            strings.append(string)
        }
        return strings
    }

    /// An object whose values are all strings.
    func stringTable(_ name: String) throws(DefinitionError) -> [(String, String)] {
        guard let table = try fields(name) else { return [] }
        var pairs: [(String, String)] = []
        for name in table.object.names { pairs.append((name, try table.string(name))) }
        return pairs
    }

    func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, _ type: Choice.Type
    ) throws(DefinitionError) -> Choice? where Choice.RawValue == String {
        guard let text = try optionalString(name) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw DefinitionError(path: place(name), reason: "\"\(text)\" is not known; expected one of \(known)")
        }
        return choice
    }
}
