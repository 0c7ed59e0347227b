import Testing

@testable import TapedeckPlayback

struct WordsTests {
    @Test
    func numbersEachTextOnce() {
        var words = Words()
        let texts = [""] + (1...5000).map { "text-\($0 * 7919 % 5000)" }
        let numbers = texts.map { words.number($0) }
        #expect(numbers == texts.indices.map { Int32($0) })
        #expect(texts.map { words.number($0) } == numbers)
        #expect(texts.map { words.find($0) } == numbers.map { $0 })
        #expect(numbers.map { words[$0] } == texts)
        #expect(words.count == 5001)
        #expect(words.find("text-5000") == nil)
    }

    @Test
    func keepsListsInTheOrderOfTheirNumbers() {
        let lists = ShortLists(4, [(2, 7), (0, 1), (2, 3), (3, 9), (2, 8)])
        #expect(lists.indices.map { Array(lists[$0]) } == [[1], [], [7, 3, 8], [9]])
        #expect(ShortLists().count == 0)
    }

    @Test
    func keepsTheFirstCandidatesOfAConnectionAndOfAnOperation() {
        var candidates = Candidates()
        for slot in 0..<300 { candidates.add(slot, of: 1, about: slot % 3 == 0 ? 5 : nil) }
        #expect(candidates.all(of: 1) == Array(0..<Candidates.limit))
        #expect(candidates.all(of: 1, about: 5) == (0..<Candidates.limit).map { $0 * 3 })
        #expect(candidates.all(of: 2) == nil)
        #expect(candidates.all(of: 1, about: 6) == nil)
    }
}
