/// How a JSON value is laid out as text.
public struct JSONStyle: Sendable, Equatable {
    /// Spaces a level; `nil` puts everything on one line.
    public var indentation: Int?
    /// What stands between a name and its value.
    public var colon: String
    /// What stands between two items on one line.
    public var comma: String
    /// Whether everything outside ASCII is written as `\uXXXX`.
    public var escapesNonASCII: Bool

    /// Makes a layout.
    public init(indentation: Int? = nil, colon: String = ":", comma: String = ",", escapesNonASCII: Bool = false) {
        self.indentation = indentation
        self.colon = colon
        self.comma = comma
        self.escapesNonASCII = escapesNonASCII
    }

    /// No white space at all, as the service writes.
    public static let compact = JSONStyle()
    /// Two spaces a level, as cassettes are written.
    public static let pretty = JSONStyle(indentation: 2, colon: ": ")
    /// One line with a space after colons and commas, as Python's `json.dumps` writes by default.
    public static let spaced = JSONStyle(colon: ": ", comma: ", ", escapesNonASCII: true)
}

extension JSONValue {
    /// The value as a text in this layout, without a final line break. Empty containers are `{}` and `[]`.
    public func text(_ style: JSONStyle = .compact) -> String {
        String(decoding: bytes(style), as: UTF8.self)
    }

    /// The value as UTF-8 bytes in this layout.
    ///
    /// - Parameter level: how many other values it stands in, for its indentation.
    public func bytes(_ style: JSONStyle = .compact, level: Int = 0) -> [UInt8] {
        var writer = JSONWriter(style: style)
        writer.write(self, level: level)
        return writer.output
    }

    /// The value on one line, cut after so many characters; no more of it is written than that takes.
    public func excerpt(_ limit: Int) -> String {
        // A character of one line takes four bytes, or a few more where marks are put together.
        var writer = JSONWriter(style: .compact, limit: limit * 8)
        writer.write(self, level: 0)
        let text = String(decoding: writer.output, as: UTF8.self)
        return text.count > limit || writer.isFull ? text.prefix(max(limit - 3, 0)) + "..." : text
    }

    /// One text for all equal values: members sorted by name, the last of a repeated name, numbers by value.
    ///
    /// It is for comparing and hashing, never for storing or sending.
    public var canonicalBytes: [UInt8] {
        var writer = JSONWriter(style: .compact)
        writer.writeCanonical(self)
        return writer.output
    }
}

struct JSONWriter {
    let style: JSONStyle
    /// The bytes after which nothing more is written.
    let limit: Int
    var output: [UInt8] = []

    init(style: JSONStyle, limit: Int = .max) {
        self.style = style
        self.limit = limit
    }

    var isFull: Bool {
        output.count >= limit
    }

    mutating func write(_ value: JSONValue, level: Int) {
        switch value {
        case .array(let elements) where !elements.isEmpty:
            writeItems(elements, open: "[", close: "]", level: level) { writer, element in
                writer.write(element, level: level + 1)
            }
        case .object(let object) where !object.isEmpty:
            writeItems(object.members, open: "{", close: "}", level: level) { writer, member in
                writer.writeString(member.name)
                writer.append(writer.style.colon)
                writer.write(member.value, level: level + 1)
            }
        default: writeLeaf(value)
        }
    }

    private mutating func writeItems<Item>(
        _ items: [Item], open: String, close: String, level: Int, _ writeItem: (inout JSONWriter, Item) -> Void
    ) {
        append(open)
        for (index, item) in items.enumerated() where !isFull {
            if index > 0 { append(style.indentation == nil ? style.comma : ",") }
            breakLine(level: level + 1)
            writeItem(&self, item)
        }
        breakLine(level: level)
        append(close)
    }

    private mutating func breakLine(level: Int) {
        guard let indentation = style.indentation else { return }
        output.append(0x0A)
        output.append(contentsOf: repeatElement(0x20, count: indentation * level))
    }

    private mutating func writeLeaf(_ value: JSONValue) {
        switch value {
        case .null: append("null")
        case .bool(let bool): append(bool ? "true" : "false")
        case .number(let number): append(number.text)
        case .string(let string): writeString(string)
        case .array: append("[]")
        case .object: append("{}")
        }
    }

    mutating func writeCanonical(_ value: JSONValue) {
        switch value {
        case .number(let number): append(number.canonicalText)
        case .array(let elements):
            append("[")
            for (index, element) in elements.enumerated() {
                if index > 0 { append(",") }
                writeCanonical(element)
            }
            append("]")
        case .object(let object):
            // Sorted by name and then by place: of equal names, the last one stands.
            let sorted = object.members.indices.sorted { left, right in
                let (one, other) = (object.members[left].name, object.members[right].name)
                return JSONObject.isSame(one, other) ? left < right : one.utf8.lexicographicallyPrecedes(other.utf8)
            }
            var last: [JSONObject.Member] = []
            for index in sorted {
                let member = object.members[index]
                if let name = last.last?.name, JSONObject.isSame(name, member.name) { last.removeLast() }
                last.append(member)
            }
            append("{")
            for (index, member) in last.enumerated() {
                if index > 0 { append(",") }
                writeString(member.name)
                append(":")
                writeCanonical(member.value)
            }
            append("}")
        default: writeLeaf(value)
        }
    }

    private mutating func append(_ text: String) {
        output.append(contentsOf: text.utf8)
    }

    mutating func writeString(_ string: String) {
        output.append(0x22)
        if style.escapesNonASCII {
            for scalar in string.unicodeScalars {
                // DEL is in ASCII, but Python, whose layout this is for, escapes it too.
                if scalar.value < 0x7F {
                    appendEscaped(UInt8(scalar.value))
                } else {
                    for unit in String(scalar).utf16 { appendUnicodeEscape(unit) }
                }
            }
        } else {
            var string = string
            let room = limit - min(output.count, limit)
            string.withUTF8 { bytes in
                // Most texts have nothing to escape, so what stands between escapes is copied at once.
                let end = min(bytes.count, room)
                var (start, index) = (0, 0)
                while index < end {
                    let byte = bytes[index]
                    if byte < 0x20 || byte == 0x22 || byte == 0x5C {
                        output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<index]))
                        appendEscaped(byte)
                        start = index + 1
                    }
                    index += 1
                }
                output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<end]))
            }
        }
        output.append(0x22)
    }

    private mutating func appendEscaped(_ byte: UInt8) {
        switch byte {
        case 0x22, 0x5C:
            output.append(0x5C)
            output.append(byte)
        case 0x08: append("\\b")
        case 0x0C: append("\\f")
        case 0x0A: append("\\n")
        case 0x0D: append("\\r")
        case 0x09: append("\\t")
        case 0..<0x20: appendUnicodeEscape(UInt16(byte))
        default: output.append(byte)
        }
    }

    private mutating func appendUnicodeEscape(_ unit: UInt16) {
        let digits = String(unit, radix: 16)
        append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
    }
}
