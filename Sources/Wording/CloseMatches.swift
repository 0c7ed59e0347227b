/// Finds what somebody who mistyped a word may have meant, by the measure of Python's `difflib`.
public enum CloseMatches {
    /// The nearest words, best first, at most three.
    ///
    /// - Parameter cutoff: the least likeness, from 0 to 1; `difflib`'s own is 0.6.
    public static func of(_ word: String, in words: [String], cutoff: Double = 0.6) -> [String] {
        let scored = words.map { (score: likeness($0, word), word: $0) }.filter { $0.score >= cutoff }
        let sorted = scored.sorted { $0.score == $1.score ? $0.word > $1.word : $0.score > $1.score }
        return sorted.prefix(3).map(\.word)
    }

    /// Twice the matching characters by all characters: the longest common run, then the same left and right of it.
    public static func likeness(_ first: String, _ second: String) -> Double {
        let first = Array(first.unicodeScalars)
        let second = Array(second.unicodeScalars)
        let length = first.count + second.count
        return length == 0 ? 1 : 2 * Double(matching(first[...], second[...])) / Double(length)
    }

    private static func matching(_ first: ArraySlice<Unicode.Scalar>, _ second: ArraySlice<Unicode.Scalar>) -> Int {
        var best = (start: first.startIndex, other: second.startIndex, length: 0)
        var ending: [Int: Int] = [:]
        for index in first.indices {
            var next: [Int: Int] = [:]
            for other in second.indices where second[other] == first[index] {
                let length = (ending[other - 1] ?? 0) + 1
                next[other] = length
                if length > best.length { best = (index - length + 1, other - length + 1, length) }
            }
            ending = next
        }
        guard best.length > 0 else { return 0 }
        return best.length + matching(first[..<best.start], second[..<best.other])
            + matching(first[(best.start + best.length)...], second[(best.other + best.length)...])
    }
}
