import TapedeckPythonText

/// Why a text is not a JMESPath expression, in the words of Python's `jmespath`.
///
/// Two errors are equal when they are of the same kind.
public struct ExpressionError: Error, Sendable, Equatable, CustomStringConvertible {
    private enum Code: Sendable {
        case empty, lexical, syntax, incomplete, tooLong, tooDeep
    }

    private let code: Code
    /// The whole message: several lines, the last one pointing at the fault, where there is a place to point at.
    public let description: String

    /// The text is empty.
    public static let empty = ExpressionError(
        code: .empty, description: "Invalid JMESPath expression: cannot be empty.")
    /// The text has more than ``Expression/maximumLength`` bytes.
    public static let tooLong = ExpressionError(
        code: .tooLong,
        description: "Invalid jmespath expression: longer than \(Expression.maximumLength) bytes")
    /// The text is nested more than ``Expression/maximumDepth`` levels deep.
    public static let tooDeep = ExpressionError(
        code: .tooDeep,
        description: "Invalid jmespath expression: nested more than \(Expression.maximumDepth) levels deep")

    /// Whether the text is broken below the level of tokens: an unknown character, a text without its end.
    public var isLexical: Bool {
        code == .lexical
    }

    /// Whether the text ends where more was expected.
    public var isIncomplete: Bool {
        code == .incomplete
    }

    /// Whether both are of the same kind.
    public static func == (left: ExpressionError, right: ExpressionError) -> Bool {
        left.code == right.code
    }

    static func lexical(_ message: String, at offset: Int, in text: String) -> ExpressionError {
        ExpressionError(
            code: .lexical,
            description: "Bad jmespath expression: \(message):\n\(text)\n\(mark(column(of: offset, in: text)))")
    }

    /// A number that Python refuses to convert; its message stands without any frame.
    static func numberTooLong(digits: Int) -> ExpressionError {
        ExpressionError(code: .lexical, description: PythonNumber.tooManyDigits(digits))
    }

    static func syntax(_ message: String, token: String, kind: Token.Kind, at offset: Int, in text: String) -> Self {
        let column = column(of: offset, in: text)
        return ExpressionError(
            code: .syntax,
            description: """
                \(message): Parse error at column \(column), token "\(token)" (\(kind.rawValue.uppercased())), \
                for expression:
                "\(text)"
                \(mark(column + 1))
                """)
    }

    static func incomplete(_ text: String) -> ExpressionError {
        let column = text.unicodeScalars.count
        return ExpressionError(
            code: .incomplete,
            description: "Invalid jmespath expression: Incomplete expression:\n\"\(text)\"\n\(mark(column + 1))")
    }

    private static func mark(_ column: Int) -> String {
        String(repeating: " ", count: column) + "^"
    }

    /// Python counts characters, this module bytes.
    private static func column(of offset: Int, in text: String) -> Int {
        text.utf8.prefix(offset).reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
    }
}
