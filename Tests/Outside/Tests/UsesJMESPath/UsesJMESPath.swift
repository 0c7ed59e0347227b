import TapedeckJMESPath
import TapedeckJSONText
import Testing

@Test
func selects() throws {
    let value = try JSONParser.parse(Array(#"{"a":[{"b":1},{"b":2}]}"#.utf8))
    #expect(try Expression("a[].b").search(value).text() == "[1,2]")
}
