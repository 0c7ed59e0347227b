/// A regular expression whose search ends in a time that the length of the text bounds.
///
/// Expressions come from users, and texts from anybody: an engine that goes back, as Swift's does, takes longer than anybody
/// waits for `(a|aa)+$` and fifty letters. This one follows all ways through the expression at once (Thompson, 1968; Pike's
/// way of keeping their order), and takes the one that an engine that goes back would find first. What can't be searched for
/// so, looking around and back references, is refused when the expression is read.
struct BoundedExpression: Sendable {
    /// One step of a search.
    enum Instruction: Sendable {
        /// Takes one character of a set.
        case take(ScalarSet)
        /// Goes on at both places, the first one preferred.
        case fork(Int, Int)
        case jump(Int)
        /// Goes on where something is true of the place.
        case hold(Assertion)
        case match
    }

    /// What is true of a place between two characters.
    enum Assertion: Sendable, Hashable {
        case start, end, lineStart, lineEnd, lastLineEnd, wordEdge, noWordEdge
    }

    /// Why an expression can't be used, as the end of a sentence.
    struct Unreadable: Error {
        let reason: String
    }

    private let program: [Instruction]
    /// The bytes that a match may begin with; `nil` where one may be empty.
    private let beginnings: [Bool]?

    /// Reads an expression.
    init(_ text: some StringProtocol) throws(Unreadable) {
        var compiler = ExpressionCompiler()
        try compiler.compile(try ExpressionParser.parse(text))
        program = compiler.program
        beginnings = Self.beginnings(of: program)
    }

    /// Steps that a search in a text may take: many times as many as nearly any expression needs.
    private static func budget(_ count: Int) -> Int {
        1 << 24 + 64 * count
    }

    /// Where it matches, in order and apart, without empty matches; the whole text where that took too many steps to find out.
    func ranges(in bytes: [UInt8]) -> [Range<Int>] {
        bytes.withUnsafeBufferPointer { text in
            var search = Search(program: program, beginnings: beginnings, text: text, budget: Self.budget(text.count))
            var ranges: [Range<Int>] = []
            var index = 0
            while index < text.count, let range = search.next(from: index) {
                if !range.isEmpty { ranges.append(range) }
                index = range.isEmpty ? Self.place(after: range.upperBound, text) : range.upperBound
            }
            return search.isExhausted ? [0..<text.count] : ranges
        }
    }

    private static func place(after index: Int, _ text: UnsafeBufferPointer<UInt8>) -> Int {
        index < text.count ? index + scalar(text, index).length : index + 1
    }

