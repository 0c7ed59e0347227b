/// Walks over JSON that is laid out as expected: each step says whether the expected thing stood there.
///
/// It makes no values and gives no reasons. Strings are ASCII without escapes unless said.
struct TextScanner {
    let bytes: UnsafeBufferPointer<UInt8>
    private(set) var position: Int
    /// Whether something has stood before in the object or array that the walk is in.
    private var isFirst = false

    init(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) {
        self.bytes = bytes
        self.position = position
    }

    /// Steps over white space.
    @inline(__always)
    mutating func space() {
        // Most of it is indentation, so eight at a time.
        while position + 8 <= bytes.count,
            UnsafeRawPointer(bytes.baseAddress.unsafelyUnwrapped + position).loadUnaligned(as: UInt64.self)
                == 0x2020_2020_2020_2020
        {
            position += 8
        }
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    /// Exactly these bytes.
    @inline(__always)
    mutating func word(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard position + count <= bytes.count else { return false }
        for offset in 0..<count where bytes[position + offset] != word.utf8Start[offset] { return false }
        position += count
        return true
    }

    /// The beginning of an object or array.
    @inline(__always)
    mutating func open(_ bracket: StaticString) -> Bool {
        guard word(bracket) else { return false }
        isFirst = true
        return true
    }

    /// The end of an object or array.
    @inline(__always)
    mutating func close(_ bracket: StaticString) -> Bool {
        let start = position
        space()
        guard word(bracket) else {
            position = start
            return false
        }
        isFirst = false
        return true
    }

    /// The way to the next element of an array.
    @inline(__always)
    mutating func item() -> Bool {
        space()
        if isFirst {
            isFirst = false
            return true
        }
        guard word(",") else { return false }
        space()
        return true
    }

    /// The way to the value of the next member, where that has this name; else nothing is stepped over.
    @inline(__always)
    mutating func member(_ name: StaticString) -> Bool {
        let (start, wasFirst) = (position, isFirst)
        if item(), word("\""), word(name), word("\"") {
            space()
            if word(":") {
                space()
                return true
            }
        }
        (position, isFirst) = (start, wasFirst)
        return false
    }

    /// A string, without its quotes.
    ///
    /// - Parameter escapes: whether the short escapes of JSON may be in it.
    @inline(__always)
    mutating func string(escapes: Bool = false) -> Range<Int>? {
        guard word("\"") else { return nil }
        let start = position
        return restOfString(escapes: escapes).map { start..<$0 }
    }

    /// Where the string ends that the walk is in; its quote is stepped over too.
    @inline(__always)
    mutating func restOfString(escapes: Bool = false) -> Int? {
        while position < bytes.count {
            position = TextScanner.endOfPlainText(bytes, from: position)
            guard position < bytes.count else { return nil }
            switch bytes[position] {
            case 0x22:
                position += 1
                return position - 1
            case 0x5C:
                guard escapes, position + 1 < bytes.count, TextScanner.escaped(bytes[position + 1]) != nil else {
                    return nil
                }
                position += 2
            default: return nil
            }
        }
        return nil
    }

    /// The first byte that is no ASCII, a control character, a quote or a backslash.
    @inline(__always)
    static func endOfPlainText(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var position = start
        let (ones, high): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
        /// Marks bytes that are zero; of those behind the first one, some that are not.
        func zeros(_ word: UInt64) -> UInt64 { (word &- ones) & ~word & high }
        while position + 8 <= bytes.count {
            let word = UnsafeRawPointer(bytes.baseAddress.unsafelyUnwrapped + position).loadUnaligned(as: UInt64.self)
            let found =
                (word &- ones &* 0x20) & ~word & high | word & high | zeros(word ^ ones &* 0x7F)
                | zeros(word ^ ones &* 0x22) | zeros(word ^ ones &* 0x5C)
            if found != 0 { return position + UInt64(littleEndian: found).trailingZeroBitCount / 8 }
            position += 8
        }
        while position < bytes.count {
            switch bytes[position] {
            case 0x22, 0x5C: return position
            case 0x20..<0x7F: position += 1
            default: return position
            }
        }
        return position
    }

    /// The byte that a short escape stands for.
    static func escaped(_ letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        default: nil
        }
    }

    /// A whole number of at most 15 digits.
    @inline(__always)
    mutating func number() -> Int? {
        let isNegative = word("-")
        let start = position
        var value = 0
        while position < bytes.count, case let digit = bytes[position], (0x30...0x39).contains(digit) {
            value = value &* 10 &+ Int(digit &- 0x30)
            position += 1
        }
        let count = position - start
        guard (1...15).contains(count), count == 1 || bytes[start] != 0x30, position < bytes.count else { return nil }
        switch bytes[position] {
        case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): return nil
        default: return isNegative ? -value : value
        }
    }

    /// Any value, however it is laid out; whether it is right is not looked at, but for where it ends.
    mutating func value() -> Bool {
        var depth = 0
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""): guard skipString() else { return false }
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                position += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return true }
                depth -= 1
                position += 1
                if depth == 0 { return true }
            case UInt8(ascii: ",") where depth == 0: return true
            default: position += 1
            }
            if depth == 0, position < bytes.count, bytes[position - 1] == UInt8(ascii: "\"") { return true }
        }
        return false
    }

    private mutating func skipString() -> Bool {
        position += 1
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                return true
            case UInt8(ascii: "\\"): position += 2
            default: position += 1
            }
        }
        return false
    }

    /// Whether a text is letters, digits and hyphens.
    func isToken(_ range: Range<Int>) -> Bool {
        !range.isEmpty
            && range.allSatisfy { index in
                switch bytes[index] {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D: true
                default: false
                }
            }
    }

    /// Whether a text has no space.
    func isWord(_ range: Range<Int>) -> Bool {
        !range.contains { bytes[$0] == 0x20 }
    }

    /// Whether a text is a name of a header field, given in lower case, in any case.
    func isName(_ range: Range<Int>, _ name: StaticString) -> Bool {
        range.count == name.utf8CodeUnitCount
            && range.allSatisfy { bytes[$0] | 0x20 == name.utf8Start[$0 - range.lowerBound] }
    }
}
