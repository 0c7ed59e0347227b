public import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText

/// What two cassettes say differently, by meaning: operations, members, kinds, codes, header fields, order.
///
/// Entries are set against each other by operation and request body. Layout, times, signatures and what the rules call
/// volatile don't count.
public struct CassetteDiff: Sendable, Hashable {
    /// One entry that is not the same in both.
    public struct Change: Sendable, Hashable {
        /// What became of the entry.
        public enum Kind: String, Sendable, Hashable {
            case added, removed, moved, changed
        }

        /// What became of it.
        public let kind: Kind
        /// The entry's place in the old cassette, from 1; `nil` for one that was added.
        public let old: Int?
        /// The entry's place in the new cassette, from 1; `nil` for one that was removed.
        public let new: Int?
        /// The operation, and the connection where the request names one.
        public let subject: String
        /// Where the two differ, in the order of the exchange.
        public let details: [Detail]
    }

    /// One place where an entry differs.
    public struct Detail: Sendable, Hashable, CustomStringConvertible {
        /// Such as `response.body/Connection/Status`.
        public let place: String
        /// What was there; `nil` for nothing.
        public let old: String?
        /// What is there now; `nil` for nothing.
        public let new: String?

        public var description: String {
            "\(place): \(old ?? "nothing") -> \(new ?? "nothing")"
        }
    }

    /// All changes, in the order of the new cassette; what was removed stands where it was.
    public let changes: [Change]

    /// Whether the cassettes say the same.
    public var isEmpty: Bool {
        changes.isEmpty
    }

    /// Compares two cassettes.
    public init(old: Cassette, new: Cassette, rules: DiffRules = .standard) {
        let before = old.entries.map { Side($0, rules) }
        let after = new.entries.map { Side($0, rules) }
        let difference = after.map(\.key).difference(from: before.map(\.key)).inferringMoves()
        var partner: [Int: Int] = [:]
        var moved: Set<Int> = []
        for case .insert(let place, _, let origin?) in difference.insertions {
            partner[place] = origin
            moved.insert(place)
        }
        var removed = Set(difference.removals.map(\.place))
        var added = Set(difference.insertions.map(\.place))
        var kept = before.indices.filter { !removed.contains($0) }[...]
        for place in after.indices where !added.contains(place) { partner[place] = kept.popFirst() }
        removed.subtract(partner.values)
        added.subtract(partner.keys)
        // The same call with another input: one entry that changed rather than one that went and one that came.
        for place in added.sorted() {
            let origin = removed.sorted().first { before[$0].subject == after[place].subject }
            guard let origin else { continue }
            partner[place] = origin
            removed.remove(origin)
            added.remove(place)
        }
        var changes: [(order: Int, change: Change)] = []
        for place in after.indices {
            guard let origin = partner[place] else {
                changes.append((place, Change(.added, nil, place, after[place], [])))
                continue
            }
            let details = before[origin].details(against: after[place])
            if !details.isEmpty {
                changes.append((place, Change(.changed, origin, place, after[place], details)))
            } else if moved.contains(place) {
                changes.append((place, Change(.moved, origin, place, after[place], [])))
            }
        }
        for origin in removed { changes.append((origin, Change(.removed, origin, nil, before[origin], []))) }
        self.changes = changes.sorted { ($0.order, $0.change.old ?? -1) < ($1.order, $1.change.old ?? -1) }.map(
            \.change)
    }
}

extension CassetteDiff.Change {
    fileprivate init(_ kind: Kind, _ old: Int?, _ new: Int?, _ side: Side, _ details: [CassetteDiff.Detail]) {
        self.init(
            kind: kind, old: old.map { $0 + 1 }, new: new.map { $0 + 1 }, subject: side.subject, details: details)
    }
}

extension CollectionDifference.Change {
    fileprivate var place: Int {
        switch self {
        case .insert(let offset, _, _), .remove(let offset, _, _): offset
        }
    }
}

/// One entry as it is compared.
private struct Side {
    let subject: String
    let key: String
    let parts: [(name: String, value: JSONValue)]

    init(_ entry: Entry, _ rules: DiffRules) {
        let request = entry.exchange.request
        let operation = entry.operation ?? "\(request.method) \(request.path)"
        subject = entry.resource.map { "\(operation) \($0)" } ?? operation
        let asked = rules.settled(body: request.body)
        key = "\(operation)\n\(String(decoding: asked.canonicalBytes, as: UTF8.self))"
        var parts: [(String, JSONValue)] = [
            ("request.method", .string(request.method)), ("request.target", .string(request.target)),
            ("request.headers", rules.settled(request.headers, where: rules.comparesRequestHeader)),
            ("request.body", asked),
        ]
        if let response = entry.exchange.response {
            parts += [
                ("response.status", .number(JSONNumber(response.status))),
                ("response.reason", .string(response.reason)),
                ("response.headers", rules.settled(response.headers)),
                ("response.body", rules.settled(body: response.body)),
            ]
        }
        parts.append(("ended", .string(entry.exchange.ending.rawValue)))
        if let fault = entry.fault { parts.append(("fault", .string("\(fault)"))) }
        self.parts = parts
    }

    func details(against other: Side) -> [CassetteDiff.Detail] {
        var names: [String] = []
        for name in parts.map(\.name) + other.parts.map(\.name) where !names.contains(name) { names.append(name) }
        return names.flatMap { name in
            details(
                at: name, parts.first { $0.name == name }?.value, other.parts.first { $0.name == name }?.value)
        }
    }

    private func details(at place: String, _ old: JSONValue?, _ new: JSONValue?) -> [CassetteDiff.Detail] {
        switch (old, new) {
        case (.object(let left)?, .object(let right)?):
            var names: [String] = []
            for name in left.names + right.names where !names.contains(name) { names.append(name) }
            return names.flatMap { details(at: "\(place)\(JSONPointer(steps: [$0]))", left[$0], right[$0]) }
        case (.array(let left)?, .array(let right)?):
            return (0..<max(left.count, right.count)).flatMap { index in
                details(
                    at: "\(place)/\(index)", index < left.count ? left[index] : nil,
                    index < right.count ? right[index] : nil)
            }
        default:
            if old == new { return [] }
            return [CassetteDiff.Detail(place: place, old: old.map { $0.text() }, new: new.map { $0.text() })]
        }
    }
}
