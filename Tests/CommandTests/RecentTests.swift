import Testing

@testable import tapedeck

struct RecentTests {
    /// As an array has them, through every growth and every turn round the end.
    @Test
    func keepsTheLatestInOrder() {
        var recent = Recent<Int>()
        var expected: [Int] = []
        for number in 0..<2000 {
            recent.append(number)
            expected.append(number)
            // It grows, shrinks to nothing, and grows again.
            for _ in 0..<(number / 100 % 3) where !expected.isEmpty {
                #expect(recent.popFirst() == expected.removeFirst())
            }
            #expect(recent.latest(3) == expected.suffix(3) && recent.latest(-1) == [])
            #expect(recent.count == expected.count && recent.latest() == expected, "\(number)")
        }
        while !expected.isEmpty { #expect(recent.popFirst() == expected.removeFirst()) }
        #expect(recent.popFirst() == nil)
        #expect(recent.latest().isEmpty)
    }
}
