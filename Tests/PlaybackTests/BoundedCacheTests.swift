import TapedeckAWSWire
import TapedeckExchangeModel
import Testing

@testable import TapedeckPlayback

struct BoundedCacheTests {
    @Test
    func takesNoMoreThanItHasRoomFor() {
        let cache = BoundedCache<Int, Int>(bytes: 10_000)
        for key in 0..<100 { cache.store(key, for: key, bytes: 744) }
        #expect(cache.count == 10)
        #expect(cache[3] == 3)
        #expect(cache[99] == nil)
    }

    @Test
    func countsAKeyOnce() {
        let cache = BoundedCache<Int, Int>(bytes: 2000)
        for value in 0..<100 { cache.store(value, for: 1, bytes: 744) }
        cache.store(7, for: 2, bytes: 744)
        #expect(cache[2] == 7)
    }

    /// Requests that are looked up are remembered as long as there is room, whatever part of them is long; each of these
    /// is one that the cassette answers.
    @Test(arguments: ["path", "body"])
    func whatWasLookedUpIsBoundedInBytes(part: String) {
        let index = TrackIndex([("deck", Calls.cassette([Calls.create("one1")]))])
        let body = Calls.create("one1").1
        for number in 0..<20 {
            let long = String(repeating: part == "body" ? " " : "x", count: (1 << 20) + number)
            var request = Calls.request(.createConnection, part == "body" ? body + long : body)
            if part == "path" { request.target = "/" + long }
            #expect(index.find(request).track == 0)
        }
        #expect(index.remembered == TrackIndex.rememberedBytes >> 20 - 1)
    }
}
