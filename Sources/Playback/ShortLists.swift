/// Lists of numbers in two arrays, however many they are: each takes no allocation of its own.
struct ShortLists: Sendable {
    /// One of them.
    struct List: RandomAccessCollection, Sendable {
        fileprivate let numbers: [Int32]
        fileprivate let start: Int
        let count: Int

        var startIndex: Int { 0 }
        var endIndex: Int { count }

        subscript(position: Int) -> Int {
            Int(numbers[start + position])
        }
    }

    private var starts: [Int] = [0]
    private var numbers: [Int32] = []

    /// No lists.
    init() {}

    /// Puts numbers into lists, each behind those that came before.
    ///
    /// - Parameters:
    ///   - count: how many lists.
    ///   - pairs: the list that a number belongs to, and the number.
    init(_ count: Int, _ pairs: [(list: Int32, number: Int32)]) {
        starts = Array(repeating: 0, count: count + 1)
        for pair in pairs { starts[Int(pair.list) + 1] += 1 }
        for list in 0..<count { starts[list + 1] += starts[list] }
        var ends = starts
        numbers = Array(repeating: 0, count: pairs.count)
        for pair in pairs {
            numbers[ends[Int(pair.list)]] = pair.number
            ends[Int(pair.list)] += 1
        }
    }

    /// How many lists.
    var count: Int {
        starts.count - 1
    }

    /// The lists' numbers, from 0.
    var indices: Range<Int> {
        0..<count
    }

    /// A list.
    subscript(list: Int) -> List {
        List(numbers: numbers, start: starts[list], count: starts[list + 1] - starts[list])
    }
}
