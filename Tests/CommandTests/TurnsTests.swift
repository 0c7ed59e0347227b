import Synchronization
import Testing

@testable import tapedeck

struct TurnsTests {
    /// How many are inside.
    private final class Inside: Sendable {
        private let count = Mutex(0)

        func change(by difference: Int) -> Int {
            count.withLock { count in
                count += difference
                return count
            }
        }
    }

    @Test
    func letsOneInAtATimeAndAllInTheEnd() async {
        let turns = Turns()
        let inside = Inside()
        let done = await withTaskGroup(of: Int.self) { group in
            for number in 0..<200 {
                group.addTask {
                    await turns.take {
                        #expect(inside.change(by: 1) == 1)
                        await Task.yield()
                        #expect(inside.change(by: -1) == 0)
                        return number
                    }
                }
            }
            return await group.reduce(into: Set<Int>()) { $0.insert($1) }
        }
        #expect(done.count == 200)
    }
}
