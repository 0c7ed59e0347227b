import TapedeckAWSWire
public import TapedeckCassetteFormat
public import TapedeckExchangeModel
import TapedeckJSONText

/// Plays cassettes: decides, request by request, which recorded response comes next.
///
/// Entries of one ``Identity`` form a track and are played in their order. A read of a connection that was recorded after
/// that connection had been changed is not played before the change is, and one that was recorded before is passed over
/// after it; so a client that polls more often or less often than the recorded one sees no status out of its time, and
/// two connections move apart. Nothing here touches a clock, a socket or chance.
public struct Player: Sendable {
    /// What a request led to.
    public enum Outcome: Sendable, Hashable {
        /// An entry was played.
        case played(EntryReference, ResponsePlan)
        /// No entry answers it.
        case missed(Miss)

        /// What goes back on the wire.
        public var plan: ResponsePlan {
            switch self {
            case .played(_, let plan): plan
            case .missed(let miss): ResponsePlan(miss.response)
            }
        }
    }

    /// What has been played so far.
    public struct Summary: Sendable, Hashable {
        /// Requests that were answered.
        public var played = 0
        /// Requests that were not, in order.
        public var misses: [Miss] = []
        /// Entries never played, in the order of the cassettes.
        public var neverPlayed: [EntryReference] = []
        /// Entries that can't be played, because their recording never ended.
        public var unplayable: [EntryReference] = []

        /// Whether everything was answered and everything was played.
        public var isClean: Bool {
            misses.isEmpty && neverPlayed.isEmpty
        }
    }

    private struct Slot: Sendable {
        let reference: EntryReference
        let identity: Identity
        let rule: MatchRule
        let plan: ResponsePlan
        let isRead: Bool
        let isChange: Bool
        /// Changes of the same connection recorded before this entry.
        let epoch: Int
        var isPlayed = false
    }

    private struct Track: Sendable {
        var slots: [Int] = []
        var next = 0
        var played = 0
    }

    private let policy: EndPolicy
    private let conceal: @Sendable (String) -> String
    private let names: [String]
    private var unplayable: [EntryReference] = []
    private var slots: [Slot] = []
    private var tracks: [Track] = []
    private var exactTracks: [TrackKey: Int] = [:]
    private var ruledTracks: [(rule: MatchRule, key: TrackKey, track: Int)] = []
    private var epochs: [String: Int] = [:]
    private var playedCount = 0
    private var misses: [Miss] = []
    private var lookups: [Lookup: Int] = [:]

    /// A request's bytes whose track is known, so that an equal request isn't parsed again.
    private struct Lookup: Hashable {
        let target: String?
        let path: Substring
        let method: String
        let body: [UInt8]
    }

    /// Loads cassettes.
    ///
    /// - Parameters:
    ///   - cassettes: each with the name by which messages call it; their entries follow one another.
    ///   - policy: what a track does at its end.
    ///   - conceal: takes out of the text of a request what a miss must not show.
    public init(
        _ cassettes: [(name: String, cassette: Cassette)], atEnd policy: EndPolicy = .fail,
        concealing conceal: @escaping @Sendable (String) -> String = { $0 }
    ) {
        self.policy = policy
        self.conceal = conceal
        self.names = cassettes.map(\.name)
        var changes: [String: Int] = [:]
        for (name, cassette) in cassettes {
            for entry in cassette.entries {
                let identity = Identity(entry.exchange.request)
                let reference = EntryReference(
                    cassette: name, sequence: entry.exchange.sequence, operation: identity.operation,
                    resource: identity.resource)
                guard let plan = entry.plan else {
                    unplayable.append(reference)
                    continue
                }
                let isMutation = ConnectionOperation(rawValue: identity.operation)?.isMutation ?? false
                let succeeded = (200..<300).contains(entry.exchange.response?.status ?? 0)
                let epoch = identity.resource.flatMap { changes[$0] } ?? 0
                slots.append(
                    Slot(
                        reference: reference, identity: identity, rule: entry.match, plan: plan, isRead: !isMutation,
                        isChange: isMutation && succeeded, epoch: epoch))
                if isMutation, succeeded, let resource = identity.resource { changes[resource, default: 0] += 1 }
                addToTrack(slots.count - 1)
            }
        }
    }

    private mutating func addToTrack(_ index: Int) {
        let slot = slots[index]
        let key = slot.identity.key(slot.rule)
        if slot.rule == MatchRule() {
            let track = exactTracks[key] ?? tracks.count
            if track == tracks.count { tracks.append(Track()) }
            exactTracks[key] = track
            tracks[track].slots.append(index)
        } else if let known = ruledTracks.first(where: { $0.rule == slot.rule && $0.key == key }) {
            tracks[known.track].slots.append(index)
        } else {
            ruledTracks.append((slot.rule, key, tracks.count))
            tracks.append(Track(slots: [index]))
        }
    }

