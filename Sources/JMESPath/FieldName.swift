import TapedeckJSONText

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
}
