import TapedeckJSONText
import TapedeckPythonText
import Testing

/// Expected texts are those that CPython 3.13 printed.
struct PythonTextTests {
    @Test(arguments: [
        ("a'b", #""a'b""#), ("a'b\"", #"'a\'b"'"#), ("a\\\n\t\u{1B}\u{200B}é", #"'a\\\n\t\x1b\u200bé'"#),
        ("\u{7F}\u{A0} \u{1F600}\u{10FFFF}", #"'\x7f\xa0 \#u{1F600}\U0010ffff'"#),
    ])
    func quotesTexts(text: String, expected: String) {
        #expect(PythonText.representation(text) == expected)
    }

    @Test
    func quotesBytes() {
        #expect(PythonText.representation(Array("a'\n\\é\u{7F}".utf8)) == #"b"a'\n\\\xc3\xa9\x7f""#)
    }

    @Test(arguments: [
        (
            #"{"a": [1, -0, 1e2, 1E400, null, true, "x'"], "b": {}}"#,
            #"{'a': [1, 0, 100.0, inf, None, True, "x'"], 'b': {}}"#,
            #"{"a":[1,0,100.0,Infinity,null,true,"x'"],"b":{}}"#
        ),
        (#"{"a": 1, "b": 2, "a": "é"}"#, "{'a': 'é', 'b': 2}", #"{"a":"\u00e9","b":2}"#),
        (#""text""#, "text", #""text""#),
    ])
    func printsValues(sent: String, string: String, json: String) throws {
        let value = try JSONParser.parse(Array(sent.utf8))
        #expect(PythonText.string(value) == string)
        #expect(PythonText.json(value) == json)
    }

    @Test(arguments: [
        (0.0, "0.0"), (-0.0, "-0.0"), (1e15, "1000000000000000.0"), (0x1p53, "9007199254740992.0"),
        (9999999999999998, "9999999999999998.0"), (1e16, "1e+16"), (1e-4, "0.0001"), (1e-5, "1e-05"),
        (1.5e300, "1.5e+300"), (-.infinity, "-inf"), (.nan, "nan"),
    ])
    func printsFloats(double: Double, expected: String) {
        #expect(PythonText.float(double) == expected)
    }

    @Test(arguments: [
        (" +0_1\n", "1"), ("-0", "0"), ("٣", "3"), ("-12345678901234567890", "-12345678901234567890"),
        ("", "invalid literal for int() with base 10: ''"), ("1__0", "invalid literal for int() with base 10: '1__0'"),
        ("1.0", "invalid literal for int() with base 10: '1.0'"),
        (
            String(repeating: "9", count: 4301),
            "Exceeds the limit (4300 digits) for integer string conversion: value has 4301 digits; use "
                + "sys.set_int_max_str_digits() to increase the limit"
        ),
    ])
    func readsIntegers(text: String, expected: String) {
        do throws(PythonNumber.Failure) {
            #expect(try PythonNumber.integer(in: text) == expected)
        } catch {
            #expect(error.message == expected)
        }
    }
}
