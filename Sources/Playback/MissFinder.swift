import TapedeckExchangeModel
import TapedeckJSONText

/// Finds what to say about a request that nothing answers, without a look at every entry.
struct MissFinder: Sendable {
    /// Recorded identities that a miss is compared with: those of the same operation and connection, then the first ones
    /// of the operation.
    static let candidates = Candidates.limit
    /// Bytes that are compared for one miss, whatever a client sends; at least three candidates are.
    static let budget = 256 << 10

    let index: TrackIndex
    let remedy: Remedy
    let conceal: @Sendable (String) -> String

    /// The miss of a request.
    ///
    /// - Parameters:
    ///   - identity: the request as it would have been recorded.
    ///   - said: the request as the client put it, where values are bound.
    ///   - reason: why its track stopped; `nil` where it has no track.
    ///   - pause: called before each comparison.
    func explain(
        _ identity: Identity, said: Identity? = nil, _ reason: Miss.Reason?, pausing pause: () -> Void = {}
    ) -> Miss {
        let said = said ?? identity
        let isKnown = index.candidates(of: identity.operation) != nil
        let nearest = reason == nil ? nearest(to: identity, said: said.body, pause) : []
        let cassette = nearest.first?.entry.cassette ?? index.names.first ?? "PATH"
        return Miss(
            operation: cut(conceal(cut(said.operation))), resource: said.resource.map { cut(conceal(cut($0))) },
            body: cut(conceal(said.body.excerpt(1000))),
            reason: reason ?? (isKnown ? .inputNotRecorded : .operationNotRecorded), nearest: nearest,
            cassettes: index.names, remedy: remedy.command(cassette), purpose: remedy.purpose)
    }

    private func cut(_ text: String) -> String {
        text.utf8.count > 200 ? text.prefix(197) + "..." : text
    }

    private func nearest(to identity: Identity, said: JSONValue, _ pause: () -> Void) -> [Miss.Near] {
        let size = identity.size
        let count = min(Self.candidates, max(3, Self.budget / (size + 1)))
        var seen: Set<Int> = []
        let same = identity.resource.flatMap { index.candidates(of: identity.operation, about: $0) }
        let others = index.candidates(of: identity.operation) ?? []
        let slots = Array(
            ((same ?? []).prefix(count) + others.prefix(count)).filter { seen.insert($0).inserted }.prefix(count))
        // All are counted, and only what is shown is put into words.
        let near = slots.map { number -> (slot: Int, recorded: JSONValue, rank: (Int, Int, Int)) in
            pause()
            let recorded = Identity.body(of: index.slots[number].body)
            let count = Difference.count(recorded: recorded, sent: identity.body)
            return (number, recorded, (count, index.isAbout(number, identity.resource) ? 0 : 1, number))
        }
        return near.sorted { $0.rank < $1.rank }.prefix(3).map { near in
            Miss.Near(
                entry: index.reference(of: near.slot),
                differences: Difference.between(recorded: near.recorded, sent: identity.body, said: said).map {
                    Difference(path: conceal($0.path), recorded: $0.recorded, sent: $0.sent.map(conceal))
                })
        }
    }
}
