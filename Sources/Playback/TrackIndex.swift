import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText

/// Cassettes made ready to be played: their entries as slots, and which track answers which request.
///
/// Nothing here changes while it is played, so requests are looked up side by side, without a lock.
struct TrackIndex: Sendable {
    /// One entry as it is played.
    struct Slot: Sendable {
        let reference: EntryReference
        /// The recorded request's body, to compare a miss with.
        let body: [UInt8]
        /// What goes back, one for each time that the request comes; the last is the entry's own.
        let plans: [ResponsePlan]
        let isRead: Bool
        /// Where a read stands among the changes.
        let place: Timeline.Place
        /// What a successful mutation changes; empty for anything else.
        let change: Timeline.Change
    }

    private struct RegionalTrack: Sendable {
        let region: String?
        let track: Int
    }

    /// A request's bytes whose track is known, so that an equal request isn't parsed again.
    private struct Lookup: Hashable {
        let target: String?
        let path: String
        let method: String
        let body: [UInt8]

        init(_ request: Request) {
            target = request.headers["X-Amz-Target"]
            path = String(request.path)
            method = request.method
            body = request.body
        }

        /// What it takes in memory; clients decide how long each part is.
        var bytes: Int {
            (target?.utf8.count ?? 0) + path.utf8.count + method.utf8.count + body.count
        }
    }

    /// What a request asks for, and the track that answers it.
    struct Found {
        let track: Int?
        /// Left out where the request was known by its bytes.
        let identity: Identity?
    }

    let names: [String]
    private(set) var slots: [Slot] = []
    /// The slots of each track, in order.
    private(set) var tracks: [[Int]] = []
    private(set) var timeline: Timeline
    private(set) var unplayable: [EntryReference] = []
    /// For each operation, a slot of every identity recorded, in order.
    private(set) var candidates: [String: [Int]] = [:]
    /// The same by connection too.
    private(set) var candidatesAbout: [Subject: [Int]] = [:]
    private var exact: [TrackKey: [RegionalTrack]] = [:]
    private var ruled: [(rule: MatchRule, tracks: [TrackKey: Int])] = []
    private let known = BoundedCache<Lookup, Int>(bytes: TrackIndex.rememberedBytes)

    /// Bytes of requests that are remembered for the sake of equal ones.
    static let rememberedBytes = 16 << 20

    /// How many requests are remembered.
    var remembered: Int {
        known.count
    }

    /// An operation on a connection.
    struct Subject: Hashable, Sendable {
        let operation: String
        let resource: String
    }

    init(_ cassettes: [(name: String, cassette: Cassette)]) {
        names = cassettes.map(\.name)
        let entries = cassettes.flatMap { cassette in
            cassette.cassette.entries.map { (name: cassette.name, entry: $0, identity: Identity($0.exchange.request)) }
        }
        let keys = ResourceKey.keys(of: entries.map { ($0.identity, $0.entry) })
        let regions = zip(entries, keys).map { $1?.region ?? $0.entry.region ?? "" }
        timeline = Timeline(regions: Set(regions))
        for (index, (name, entry, identity)) in entries.enumerated() {
            let reference = EntryReference(
                cassette: name, sequence: entry.exchange.sequence, operation: identity.operation,
                resource: identity.resource)
            guard let plans = entry.plans else {
                unplayable.append(reference)
                continue
            }
            let isMutation = ConnectionOperation(rawValue: identity.operation)?.isMutation ?? false
            let succeeded = (200..<300).contains(entry.exchange.response?.status ?? 0)
            let place = timeline.place(of: keys[index], region: regions[index])
            let change = isMutation && succeeded ? keys[index].map { timeline.change(of: $0, slot: slots.count) } : nil
            slots.append(
                Slot(
                    reference: reference, body: entry.exchange.request.body, plans: plans, isRead: !isMutation,
                    place: place, change: change ?? []))
            addToTrack(slots.count - 1, identity, entry.match, region: regions[index].isEmpty ? nil : regions[index])
        }
    }

    private mutating func addToTrack(_ slot: Int, _ identity: Identity, _ rule: MatchRule, region: String?) {
        let key = identity.key(rule)
        if rule != MatchRule() {
            let number = ruled.firstIndex { $0.rule == rule } ?? ruled.count
            if number == ruled.count { ruled.append((rule, [:])) }
            if let track = ruled[number].tracks[key] { return tracks[track].append(slot) }
            ruled[number].tracks[key] = tracks.count
        } else {
            let same = exact[key]?.first { $0.region == nil || region == nil || $0.region == region }
            if let same { return tracks[same.track].append(slot) }
            exact[key, default: []].append(RegionalTrack(region: region, track: tracks.count))
        }
        tracks.append([slot])
        candidates[identity.operation, default: []].append(slot)
        guard let resource = identity.resource else { return }
        candidatesAbout[Subject(operation: identity.operation, resource: resource), default: []].append(slot)
    }

    /// The track that answers a request.
    func find(_ request: Request) -> Found {
        let lookup = Lookup(request)
        if let track = known[lookup] { return Found(track: track, identity: nil) }
        let identity = Identity(request)
        if let regional = exact[identity.key(MatchRule())] {
            // One answer for each region that was recorded; a client of another region gets the first one's.
            let region = regional.count > 1 ? request.signedRegion : nil
            let track = (regional.first { $0.region == region } ?? regional[0]).track
            if regional.count == 1 { known.store(track, for: lookup, bytes: lookup.bytes) }
            return Found(track: track, identity: identity)
        }
        for (rule, tracks) in ruled {
            guard let track = tracks[identity.key(rule)] else { continue }
            known.store(track, for: lookup, bytes: lookup.bytes)
            return Found(track: track, identity: identity)
        }
        return Found(track: nil, identity: identity)
    }
}

extension Entry {
    /// What goes back when this entry is played; `nil` for an exchange in which the upstream answered nothing that a server
    /// could do again.
    ///
    /// An exchange that was cut off is played cut off: a cassette never makes a whole response of a broken one.
    fileprivate var plans: [ResponsePlan]? {
        guard let fault else { return plan.map { [$0] } }
        let whole = ResponsePlan(exchange.response, delay: delay)
        return fault.steps.map { step in
            step == .none ? plan ?? ResponsePlan(nil, fault: .close, delay: delay) : step.plan(for: whole)
        }
    }

    private var plan: ResponsePlan? {
        switch exchange.ending {
        case .complete: return ResponsePlan(exchange.response, delay: delay)
        case .cutBody, .resetBody, .stalledBody:
            guard let response = exchange.response else { return ResponsePlan(nil, fault: .close, delay: delay) }
            return ResponsePlan(cutOff: response, ending: exchange.ending, delay: delay)
        case .closed, .noResponse: return ResponsePlan(nil, fault: .close, delay: delay)
        case .reset: return ResponsePlan(nil, fault: .reset, delay: delay)
        case .timedOut: return ResponsePlan(nil, fault: .hang, delay: delay)
        case .unreachable, .unreadable, .clientLeft, .interrupted, .unfinished: return nil
        }
    }
}
