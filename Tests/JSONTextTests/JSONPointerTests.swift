import TapedeckJSONText
import Testing

struct JSONPointerTests {
    /// The document of RFC 6901, section 5, and its pointers.
    static let document =
        #"{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8}"#

    @Test(arguments: [
        ("/foo", #"["bar","baz"]"#), ("/foo/0", #""bar""#), ("/", "0"), ("/a~1b", "1"), ("/c%d", "2"), ("/e^f", "3"),
        ("/g|h", "4"), (#"/i\j"#, "5"), (#"/k"l"#, "6"), ("/ ", "7"), ("/m~0n", "8"), ("", document),
    ])
    func namesAPlace(text: String, value: String) throws {
        let pointer = try #require(JSONPointer(text))
        #expect(try JSONParser.parse(Self.document)[pointer]?.text() == value)
        #expect(pointer.description == text)
    }

    @Test(arguments: ["/none", "/foo/2", "/foo/00", "/foo/+1", "/foo/-", "/foo/bar", "/a~1b/x", "/foo/-1"])
    func namesNothing(text: String) throws {
        let value = try JSONParser.parse(Self.document)
        let pointer = try #require(JSONPointer(text))
        #expect(value[pointer] == nil)
        #expect(value.removing([pointer]).text() == value.text())
    }

    @Test(arguments: ["Tags", "$.Tags", "#/Tags", "/a~", "/a~2b"])
    func refusesWhatIsNoPointer(text: String) {
        #expect(JSONPointer(text) == nil)
    }

    @Test(arguments: [
        (["/a"], #"{"b":[1,2,3]}"#), (["/b/0", "/b/1"], #"{"a":{"x":1},"b":[3]}"#),
        (["/a", "/a/x"], #"{"b":[1,2,3]}"#),
        (["/a/x"], #"{"a":{},"b":[1,2,3]}"#), ([], #"{"a":{"x":1},"b":[1,2,3]}"#),
    ])
    func removesPlaces(pointers: [String], left: String) throws {
        let value = try JSONParser.parse(#"{"a":{"x":1},"b":[1,2,3]}"#)
        #expect(value.removing(pointers.compactMap(JSONPointer.init)).text() == left)
    }

    @Test
    func editsAddsAndLeavesAlone() throws {
        let value = try JSONParser.parse(#"{"a":{"x":1}}"#)
        func set(_ pointer: String) throws -> String {
            value.editing(try #require(JSONPointer(pointer))) { $0 = 7 }.text()
        }
        #expect(try set("/a/x") == #"{"a":{"x":7}}"#)
        #expect(try set("/a/y") == #"{"a":{"x":1,"y":7}}"#)
        #expect(try set("/b/y") == #"{"a":{"x":1}}"#)
        #expect(try set("") == "7")
    }
}
