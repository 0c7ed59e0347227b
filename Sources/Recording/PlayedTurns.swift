/// How far a cassette had been played whenever something was recorded beside it: that is where it belongs.
public struct PlayedTurns: Sendable, Hashable {
    /// A moment: how many exchanges had been recorded, and the last entry, by its number, of those that had been played.
    private struct Turn: Sendable, Hashable {
        let since: Int
        let entry: Int
    }

    private var turns: [Turn] = []

    /// Nothing has been played yet.
    public init() {}

    /// Takes in that an entry was played.
    ///
    /// - Parameter since: how many exchanges have been recorded so far.
    /// - Returns: whether it is behind those that had been played.
    mutating func pass(_ entry: Int, since: Int) -> Bool {
        if let last = turns.last {
            if last.entry >= entry { return false }
            if last.since == since { turns.removeLast() }
        }
        turns.append(Turn(since: since, entry: entry))
        return true
    }

    /// The last entry of those that had been played when an exchange was asked for; 0 for none.
    func last(before sequence: Int) -> Int {
        turns.last { $0.since < sequence }?.entry ?? 0
    }

    /// As a journal keeps it.
    var text: String {
        turns.map { "\($0.since) \($0.entry)" }.joined(separator: "\n")
    }

    /// `nil` for a recording beside which nothing is played.
    init?(text: String?) {
        guard let text else { return nil }
        for line in text.split(separator: "\n") {
            let numbers = line.split(separator: " ").compactMap { Int($0) }
            if numbers.count == 2 { turns.append(Turn(since: numbers[0], entry: numbers[1])) }
        }
    }
}
