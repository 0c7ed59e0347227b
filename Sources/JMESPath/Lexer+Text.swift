import TapedeckJSONText
import TapedeckPythonText

/// Tokens between delimiters: raw strings, quoted identifiers and literals.
extension Lexer {
    mutating func rawString() throws(ExpressionError) {
        let start = position
        let content = unescaping(UInt8(ascii: "'"), in: try delimited(by: "'"))
        output.literals.append(.string(String(decoding: content, as: UTF8.self)))
        append(.literal, from: start, value: output.literals.count - 1)
    }

    mutating func quotedIdentifier() throws(ExpressionError) {
        let start = position
        let content = try delimited(by: "\"")
        guard let name = Self.jsonString(content) else {
            throw failure(Self.fault(inJSONString: content), at: start)
        }
        output.names.append(name)
        append(.quotedIdentifier, from: start, value: output.names.count - 1)
    }

    mutating func literal() throws(ExpressionError) {
        let start = position
        let content = unescaping(UInt8(ascii: "`"), in: try delimited(by: "`"))
        output.literals.append(try literalValue(content, from: start))
        append(.literal, from: start, value: output.literals.count - 1)
    }

    private mutating func append(_ kind: Token.Kind, from start: Int, value: Int) {
        output.tokens.append(Token(kind: kind, start: start, end: position, value: value))
    }

    /// What stands up to the next delimiter that no backslash escapes; backslashes are kept.
    private mutating func delimited(by delimiter: Unicode.Scalar) throws(ExpressionError) -> ArraySlice<UInt8> {
        let start = position
        position += 1
        while let byte = current {
            if byte == UInt8(ascii: delimiter) {
                position += 1
                return output.bytes[(start + 1)..<(position - 1)]
            }
            position += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        throw failure("Unclosed \(delimiter) delimiter", at: start)
    }

    private func unescaping(_ delimiter: UInt8, in content: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard content.contains(delimiter) else { return content }
        var result: [UInt8] = []
        for byte in content {
            // A delimiter within the content always stands behind a backslash, or it would have ended the content.
            if byte == delimiter { result.removeLast() }
            result.append(byte)
        }
        return result[...]
    }

    /// The value of a literal: JSON, or else (deprecated, but still read) a JSON string without its quotation marks.
    private func literalValue(_ content: ArraySlice<UInt8>, from start: Int) throws(ExpressionError) -> JSONValue {
        if Self.depth(of: content) > Expression.maximumLiteralDepth { throw .tooDeep }
        do {
            let value = try JSONParser.parse(content)
            if content.count <= PythonNumber.maximumDigits || !Self.hasUnreadableNumber(value) { return value }
        } catch {
            if let special = Self.specialNumber(content) { return special }
        }
        let text = String(decoding: content, as: UTF8.self)
        let trimmed = text.unicodeScalars.drop { $0.properties.isWhitespace || (0x1C...0x1F).contains($0.value) }
        guard let string = Self.jsonString(Array(String(trimmed).utf8)[...]) else {
            throw failure("Bad token \(text)", at: start)
        }
        return .string(string)
    }

    /// The numbers that JSON lacks and Python reads.
    private static func specialNumber(_ content: ArraySlice<UInt8>) -> JSONValue? {
        let isSpace: (UInt8) -> Bool = { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
        guard let first = content.firstIndex(where: { !isSpace($0) }),
            let last = content.lastIndex(where: { !isSpace($0) }), last - first < 9
        else { return nil }
        let word = String(decoding: content[first...last], as: UTF8.self)
        return ["NaN", "Infinity", "-Infinity"].contains(word) ? .number(JSONNumber(uncheckedText: word)) : nil
    }

    private static func jsonString(_ content: ArraySlice<UInt8>) -> String? {
        let quote = UInt8(ascii: "\"")
        do {
            return try JSONParser.parse([quote] + content + [quote]).string
        } catch {
            return nil
        }
    }

    /// What Python's JSON reader says of the first fault of a string.
    private static func fault(inJSONString content: ArraySlice<UInt8>) -> String {
        var index = content.startIndex
        while index < content.endIndex {
            let byte = content[index]
            if byte < 0x20 { return "Invalid control character at" }
            index += 1
            guard byte == UInt8(ascii: "\\") else { continue }
            guard index < content.endIndex else { break }
            let escape = content[index]
            index += 1
            if escape == UInt8(ascii: "u") {
                let digits = content[index...].prefix(4)
                guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit && $0 < 0x80 })
                else { return "Invalid \\uXXXX escape" }
                index += 4
            } else if !"\"\\/bfnrt".utf8.contains(escape) {
                return "Invalid \\escape"
            }
        }
        return "Unterminated string starting at"
    }

    private static func hasUnreadableNumber(_ value: JSONValue) -> Bool {
        switch value {
        case .number(let number):
            PythonNumber.isInteger(number.text) && number.text.utf8.count > PythonNumber.maximumDigits
                && number.text.utf8.count { $0 != UInt8(ascii: "-") } > PythonNumber.maximumDigits
        case .array(let elements): elements.contains(where: hasUnreadableNumber)
        case .object(let object): object.members.contains { hasUnreadableNumber($0.value) }
        case .null, .bool, .string: false
        }
    }

    /// How deeply containers are nested in a JSON text; text that is not JSON has a depth too, of no meaning.
    private static func depth(of content: ArraySlice<UInt8>) -> Int {
        var depth = 0
        var deepest = 0
        var isInString = false
        var isEscaped = false
        for byte in content {
            if isEscaped {
                isEscaped = false
                continue
            }
            switch byte {
            case UInt8(ascii: "\\"): isEscaped = isInString
            case UInt8(ascii: "\""): isInString.toggle()
            case UInt8(ascii: "["), UInt8(ascii: "{"): if !isInString { depth += 1 }
            case UInt8(ascii: "]"), UInt8(ascii: "}"): if !isInString { depth -= 1 }
            default: break
            }
            deepest = max(deepest, depth)
        }
        return deepest
    }
}
