/// What a regular expression says.
indirect enum ExpressionNode: Sendable {
    case nothing
    case take(ScalarSet)
    case hold(BoundedExpression.Assertion)
    case sequence([ExpressionNode])
    case choice([ExpressionNode])
    case repeated(ExpressionNode, least: Int, most: Int?, isLazy: Bool)
}

/// Reads regular expressions, as most programs write them.
struct ExpressionParser {
    private typealias Unreadable = BoundedExpression.Unreadable

    private var rest: Substring.UnicodeScalarView
    private var ignoresCase = false
    private var dotTakesBreaks = false
    private var anchorsAreOfLines = false
    private var depth = 0

    private init(_ text: Substring) {
        rest = text.unicodeScalars
    }

    static func parse(_ text: some StringProtocol) throws(BoundedExpression.Unreadable) -> ExpressionNode {
        guard !text.isEmpty else { throw Unreadable(reason: "it is empty") }
        var parser = ExpressionParser(Substring(text))
        let node = try parser.choice()
        guard parser.rest.isEmpty else { throw Unreadable(reason: "a ) closes nothing") }
        return node
    }

    private mutating func takes(_ text: String) -> Bool {
        guard rest.starts(with: text.unicodeScalars) else { return false }
        rest = rest.dropFirst(text.unicodeScalars.count)
        return true
    }

