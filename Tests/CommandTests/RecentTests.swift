import Testing

@testable import tapedeck

struct RecentTests {
    /// As an array has them: it turns round its end, grows where it does not begin at its first place, and is emptied.
    @Test
    func keepsTheLatestInOrder() {
        var recent = Recent<Int>()
        var expected: [Int] = []
        var next = 0
        for round in 1...12 {
            for _ in 0..<round * 20 {
                recent.append(next)
                expected.append(next)
                next += 1
                #expect(recent.count == expected.count && recent.latest() == expected, "\(next)")
            }
            #expect(recent.latest(3) == expected.suffix(3) && recent.latest(-1) == [])
            for _ in 0..<round * 15 { #expect(recent.popFirst() == expected.removeFirst()) }
        }
        while !expected.isEmpty { #expect(recent.popFirst() == expected.removeFirst()) }
        #expect(recent.popFirst() == nil)
        #expect(recent.latest().isEmpty)
    }
}
