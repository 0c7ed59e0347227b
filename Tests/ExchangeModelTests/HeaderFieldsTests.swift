import TapedeckExchangeModel
import Testing

struct HeaderFieldsTests {
    let fields: HeaderFields = [
        HeaderField("Host", "a"), HeaderField("X-Thing", "1"), HeaderField("x-thing", "2"), HeaderField("End", "z"),
    ]

    @Test
    func findsNamesInAnyCase() {
        #expect(fields["X-THING"] == "1")
        #expect(fields.values("x-Thing") == ["1", "2"])
        #expect(fields.contains("host"))
        #expect(!fields.contains("hos"))
        #expect(fields["other"] == nil)
    }

    @Test
    func replacesTheFirstAndRemovesTheRepeats() {
        var changed = fields
        changed.replace("X-THING", with: "3")
        #expect(changed.fields == [HeaderField("Host", "a"), HeaderField("X-Thing", "3"), HeaderField("End", "z")])
        changed.replace("New", with: "n")
        #expect(changed.fields.last == HeaderField("New", "n"))
    }

    @Test
    func removesEveryRepeat() {
        var changed = fields
        changed.remove("x-thing")
        #expect(changed.fields.map(\.name) == ["Host", "End"])
    }

    @Test
    func onlyASCIILettersHaveCase() {
        #expect(!HeaderFields.same("ä", "Ä"))
        #expect(!HeaderFields.same("[", "{"))
        #expect(HeaderFields.same("aZ", "Az"))
    }
}
