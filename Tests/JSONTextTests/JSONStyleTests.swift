import TapedeckJSONText
import Testing

struct JSONStyleTests {
    let value = JSONValue.object(
        JSONObject([("a", .array([1, .object(JSONObject([("b", "ä\n\u{7F}😀")]))])), ("c", .object(JSONObject()))]))

    @Test
    func writesOneLine() {
        #expect(value.text(.compact) == #"{"a":[1,{"b":"ä\n"# + "\u{7F}" + #"😀"}],"c":{}}"#)
    }

    @Test
    func writesAsPythonDoes() {
        #expect(value.text(.spaced) == #"{"a": [1, {"b": "\u00e4\n\u007f\ud83d\ude00"}], "c": {}}"#)
    }

    @Test
    func writesTwoSpacesALevel() {
        #expect(
            JSONValue.object(JSONObject([("a", .array([1])), ("b", .array([]))])).text(.pretty) == """
                {
                  "a": [
                    1
                  ],
                  "b": []
                }
                """)
    }

    @Test(arguments: [JSONStyle.compact, .pretty, .spaced])
    func whatIsWrittenReadsBackEqual(style: JSONStyle) throws {
        #expect(try JSONParser.parse(value.text(style)) == value)
    }

    @Test
    func escapesEveryControlCharacter() throws {
        for byte in UInt8(0)..<0x20 {
            let text = JSONValue.string(String(Unicode.Scalar(byte))).text()
            #expect(text.utf8.allSatisfy { $0 >= 0x20 })
            #expect(try JSONParser.parse(text).string?.utf8.first == byte)
        }
    }
}
