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
}
