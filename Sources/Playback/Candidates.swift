/// Recorded identities that a miss is compared with, as slots: the first ones of each operation, and of each connection.
struct Candidates: Sendable {
    /// The most that are ever looked at of one operation, or of one connection.
    static let limit = 64

    private struct Subject: Hashable {
        let operation: Int32
        let resource: Int32
    }

    private struct Chain {
        let first: Int32
        var last: Int32
        var count: Int32
    }

    /// By operation.
    private var slots: [Int32: [Int]] = [:]
    private var chains: [Subject: Chain] = [:]
    /// By slot: the next one of the same subject.
    private var next: [Int32] = []

    /// Makes room for so many.
    mutating func reserve(_ count: Int) {
        chains.reserveCapacity(count)
        next.reserveCapacity(count)
    }

    /// Adds a slot of a higher number than all before.
    mutating func add(_ slot: Int, of operation: Int32, about resource: Int32?) {
        if slots[operation, default: []].count < Self.limit { slots[operation, default: []].append(slot) }
        guard let resource else { return }
        while next.count <= slot { next.append(-1) }
        let added = Chain(first: Int32(slot), last: Int32(slot), count: 1)
        guard var chain = chains.updateValue(added, forKey: Subject(operation: operation, resource: resource)) else {
            return
        }
        if chain.count < Self.limit {
            next[Int(chain.last)] = Int32(slot)
            chain.last = Int32(slot)
            chain.count += 1
        }
        chains[Subject(operation: operation, resource: resource)] = chain
    }

    /// Those of an operation, in order; `nil` for none.
    func all(of operation: Int32) -> [Int]? {
        slots[operation]
    }

    /// Those of an operation and a connection, in order; `nil` for none.
    func all(of operation: Int32, about resource: Int32) -> [Int]? {
        guard let chain = chains[Subject(operation: operation, resource: resource)] else { return nil }
        var all = [Int(chain.first)]
        while let last = all.last, last < next.count, next[last] >= 0 { all.append(Int(next[last])) }
        return all
    }
}
