import TapedeckExchangeModel
import Testing

@testable import TapedeckHTTPFront

/// What a decoder reads, and what the connection does then, as traces.
struct RequestAssemblyTests {
    private var assembly = RequestAssembly(maximumBodyBytes: 4)

    @Test
    mutating func asksOnceTheRequestIsWhole() {
        #expect(assembly.headReceived(Request()) == [])
        #expect(!assembly.isAnswering)
        #expect(assembly.bodyReceived([1, 2]) == [])
        #expect(assembly.bodyReceived([3]) == [])
        #expect(assembly.endReceived() == [.answer(Request(body: [1, 2, 3]))])
        #expect(assembly.isAnswering)
        assembly.answered()
        #expect(assembly.headReceived(Request(target: "/2")) == [])
        #expect(assembly.endReceived() == [.answer(Request(target: "/2"))])
    }

    @Test
    mutating func cutsALongBodyAndSaysSo() {
        _ = assembly.headReceived(Request())
        #expect(assembly.bodyReceived([1, 2, 3, 4, 5]) == [])
        #expect(assembly.bodyReceived([6]) == [])
        #expect(assembly.endReceived() == [.answer(Request(body: [1, 2, 3, 4], isBodyWhole: false))])
    }

    @Test
    func appendsEachPartWhereTheBodyLies() {
        // 16 MiB in parts of 16 KiB: an array moves when it outgrows its room, each time to twice as much. Copied with
        // each part, it would move 1,024 times.
        var assembly = RequestAssembly(maximumBodyBytes: 16 << 20)
        _ = assembly.headReceived(Request())
        let part = [UInt8](repeating: 7, count: 16 << 10)
        var moves = 0
        var place: UnsafePointer<UInt8>?
        for _ in 0..<1024 {
            _ = assembly.bodyReceived(part)
            let now = assembly.request.body.withUnsafeBufferPointer { $0.baseAddress }
            if now != place { moves += 1 }
            place = now
        }
        #expect(assembly.request.body.count == 16 << 20)
        #expect(moves < 16)
    }

    @Test
    mutating func givesUpABodyWithoutEnd() {
        _ = assembly.headReceived(Request())
        let chunk = repeatElement(UInt8(0), count: RequestAssembly.drainLimit)
        #expect(assembly.bodyReceived(chunk) == [])
        #expect(!assembly.hasGivenUp)
        #expect(assembly.bodyReceived(chunk) == [.answer(Request(body: [0, 0, 0, 0], isBodyWhole: false))])
        #expect(assembly.hasGivenUp)
        #expect(assembly.bodyReceived(chunk) == [])
        #expect(assembly.endReceived() == [])
    }

    @Test(arguments: [
        ("100-continue", "HTTP/1.1", true), ("100-Continue", "HTTP/1.1", true), ("100-continue", "HTTP/1.0", false),
        ("x", "HTTP/1.1", false),
    ])
    func sendsContinueToThoseWhoWait(value: String, version: String, sends: Bool) {
        var assembly = RequestAssembly(maximumBodyBytes: 4)
        let actions = assembly.headReceived(Request(version: version, headers: [HeaderField("Expect", value)]))
        #expect(actions == (sends ? [.sendContinue] : []))
    }

    @Test
    mutating func refusesWhatIsNotHTTP() {
        #expect(assembly.malformedReceived("why") == [.refuse("why")])
        #expect(assembly.headReceived(Request()) == [])
    }

    @Test
    mutating func finishesAnAnswerBeforeItGivesUp() {
        _ = assembly.headReceived(Request())
        _ = assembly.endReceived()
        #expect(assembly.malformedReceived("why") == [])
        #expect(assembly.caughtUp() == [])
        assembly.answered()
        #expect(assembly.caughtUp() == [.refuse("why")])
        #expect(assembly.caughtUp() == [])
    }
}
