import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import Testing

@testable import TapedeckPlayback

struct KnownRequestsTests {
    private static func store(_ known: KnownRequests, _ track: Int, _ target: String, _ body: String) {
        Array(target.utf8).withUnsafeBytes { target in
            Array(body.utf8).withUnsafeBytes { known.store(track, target: target, body: $0) }
        }
    }

    private static func track(_ known: KnownRequests, _ target: String, _ body: String) -> Int? {
        Array(target.utf8).withUnsafeBytes { target in
            Array(body.utf8).withUnsafeBytes { known.track(target: target, body: $0) }
        }
    }

    @Test
    func takesNoMoreThanItHasRoomFor() {
        let known = KnownRequests(bytes: 10_000)
        let body = String(repeating: "x", count: 741)
        for track in 0..<100 { Self.store(known, track, String(track + 100), body) }
        #expect(known.count == 10)
        #expect(Self.track(known, "103", body) == 3)
        #expect(Self.track(known, "199", body) == nil)
    }

    @Test
    func countsARequestOnce() {
        let known = KnownRequests(bytes: 2000)
        let body = String(repeating: "x", count: 740)
        for track in 0..<100 { Self.store(known, track, "1", body) }
        Self.store(known, 7, "2", body)
        #expect(Self.track(known, "2", body) == 7)
    }

    @Test
    func takesNoByteOfABodyForOneOfTheTarget() {
        let known = KnownRequests(bytes: 2000)
        Self.store(known, 1, "ab", "c")
        #expect(Self.track(known, "a", "bc") == nil)
        #expect(Self.track(known, "", "abc") == nil)
        #expect(Self.track(known, "ab", "c") == 1)
    }

    /// Requests that are looked up are remembered as long as there is room; one to another path than the service's is not.
    @Test(arguments: [("path", 0), ("body", TrackIndex.rememberedBytes >> 20 - 1)])
    func whatWasLookedUpIsBoundedInBytes(part: String, count: Int) {
        let reel = Reel(Calls.cassette([Calls.create("one1")]))
        let index = TrackIndex([(name: "deck", reel: reel)])
        let body = Calls.create("one1").1
        for number in 0..<20 {
            let long = String(repeating: part == "body" ? " " : "x", count: (1 << 20) + number)
            var request = Calls.request(.createConnection, part == "body" ? body + long : body)
            if part == "path" { request.target = "/" + long }
            #expect(index.find(request).track == (part == "body" ? 0 : nil))
        }
        #expect(index.remembered == count)
    }
}