    /// Answers a request and moves its track on.
    public mutating func play(_ request: Request) -> Outcome {
        let lookup = Lookup(
            target: request.headers["X-Amz-Target"], path: request.path, method: request.method, body: request.body)
        guard let track = lookups[lookup] ?? track(for: Identity(request)) else {
            return miss(Identity(request), nil)
        }
        // Bounded, because a client decides what it sends.
        if lookups.count < 4096 { lookups[lookup] = track }
        switch advance(track) {
        case .success(let index):
            return .played(slots[index].reference, slots[index].plan)
        case .failure(let stop):
            return miss(Identity(request), stop.reason)
        }
    }

    private func track(for identity: Identity) -> Int? {
        if let exact = exactTracks[identity.key(MatchRule())] { return exact }
        return ruledTracks.first { identity.key($0.rule) == $0.key }?.track
    }

    private struct Stop: Error {
        let reason: Miss.Reason
    }

    /// Chooses a track's next entry and marks it as played.
    private mutating func advance(_ number: Int) -> Result<Int, Stop> {
        var track = tracks[number]
        defer { tracks[number] = track }
        skipStale(&track)
        guard track.next < track.slots.count else {
            guard policy == .hold, let last = track.slots.last else {
                return .failure(Stop(reason: .exhausted(played: track.played)))
            }
            return .success(played(last, in: &track))
        }
        let index = track.slots[track.next]
        if let early = changeNeeded(before: index) {
            guard policy == .hold, track.next > 0 else { return .failure(Stop(reason: .tooEarly(after: early))) }
            return .success(played(track.slots[track.next - 1], in: &track))
        }
        track.next += 1
        return .success(played(index, in: &track))
    }

    private mutating func played(_ index: Int, in track: inout Track) -> Int {
        slots[index].isPlayed = true
        track.played += 1
        playedCount += 1
        if slots[index].isChange, let resource = slots[index].identity.resource {
            epochs[resource] = max(epochs[resource] ?? 0, slots[index].epoch + 1)
        }
        return index
    }

    /// Passes over reads that a later change has made untrue, as long as a truer one follows.
    private func skipStale(_ track: inout Track) {
        while track.next + 1 < track.slots.count {
            let slot = slots[track.slots[track.next]]
            let following = slots[track.slots[track.next + 1]]
            let epoch = slot.identity.resource.flatMap { epochs[$0] } ?? 0
            guard slot.isRead, slot.epoch < epoch, following.epoch <= epoch else { return }
            track.next += 1
        }
    }

    /// The change that was recorded before a read and has not been played.
    private func changeNeeded(before index: Int) -> EntryReference? {
        let slot = slots[index]
        guard slot.isRead, let resource = slot.identity.resource, slot.epoch > epochs[resource] ?? 0 else { return nil }
        return slots.first { $0.isChange && !$0.isPlayed && $0.identity.resource == resource }?.reference
    }

    private mutating func miss(_ identity: Identity, _ reason: Miss.Reason?) -> Outcome {
        let isKnown = slots.contains { $0.identity.operation == identity.operation }
        let text = conceal(identity.body.text())
        let miss = Miss(
            operation: identity.operation, resource: identity.resource.map(conceal),
            body: text.count > 200 ? text.prefix(197) + "..." : text,
            reason: reason ?? (isKnown ? .inputNotRecorded : .operationNotRecorded),
            nearest: reason == nil ? nearest(to: identity) : [], cassettes: names)
        misses.append(miss)
        return .missed(miss)
    }

    private func nearest(to identity: Identity) -> [Miss.Near] {
        var seen: Set<TrackKey> = []
        let candidates = slots.enumerated().compactMap { index, slot -> (Int, Miss.Near)? in
            guard slot.identity.operation == identity.operation else { return nil }
            guard seen.insert(slot.identity.key(MatchRule())).inserted else { return nil }
            let differences = Difference.between(recorded: slot.identity.body, sent: identity.body)
                .map { Difference(path: $0.path, recorded: $0.recorded, sent: $0.sent.map(conceal)) }
            return (index, Miss.Near(entry: slot.reference, differences: differences))
        }
        let sorted = candidates.sorted {
            $0.1.differences.count == $1.1.differences.count
                ? $0.0 < $1.0 : $0.1.differences.count < $1.1.differences.count
        }
        return sorted.prefix(3).map(\.1)
    }

    /// What has been played so far.
    public var summary: Summary {
        Summary(
            played: playedCount, misses: misses, neverPlayed: slots.filter { !$0.isPlayed }.map(\.reference),
            unplayable: unplayable)
    }
}

extension Entry {
    /// What goes back when this entry is played; `nil` for an exchange whose recording never ended.
    ///
    /// An exchange that was cut off is played cut off: a cassette never makes a whole response of a broken one.
    fileprivate var plan: ResponsePlan? {
        if let fault { return ResponsePlan(exchange.response, fault: fault, delay: delay) }
        switch exchange.ending {
        case .complete: return ResponsePlan(exchange.response, delay: delay)
        case .noResponse: return ResponsePlan(nil, fault: .close, delay: delay)
        case .unfinished: return nil
        case .cutBody:
            guard let response = exchange.response else { return ResponsePlan(nil, fault: .close, delay: delay) }
            return ResponsePlan(cutOff: response, delay: delay)
        }
    }
}
