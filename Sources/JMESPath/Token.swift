import TapedeckJSONText
import TapedeckPythonText

/// One token of an expression.
struct Token {
    /// What a token is; the raw value is what messages call it.
    enum Kind: String {
        case eof, dot, star, colon, comma, current, flatten, filter, literal, number, pipe, or, and, not, expref
        case eq, ne, lt, lte, gt, gte
        case leftBracket = "lbracket"
        case rightBracket = "rbracket"
        case leftParenthesis = "lparen"
        case rightParenthesis = "rparen"
        case leftBrace = "lbrace"
        case rightBrace = "rbrace"
        case unquotedIdentifier = "unquoted_identifier"
        case quotedIdentifier = "quoted_identifier"

        /// How strongly the token binds what stands left of it, as in the table of Python's parser.
        var bindingPower: Int {
            switch self {
            case .eof, .unquotedIdentifier, .quotedIdentifier, .literal, .rightBracket, .rightParenthesis, .comma,
                .rightBrace, .number, .current, .expref, .colon:
                0
            case .pipe: 1
            case .or: 2
            case .and: 3
            case .eq, .ne, .lt, .lte, .gt, .gte: 5
            case .flatten: 9
            case .star: 20
            case .filter: 21
            case .dot: 40
            case .not: 45
            case .leftBrace: 50
            case .leftBracket: 55
            case .leftParenthesis: 60
            }
        }
    }

    let kind: Kind
    /// Where the token starts and ends, in bytes.
    let start: Int
    let end: Int
    /// Where its value stands in ``TokenisedText/literals`` or ``TokenisedText/names``.
    var value = 0
}

/// An expression's text cut into tokens, the last of which is `eof`.
struct TokenisedText {
    let text: String
    let bytes: [UInt8]
    var tokens: [Token] = []
    var literals: [JSONValue] = []
    var names: [String] = []

    /// The token as messages show it: Python prints the value, not the text.
    func shown(_ token: Token) -> String {
        switch token.kind {
        case .literal: PythonText.string(literals[token.value])
        case .quotedIdentifier: names[token.value]
        case .number: PythonNumber.plainInteger(source(token))
        default: source(token)
        }
    }

    /// The name that an identifier stands for.
    func name(_ token: Token) -> String {
        token.kind == .quotedIdentifier ? names[token.value] : source(token)
    }

    /// The number of a number token, at the bounds of `Int` where it is beyond them.
    func integer(_ token: Token) -> Int {
        let text = source(token)
        return Int(text) ?? (text.utf8.first == UInt8(ascii: "-") ? .min : .max)
    }

    private func source(_ token: Token) -> String {
        String(decoding: bytes[token.start..<token.end], as: UTF8.self)
    }
}
