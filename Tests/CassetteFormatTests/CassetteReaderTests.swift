import TapedeckCassetteFormat
import Testing

struct CassetteReaderTests {
    private func error(_ text: String) -> CassetteError? {
        #expect(throws: CassetteError.self) { try Cassette(bytes: Array(text.utf8)) }
    }

    @Test(arguments: [
        ("", "not JSON: the text is empty at line 1, column 1; the file is cut off; restore it, or record it again"),
        (
            "{\"log\": {",
            "not JSON: the text ends within an object at line 1, column 10; the file is cut off; restore it, or record it again"
        ),
        ("<html>", "not JSON: a value was expected at line 1, column 1; expected a HAR log; mend or replace it"),
    ])
    func saysWhatIsWrongWithText(text: String, message: String) {
        #expect(error(text)?.description == message)
    }

    @Test
    func everyCutIsNoticed() {
        let bytes = Samples.cassette().bytes
        for length in stride(from: 0, to: bytes.count - 2, by: 7) {
            let error = #expect(throws: CassetteError.self) { try Cassette(bytes: Array(bytes.prefix(length))) }
            #expect(error?.code == .notJSON)
        }
    }

    @Test(arguments: ["[]", "{}", #"{"log":{}}"#, #"{"log":[]}"#, "7"])
    func refusesJSONThatIsNoLog(text: String) {
        let found = error(text)
        #expect(found?.code == .notACassette || found?.code == .invalidMember)
    }

    /// Programs on Windows write one; HAR 1.2 allows it.
    @Test
    func aByteOrderMarkIsPassedOver() throws {
        let bytes = Samples.cassette().bytes
        let marked = [0xEF, 0xBB, 0xBF] + bytes
        #expect(try Cassette(bytes: marked).bytes == bytes)
        #expect(try Reel(bytes: marked).items.count == Reel(bytes: bytes).items.count)
    }

    @Test
    func refusesANewerFormatBeforeReadingOn() {
        let found = error(#"{"log":{"_cassette":{"format":2},"entries":"later"}}"#)
        #expect(found?.code == .newerFormat)
        #expect(found?.description == "format 2 is newer than this version reads, 1; install a newer tapedeck")
    }

    @Test(arguments: [
        (#""method": "POST""#, #""method": 7"#, "entry 1, request.method"),
        (#""status": 200"#, #""status": "ok""#, "entry 1, response.status"),
        (#""kind": "captured""#, #""kind": "guessed""#, "entry 1, _origin.kind"),
        (#""_ended": "complete""#, #""_ended": "perhaps""#, "entry 1, _ended"),
        (#""startedDateTime": "2000"#, #""startedDateTime": "year 2000"#, "entry 1, startedDateTime"),
        (#""timing": "normalised""#, #""timing": "odd""#, "log._cassette.timing"),
        (#""_sequence": 1"#, #""_sequence": 1.5"#, "entry 1, _sequence"),
        (#""_ended""#, #""_delay": -5, "_ended""#, "entry 1, _delay"),
        (#""_ended""#, #""_delay": 0.5, "_ended""#, "entry 1, _delay"),
        (#""_ended""#, #""_fault": {"kind": "cutBody", "at": -5}, "_ended""#, "entry 1, _fault.at"),
        (#""_ended""#, #""_fault": {"kind": "reset", "at": -5}, "_ended""#, "entry 1, _fault.at"),
        (#""_ended""#, #""_fault": ["reset"], "_ended""#, "entry 1, _fault"),
        (
            #""_ended""#, #""_fault": {"kind": "slowBody", "bytes": 0, "every": 1}, "_ended""#,
            "entry 1, _fault.bytes"
        ),
        (#""_ended""#, #""_delay": 9223372036854775807, "_ended""#, "entry 1, _delay"),
        (#""name": "Host""#, #""title": "Host""#, "entry 1, request.headers[0].name"),
    ])
    func saysWhereAMemberIsWrong(old: String, new: String, location: String) {
        let text = String(decoding: Samples.cassette().bytes, as: UTF8.self).replacing(old, with: new)
        let found = error(text)
        #expect(found?.code == .invalidMember)
        #expect(found?.location?.hasSuffix(location) == true || location.hasSuffix(found?.location ?? "none"))
    }

    @Test(arguments: [
        (#""statusText": "OK""#, #""statusText": "OK\r\nX-More: 1""#, "entry 1, response.statusText"),
        (#""name": "Date""#, #""name": "Da te""#, "entry 1, response.headers[0].name"),
        (#""name": "Date""#, #""name": """#, "entry 1, response.headers[0].name"),
        (#""name": "Date""#, #""name": ":status""#, "entry 1, response.headers[0].name"),
        (#""name": "Date""#, #""name": "Date:\r\nX""#, "entry 1, response.headers[0].name"),
        (#""value": "Tue"#, #""value": "\r\n\r\nTue"#, "entry 1, response.headers[0].value"),
        (#""value": "Tue"#, #""value": "\u0000Tue"#, "entry 1, response.headers[0].value"),
        (#""method": "POST""#, #""method": "PO ST""#, "entry 1, request.method"),
        (#""method": "POST""#, #""method": """#, "entry 1, request.method"),
        (#"amazonaws.com/""#, #"amazonaws.com/a b""#, "entry 1, request.url"),
        (#""httpVersion": "HTTP/1.1""#, #""httpVersion": "HTTP/1.1\n""#, "entry 1, request.httpVersion"),
        (#""status": 200"#, #""status": 99"#, "entry 1, response.status"),
        (#""status": 200"#, #""status": 1000"#, "entry 1, response.status"),
        (#""status": 200"#, #""status": -1"#, "entry 1, response.status"),
        (#""_ended""#, #""_match": {"ignore": ["$.Tags"]}, "_ended""#, "entry 1, _match.ignore"),
    ])
    func refusesWhatCannotStandWhereItIs(old: String, new: String, location: String) {
        let text = String(decoding: Samples.cassette().bytes, as: UTF8.self).replacing(old, with: new)
        let found = error(text)
        #expect(found?.code == .invalidMember)
        #expect(found?.location == location)
    }
}