    private mutating func choice() throws(BoundedExpression.Unreadable) -> ExpressionNode {
        depth += 1
        defer { depth -= 1 }
        if depth > 100 { throw Unreadable(reason: "its groups are more than 100 deep") }
        var branches = [try sequence()]
        while takes("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func sequence() throws(BoundedExpression.Unreadable) -> ExpressionNode {
        var nodes: [ExpressionNode] = []
        while let first = rest.first, first != "|", first != ")" {
            guard let atom = try atom() else { continue }
            nodes.append(try repeated(atom))
        }
        return nodes.count == 1 ? nodes[0] : .sequence(nodes)
    }

    private mutating func repeated(_ atom: ExpressionNode) throws(BoundedExpression.Unreadable) -> ExpressionNode {
        var node = atom
        while let (least, most) = try count() {
            let isLazy = takes("?")
            if !isLazy, takes("+") {
                throw Unreadable(
                    reason: "a + behind a count never goes back, which this search has no need of; leave it out")
            }
            node = .repeated(node, least: least, most: most, isLazy: isLazy)
        }
        return node
    }

    private mutating func count() throws(BoundedExpression.Unreadable) -> (Int, Int?)? {
        if takes("*") { return (0, nil) }
        if takes("+") { return (1, nil) }
        if takes("?") { return (0, 1) }
        guard rest.first == "{", let close = rest.firstIndex(of: "}") else { return nil }
        let inner = String(rest[..<close].dropFirst())
        let parts = inner.split(separator: ",", omittingEmptySubsequences: false)
        // Braces with anything else in them stand for themselves.
        guard parts.count <= 2, inner != ",", parts.allSatisfy({ $0.allSatisfy { ("0"..."9").contains($0) } }),
            !inner.isEmpty
        else { return nil }
        rest = rest[close...].dropFirst()
        let least = parts[0].isEmpty ? 0 : Int(parts[0]) ?? .max
        let most = parts.count == 1 ? least : parts[1].isEmpty ? nil : Int(parts[1]) ?? .max
        guard least <= 1000, most ?? 0 <= 1000, least <= most ?? least else {
            throw Unreadable(reason: "{\(inner)} is no count; expected 1000 at most, the smaller one first")
        }
        return (least, most)
    }

    /// One part that may be repeated; `nil` for what only sets how others are read.
    private mutating func atom() throws(BoundedExpression.Unreadable) -> ExpressionNode? {
        let first = rest.removeFirst()
        switch first {
        case "(": return try group()
        case "[": return .take(try characters())
        case ".":
            if dotTakesBreaks { return .take(ScalarSet(.any)) }
            var set = ScalarSet()
            set.add(0x0A...0x0D)
            for scalar: UInt32 in [0x85, 0x2028, 0x2029] { set.add(scalar...scalar) }
            set.isNegated = true
            set.learnASCII()
            return .take(set)
        case "^": return .hold(anchorsAreOfLines ? .lineStart : .start)
        case "$": return .hold(anchorsAreOfLines ? .lineEnd : .lastLineEnd)
        case "*", "+", "?": throw Unreadable(reason: "\(first) has nothing before it to repeat")
        case "\\": return try escape()
        default: return .take(set(first.value))
        }
    }

    private func set(_ scalar: UInt32) -> ScalarSet {
        var set = ScalarSet(scalar)
        if ignoresCase { set.ignoresCase = true }
        return set
    }

    private mutating func group() throws(BoundedExpression.Unreadable) -> ExpressionNode? {
        let (before, breaks, lines) = (ignoresCase, dotTakesBreaks, anchorsAreOfLines)
        if takes("?") {
            if takes("#") {
                guard let close = rest.firstIndex(of: ")") else { throw Unreadable(reason: "a ( is not closed") }
                rest = rest[close...].dropFirst()
                return nil
            }
            for looking in ["=", "!", "<=", "<!", ">", "|", "("] where rest.starts(with: looking.unicodeScalars) {
                throw Unreadable(
                    reason: "(?\(looking) can't be searched for in a bounded time; write what is to go without it")
            }
            if takes("P<") || takes("<") || takes("'") {
                guard let close = rest.firstIndex(where: { $0 == ">" || $0 == "'" }) else {
                    throw Unreadable(reason: "a group's name is not closed")
                }
                rest = rest[close...].dropFirst()
            } else if !takes(":") {
                try options()
                if takes(")") { return nil }
                guard takes(":") else { throw Unreadable(reason: "a group begins with what is not known here") }
            }
        }
        let node = try choice()
        guard takes(")") else { throw Unreadable(reason: "a ( is not closed") }
        (ignoresCase, dotTakesBreaks, anchorsAreOfLines) = (before, breaks, lines)
        return node
    }

    private mutating func options() throws(BoundedExpression.Unreadable) {
        var isOn = true
        while let first = rest.first, first != ")", first != ":" {
            switch rest.removeFirst() {
            case "-": isOn = false
            case "i": ignoresCase = isOn
            case "s": dotTakesBreaks = isOn
            case "m": anchorsAreOfLines = isOn
            default: throw Unreadable(reason: "(?\(first) is not known; expected (?i), (?s) or (?m)")
            }
        }
    }

    private mutating func escape() throws(BoundedExpression.Unreadable) -> ExpressionNode {
        guard let letter = rest.first else { throw Unreadable(reason: "it ends in a backslash") }
        let assertions: [Unicode.Scalar: BoundedExpression.Assertion] = [
            "b": .wordEdge, "B": .noWordEdge, "A": .start, "z": .end, "Z": .lastLineEnd,
        ]
        if let assertion = assertions[letter] {
            rest.removeFirst()
            return .hold(assertion)
        }
        if let (group, isWithin) = shorthand() { return .take(ScalarSet(group, isWithin: isWithin)) }
        return .take(set(try escapedScalar()))
    }

    /// A group's letter behind a backslash.
    private mutating func shorthand() -> (ScalarSet.Group, Bool)? {
        let known: [Unicode.Scalar: (ScalarSet.Group, Bool)] = [
            "d": (.digit, true), "D": (.digit, false), "w": (.word, true), "W": (.word, false), "s": (.space, true),
            "S": (.space, false),
        ]
        guard let found = rest.first.flatMap({ known[$0] }) else { return nil }
        rest.removeFirst()
        return found
    }

    private mutating func escapedScalar() throws(BoundedExpression.Unreadable) -> UInt32 {
        guard !rest.isEmpty else { throw Unreadable(reason: "it ends in a backslash") }
        let letter = rest.removeFirst()
        switch letter {
        case "n": return 0x0A
        case "r": return 0x0D
        case "t": return 0x09
        case "f": return 0x0C
        case "v": return 0x0B
        case "a": return 0x07
        case "e": return 0x1B
        case "0": return 0
        case "x": return try number(digits: 2)
        case "u": return try number(digits: 4)
        case "1"..."9", "k", "g":
            throw Unreadable(reason: "\\\(letter), which refers back, can't be searched for in a bounded time")
        case "a"..."z", "A"..."Z": throw Unreadable(reason: "\\\(letter) is not known here")
        default: return letter.value
        }
    }

    private mutating func number(digits: Int) throws(BoundedExpression.Unreadable) -> UInt32 {
        var text = String(rest.prefix(digits))
        var length = digits
        if rest.first == "{", let close = rest.firstIndex(of: "}") {
            text = String(rest[..<close].dropFirst())
            length = text.unicodeScalars.count + 2
        }
        guard text.utf8.count > 0, length >= digits || text.count > 0, let value = UInt32(text, radix: 16),
            text.first != "+", Unicode.Scalar(value) != nil
        else { throw Unreadable(reason: "a character's number is none") }
        rest = rest.dropFirst(length)
        return value
    }

    /// What stands in square brackets.
    private mutating func characters() throws(BoundedExpression.Unreadable) -> ScalarSet {
        var set = ScalarSet()
        set.isNegated = takes("^")
        var isFirst = true
        while let first = rest.first, first != "]" || isFirst {
            isFirst = false
            for operation in ["&&", "--", "~~"] where rest.starts(with: operation.unicodeScalars) {
                throw Unreadable(reason: "\(operation) between square brackets is not known here")
            }
            if rest.starts(with: "[:".unicodeScalars), try namedGroup(&set) { continue }
            if first == "[" { throw Unreadable(reason: "a [ stands within square brackets; write \\[ if it is meant") }
            if first == "\\" {
                rest.removeFirst()
                if let (group, isWithin) = shorthand() {
                    set.add(group, isWithin: isWithin)
                    continue
                }
            } else {
                rest.removeFirst()
            }
            let low = first == "\\" ? try (takes("b") ? 0x08 : escapedScalar()) : first.value
            guard rest.first == "-", let behind = rest.dropFirst().first, behind != "]" else {
                set.add(low...low)
                continue
            }
            rest = rest.dropFirst()
            rest = rest.dropFirst()
            let high = behind == "\\" ? try escapedScalar() : behind.value
            guard low <= high else { throw Unreadable(reason: "a range in square brackets goes down") }
            set.add(low...high)
        }
        guard takes("]") else { throw Unreadable(reason: "a [ is not closed") }
        set.learnASCII()
        if ignoresCase { set.ignoresCase = true }
        return set
    }

    private static let named: [(name: String, ranges: [ClosedRange<UInt32>])] = [
        ("digit", [0x30...0x39]), ("alpha", [0x41...0x5A, 0x61...0x7A]), ("upper", [0x41...0x5A]),
        ("lower", [0x61...0x7A]), ("alnum", [0x30...0x39, 0x41...0x5A, 0x61...0x7A]),
        ("space", [0x09...0x0D, 0x20...0x20]),
        ("xdigit", [0x30...0x39, 0x41...0x46, 0x61...0x66]), ("blank", [0x09...0x09, 0x20...0x20]),
        ("punct", [0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E]),
        ("word", [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A]),
    ]

    private mutating func namedGroup(_ set: inout ScalarSet) throws(BoundedExpression.Unreadable) -> Bool {
        for (name, ranges) in Self.named where takes("[:\(name):]") {
            for range in ranges { set.add(range) }
            return true
        }
        return false
    }
}

/// Makes the steps of a search of what an expression says.
struct ExpressionCompiler {
    private(set) var program: [BoundedExpression.Instruction] = []

