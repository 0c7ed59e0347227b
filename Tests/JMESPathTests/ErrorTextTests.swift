import TapedeckJMESPath
import TapedeckJSONText
import Testing

/// Errors word for word, as Python's `jmespath` prints them; the tests' expectations were read off that.
struct ErrorTextTests {
    @Test(arguments: [
        ("", "Invalid JMESPath expression: cannot be empty."),
        ("Connection.[", "Invalid jmespath expression: Incomplete expression:\n\"Connection.[\"\n             ^"),
        (" ", "Invalid jmespath expression: Incomplete expression:\n\" \"\n  ^"),
        ("a[", "Invalid jmespath expression: Incomplete expression:\n\"a[\"\n   ^"),
        ("foo#", "Bad jmespath expression: Unknown token #:\nfoo#\n   ^"),
        ("é😀", "Bad jmespath expression: Unknown token é:\né😀\n^"),
        ("a=b", "Bad jmespath expression: Unknown token '=':\na=b\n ^"),
        ("a[-]", "Bad jmespath expression: Unknown token '-':\na[-]\n  ^"),
        ("'é' 'a", "Bad jmespath expression: Unclosed ' delimiter:\n'é' 'a\n    ^"),
        ("`a", "Bad jmespath expression: Unclosed ` delimiter:\n`a\n^"),
        (#"`"a`"#, "Bad jmespath expression: Bad token \"a:\n`\"a`\n^"),
        (#""\x""#, "Bad jmespath expression: Invalid \\escape:\n\"\\x\"\n^"),
        (#""\u12""#, "Bad jmespath expression: Invalid \\uXXXX escape:\n\"\\u12\"\n^"),
        ("\"a\nb\"", "Bad jmespath expression: Invalid control character at:\n\"a\nb\"\n^"),
    ])
    func saysWhereTheTextBreaks(expression: String, message: String) {
        let error = #expect(throws: ExpressionError.self) { try Expression(expression) }
        #expect(error?.description == message)
    }

    @Test(arguments: [
        ("a.", "Expecting: ['quoted_identifier', 'unquoted_identifier', 'lbracket', 'lbrace'], got: eof", 2, "", "EOF"),
        ("a b", "Unexpected token: b", 2, "b", "UNQUOTED_IDENTIFIER"),
        ("a.007", Self.member("number"), 2, "7", "NUMBER"),
        ("a.`{\"b\": [true, null, \"it's\"]}`", Self.member("literal"), 2, "{'b': [True, None, \"it's\"]}", "LITERAL"),
        ("]", "invalid token", 0, "]", "RBRACKET"),
        ("é.a]".replacing("é", with: "b"), "Unexpected token: ]", 3, "]", "RBRACKET"),
        (#""a"(b)"#, "Quoted identifier not allowed for function names.", 0, "(", "LPAREN"),
        ("@(a)", "Invalid function name '@'", 0, "@", "CURRENT"),
        ("a[b]", "Expecting: star, got: unquoted_identifier", 2, "b", "UNQUOTED_IDENTIFIER"),
        ("[0:1:2:3]", "syntax error", 6, ":", "COLON"),
        ("{a}", "Expecting: colon, got: rbrace", 2, "}", "RBRACE"), ("a[*]*", "syntax error", 4, "*", "STAR"),
        ("a{b", "invalid token", 1, "{", "LBRACE"),
        ("{1: a}", "Expecting: ['quoted_identifier', 'unquoted_identifier'], got: number", 1, "1", "NUMBER"),
    ])
    func saysWhichTokenCannotStandThere(
        expression: String, message: String, column: Int, token: String, kind: String
    ) {
        let error = #expect(throws: ExpressionError.self) { try Expression(expression) }
        let mark = String(repeating: " ", count: column + 1) + "^"
        #expect(
            error?.description
                == "\(message): Parse error at column \(column), token \"\(token)\" (\(kind)), for expression:\n"
                + "\"\(expression)\"\n\(mark)")
    }

    private static func member(_ got: String) -> String {
        "Expecting: ['quoted_identifier', 'unquoted_identifier', 'lbracket', 'lbrace'], got: \(got)"
    }

    @Test(arguments: [
        ("foo(@)", "1", "Unknown function: foo()"),
        ("length(a, b)", "{}", "Expected 1 argument for function length(), received 2"),
        ("join(a)", "{}", "Expected 2 arguments for function join(), received 1"),
        ("merge()", "{}", "Expected at least 1 argument for function merge(), received 0"),
        (
            "length(@)", "1",
            "In function length(), invalid type for value: 1, expected one of: ['string', 'array', 'object'], received: \"number\""
        ),
        (
            "sum(@)", #"[1,"a"]"#,
            "In function sum(), invalid type for value: a, expected one of: ['array-number'], received: \"str\""
        ),
        (
            "sort(@)", #"[1,"a"]"#,
            "In function sort(), invalid type for value: a, expected one of: ['array-string', 'array-number'], received: \"str\""
        ),
        (
            "max(@)", "[[1]]",
            "In function max(), invalid type for value: [1], expected one of: ['array-number', 'array-string'], received: \"list\""
        ),
        (
            "abs(@)", #"{"a":[1.0,1e3,null,true,"\u200b\u0007'"]}"#,
            "In function abs(), invalid type for value: {'a': [1.0, 1000.0, None, True, \"\\u200b\\x07'\"]}, expected one of: "
                + "['number'], received: \"object\""
        ),
        (
            "sort_by(@, &a)", "[{}]",
            "In function sort_by(), invalid type for value: {}, expected one of: ['string', 'number'], received: \"null\""
        ),
        (
            "sort_by(@, &a)", #"[{"a":1},{"a":"x"}]"#,
            "In function sort_by(), invalid type for value: x, expected one of: ['number'], received: \"string\""
        ),
        (
            "max_by(@, &a)", #"[{"a":null}]"#,
            "In function max_by(), invalid type for value: None, expected one of: ['number', 'string'], received: \"null\""
        ),
        (
            "map(@, @)", "[]",
            "In function map(), invalid type for value: [], expected one of: ['expref'], received: \"array\""
        ),
        ("[::0]", "[]", "slice step cannot be zero"),
        ("`1` < 'a'", "0", "'<' not supported between instances of 'int' and 'str'"),
        ("max_by(@, &a)", #"[{"a":1.5},{"a":"x"}]"#, "'>' not supported between instances of 'str' and 'float'"),
        ("contains('a', `1`)", "0", "'in <string>' requires string as left operand, not int"),
        ("merge(`{}`, `1`)", "0", "'int' object is not iterable"),
        ("floor(`Infinity`)", "0", "cannot convert float infinity to integer"),
        ("merge(`{}`, `[1]`)", "0", "cannot convert dictionary update sequence element #0 to a sequence"),
    ])
    func saysWhatCannotBeEvaluated(expression: String, document: String, message: String) throws {
        let value = try JSONParser.parse(document)
        let parsed = try Expression(expression)
        let error = #expect(throws: EvaluationError.self) { try parsed.search(value) }
        #expect(error?.description == message)
    }

    @Test
    func refusesAReferenceAsAValue() throws {
        for text in ["&a", "[&a]", "not_null(&a)", "to_array(&a)"] {
            let expression = try Expression(text)
            #expect(throws: EvaluationError.self, "\(text)") { try expression.search(.object(JSONObject())) }
        }
    }

    @Test
    func evaluatesArgumentsBeforeItMissesTheFunction() throws {
        let expression = try Expression("foo(abs('x'))")
        let error = #expect(throws: EvaluationError.self) { try expression.search(.null) }
        #expect(error?.isUnknownFunction == false)
    }
}
