import TapedeckJSONText
import TapedeckYAMLPages
import Testing

struct YAMLTextTests {
    @Test(arguments: [
        ("a: 1", #"{"a":1}"#), ("a: 1.604363571E9", #"{"a":1.604363571E9}"#), ("a: no", #"{"a":"no"}"#),
        ("a: 'true'", #"{"a":"true"}"#),
        ("a: true", #"{"a":true}"#), ("a: ~", #"{"a":null}"#), ("a:", #"{"a":null}"#), ("a: 0o7", #"{"a":"0o7"}"#),
        ("a: 2020-11-03", #"{"a":"2020-11-03"}"#), ("- x\n- {y: [1, 'z']}", #"["x",{"y":[1,"z"]}]"#),
        ("a: |\n  b\n  c\n", #"{"a":"b\nc\n"}"#),
    ])
    func readsAsJSON(text: String, json: String) throws {
        #expect(try YAMLText.parse(text, name: "page").text() == json)
    }

    /// Ten lines whose aliases of aliases stand for more values than memory holds.
    @Test
    func refusesWhatAliasesMakeWithoutEnd() throws {
        #expect(try YAMLText.parse("a: &x 1\nb: *x", name: "p").text() == #"{"a":1,"b":1}"#)
        let lines = (1..<12).map {
            "l\($0): &l\($0) [\(Array(repeating: "*l\($0 - 1)", count: 9).joined(separator: ","))]"
        }
        let error = #expect(throws: YAMLError.self) {
            try YAMLText.parse((["l0: &l0 x"] + lines).joined(separator: "\n"), name: "the-page.yaml")
        }
        #expect(error?.message.hasPrefix("the-page.yaml: aliases make more of it") == true)
    }

    @Test(arguments: ["", "a: [", "a: *b", "? [x]\n: y"])
    func refusesOthersByName(text: String) {
        let error = #expect(throws: YAMLError.self) { try YAMLText.parse(text, name: "the-page.yaml") }
        #expect(error?.message.hasPrefix("the-page.yaml") == true)
    }
}
