internal import TapedeckJSONText

/// A name that equals another only when it has the same bytes; Swift's own equality normalises Unicode.
struct ExactName: Hashable {
    let text: String

    static func == (left: ExactName, right: ExactName) -> Bool {
        isSame(left.text, right.text)
    }

    func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
    }

    /// Rejects nearly every other name by its length, or by a comparison of memory.
    @inline(__always)
    static func isSame(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count && left == right && left.utf8.elementsEqual(right.utf8)
    }
}

/// A member's name in an expression, prepared for looking it up.
struct FieldName: Sendable {
    let text: String
    private let length: Int
    private let isASCII: Bool

    init(_ text: String) {
        self.text = text
        self.length = text.utf8.count
        self.isASCII = text.utf8.allSatisfy { $0 < 0x80 }
    }

    /// Nothing else of the same length in bytes is canonically equal to a text in ASCII.
    @inline(__always)
    func isSame(as other: String) -> Bool {
        other.utf8.count == length && other == text && (isASCII || other.utf8.elementsEqual(text.utf8))
    }
}

extension JSONObject {
    /// The value of the last member of this name, or `null`.
    func lastValue(_ name: FieldName) -> JSONValue {
        var index = members.count
        while index > 0 {
            index -= 1
            if name.isSame(as: members[index].name) { return members[index].value }
        }
        return .null
    }

    /// The members as a Python dictionary has them: a repeated name in its first place, with its last value.
    var distinctMembers: [Member] {
        var hasRepeats = false
        if members.count <= 8 {
            for (index, member) in members.enumerated() where !hasRepeats {
                hasRepeats = members[..<index].contains { ExactName.isSame($0.name, member.name) }
            }
        } else {
            hasRepeats = Set(members.lazy.map { ExactName(text: $0.name) }).count < members.count
        }
        if !hasRepeats { return members }
        var collected = MemberCollector()
        for member in members { collected.set(member.name, member.value) }
        return collected.members
    }
}

/// Members in the order in which their names were first set.
struct MemberCollector {
    private(set) var members: [JSONObject.Member] = []
    private var places: [ExactName: Int] = [:]

    mutating func set(_ name: String, _ value: JSONValue) {
        if let place = places.updateValue(members.count, forKey: ExactName(text: name)) {
            places[ExactName(text: name)] = place
            members[place].value = value
        } else {
            members.append((name: name, value: value))
        }
    }

    var object: JSONValue {
        var object = JSONObject()
        object.members = members
        return .object(object)
    }
}
