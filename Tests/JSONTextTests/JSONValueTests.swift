import TapedeckJSONText
import Testing

struct JSONValueTests {
    @Test(arguments: ["1.604363571E9", "1.0", "1", "-0", "1E400", "0.10", "12345678901234567890123"])
    func keepsTheTextOfNumbers(text: String) throws {
        #expect(try JSONParser.parse(text).text() == text)
    }

    @Test(arguments: [
        ("1", "1.0"), ("1.604363571E9", "1604363571"), ("1e2", "100"), ("0", "-0.0e9"), ("0.1", "1E-1"),
        (#"{"a":1,"b":2}"#, #"{"b":2.0,"a":1}"#), (#"{"a":1,"a":2}"#, #"{"a":2}"#), (#""\u00e4""#, #""ä""#),
    ])
    func comparesByValue(left: String, right: String) throws {
        let (left, right) = (try JSONParser.parse(left), try JSONParser.parse(right))
        #expect(left == right)
        #expect(left.hashValue == right.hashValue)
    }

    @Test(arguments: [
        ("1", "2"), ("1", #""1""#), ("null", "{}"), ("[1,2]", "[2,1]"), (#"{"a":null}"#, "{}"), ("true", "1"),
        ("1e400", "1e401"), (#""\u00e4""#, #""a\u0308""#), ("12345678901234567890", "12345678901234567891"),
    ])
    func tellsOtherValuesApart(left: String, right: String) throws {
        #expect(try JSONParser.parse(left) != JSONParser.parse(right))
    }

    @Test(arguments: [
        ("1", 1), ("1.0", 1), ("1E3", 1000), ("-7", -7), ("9223372036854775807", Int.max),
    ])
    func givesWholeNumbersAsIntegers(text: String, int: Int) throws {
        #expect(try JSONParser.parse(text).int == int)
    }

    @Test(arguments: ["1.5", "1e300", "\"1\"", "null"])
    func givesNoIntegerForOtherValues(text: String) throws {
        #expect(try JSONParser.parse(text).int == nil)
    }

    @Test
    func setsMembersInTheirPlace() throws {
        var object = JSONObject([("a", 1), ("b", 2)])
        object["a"] = 3
        object["c"] = 4
        #expect(JSONValue.object(object).text() == #"{"a":3,"b":2,"c":4}"#)
        object["a"] = nil
        #expect(object.names == ["b", "c"])
    }

    @Test
    func namesAreComparedScalarByScalar() {
        let object = JSONObject([("\u{e4}", 1)])
        #expect(object["\u{e4}"] != nil)
        #expect(object["a\u{308}"] == nil)
        // As many bytes, and for Swift's strings the same.
        let marked = JSONObject([("a\u{323}\u{307}", 1), ("a name that is longer", 2)])
        #expect(marked["a\u{307}\u{323}"] == nil)
        #expect(marked["a\u{323}\u{307}"] != nil)
        #expect(marked["a name that is longer"] != nil)
        #expect(marked["a name that is longed"] == nil)
    }
}
