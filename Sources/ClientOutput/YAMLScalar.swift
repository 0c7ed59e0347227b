/// A text as YAML can write it: which styles hold it, and which is taken.
///
/// The rules are libyaml's, which AWS CLI prints YAML by: what is plain, quoted and escaped follows its emitter.
struct YAMLScalar: Sendable {
    /// The ways to write a text.
    enum Style: Sendable, Hashable {
        case plain, singleQuoted, doubleQuoted
    }

    /// The text's characters.
    let scalars: [Unicode.Scalar]
    /// Whether it holds line breaks.
    private(set) var isMultiline = false
    private(set) var style = Style.plain
    private let escapesDirections: Bool

    /// Looks at a text.
    ///
    /// - Parameter escapesDirections: whether characters that turn the direction of writing are escaped, for terminals.
    init(_ text: String, escapesDirections: Bool = false) {
        self.scalars = Array(text.unicodeScalars)
        self.escapesDirections = escapesDirections
        var flags = Flags()
        for index in scalars.indices { look(at: index, &flags) }
        isMultiline = flags.hasBreaks
        let startsDocument = text.hasPrefix("---") || text.hasPrefix("...")
        if flags.needsEscapes || flags.hasBreakAfterSpace || flags.hasSpaceAfterBreak {
            style = .doubleQuoted
        } else if scalars.isEmpty || startsDocument || flags.hasIndicator || flags.hasBreaks || flags.hasOuterBlank
            || !YAMLTag.isText(text)
        {
            style = .singleQuoted
        }
    }

    /// What was seen of the text.
    private struct Flags {
        var hasIndicator = false
        var needsEscapes = false
        var hasBreaks = false
        var hasOuterBlank = false
        var hasBreakAfterSpace = false
        var hasSpaceAfterBreak = false
        var followsSpace = false
        var followsBreak = false
    }

    private func look(at index: Int, _ flags: inout Flags) {
        let scalar = scalars[index]
        if isIndicator(at: index) { flags.hasIndicator = true }
        if !isPrintable(scalar) { flags.needsEscapes = true }
        let isSpace = scalar == " "
        let isBreak = YAMLScalar.isBreak(scalar)
        if isSpace || isBreak, index == 0 || index == scalars.count - 1 { flags.hasOuterBlank = true }
        if isBreak {
            flags.hasBreaks = true
            if flags.followsSpace { flags.hasBreakAfterSpace = true }
        }
        if isSpace, flags.followsBreak { flags.hasSpaceAfterBreak = true }
        flags.followsSpace = isSpace
        flags.followsBreak = isBreak
    }

    /// Whether YAML would take the character for a sign of its own.
    private func isIndicator(at index: Int) -> Bool {
        let isBeforeBlank = index + 1 >= scalars.count || YAMLScalar.isBlank(scalars[index + 1])
        switch scalars[index] {
        case "#": return index == 0 || YAMLScalar.isBlank(scalars[index - 1])
        case ":": return isBeforeBlank
        case "?", "-": return index == 0 && isBeforeBlank
        case ",", "[", "]", "{", "}", "&", "*", "!", "|", ">", "'", "\"", "%", "@", "`": return index == 0
        default: return false
        }
    }

    /// Whether a character is written as it is.
    func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A, 0x20...0x7E: true
        case 0x202A...0x202E, 0x2066...0x2069: !escapesDirections
        case 0xA0..<0xFEFF, 0xFF00...0xFFFD: true
        default: false
        }
    }

    /// Whether a character ends a line.
    static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A, 0x0D, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || scalar == "\t" || scalar == "\0" || isBreak(scalar)
    }

    /// A character within double quotes; `nil` where it needs no escape.
    func escape(_ scalar: Unicode.Scalar) -> String? {
        switch scalar.value {
        case 0x00: return "\\0"
        case 0x07: return "\\a"
        case 0x08: return "\\b"
        case 0x09: return "\\t"
        case 0x0A: return "\\n"
        case 0x0B: return "\\v"
        case 0x0C: return "\\f"
        case 0x0D: return "\\r"
        case 0x1B: return "\\e"
        case 0x22: return "\\\""
        case 0x5C: return "\\\\"
        case 0x85: return "\\N"
        case 0x2028: return "\\L"
        case 0x2029: return "\\P"
        default: break
        }
        guard !isPrintable(scalar) else { return nil }
        let (letter, width) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "\\\(letter)" + String(repeating: "0", count: width - digits.count) + digits
    }
}
