import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckTestSupport
import Testing

struct CassetteRoundTripTests {
    static let shipped = Package.files(under: "cassettes", ending: ".har")

    @Test
    func findsTheShippedCassettes() {
        #expect(Self.shipped.count > 10)
    }

    @Test(arguments: shipped)
    func writingWhatWasReadGivesTheSameBytes(path: String) throws {
        let bytes = try Package.bytes(path)
        #expect(try Cassette(bytes: bytes).bytes == bytes)
    }

    @Test(arguments: shipped)
    func shippedCassettesHaveNoFindings(path: String) throws {
        let bytes = try Package.bytes(path)
        #expect(try Cassette(bytes: bytes).findings(text: bytes).map(\.description) == [])
    }

    @Test
    func keepsMembersThatItDoesNotKnow() throws {
        let text = String(decoding: Samples.cassette().bytes, as: UTF8.self)
            .replacing(#""version": "1.2","#, with: #""version": "1.2", "comment": "log","#)
            .replacing(#""method": "POST","#, with: #""method": "POST", "_mine": [1.0, {"x": 1E3}],"#)
            .replacing(#""kind": "captured","#, with: #""kind": "captured", "who": "me","#)
        let cassette = try Cassette(bytes: Array(text.utf8))
        let written = String(decoding: cassette.bytes, as: UTF8.self)
        for part in [#""comment": "log""#, #""_mine": ["#, "1.0", "1E3", #""who": "me""#] {
            #expect(written.contains(part))
        }
        #expect(try Cassette(bytes: cassette.bytes).bytes == cassette.bytes)
    }

    @Test
    func keepsBytesThatAreNotUTF8AndLineEndings() throws {
        var exchange = Samples.exchange()
        exchange.request.body = [0xFF, 0x00, 0x0D, 0x0A]
        exchange.response?.body = Array("\r\n\u{0}\u{7F}ä".utf8)
        let cassette = Cassette(
            title: "t", recordedAt: "", entries: [Entry(exchange, url: "https://h/", origin: Origin(.synthetic))])
        let read = try #require(try Cassette(bytes: cassette.bytes).entries.first)
        #expect(read.exchange.request.body == exchange.request.body)
        #expect(read.exchange.response?.body == exchange.response?.body)
    }

    @Test(arguments: [
        Fault.reset, .resetWithin(at: 7), .close, .hang, .cutBody(at: 3), .slowBody(bytes: 4, every: 5),
        .garbage([0xFF]),
        .garbage(Array("plain".utf8)),
    ])
    func keepsFaults(fault: Fault) throws {
        let entry = Entry(
            Samples.exchange(), url: "https://h/", origin: Origin(.synthetic), fault: FaultScript(fault), delay: 9)
        let read = try Cassette(bytes: Cassette(title: "t", recordedAt: "", entries: [entry]).bytes)
        #expect(read.entries.first?.fault == FaultScript(fault))
        #expect(read.entries.first?.fault?.fault == fault)
        #expect(read.entries.first?.delay == 9)
    }

    @Test(arguments: Exchange.Ending.allCases)
    func keepsHowAnExchangeEnded(ending: Exchange.Ending) throws {
        var exchange = Samples.exchange()
        exchange.ending = ending
        let entry = Entry(exchange, url: "https://h/", origin: Origin(.captured, upstream: "h"))
        let read = try Cassette(bytes: Cassette(title: "t", recordedAt: "", entries: [entry]).bytes)
        #expect(read.entries.first?.exchange.ending == ending)
    }

    @Test
    func keepsHeaderOrderCaseAndRepeats() throws {
        var exchange = Samples.exchange()
        exchange.response?.headers = [HeaderField("b", "1"), HeaderField("A", ""), HeaderField("B", "2")]
        exchange.response?.reason = "Fine, thanks"
        let cassette = Cassette(
            title: "t", recordedAt: "", entries: [Entry(exchange, url: "https://h/", origin: Origin(.synthetic))])
        let read = try Cassette(bytes: cassette.bytes).entries.first?.exchange.response
        #expect(read?.headers == exchange.response?.headers)
        #expect(read?.reason == "Fine, thanks")
    }

    @Test
    func readsAnotherProgramsLog() throws {
        let text = #"""
            {"log":{"version":"1.2","creator":{"name":"Firefox","version":"1"},"entries":[{
              "startedDateTime":"2026-01-01T00:00:00.5+01:00","time":1.5,
              "request":{"method":"POST","url":"https://apprunner.us-east-1.amazonaws.com/?a=b#c","headers":[
                {"name":"X-Amz-Target","value":"AppRunner.ListConnections"}],"postData":{"text":"{}"}},
              "response":{"status":200,"headers":[],"content":{"text":"{\"ConnectionSummaryList\":[]}"}},
              "timings":{"send":-1,"wait":0.7,"receive":3}}]}}
            """#
        let cassette = try Cassette(bytes: Array(text.utf8))
        let entry = try #require(cassette.entries.first)
        #expect(entry.origin.kind == .edited)
        #expect(entry.operation == "ListConnections")
        #expect(entry.exchange.request.target == "/?a=b")
        #expect(entry.exchange.timing == Exchange.Timing(send: -1, wait: 1, receive: 3))
        #expect(cassette.timing == .kept)
        #expect(try Cassette(bytes: cassette.bytes).bytes == cassette.bytes)
    }
}

extension String {
    /// This text with the first place of another replaced; the text must be there.
    func replacing(_ old: String, with new: String) -> String {
        let start = indices.first { self[$0...].hasPrefix(old) } ?? endIndex
        precondition(start < endIndex, "\(old) is not there")
        return self[..<start] + new + self[start...].dropFirst(old.count)
    }
}
