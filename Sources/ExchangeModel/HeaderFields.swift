/// One header field as it crossed the wire, in its own spelling.
public struct HeaderField: Sendable, Hashable {
    /// The name, case as sent.
    public var name: String
    /// The value, without the white space round it.
    public var value: String

    /// Makes a field.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// Makes a field of what stood behind its colon: white space round it is no part of the value (RFC 9112, section 5.1).
    public init(_ name: String, sent text: String) {
        // Nearly every client sends none that the decoder has not taken off.
        let hasSpace = isBlank(text.utf8.first) || isBlank(text.utf8.last)
        self.init(name, hasSpace ? String(trimmed(text[...])) : text)
    }

    /// Whether a text is a token, as names of fields and methods are (RFC 9110, section 5.6.2).
    public static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"):
                    true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }
}

/// Header fields in their order, with their spelling and repeats; names are looked up without regard to case.
public struct HeaderFields: Sendable, Hashable {
    /// All fields, in order.
    public var fields: [HeaderField]

    /// Makes a list of fields in this order.
    public init(_ fields: [HeaderField] = []) {
        self.fields = fields
    }

    /// Every value of a name, in order.
    public func values(_ name: String) -> [String] {
        fields.filter { HeaderFields.same($0.name, name) }.map(\.value)
    }

    /// The first value of a name.
    public subscript(name: String) -> String? {
        fields.first { HeaderFields.same($0.name, name) }?.value
    }

    /// Whether a name occurs.
    public func contains(_ name: String) -> Bool {
        fields.contains { HeaderFields.same($0.name, name) }
    }

    /// Appends a field.
    public mutating func append(_ name: String, _ value: String) {
        fields.append(HeaderField(name, value))
    }

    /// Puts this value in the place of the first field of the name and removes its repeats; appends where there is none.
    public mutating func replace(_ name: String, with value: String) {
        guard let index = fields.firstIndex(where: { HeaderFields.same($0.name, name) }) else {
            return append(name, value)
        }
        fields[index].value = value
        let kept = fields[index]
        fields.removeAll { HeaderFields.same($0.name, name) }
        fields.insert(kept, at: min(index, fields.count))
    }

    /// Removes every field of a name.
    public mutating func remove(_ name: String) {
        fields.removeAll { HeaderFields.same($0.name, name) }
    }

    /// Whether two field names are the same: ASCII letters without regard to case.
    public static func same(_ left: String, _ right: String) -> Bool {
        let count = left.utf8.count
        guard count == right.utf8.count else { return false }
        // Looked up several times for each request, so without a step of the two texts' own for each byte.
        let same = left.utf8.withContiguousStorageIfAvailable { left in
            right.utf8.withContiguousStorageIfAvailable { right in
                for index in 0..<count where lowercase(left[index]) != lowercase(right[index]) { return false }
                return true
            }
        }
        return (same ?? nil) ?? zip(left.utf8, right.utf8).allSatisfy { lowercase($0) == lowercase($1) }
    }

    private static func lowercase(_ byte: UInt8) -> UInt8 {
        (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    }
}

extension HeaderFields: ExpressibleByArrayLiteral {
    public init(arrayLiteral elements: HeaderField...) {
        self.init(elements)
    }
}

/// A part of a field's value without the white space round it.
func trimmed(_ text: Substring) -> Substring {
    let value = text.utf8.drop(while: isBlank)
    let end = value.lastIndex { !isBlank($0) }.map { value.index(after: $0) } ?? value.startIndex
    return text[value.startIndex..<end]
}

/// Whether a byte is white space within a field's line (OWS of RFC 9110, section 5.6.3).
private func isBlank(_ byte: UInt8?) -> Bool {
    byte == 0x20 || byte == 0x09
}
