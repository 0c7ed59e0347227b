/// The characters that one step of an expression takes.
struct ScalarSet: Sendable, Hashable {
    /// A group of characters that has a letter in expressions.
    enum Group: Sendable, Hashable {
        case digit, word, space, any
    }

    private var ranges: [ClosedRange<UInt32>] = []
    private var groups: [(group: Group, isWithin: Bool)] = []
    var isNegated = false
    var ignoresCase = false {
        didSet { learnASCII() }
    }
    /// The answers for ASCII.
    private var ascii: (UInt64, UInt64) = (0, 0)

    init() {}

    init(_ scalar: UInt32) {
        add(scalar...scalar)
        learnASCII()
    }

    init(_ group: Group, isWithin: Bool = true) {
        add(group, isWithin: isWithin)
        learnASCII()
    }

    mutating func add(_ range: ClosedRange<UInt32>) {
        ranges.append(range)
    }

    mutating func add(_ group: Group, isWithin: Bool) {
        groups.append((group, isWithin))
    }

    /// Works the answers out for ASCII, once all is added.
    mutating func learnASCII() {
        ascii = (0, 0)
        for scalar in UInt32(0)..<128 where holds(scalar) {
            if scalar < 64 { ascii.0 |= 1 << UInt64(scalar) } else { ascii.1 |= 1 << UInt64(scalar - 64) }
        }
    }

    func contains(_ scalar: UInt32) -> Bool {
        if scalar < 64 { return ascii.0 & (1 << UInt64(scalar)) != 0 }
        if scalar < 128 { return ascii.1 & (1 << UInt64(scalar - 64)) != 0 }
        return holds(scalar)
    }

    private func holds(_ scalar: UInt32) -> Bool {
        (named(scalar) || ignoresCase && Self.otherCases(scalar).contains(where: named)) != isNegated
    }

    private func named(_ scalar: UInt32) -> Bool {
        ranges.contains { $0.contains(scalar) } || groups.contains { Self.isOf($0.group, scalar) == $0.isWithin }
    }

    private static func isOf(_ group: Group, _ scalar: UInt32) -> Bool {
        switch group {
        case .digit:
            scalar < 128
                ? (0x30...0x39).contains(scalar) : Unicode.Scalar(scalar)?.properties.numericType == .decimal
        case .word: isOfWord(scalar)
        case .space: Unicode.Scalar(scalar)?.properties.isWhitespace ?? false
        case .any: true
        }
    }

    /// Letters, digits, marks and what joins words.
    static func isOfWord(_ scalar: UInt32) -> Bool {
        if scalar < 128 { return scalar == 0x5F || DecodedText.isLetterOrDigit(UInt8(scalar)) }
        guard let properties = Unicode.Scalar(scalar)?.properties else { return false }
        if properties.isAlphabetic || properties.numericType == .decimal { return true }
        return switch properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark, .connectorPunctuation: true
        default: false
        }
    }

    static func isLineBreak(_ scalar: UInt32) -> Bool {
        (0x0A...0x0D).contains(scalar) || scalar == 0x85 || scalar == 0x2028 || scalar == 0x2029
    }

    private static func otherCases(_ scalar: UInt32) -> [UInt32] {
        guard let properties = Unicode.Scalar(scalar)?.properties else { return [] }
        return [properties.lowercaseMapping, properties.uppercaseMapping].compactMap { text in
            text.unicodeScalars.count == 1 ? text.unicodeScalars.first?.value : nil
        }
    }

    static func == (left: ScalarSet, right: ScalarSet) -> Bool {
        left.ranges == right.ranges && left.isNegated == right.isNegated && left.ignoresCase == right.ignoresCase
            && left.groups.elementsEqual(right.groups) { $0 == $1 }
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(ranges)
    }
}