    /// The character at an index; a byte that is none of UTF-8 stands for the replacement character.
    fileprivate static func scalar(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> (value: UInt32, length: Int) {
        let first = text[index]
        if first < 0x80 { return (UInt32(first), 1) }
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        guard first >= 0xC2, first < 0xF5, index + length <= text.count else { return (0xFFFD, 1) }
        var value = UInt32(first) & (0x7F >> UInt32(length))
        for byte in text[(index + 1)..<(index + length)] {
            guard byte & 0xC0 == 0x80 else { return (0xFFFD, 1) }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        return Unicode.Scalar(value) == nil ? (0xFFFD, 1) : (value, length)
    }

    /// The character before an index; `nil` at the start.
    fileprivate static func scalar(_ text: UnsafeBufferPointer<UInt8>, before index: Int) -> UInt32? {
        if index == 0 { return nil }
        var start = index - 1
        while start > 0, index - start < 4, text[start] & 0xC0 == 0x80 { start -= 1 }
        let (value, length) = scalar(text, start)
        return start + length == index ? value : 0xFFFD
    }

    private static func beginnings(of program: [Instruction]) -> [Bool]? {
        var bytes = [Bool](repeating: false, count: 256)
        var seen: Set<Int> = []
        var open = [0]
        while let place = open.popLast() {
            guard seen.insert(place).inserted else { continue }
            switch program[place] {
            case .match: return nil
            case .jump(let next): open.append(next)
            case .fork(let first, let second): open += [first, second]
            case .hold: open.append(place + 1)
            case .take(let set):
                for byte in 0..<128 where set.contains(UInt32(byte)) { bytes[byte] = true }
                for byte in 128..<256 { bytes[byte] = true }
            }
        }
        return bytes
    }
}

/// A search in one text.
private struct Search {
    let program: [BoundedExpression.Instruction]
    let beginnings: [Bool]?
    let text: UnsafeBufferPointer<UInt8>
    var budget: Int

    /// The ways that are followed, the preferred ones first: where each is, and where it began.
    private var ways: [(place: Int, start: Int)] = []
    /// Those that will be followed in the next round.
    private var coming: [(place: Int, start: Int)] = []
    /// For each place of the program, the round in which it was reached last.
    private var reached: [Int]
    private var round = 0
    private var open: [Int] = []

    init(
        program: [BoundedExpression.Instruction], beginnings: [Bool]?, text: UnsafeBufferPointer<UInt8>, budget: Int
    ) {
        (self.program, self.beginnings, self.text, self.budget) = (program, beginnings, text, budget)
        reached = [Int](repeating: 0, count: program.count)
    }

    var isExhausted: Bool {
        budget <= 0
    }

    /// The first match that begins at an index or behind it.
    mutating func next(from first: Int) -> Range<Int>? {
        var found: Range<Int>?
        var index = first
        coming.removeAll(keepingCapacity: true)
        round += 1
        while true {
            if found == nil {
                if coming.isEmpty, let beginnings {
                    while index < text.count, !beginnings[Int(text[index])] { index += 1 }
                }
                follow(0, from: index, at: index)
            }
            swap(&ways, &coming)
            coming.removeAll(keepingCapacity: true)
            if ways.isEmpty, found != nil || index >= text.count { return found }
            let scalar = index < text.count ? BoundedExpression.scalar(text, index) : (0, 1)
            round += 1
            budget -= 1 + ways.count
            if isExhausted { return nil }
            for way in ways {
                if case .take(let set) = program[way.place] {
                    guard index < text.count, set.contains(scalar.0) else { continue }
                    follow(way.place + 1, from: way.start, at: index + scalar.1)
                } else {
                    // The ways behind are those that are less preferred.
                    found = way.start..<index
                    break
                }
            }
            if index >= text.count { return found }
            index += scalar.1
        }
    }

    /// Adds the ways that go on from a place without taking a character.
    private mutating func follow(_ place: Int, from start: Int, at index: Int) {
        open.append(place)
        while let place = open.popLast() {
            if reached[place] == round { continue }
            reached[place] = round
            budget -= 1
            switch program[place] {
            case .jump(let next): open.append(next)
            case .fork(let first, let second):
                open.append(second)
                open.append(first)
            case .hold(let assertion): if holds(assertion, at: index) { open.append(place + 1) }
            case .take, .match: coming.append((place, start))
            }
        }
    }

    private func holds(_ assertion: BoundedExpression.Assertion, at index: Int) -> Bool {
        switch assertion {
        case .start: return index == 0
        case .end: return index == text.count
        case .lineStart: return index == 0 || ScalarSet.isLineBreak(UInt32(text[index - 1]))
        case .lineEnd: return index == text.count || ScalarSet.isLineBreak(UInt32(text[index]))
        case .lastLineEnd:
            let rest = text[index...]
            return rest.isEmpty || rest.elementsEqual([0x0A]) || rest.elementsEqual([0x0D, 0x0A])
        case .wordEdge, .noWordEdge:
            let before = BoundedExpression.scalar(text, before: index).map(ScalarSet.isOfWord) ?? false
            let after = index < text.count && ScalarSet.isOfWord(BoundedExpression.scalar(text, index).value)
            return (before != after) == (assertion == .wordEdge)
        }
    }
}
