/// Reads the bodies of ordinary requests in one pass, without making values of them.
///
/// Ordinary is an object of ASCII whose members stand in the order of their names, without escapes and without numbers that
/// can be written otherwise, as AWS's SDKs send it. What is read here, ``Identity`` reads alike; what is not is left to it.
struct PlainBody {
    /// The body as `canonicalBytes` of its value has it.
    private(set) var canonical: [UInt8] = []
    /// Where in that the member `ConnectionName` is; `nil` where there is none, or no string.
    private(set) var name: Range<Int>?
    /// The same of `ConnectionArn`, else of `ResourceArn`.
    private(set) var arn: Range<Int>?

    private var bytes = UnsafeRawBufferPointer(start: nil, count: 0)
    private var position = 0

    /// Containers within containers; deeper ones are not ordinary.
    private static let depth = 16

    /// Reads a body; `false` for one that is not ordinary.
    mutating func read(_ body: UnsafeRawBufferPointer) -> Bool {
        canonical.removeAll(keepingCapacity: true)
        (name, arn, bytes, position) = (nil, nil, body, 0)
        if body.isEmpty {
            canonical += "{}".utf8
            return true
        }
        space()
        guard object(depth: 0) else { return false }
        space()
        return position == bytes.count
    }

    private mutating func space() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    /// Takes this byte over, where it stands here.
    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        canonical.append(byte)
        position += 1
        return true
    }

    private mutating func value(depth: Int) -> Bool {
        guard position < bytes.count, depth < Self.depth else { return false }
        switch bytes[position] {
        case UInt8(ascii: "\""): return string() != nil
        case UInt8(ascii: "{"): return object(depth: depth)
        case UInt8(ascii: "["): return array(depth: depth)
        case UInt8(ascii: "t"): return word("true")
        case UInt8(ascii: "f"): return word("false")
        case UInt8(ascii: "n"): return word("null")
        default: return number()
        }
    }

    private mutating func object(depth: Int) -> Bool {
        guard take(UInt8(ascii: "{")) else { return false }
        space()
        if take(UInt8(ascii: "}")) { return true }
        var last: Range<Int>?
        while true {
            guard let name = string(), last.map({ precedes($0, name) }) ?? true else { return false }
            last = name
            space()
            guard take(UInt8(ascii: ":")) else { return false }
            space()
            let start = canonical.count
            guard value(depth: depth + 1) else { return false }
            if depth == 0, canonical[start] == UInt8(ascii: "\"") { note(name, (start + 1)..<(canonical.count - 1)) }
            space()
            if take(UInt8(ascii: "}")) { return true }
            guard take(UInt8(ascii: ",")) else { return false }
            space()
        }
    }

    private mutating func note(_ name: Range<Int>, _ value: Range<Int>) {
        if holds(name, "ConnectionName") { self.name = value }
        // It stands before the other one.
        if holds(name, "ConnectionArn") || arn == nil && holds(name, "ResourceArn") { arn = value }
    }

    private mutating func array(depth: Int) -> Bool {
        guard take(UInt8(ascii: "[")) else { return false }
        space()
        if take(UInt8(ascii: "]")) { return true }
        while true {
            guard value(depth: depth + 1) else { return false }
            space()
            if take(UInt8(ascii: "]")) { return true }
            guard take(UInt8(ascii: ",")) else { return false }
            space()
        }
    }

    /// A string without escapes; where its text is in what was taken over.
    private mutating func string() -> Range<Int>? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        let (start, first) = (position, canonical.count)
        while position < bytes.count, case let byte = bytes[position], byte != UInt8(ascii: "\"") {
            guard (0x20..<0x7F).contains(byte), byte != UInt8(ascii: "\\") else { return nil }
            position += 1
        }
        canonical.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[start..<position]))
        let end = canonical.count
        return take(UInt8(ascii: "\"")) ? first..<end : nil
    }

    /// A whole number whose only text this is: it begins and ends with another digit than zero.
    private mutating func number() -> Bool {
        if position < bytes.count, bytes[position] == UInt8(ascii: "-") { _ = take(UInt8(ascii: "-")) }
        let start = position
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) { _ = take(bytes[position]) }
        guard position > start, bytes[start] != 0x30, bytes[position - 1] != 0x30, position < bytes.count else {
            return false
        }
        switch bytes[position] {
        case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): return false
        default: return true
        }
    }

    private mutating func word(_ word: StaticString) -> Bool {
        for offset in 0..<word.utf8CodeUnitCount where !take(word.utf8Start[offset]) { return false }
        return true
    }

    private func precedes(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
        canonical[left].lexicographicallyPrecedes(canonical[right])
    }

    private func holds(_ range: Range<Int>, _ word: StaticString) -> Bool {
        range.count == word.utf8CodeUnitCount
            && range.allSatisfy { canonical[$0] == word.utf8Start[$0 - range.lowerBound] }
    }
}
