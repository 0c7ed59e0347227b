import TapedeckJSONText
import Testing

struct JSONParserTests {
    @Test(arguments: [
        ("null", JSONValue.null), (" true ", .bool(true)), ("false", .bool(false)), ("[]", .array([])),
        ("{}", .object(JSONObject())), (#""""#, .string("")), ("[1,2]", .array([1, 2])),
        (#"{"a":{"b":[null]}}"#, .object(JSONObject([("a", .object(JSONObject([("b", .array([.null]))])))]))),
        ("\t\r\n\"x\"\n", .string("x")),
    ])
    func readsValues(text: String, value: JSONValue) throws {
        #expect(try JSONParser.parse(text) == value)
    }

    @Test(arguments: [
        ("", "the text is empty"), ("   ", "the text is empty"), ("{", "the text ends within an object"),
        (#"{"a""#, "the text ends within an object"), (#"{"a":1"#, "the text ends within an object"),
        ("[1,", "the text ends where a value was expected"), ("[1", "the text ends within an array"),
        (#""abc"#, "the text ends within a string"), (#""\"#, "the text ends within a string"),
        ("1 2", "more text follows the value"), ("[1,]", "a value was expected"),
        ("{,}", "a member's name was expected"), (#"{"a" 1}"#, "a colon was expected"),
        (#"{"a":1 "b":2}"#, "a comma or a closing brace was expected"),
        ("[1 2]", "a comma or a closing bracket was expected"), ("nul", "a value was expected"),
        ("+1", "a value was expected"), ("01", "more text follows the value"), ("1.", "a digit was expected"),
        ("1e", "a digit was expected"), ("-", "a digit was expected"), ("NaN", "a value was expected"),
        ("\"\u{1}\"", "a control character stands unescaped in a string"),
        (#""\x""#, "an unknown escape stands in a string"), (#""\u12G4""#, "four hexadecimal digits were expected"),
        ("\u{FEFF}1", "a value was expected"), ("'a'", "a value was expected"), ("// x\n1", "a value was expected"),
    ])
    func refusesOtherText(text: String, reason: String) {
        let error = #expect(throws: JSONParseError.self) { try JSONParser.parse(text) }
        #expect(error?.reason == reason)
    }

    @Test
    func saysWhereTheTroubleIs() {
        let error = #expect(throws: JSONParseError.self) { try JSONParser.parse("{\n  \"a\": x\n}") }
        #expect(error?.line == 2)
        #expect(error?.column == 8)
        #expect(error?.offset == 9)
        #expect(error?.description == "a value was expected at line 2, column 8")
    }

    @Test
    func refusesBytesThatAreNotUTF8() {
        #expect(throws: JSONParseError.self) { try JSONParser.parse([0x22, 0xFF, 0x22]) }
        #expect(throws: JSONParseError.self) { try JSONParser.parse([0x22, 0xED, 0xA0, 0x80, 0x22]) }
    }

    @Test(arguments: ["[", "{\"a\":"])
    func refusesDeepNestingWithoutACrash(opening: String) {
        let text = String(repeating: opening, count: 100_000)
        let error = #expect(throws: JSONParseError.self) { try JSONParser.parse(text) }
        #expect(error?.reason == "more than 512 levels of nesting")
    }

    @Test
    func readsNestingUpToTheLimit() throws {
        let text = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
        #expect(try JSONParser.parse(text).text() == text)
    }

    @Test(arguments: [
        (#""\u00e4""#, "ä"), (#""\ud83d\ude00""#, "😀"), (#""\n\t\b\f\r\/\\\"""#, "\n\t\u{8}\u{c}\r/\\\""),
        (#""\ud83d""#, "\u{FFFD}"), (#""\ude00x""#, "\u{FFFD}x"), (#""\ud83dA""#, "\u{FFFD}A"),
        (#""\ud83d\u0041""#, "\u{FFFD}A"), (#""\u0000""#, "\u{0}"),
    ])
    func decodesEscapes(text: String, string: String) throws {
        let read = try #require(try JSONParser.parse(text).string)
        #expect(Array(read.unicodeScalars) == Array(string.unicodeScalars))
    }

    @Test
    func keepsMembersInOrderWithTheirRepeats() throws {
        let value = try JSONParser.parse(#"{"b":1,"a":2,"b":3}"#)
        #expect(value.object?.names == ["b", "a", "b"])
        #expect(value.object?.repeatedNames == ["b"])
        #expect(value["b"]?.int == 3)
        #expect(value.text() == #"{"b":1,"a":2,"b":3}"#)
    }
}
