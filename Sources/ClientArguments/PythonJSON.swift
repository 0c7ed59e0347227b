/// Reads JSON as AWS CLI does, with Python's reader, whose words for what is wrong AWS CLI prints.
///
/// Beyond JSON it takes `NaN`, `Infinity` and `-Infinity`. Places are counted in Unicode scalars.
struct PythonJSON {
    /// Why a text is not JSON.
    struct Failure: Error, Sendable, Equatable {
        /// What was expected or found, then line, column and offset.
        let message: String
    }

    /// The deepest nesting that is read.
    static let maximumDepth = 512

    private let text: [Unicode.Scalar]
    private var index = 0
    private var depth = 0

    private init(_ text: String) {
        self.text = Array(text.unicodeScalars)
    }

    /// The value of a text.
    static func value(of text: String) throws(Failure) -> ArgumentValue {
        var reader = PythonJSON(text)
        if reader.current == "\u{FEFF}" {
            throw reader.failure("Unexpected UTF-8 BOM (decode using utf-8-sig)", at: 0)
        }
        reader.skipSpace()
        let value = try reader.value()
        reader.skipSpace()
        if reader.index < reader.text.count { throw reader.failure("Extra data", at: reader.index) }
        return value
    }

    private var current: Unicode.Scalar? {
        index < text.count ? text[index] : nil
    }

    private func failure(_ reason: String, at place: Int) -> Failure {
        let before = text[..<min(place, text.count)]
        let line = before.reduce(1) { $1 == "\n" ? $0 + 1 : $0 }
        let column = before.lastIndex(of: "\n").map { place - $0 } ?? place + 1
        return Failure(message: "\(reason): line \(line) column \(column) (char \(place))")
    }

    private mutating func skipSpace() {
        while let scalar = current, scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r" { index += 1 }
    }

    private mutating func take(_ word: String) -> Bool {
        let scalars = Array(word.unicodeScalars)
        guard text[index...].starts(with: scalars) else { return false }
        index += scalars.count
        return true
    }

    private mutating func value() throws(Failure) -> ArgumentValue {
        guard depth < PythonJSON.maximumDepth else { throw failure("The nesting is too deep", at: index) }
        depth += 1
        defer { depth -= 1 }
        switch current {
        case "\"":
            index += 1
            return .string(try string())
        case "{":
            index += 1
            return try object()
        case "[":
            index += 1
            return try array()
        default: break
        }
        if take("null") { return .null }
        if take("true") { return .bool(true) }
        if take("false") { return .bool(false) }
        if let number = number() { return number }
        if take("NaN") { return .float(.nan) }
        if take("Infinity") { return .float(.infinity) }
        if take("-Infinity") { return .float(-.infinity) }
        throw failure("Expecting value", at: index)
    }

    private mutating func object() throws(Failure) -> ArgumentValue {
        var members: [(name: String, value: ArgumentValue)] = []
        skipSpace()
        if current == "}" {
            index += 1
            return .map([])
        }
        while true {
            guard current == "\"" else {
                throw failure("Expecting property name enclosed in double quotes", at: index)
            }
            index += 1
            let name = try string()
            skipSpace()
            guard current == ":" else { throw failure("Expecting ':' delimiter", at: index) }
            index += 1
            skipSpace()
            members.append((name, try value()))
            skipSpace()
            if current == "}" {
                index += 1
                return .map(lastOf: members)
            }
            guard current == "," else { throw failure("Expecting ',' delimiter", at: index) }
            index += 1
            skipSpace()
        }
    }

    private mutating func array() throws(Failure) -> ArgumentValue {
        var items: [ArgumentValue] = []
        skipSpace()
        if current == "]" {
            index += 1
            return .list([])
        }
        while true {
            items.append(try value())
            skipSpace()
            if current == "]" {
                index += 1
                return .list(items)
            }
            guard current == "," else { throw failure("Expecting ',' delimiter", at: index) }
            index += 1
            skipSpace()
        }
    }

    /// The number that begins here, if one does.
    private mutating func number() -> ArgumentValue? {
        var end = index
        func endOfDigits(from start: Int) -> Int {
            var place = start
            while place < text.count, ("0"..."9").contains(text[place]) { place += 1 }
            return place
        }
        if end < text.count, text[end] == "-" { end += 1 }
        let whole = endOfDigits(from: end)
        guard whole > end else { return nil }
        end = text[end] == "0" ? end + 1 : whole
        var isWhole = true
        if end < text.count, text[end] == ".", endOfDigits(from: end + 1) > end + 1 {
            end = endOfDigits(from: end + 1)
            isWhole = false
        }
        if end < text.count, text[end] == "e" || text[end] == "E" {
            var start = end + 1
            if start < text.count, text[start] == "+" || text[start] == "-" { start += 1 }
            if endOfDigits(from: start) > start {
                end = endOfDigits(from: start)
                isWhole = false
            }
        }
        var written = String.UnicodeScalarView()
        written.append(contentsOf: text[index..<end])
        index = end
        let digits = String(written)
        return isWhole ? .integer(digits == "-0" ? "0" : digits) : .float(Double(digits) ?? .nan)
    }

    /// The characters up to the closing quote; the opening one has been read.
    private mutating func string() throws(Failure) -> String {
        let begin = index - 1
        var result = String.UnicodeScalarView()
        while let scalar = current {
            switch scalar {
            case "\"":
                index += 1
                return String(result)
            case "\\":
                index += 1
                guard let escaped = current else { throw failure("Unterminated string starting at", at: begin) }
                result.append(try escape(escaped))
            case _ where scalar.value < 0x20:
                throw failure("Invalid control character at", at: index)
            default:
                result.append(scalar)
                index += 1
            }
        }
        throw failure("Unterminated string starting at", at: begin)
    }

    private mutating func escape(_ scalar: Unicode.Scalar) throws(Failure) -> Unicode.Scalar {
        let simple: [Unicode.Scalar: Unicode.Scalar] = [
            "\"": "\"", "\\": "\\", "/": "/", "b": "\u{8}", "f": "\u{C}", "n": "\n", "r": "\r", "t": "\t",
        ]
        if let result = simple[scalar] {
            index += 1
            return result
        }
        guard scalar == "u" else { throw failure("Invalid \\escape", at: index - 1) }
        let place = index
        let high = try unit(at: place + 1)
        index = place + 5
        if (0xD800..<0xDC00).contains(high), index + 1 < text.count, text[index] == "\\", text[index + 1] == "u" {
            let low = try unit(at: index + 2)
            if (0xDC00..<0xE000).contains(low) {
                index += 6
                return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)) ?? "\u{FFFD}"
            }
        }
        // Half a pair can't be sent as UTF-8.
        guard let result = Unicode.Scalar(high) else { throw failure("Invalid \\uXXXX escape", at: place) }
        return result
    }

    private func unit(at start: Int) throws(Failure) -> UInt32 {
        var value: UInt32 = 0
        for place in start..<(start + 4) {
            guard place < text.count, text[place].isASCII, let digit = Character(text[place]).hexDigitValue else {
                throw failure("Invalid \\uXXXX escape", at: start - 1)
            }
            value = value << 4 | UInt32(digit)
        }
        return value
    }
}
