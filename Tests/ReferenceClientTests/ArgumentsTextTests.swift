import TapedeckWording
import Testing

@testable import TapedeckClientArguments
@testable import TapedeckClientModel

/// The readers of values: shorthand, JSON and YAML as Python has them.
struct ArgumentsTextTests {
    private func shorthand(_ text: String) -> String {
        do throws(Shorthand.Failure) {
            return try Shorthand.value(of: text) { _ throws(ParameterFile.Failure) in nil }.representation
        } catch {
            return error.message
        }
    }

    @Test(arguments: [
        ("a=b,c", "{'a': ['b', 'c']}"), ("a=[b,c]", "{'a': ['b', 'c']}"), ("a=[]", "{'a': []}"),
        ("a={b=c,d=[e,{f=g}]}", "{'a': {'b': 'c', 'd': ['e', {'f': 'g'}]}}"), ("a={}", "{'a': {}}"),
        (#"a="b\"c\\d""#, #"{'a': 'b"c\\d'}"#), (#"a='it\'s'"#, #"{'a': "it's"}"#),
        ("a= b ,c=d", "{'a': 'b', 'c': 'd'}"),
        ("a=b=c", "{'a': 'b=c'}"), ("a=", "{'a': ''}"), ("=b", "{'': 'b'}"), ("a.b#/:=c", "{'a.b#/:': 'c'}"),
    ])
    func readsShorthand(text: String, expected: String) {
        #expect(shorthand(text) == expected)
    }

    @Test(arguments: [
        ("a", "Expected: '=', received: 'EOF' for input:\n a\n ^"),
        ("a=b]", "Expected: ',', received: ']' for input:\n a=b]\n   ^"),
        ("a=[b", "Expected: ',', received: 'EOF' for input:\n a=[b\n    ^"),
        ("a=\"b", "Expected: '<double quoted>', received: '<none>' for input:\n a=\"b\n  ^"),
        ("a='b", "Expected: '<singled quoted>', received: '<none>' for input:\n a='b\n  ^"),
        ("a=b,", "Expected: '<second>', received: '<none>' for input:\n a=b,\n    ^"),
        ("", "Expected: '=', received: 'EOF' for input:\n \n^"),
        (
            "a=b,a=c",
            "Second instance of key \"a\" encountered for input:\na=b,a=c\n    ^\n"
                + "This is often because there is a preceding \",\" instead of a space."
        ),
    ])
    func refusesShorthand(text: String, expected: String) {
        #expect(shorthand(text) == expected)
    }

    @Test(arguments: [
        (#"{"a":[1,1.50,-0,1e5,"x",true,null]}"#, "{'a': [1, 1.5, 0, 100000.0, 'x', True, None]}"),
        (#"{"a":1,"a":2}"#, "{'a': 2}"), (#""\ud83d\ude00""#, "'😀'"), ("[NaN,-Infinity]", "[nan, -inf]"),
        ("123456789012345678901234567890", "123456789012345678901234567890"), ("1e400", "inf"),
        ("", "Expecting value: line 1 column 1 (char 0)"),
        ("{'a':1}", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        ("[1]\n x", "Extra data: line 2 column 2 (char 5)"),
        ("[1 2]", "Expecting ',' delimiter: line 1 column 4 (char 3)"),
        (#"{"a" 1}"#, "Expecting ':' delimiter: line 1 column 6 (char 5)"),
        ("\"a", "Unterminated string starting at: line 1 column 1 (char 0)"),
        ("\"a\tb\"", "Invalid control character at: line 1 column 3 (char 2)"),
        (#""\q""#, "Invalid \\escape: line 1 column 2 (char 1)"),
    ])
    func readsJSONAsPythonDoes(text: String, expected: String) {
        do throws(PythonJSON.Failure) {
            #expect(try PythonJSON.value(of: text).representation == expected)
        } catch {
            #expect(error.message == expected)
        }
    }

    @Test(arguments: [
        ("a: 010", "{'a': 10}"), ("a: 0o17", "{'a': 15}"), ("a: 0x1F", "{'a': 31}"), ("a: 0b11", "{'a': 3}"),
        ("a: 1_000", "{'a': 1000}"), ("a: -0", "{'a': 0}"), ("a: yes", "{'a': 'yes'}"), ("a: on", "{'a': 'on'}"),
        ("a: True", "{'a': True}"), ("a: ~", "{'a': None}"), ("a:", "{'a': None}"), ("a: 1.5", "{'a': 1.5}"),
        ("a: 1e3", "{'a': 1000.0}"), ("a: .5", "{'a': 0.5}"), ("a: -.INF", "{'a': -inf}"),
        ("a: 12:30:45", "{'a': '12:30:45'}"),
        ("a: 2001-01-01", "{'a': datetime.date(2001-01-01)}"),
        ("a: 2001-01-01T10:20:30Z", "{'a': datetime.datetime(2001-01-01 10:20:30)}"),
        ("a: 2001-01-01 10:20:30.5", "{'a': datetime.datetime(2001-01-01 10:20:30.500000)}"),
        ("a: \"5\"", "{'a': '5'}"), ("a: !!str 5", "{'a': '5'}"), ("a: |\n  b\n  c", "{'a': 'b\\nc'}"),
        ("a: &x b\nc: *x", "{'a': 'b', 'c': 'b'}"), ("<<: {a: 1, b: 2}\nc: 4\nb: 3", "{'a': 1, 'b': 3, 'c': 4}"),
        ("yes: 1\non: 2", "{'yes': 1, 'on': 2}"), ("- a\n- [b]", "['a', ['b']]"), ("", "None"),
    ])
    func readsYAMLAsAWSCLIDoes(text: String, expected: String) {
        #expect(YAMLInput.value(of: text)?.representation == expected)
    }

    @Test(arguments: ["{a", "a: 1\na: 2", "a: !foo x", "a: =", "\ta: 1", "a: 1\n---\nb: 2", "? [a]\n: b"])
    func refusesWhatIsNoYAML(text: String) {
        #expect(YAMLInput.value(of: text) == nil)
    }

    @Test
    func refusesYAMLThatGrowsWithoutEnd() {
        let levels = (1...9).map {
            "l\($0): &l\($0) [\(Array(repeating: "*l\($0 - 1)", count: 9).joined(separator: ", "))]"
        }
        let text = "l0: &l0 x\n" + levels.joined(separator: "\n")
        #expect(YAMLInput.value(of: text) == nil)
    }

    @Test(arguments: [
        ("creat-connection", ["create-connection"]), ("list-tag-for-resource", ["list-tags-for-resource"]),
        ("zzz", []), ("list", []),
    ])
    func findsWhatWasMeant(word: String, expected: [String]) {
        #expect(CloseMatches.of(word, in: CommandSpec.firstWords, cutoff: 0.8) == expected)
    }

    /// Ratios that Python's `difflib.SequenceMatcher` gives.
    @Test(arguments: [("abcd", "bcde", 0.75), ("", "", 1), ("a", "", 0), ("tide", "diet", 0.25), ("diet", "tide", 0.5)])
    func measuresLikenessAsPythonDoes(first: String, second: String, expected: Double) {
        #expect(CloseMatches.likeness(first, second) == expected)
    }
}
