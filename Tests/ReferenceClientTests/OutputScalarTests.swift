import TapedeckJSONText
import TapedeckWording
import Testing

@testable import TapedeckClientModel
@testable import TapedeckClientOutput

/// Single values, against what AWS CLI 2.9.19's formatters wrote.
struct OutputScalarTests {
    @Test(arguments: [
        ("0", "0"), ("-0", "0"), ("-0.0", "-0.0"), ("1E2", "100.0"), ("1604363571.0", "1604363571.0"),
        ("1e16", "1e+16"), ("123456789012345.6", "123456789012345.6"), ("9007199254740993.0", "9007199254740992.0"),
        ("0.0001", "0.0001"), ("0.00001", "1e-05"), ("2.5e-7", "2.5e-07"), ("1e300", "1e+300"),
        ("100000000000000000000", "100000000000000000000"), ("1e400", "Infinity"),
    ])
    func writesNumbersAsPythonDoes(sent: String, shown: String) throws {
        let value = try JSONParser.parse(Array(sent.utf8))
        #expect(try Rendering.Page(title: "T").text(value, .json) == shown + "\n")
    }

    @Test(arguments: [
        ("plain", "plain"), ("", "''"), ("true", "'true'"), ("yes", "yes"), ("~", "'~'"), ("null", "'null'"),
        ("1", "'1'"), ("1_000", "'1_000'"), ("0o17", "'0o17'"), ("0x1f", "'0x1f'"), ("0xg", "0xg"), ("1e3", "'1e3'"),
        (".5", "'.5'"), (".5e3", ".5e3"), ("+.inf", "'+.inf'"), ("+.nan", "+.nan"), ("12:30:45", "12:30:45"),
        ("2020-11-03", "'2020-11-03'"), ("2020-1-3", "2020-1-3"), ("2020-1-3 1:02:03.5 Z", "'2020-1-3 1:02:03.5 Z'"),
        ("=", "'='"), ("<<", "'<<'"), ("-", "'-'"), ("-a", "-a"), ("- a", "'- a'"), ("---", "'---'"),
        ("a: b", "'a: b'"),
        ("a:b", "a:b"), ("a #b", "'a #b'"), ("a#b", "a#b"), ("[a", "'[a'"), ("a,b", "a,b"), ("it's", "it's"),
        ("'a", "'''a'"), (" a", "' a'"), ("a\tb", "\"a\\tb\""), ("a\nb", "'a\n\n  b'"), ("a\n", "'a\n\n  '"),
        ("a \nb", "\"a \\nb\""), ("é日", "é日"), ("😀", "\"\\U0001F600\""), ("\u{1B}[1m", "\"\\e[1m\""),
        ("\u{202E}", "\u{202E}"), ("a\u{2028}", "'a\u{2028}  '"),
    ])
    func quotesTextsInYAMLAsLibyamlDoes(text: String, shown: String) throws {
        #expect(try Rendering.Page(title: "T").text(.array([.string(text)]), .yaml) == "- \(shown)\n")
    }

    @Test
    func breaksLongTextsInYAMLAtSpaces() throws {
        let text = String(repeating: "lorem ipsum ", count: 9) + "end"
        let lines = try Rendering.Page(title: "T").text(["Key": .string(text)], .yaml)
        #expect(
            lines == """
                Key: \(String(repeating: "lorem ipsum ", count: 6))lorem
                  ipsum lorem ipsum lorem ipsum end

                """)
    }

    @Test(arguments: [
        ("null", "null\n"), ("\"a\"", "\"a\"\n"), ("[]", "[]\n"), ("{}", ""),
        ("[[],{},[1,[2]]]", "- []\n- {}\n- - 1\n  - - 2\n"),
        ("{\"b\":[{\"z\":1,\"a\":null}],\"a\":{\"c\":true}}", "a:\n  c: true\nb:\n- a: null\n  z: 1\n"),
    ])
    func laysOutYAMLAsAWSCLIDoes(json: String, shown: String) throws {
        #expect(try Rendering.Page(title: "T").text(try JSONParser.parse(Array(json.utf8)), .yaml) == shown)
    }

    @Test(arguments: [
        ("日本", 4, 4), ("é", 2, 1), ("e\u{301}", 3, 1), ("…", 2, 1), ("😀", 2, 2), ("ﾊﾝ", 2, 2), ("Ａ", 2, 2),
        ("\u{200B}", 1, 0), ("한", 2, 2),
    ])
    func countsColumns(text: String, counted: Int, shown: Int) {
        #expect(TextWidth.counted.columns(text) == counted)
        #expect(TextWidth.shown.columns(text) == shown)
    }
}
