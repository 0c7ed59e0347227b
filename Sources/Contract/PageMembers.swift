import TapedeckJSONText

/// The members of a page written as YAML, where a plain scalar such as `1.20` may be meant as a text.
extension JSONMembers {
    init(page value: JSONValue, at path: String = "") throws(JSONMemberError) {
        try self.init(value, at: path, numbersAreText: true)
    }

    /// Refuses names that nobody reads: a typing error must not silently weaken a test.
    func allow(_ names: Set<String>) throws(JSONMemberError) {
        for name in object.names where !names.contains(name) {
            throw error(name, "not known here; expected one of \(names.sorted().joined(separator: ", "))")
        }
    }
}
