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

    @Test(arguments: [(9, "[1,\"äö\"]"), (7, "[1,\"..."), (3, "...")])
    func cutsAnExcerpt(limit: Int, text: String) {
        #expect(JSONValue.array([1, "äö"]).excerpt(limit) == text)
        #expect(JSONValue.string(String(repeating: "x", count: 5_000_000)).excerpt(10) == "\"xxxxxx...")
    }

    @Test
    func writesOneCanonicalTextForEqualObjects() throws {
        let value = try JSONParser.parse(#"{"b":1,"a":{"d":2,"c":3},"b":4,"":0}"#)
        #expect(String(decoding: value.canonicalBytes, as: UTF8.self) == #"{"":0,"a":{"c":3,"d":2},"b":4}"#)
    }

    /// With the square of the members, these would take hours.
    @Test
    func writesAnObjectOfManyMembers() throws {
        let members = (0..<200_000).map { ("member\($0)", JSONValue.null) }
        #expect(JSONValue.object(JSONObject(members)).canonicalBytes.count == 3_888_891)
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

struct JSONLineTests {
    @Test(arguments: [
        "{}", "[]", "1", "\"\"", #"{"a":1,"b":[1,2,[],{}],"c":{"d":{}}}"#, #"["{\"a\":[1,2]}","\\","a\\\"b: c, d"]"#,
        #"{"":{"x":[{"y":"ä"},null,true]},"z":-1.5E+3}"#,
    ])
    func laysOutAsTheValueIs(text: String) throws {
        let value = try JSONParser.parse(text)
        for level in 0...3 {
            var laidOut = Array("before".utf8)
            JSONLine.layOut(Array(text.utf8), level: level, into: &laidOut)
            #expect(laidOut == Array("before".utf8) + value.bytes(.pretty, level: level))
        }
    }
}