    private static let limit = 10_000

    mutating func compile(_ node: ExpressionNode) throws(BoundedExpression.Unreadable) {
        try add(node)
        program.append(.match)
    }

    private mutating func add(_ node: ExpressionNode) throws(BoundedExpression.Unreadable) {
        guard program.count < Self.limit else {
            throw BoundedExpression.Unreadable(reason: "its counts make it longer than is searched for")
        }
        switch node {
        case .nothing: break
        case .take(let set): program.append(.take(set))
        case .hold(let assertion): program.append(.hold(assertion))
        case .sequence(let nodes): for node in nodes { try add(node) }
        case .choice(let branches):
            var ends: [Int] = []
            for (index, branch) in branches.enumerated() {
                guard index < branches.count - 1 else {
                    try add(branch)
                    break
                }
                let fork = reserve()
                try add(branch)
                ends.append(reserve())
                program[fork] = .fork(fork + 1, program.count)
            }
            for end in ends { program[end] = .jump(program.count) }
        case .repeated(let node, let least, let most, let isLazy):
            for _ in 0..<least {
                let length = program.count
                try add(node)
                // Of nothing, no number of times is more.
                if program.count == length { break }
            }
            guard let most else {
                let fork = reserve()
                try add(node)
                program.append(.jump(fork))
                program[fork] = self.fork(fork + 1, program.count, isLazy)
                return
            }
            var forks: [Int] = []
            for _ in least..<most {
                forks.append(reserve())
                try add(node)
            }
            for fork in forks { program[fork] = self.fork(fork + 1, program.count, isLazy) }
        }
    }

    private func fork(_ within: Int, _ behind: Int, _ isLazy: Bool) -> BoundedExpression.Instruction {
        isLazy ? .fork(behind, within) : .fork(within, behind)
    }

    /// A place for an instruction that is known later.
    private mutating func reserve() -> Int {
        program.append(.match)
        return program.count - 1
    }
}
