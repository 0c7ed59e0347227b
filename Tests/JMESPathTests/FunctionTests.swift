import TapedeckJMESPath
import TapedeckJSONText
import Testing

/// Each function by itself; a case is the expression, the document and the result's exact text.
struct FunctionTests {
    private func expect(_ expression: String, _ document: String, _ result: String) throws {
        let value = try JSONParser.parse(document)
        #expect(try Expression(expression).search(value).text() == result, "\(expression) of \(document)")
    }

    @Test(arguments: [
        ("abs(@)", "-5", "5"), ("abs(@)", "-2.50", "2.5"), ("abs(@)", "-9223372036854775808", "9223372036854775808"),
        ("avg(@)", "[1,3]", "2.0"), ("avg(@)", "[]", "null"),
        ("avg(@)", "[9007199254740993,9007199254740993]", "9007199254740992.0"),
        ("avg(@)", "[1e16,1e16,3]", "6666666666666668.0"),
        ("ceil(@)", "1.2", "2"), ("ceil(@)", "-1.2", "-1"), ("floor(@)", "1.8", "1"), ("floor(@)", "-1.2", "-2"),
        ("floor(@)", "1e20", "100000000000000000000"), ("floor(@)", "7", "7"), ("sum(@)", "[]", "0"),
        ("sum(@)", "[1,2]", "3"),
        ("sum(@)", "[1,2.0]", "3.0"), ("sum(@)", "[0.1,0.2]", "0.30000000000000004"),
        ("sum(@)", "[9223372036854775807,1]", "9223372036854775808"),
        ("sum(@)", "[9223372036854775808,-1]", "9223372036854775807"),
        ("sum(@)", "[1e-5]", "1e-05"), ("sum(@)", "[1e16]", "1e+16"),
        ("sum(@)", "[9999999999999998.0]", "9999999999999998.0"),
    ])
    func computesAsPython(expression: String, document: String, result: String) throws {
        try expect(expression, document, result)
    }

    @Test(arguments: [
        ("to_number(@)", #"" 12 ""#, "12"), ("to_number(@)", #""1_000""#, "1000"),
        ("to_number(@)", #""1e3""#, "1000.0"),
        ("to_number(@)", #""-007""#, "-7"), ("to_number(@)", #""٣""#, "3"), ("to_number(@)", #"".5""#, "0.5"),
        ("to_number(@)", #""5.""#, "5.0"),
        ("to_number(@)", #""0x1""#, "null"), ("to_number(@)", #""1__0""#, "null"), ("to_number(@)", #""""#, "null"),
        ("to_number(@)", #""inf""#, "Infinity"), ("to_number(@)", "1.50", "1.50"), ("to_number(@)", "true", "null"),
        ("to_number(@)", "[1]", "null"),
        ("to_string(@)", #"{"a": [1.50, 1e3, "é", null]}"#, #""{\"a\":[1.5,1000.0,\"\\u00e9\",null]}""#),
        ("to_string(@)", #""é""#, #""é""#),
        ("to_string(@)", "-0", #""0""#), ("to_array(@)", "1", "[1]"), ("to_array(@)", "[1]", "[1]"),
        ("type(@)", "1", #""number""#),
        ("type(@)", "null", #""null""#), ("type(@)", "true", #""boolean""#), ("type(@)", "[]", #""array""#),
        ("type(@)", "{}", #""object""#),
        ("type(@)", #""""#, #""string""#), ("type(&a)", "1", "null"),
    ])
    func converts(expression: String, document: String, result: String) throws {
        try expect(expression, document, result)
    }

    @Test(arguments: [
        ("contains(@, 'b')", #""abc""#, "true"), ("contains(@, '')", #""""#, "true"),
        ("contains(@, 'x')", #""abc""#, "false"),
        ("contains(@, 'a')", #"["a"]"#, "true"), ("contains(@, `true`)", "[1]", "true"),
        ("contains(@, `2`)", "[1]", "false"),
        ("starts_with(@, 'ab')", #""abc""#, "true"), ("starts_with(@, 'b')", #""abc""#, "false"),
        ("ends_with(@, 'bc')", #""abc""#, "true"),
        ("ends_with(@, 'b')", #""abc""#, "false"), ("join('-', @)", #"["a","b"]"#, #""a-b""#),
        ("join('-', @)", "[]", #""""#),
        ("length(@)", #""é😀""#, "2"), ("length(@)", "[1,2]", "2"), ("length(@)", "{}", "0"),
        ("reverse(@)", #""ab😀""#, #""😀ba""#),
        ("reverse(@)", "[1,2]", "[2,1]"),
    ])
    func readsStringsAndArrays(expression: String, document: String, result: String) throws {
        try expect(expression, document, result)
    }

    @Test(arguments: [
        ("keys(@)", #"{"b":1,"a":2}"#, #"["b","a"]"#), ("values(@)", #"{"b":1,"a":2}"#, "[1,2]"),
        ("merge(@, `{\"c\":3,\"b\":4}`)", #"{"b":1,"a":2}"#, #"{"b":4,"a":2,"c":3}"#),
        ("merge(@, `[[\"b\",2],\"cd\"]`)", "{}", #"{"b":2,"c":"d"}"#),
        ("not_null(a, b)", #"{"b":0}"#, "0"), ("not_null(a)", "{}", "null"),
        ("map(&a, @)", #"[{"a":1},{}]"#, "[1,null]"),
        ("map(&(@), @)", "[]", "[]"),
    ])
    func readsObjects(expression: String, document: String, result: String) throws {
        try expect(expression, document, result)
    }

    @Test(arguments: [
        ("max(@)", "[1,3,2]", "3"), ("max(@)", #"["a","b"]"#, #""b""#), ("max(@)", "[]", "null"),
        ("min(@)", "[2,1.0,1]", "1.0"),
        ("sort(@)", #"["é","z","a"]"#, #"["a","z","é"]"#), ("sort(@)", "[10,9,1e0]", "[1e0,9,10]"),
        ("sort(@)", "[]", "[]"),
        ("sort_by(@, &a)[*].b", #"[{"a":2,"b":1},{"a":1,"b":2},{"a":2,"b":3},{"a":1,"b":4}]"#, "[2,4,1,3]"),
        ("sort_by(@, &a)", "[]", "[]"),
        ("max_by(@, &a).b", #"[{"a":2,"b":1},{"a":2,"b":2}]"#, "1"),
        ("min_by(@, &a).b", #"[{"a":"y","b":1},{"a":"x","b":2}]"#, "2"),
        ("max_by(@, &a)", "[]", "null"),
    ])
    func orders(expression: String, document: String, result: String) throws {
        try expect(expression, document, result)
    }
}
