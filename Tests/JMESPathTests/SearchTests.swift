import TapedeckJMESPath
import TapedeckJSONText
import Testing

/// What an expression selects; each case is the expression, the document and the result's exact text.
struct SearchTests {
    private func expect(_ expression: String, _ document: String, _ result: String) throws {
        let value = try JSONParser.parse(document)
        #expect(try Expression(expression).search(value).text() == result, "\(expression) of \(document)")
    }

    @Test(arguments: [
        ("@", #"{"b":1.50,"a":1E3,"b":2}"#, #"{"b":1.50,"a":1E3,"b":2}"#),
        ("a", #"{"a":1.604363571E9}"#, "1.604363571E9"),
        ("[a, b]", #"{"b":1.0,"a":-0.0}"#, "[-0.0,1.0]"),
        ("{y: a, x: b}", #"{"b":1.0,"a":12345678901234567890}"#, #"{"y":12345678901234567890,"x":1.0}"#),
        ("max(@)", "[1.0,1]", "1.0"), ("sort(@)", "[2,1.50,1]", "[1,1.50,2]"),
    ])
    func passesTextsAndOrderThrough(expression: String, document: String, result: String) throws {
        try expect(expression, document, result)
    }

    @Test(arguments: [
        ("a", #"{"a":1,"a":2}"#, "2"), ("*", #"{"a":1,"b":3,"a":2}"#, "[2,3]"),
        ("keys(@)", #"{"a":1,"b":3,"a":2}"#, #"["a","b"]"#), ("length(@)", #"{"a":1,"b":3,"a":2}"#, "2"),
        ("{a: `1`, b: `2`, a: `3`}", "{}", #"{"a":3,"b":2}"#),
    ])
    func takesTheLastOfRepeatedMembersInTheFirstPlace(expression: String, document: String, result: String) throws {
        try expect(expression, document, result)
    }

    @Test(arguments: [
        ("a.b[0].c", #"{"a":{"b":[{"c":1}]}}"#, "1"), ("a[-1]", #"{"a":[1,2]}"#, "2"),
        ("a[2]", #"{"a":[1,2]}"#, "null"),
        ("a[99999999999999999999]", #"{"a":[1]}"#, "null"), ("a[-99999999999999999999]", #"{"a":[1]}"#, "null"),
        (#""a b"."\u00e9""#, #"{"a b":{"é":1}}"#, "1"), (#""é""#, #"{"e\u0301":1}"#, "null"), ("a.b", "[1]", "null"),
        ("[:99999999999999999999]", "[1,2]", "[1,2]"), ("[::99999999999999999999]", "[1,2]", "[1]"),
        ("[::-99999999999999999999]", "[1,2]", "[2]"), ("[::-1]", "[1,2,3]", "[3,2,1]"), ("[-2:]", "[1,2,3]", "[2,3]"),
        ("[5:0:-2]", "[0,1,2,3]", "[3,1]"), ("[0:2]", #""ab""#, "null"), ("a[::0]", #"{"a":"x"}"#, "null"),
    ])
    func selectsMembersAndElements(expression: String, document: String, result: String) throws {
        try expect(expression, document, result)
    }

    @Test(arguments: [
        ("a[*].b", #"{"a":[{"b":1},{"c":2},{"b":null},{"b":3}]}"#, "[1,3]"),
        ("a.*.b", #"{"a":{"x":{"b":1},"y":2}}"#, "[1]"),
        ("a[*].b | [0]", #"{"a":[{"b":[5]},{"b":[6]}]}"#, "[5]"),
        ("a[*].b[0]", #"{"a":[{"b":[5]},{"b":[6]}]}"#, "[5,6]"),
        ("a[].b[]", #"{"a":[[{"b":[1]}],{"b":[2,[3]]}]}"#, "[1,2,[3]]"), ("[]", "[null,[1],[[2]]]", "[1,[2]]"),
        ("a[?b > `1`].c", #"{"a":[{"b":1,"c":"x"},{"b":2,"c":"y"}]}"#, #"["y"]"#),
        ("[?@]", "[0,1,null,false,[],{},\"\"]", "[0,1]"),
        ("[:2].a", #"[{"a":1},{},{"a":3}]"#, "[1]"), ("(a[*].b)[0]", #"{"a":[{"b":5}]}"#, "5"),
        ("a.[b, c]", #"{"a":{"b":1}}"#, "[1,null]"), ("a.{x: b}", #"{"a":{"b":1}}"#, #"{"x":1}"#),
        ("[a]", "null", "null"),
        ("a[0][0:2].b", #"{"a":[[{"b":1}]]}"#, "null"), ("*[*]", #"{"a":[1],"b":2}"#, "[[1]]"),
        ("a.*[]", #"{"a":{"b":[1],"c":[2]}}"#, "[1,2]"),
    ])
    func projects(expression: String, document: String, result: String) throws {
        try expect(expression, document, result)
    }

    @Test(arguments: [
        ("a || b", #"{"a":[],"b":1}"#, "1"), ("a || b", #"{"a":0,"b":1}"#, "0"), ("a && b", #"{"a":"","b":1}"#, #""""#),
        ("!a", #"{"a":0}"#, "false"), ("!a", "{}", "true"), ("a || b && c", #"{"b":1,"c":2}"#, "2"),
        ("!a.b", #"{"a":{"b":1}}"#, "null"),
        ("!(a.b)", #"{"a":{"b":1}}"#, "false"), ("`1` == `1.0`", "0", "true"), ("`1` == `true`", "0", "false"),
        ("`[1]` == `[true]`", "0", "true"),
        ("`0` == `false`", "0", "false"), ("`-0` == `0.0`", "0", "true"),
        (#"`{"a":1,"b":2}` == `{"b":2,"a":1.0}`"#, "0", "true"),
        ("`9007199254740993` == `9007199254740992.0`", "0", "false"),
        ("`1e400` > `99999999999999999999999`", "0", "true"),
        ("'b' > 'a'", "0", "true"), ("`true` < `1`", "0", "null"), ("a < `1`", "{}", "null"),
        ("'é' == 'e\u{301}'", "0", "false"),
        ("`2` != `2`", "0", "false"), ("`NaN` == `NaN`", "0", "false"),
    ])
    func comparesAsPython(expression: String, document: String, result: String) throws {
        try expect(expression, document, result)
    }

    @Test(arguments: [
        ("`foo`", #""foo""#), ("` foo `", #""foo ""#), (#"`"foo"`"#, #""foo""#),
        ("`[1, {\"a\": 2.0}]`", #"[1,{"a":2.0}]"#),
        (#"`a\`b`"#, #""a`b""#), ("`01`", #""01""#), ("``", #""""#), ("`NaN`", "NaN"), (#"'a\'b\c'"#, #""a'b\\c""#),
        ("''", #""""#),
        (#"`\u0041`"#, #""A""#),
    ])
    func readsLiterals(expression: String, result: String) throws {
        try expect(expression, "{}", result)
    }

    @Test(arguments: [
        ("not_null(a b)", #"{"b":1}"#, "1"), ("not_null(a, b,)", #"{"b":1}"#, "1"),
        ("{a: a b: b}", #"{"a":1,"b":2}"#, #"{"a":1,"b":2}"#),
        (#"("length")(@)"#, "[1]", "1"),
    ])
    func readsWhatPythonReadsBeyondTheGrammar(expression: String, document: String, result: String) throws {
        try expect(expression, document, result)
    }
}
