import TapedeckExchangeModel
import TapedeckJSONText

/// Finds what to say about a request that nothing answers, without a look at every entry.
struct MissFinder: Sendable {
    /// Recorded identities that a miss is compared with: those of the same operation and connection, then the first ones
    /// of the operation.
    static let candidates = 64
    /// Bytes that are compared for one miss, whatever a client sends; at least three candidates are.
    static let budget = 256 << 10

    let index: TrackIndex
    let remedy: Remedy
    let conceal: @Sendable (String) -> String

    /// The miss of a request.
    ///
    /// - Parameter reason: why its track stopped; `nil` where it has no track.
    func explain(_ identity: Identity, _ reason: Miss.Reason?) -> Miss {
        let isKnown = index.candidates[identity.operation] != nil
        let nearest = reason == nil ? nearest(to: identity) : []
        let cassette = nearest.first?.entry.cassette ?? index.names.first ?? "PATH"
        return Miss(
            operation: cut(identity.operation), resource: identity.resource.map { cut(conceal(cut($0))) },
            body: cut(conceal(identity.body.excerpt(1000))),
            reason: reason ?? (isKnown ? .inputNotRecorded : .operationNotRecorded), nearest: nearest,
            cassettes: index.names, remedy: remedy.command(cassette))
    }

    private func cut(_ text: String) -> String {
        text.utf8.count > 200 ? text.prefix(197) + "..." : text
    }

    private func nearest(to identity: Identity) -> [Miss.Near] {
        let size = identity.size
        let count = min(Self.candidates, max(3, Self.budget / (size + 1)))
        var seen: Set<Int> = []
        let same = identity.resource.flatMap {
            index.candidatesAbout[TrackIndex.Subject(operation: identity.operation, resource: $0)]
        }
        let others = index.candidates[identity.operation] ?? []
        let slots = Array(
            ((same ?? []).prefix(count) + others.prefix(count)).filter { seen.insert($0).inserted }.prefix(count))
        let near = slots.map { number -> (slot: Int, differences: [Difference]) in
            let slot = index.slots[number]
            let recorded = Identity.body(of: slot.body)
            return (number, Difference.between(recorded: recorded, sent: identity.body))
        }
        func rank(_ near: (slot: Int, differences: [Difference])) -> (Int, Int, Int) {
            let isSame = index.slots[near.slot].reference.resource == identity.resource
            return (near.differences.count, isSame ? 0 : 1, near.slot)
        }
        let sorted = near.sorted { rank($0) < rank($1) }
        return sorted.prefix(3).map { near in
            Miss.Near(
                entry: index.slots[near.slot].reference,
                differences: near.differences.map {
                    Difference(path: conceal($0.path), recorded: $0.recorded, sent: $0.sent.map(conceal))
                })
        }
    }
}
