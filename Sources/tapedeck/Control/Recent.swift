/// The latest of many, oldest first: to add one and to let the oldest go take the same short time, however many there are.
struct Recent<Element> {
    /// A power of two of places; those that hold one follow one another from `start`, the first place after the last.
    private var places: [Element?] = []
    private var start = 0
    private(set) var count = 0

    /// The latest ones, oldest first.
    ///
    /// - Parameter limit: at most so many; by default all that are kept.
    func latest(_ limit: Int = .max) -> [Element] {
        (count - min(max(limit, 0), count)..<count).compactMap { places[place($0)] }
    }

    mutating func append(_ element: Element) {
        if count == places.count {
            places = latest() + Array(repeating: nil, count: max(places.count, 16))
            start = 0
        }
        places[place(count)] = element
        count += 1
    }

    mutating func popFirst() -> Element? {
        if count == 0 { return nil }
        let oldest = places[start].take()
        start = place(1)
        count -= 1
        return oldest
    }

    private func place(_ number: Int) -> Int {
        (start + number) & (places.count - 1)
    }
}
