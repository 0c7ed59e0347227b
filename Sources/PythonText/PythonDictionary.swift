package import TapedeckJSONText

/// Members in the order in which their names were first set.
package struct PythonDictionary {
    package private(set) var members: [JSONObject.Member] = []
    private var places: [ExactName: Int] = [:]

    /// A dictionary without members.
    package init() {}

    /// Sets a member: a new one comes last, one that is there keeps its place.
    package mutating func set(_ name: String, _ value: JSONValue) {
        if let place = places.updateValue(members.count, forKey: ExactName(text: name)) {
            places[ExactName(text: name)] = place
            members[place].value = value
        } else {
            members.append((name: name, value: value))
        }
    }

    /// The members as a JSON object.
    package var object: JSONValue {
        var object = JSONObject()
        object.members = members
        return .object(object)
    }
}

extension JSONObject {
    /// The members as a Python dictionary has them: a repeated name in its first place, with its last value.
    package var distinctMembers: [Member] {
        var hasRepeats = false
        if members.count <= 8 {
            for (index, member) in members.enumerated() where !hasRepeats {
                hasRepeats = members[..<index].contains { ExactName.isSame($0.name, member.name) }
            }
        } else {
            hasRepeats = Set(members.lazy.map { ExactName(text: $0.name) }).count < members.count
        }
        if !hasRepeats { return members }
        var collected = PythonDictionary()
        for member in members { collected.set(member.name, member.value) }
        return collected.members
    }
}

/// A name that equals another only when it has the same bytes; Swift's own equality normalises Unicode.
package struct ExactName: Hashable {
    package let text: String

    /// Names a text.
    package init(text: String) {
        self.text = text
    }

    package static func == (left: ExactName, right: ExactName) -> Bool {
        isSame(left.text, right.text)
    }

    package func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
    }

    /// Rejects nearly every other name by its length, or by a comparison of memory.
    package static func isSame(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count && left == right && left.utf8.elementsEqual(right.utf8)
    }
}
