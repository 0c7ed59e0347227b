import TapedeckJSONText
import Testing

struct JSONMembersTests {
    enum Colour: String, CaseIterable {
        case red, blue
    }

    private func members(_ text: String, numbersAreText: Bool = false) throws -> JSONMembers {
        try JSONMembers(
            try JSONParser.parse(text), at: "entry 3", separator: ", ", numbersAreText: numbersAreText)
    }

    @Test
    func readsEachKind() throws {
        let members = try members(
            #"{"s":"x","i":3,"n":1.5,"b":true,"a":[1],"o":{"s":"y"},"l":["p","q"],"c":"red","t":{"k":"v"},"z":null}"#)
        #expect(try members.string("s") == "x")
        #expect(try members.int("i") == 3)
        #expect(try members.optionalNumber("n")?.text == "1.5")
        #expect(try members.bool("b") == true)
        #expect(try members.array("a") == [1])
        #expect(try members.members("o")?.string("s") == "y")
        #expect(try members.strings("l") == ["p", "q"])
        #expect(try members.choice("c", Colour.self) == .red)
        #expect(try members.stringTable("t").map(\.1) == ["v"])
        #expect(try members.optionalString("z") == nil)
        #expect(members.unknown(["s", "i", "n", "b", "a", "o", "l", "c", "t"]).names == ["z"])
    }

    @Test
    func saysWhereAndWhat() throws {
        func error(_ read: (JSONMembers) throws -> Void) -> String? {
            #expect(throws: JSONMemberError.self) {
                try read(try members(#"{"n":1,"c":"green","o":{"x":[{"y":true}]},"l":[1]}"#))
            }?.description
        }
        #expect(error { _ = try $0.string("n") } == "entry 3, n: a number where a string was expected")
        #expect(error { _ = try $0.string("s") } == "entry 3, s: missing; expected a string")
        #expect(
            error { _ = try $0.choice("c", Colour.self) }
                == "entry 3, c: \"green\" is not known; expected one of red, blue")
        #expect(
            error { _ = try $0.members("o")?.objects("x").first?.int("y") }
                == "entry 3, o.x[0].y: a boolean where a whole number was expected")
        #expect(error { _ = try $0.strings("l") } == "entry 3, l: a number where an array of strings was expected")
        #expect(error { _ = try $0.members("l") } == "entry 3, l: an array where an object was expected")
    }

    @Test
    func takesNumbersAsTextWhereAsked() throws {
        let members = try members(#"{"n":1.0,"o":{"l":[2]}}"#, numbersAreText: true)
        #expect(try members.string("n") == "1.0")
        #expect(try members.members("o")?.strings("l") == ["2"])
    }
}
