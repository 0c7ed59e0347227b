import TapedeckJSONText
import Testing

@Test
func keepsANumberAsItWasWritten() throws {
    #expect(try JSONParser.parse(Array("[1.604363571E9]".utf8)).text() == "[1.604363571E9]")
}
