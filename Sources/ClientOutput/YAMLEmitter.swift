/// Writes YAML in block style, two spaces a level, lines broken at spaces beyond 80 columns.
///
/// Source: the layout that libyaml's emitter gives AWS CLI; a sequence in a mapping is not indented.
struct YAMLEmitter {
    /// What a node stands in.
    enum Place: Sendable {
        case root, item, value, simpleKey
    }

    private static let lineLength = 80
    private static let step = 2
    /// The longest key, in bytes, that is written before a colon; a longer one gets a question mark.
    private static let keyLength = 128

    private(set) var output = ""
    private var column = 0
    private var indent = -1
    private var endsInSpace = true
    private var isIndenting = true

    /// Writes `[]` or `{}`.
    mutating func writeEmpty(_ signs: String) {
        write(indicator: signs, afterSpace: true)
    }

    /// Writes a sequence of at least one item.
    mutating func writeSequence<Item>(
        _ items: [Item], in place: Place, _ writeItem: (inout YAMLEmitter, Item) -> Void
    ) {
        let outer = indent
        if indent < 0 { indent = 0 } else if place != .value || isIndenting { indent += YAMLEmitter.step }
        for item in items {
            breakLine()
            write(indicator: "-", afterSpace: true, keepsIndenting: true)
            writeItem(&self, item)
        }
        indent = outer
    }

    /// Writes a mapping of at least one member.
    mutating func writeMapping<Value>(
        _ members: [(key: YAMLScalar, value: Value)], _ writeValue: (inout YAMLEmitter, Value) -> Void
    ) {
        let outer = indent
        indent = indent < 0 ? 0 : indent + YAMLEmitter.step
        for (key, value) in members {
            breakLine()
            let bytes = key.scalars.reduce(0) { $0 + UTF8.width($1) }
            if !key.isMultiline, bytes <= YAMLEmitter.keyLength {
                write(key, in: .simpleKey)
                write(indicator: ":")
            } else {
                write(indicator: "?", afterSpace: true, keepsIndenting: true)
                write(key, in: .value)
                breakLine()
                write(indicator: ":", afterSpace: true, keepsIndenting: true)
            }
            writeValue(&self, value)
        }
        indent = outer
    }

    /// Writes a word that YAML reads as a number, a truth value, a date or nothing.
    mutating func write(word: String) {
        write(indicator: word, afterSpace: true)
    }

    /// Writes a text.
    mutating func write(_ scalar: YAMLScalar, in place: Place) {
        let outer = indent
        indent = indent < 0 ? YAMLEmitter.step : indent + YAMLEmitter.step
        let mayBreak = place != .simpleKey
        switch scalar.style {
        case .plain:
            if !endsInSpace { put(" ") }
            writeCharacters(of: scalar, mayBreak: mayBreak)
        case .singleQuoted:
            write(indicator: "'", afterSpace: true)
            writeCharacters(of: scalar, mayBreak: mayBreak)
            write(indicator: "'")
        case .doubleQuoted:
            write(indicator: "\"", afterSpace: true)
            writeEscaped(scalar, mayBreak: mayBreak)
            write(indicator: "\"")
        }
        endsInSpace = false
        isIndenting = false
        indent = outer
    }

    private mutating func writeCharacters(of scalar: YAMLScalar, mayBreak: Bool) {
        let scalars = scalar.scalars
        var followsSpace = false
        var followsBreak = false
        for (index, character) in scalars.enumerated() {
            if character == " " {
                let isInside = index > 0 && index < scalars.count - 1 && scalars[index + 1] != " "
                if mayBreak, !followsSpace, column > YAMLEmitter.lineLength, isInside {
                    breakLine()
                } else {
                    put(" ")
                }
                followsSpace = true
            } else if YAMLScalar.isBreak(character) {
                if !followsBreak, character == "\n" { putBreak("\n") }
                putBreak(character)
                isIndenting = true
                followsBreak = true
            } else {
                if followsBreak { breakLine() }
                if character == "'", scalar.style == .singleQuoted { put("'") }
                put(character)
                isIndenting = false
                followsSpace = false
                followsBreak = false
            }
        }
        if followsBreak { breakLine() }
    }

    private mutating func writeEscaped(_ scalar: YAMLScalar, mayBreak: Bool) {
        let scalars = scalar.scalars
        var followsSpace = false
        for (index, character) in scalars.enumerated() {
            if let escape = scalar.escape(character) {
                for part in escape.unicodeScalars { put(part) }
                followsSpace = false
            } else if character == " " {
                let isInside = index > 0 && index < scalars.count - 1
                if mayBreak, !followsSpace, column > YAMLEmitter.lineLength, isInside {
                    breakLine()
                    if scalars[index + 1] == " " { put("\\") }
                } else {
                    put(" ")
                }
                followsSpace = true
            } else {
                put(character)
                followsSpace = false
            }
        }
    }

    private mutating func write(indicator: String, afterSpace: Bool = false, keepsIndenting: Bool = false) {
        if afterSpace, !endsInSpace { put(" ") }
        for scalar in indicator.unicodeScalars { put(scalar) }
        endsInSpace = false
        isIndenting = isIndenting && keepsIndenting
    }

    /// Goes to the indentation: on this line where nothing but signs stands before it, else on the next.
    private mutating func breakLine() {
        let wanted = max(indent, 0)
        if !isIndenting || column > wanted || (column == wanted && !endsInSpace) { putBreak("\n") }
        while column < wanted { put(" ") }
        endsInSpace = true
        isIndenting = true
    }

    private mutating func put(_ scalar: Unicode.Scalar) {
        output.unicodeScalars.append(scalar)
        column += 1
    }

    private mutating func putBreak(_ scalar: Unicode.Scalar) {
        output.unicodeScalars.append(scalar)
        column = 0
    }
}
