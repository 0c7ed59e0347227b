import TapedeckJSONText
import TapedeckPythonText

/// Cuts an expression's bytes into tokens.
///
/// All of the text is cut before any of it is parsed: a fault of a token is reported before a fault of syntax left of it.
struct Lexer {
    var output: TokenisedText
    var position = 0

    static func tokens(of text: String) throws(ExpressionError) -> TokenisedText {
        var lexer = Lexer(output: TokenisedText(text: text, bytes: Array(text.utf8)))
        while let byte = lexer.current { try lexer.token(byte) }
        let end = lexer.position
        lexer.output.tokens.append(Token(kind: .eof, start: end, end: end))
        return lexer.output
    }

    var current: UInt8? {
        position < output.bytes.count ? output.bytes[position] : nil
    }

    private mutating func token(_ byte: UInt8) throws(ExpressionError) {
        switch byte {
        case 0x20, 0x09, 0x0A, 0x0D: position += 1
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
            identifier()
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): try number()
        case UInt8(ascii: "."): append(.dot)
        case UInt8(ascii: "*"): append(.star)
        case UInt8(ascii: "]"): append(.rightBracket)
        case UInt8(ascii: ","): append(.comma)
        case UInt8(ascii: ":"): append(.colon)
        case UInt8(ascii: "@"): append(.current)
        case UInt8(ascii: "("): append(.leftParenthesis)
        case UInt8(ascii: ")"): append(.rightParenthesis)
        case UInt8(ascii: "{"): append(.leftBrace)
        case UInt8(ascii: "}"): append(.rightBrace)
        case UInt8(ascii: "["):
            switch next {
            case UInt8(ascii: "]"): append(.flatten, length: 2)
            case UInt8(ascii: "?"): append(.filter, length: 2)
            default: append(.leftBracket)
            }
        case UInt8(ascii: "|"): append(.or, ifFollowedBy: "|", else: .pipe)
        case UInt8(ascii: "&"): append(.and, ifFollowedBy: "&", else: .expref)
        case UInt8(ascii: "<"): append(.lte, ifFollowedBy: "=", else: .lt)
        case UInt8(ascii: ">"): append(.gte, ifFollowedBy: "=", else: .gt)
        case UInt8(ascii: "!"): append(.ne, ifFollowedBy: "=", else: .not)
        case UInt8(ascii: "="):
            guard next == UInt8(ascii: "=") else { throw failure("Unknown token '='", at: position) }
            append(.eq, length: 2)
        case UInt8(ascii: "'"): try rawString()
        case UInt8(ascii: "\""): try quotedIdentifier()
        case UInt8(ascii: "`"): try literal()
        default:
            let scalar = String(decoding: output.bytes[position...].prefix(4), as: UTF8.self).unicodeScalars.first
            throw failure("Unknown token \(scalar.map(String.init) ?? "")", at: position)
        }
    }

    private var next: UInt8? {
        position + 1 < output.bytes.count ? output.bytes[position + 1] : nil
    }

    func failure(_ message: String, at offset: Int) -> ExpressionError {
        .lexical(message, at: offset, in: output.text)
    }

    private mutating func append(_ kind: Token.Kind, length: Int = 1) {
        output.tokens.append(Token(kind: kind, start: position, end: position + length))
        position += length
    }

    private mutating func append(_ double: Token.Kind, ifFollowedBy second: Unicode.Scalar, else single: Token.Kind) {
        if next == UInt8(ascii: second) {
            append(double, length: 2)
        } else {
            append(single)
        }
    }

    private mutating func identifier() {
        var end = position + 1
        while end < output.bytes.count {
            switch output.bytes[end] {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                end += 1
                continue
            default: break
            }
            break
        }
        append(.unquotedIdentifier, length: end - position)
    }

    private mutating func number() throws(ExpressionError) {
        let sign = output.bytes[position] == UInt8(ascii: "-") ? 1 : 0
        var end = position + sign
        while end < output.bytes.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= output.bytes[end] { end += 1 }
        let digits = end - position - sign
        if digits == 0 { throw failure("Unknown token '-'", at: position) }
        if digits > PythonNumber.maximumDigits { throw .numberTooLong(digits: digits) }
        append(.number, length: end - position)
    }
}
