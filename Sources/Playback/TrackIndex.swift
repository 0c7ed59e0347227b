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
        /// Where what is played comes from.
        enum Source: Sendable {
            /// An ordinary exchange, whose response is made of its bytes when it is played.
            /// Milliseconds go by before it.
            case plain(PlainExchange, delay: Int)
            /// What goes back, one for each time that the request comes; the last is the entry's own.
            indirect case made(body: [UInt8], plans: [ResponsePlan])
        }

        let reference: EntryReference
        let source: Source
        let isRead: Bool
        /// Where a read stands among the changes.
        let place: Timeline.Place
        /// What a successful mutation changes; empty for anything else.
        let change: Timeline.Change
        /// When the request came while recording, in milliseconds.
        let startedAt: Int64

        /// The recorded request's body, to compare a miss with.
        var body: ArraySlice<UInt8> {
            switch source {
            case .plain(let exchange, _): exchange.requestBody
            case .made(let body, _): body[...]
            }
        }

        /// What goes over the wire on a connection that stays, where nothing but that is to be done.
        var wireBytes: ArraySlice<UInt8>? {
            if case .plain(let exchange, 0) = source { exchange.wireBytes } else { nil }
        }

        /// How often the request comes until the entry has been played.
        var attempts: Int {
            switch source {
            case .plain: 1
            case .made(_, let plans): plans.count
            }
        }

        /// What goes back at an attempt, from 0.
        func plan(_ attempt: Int) -> ResponsePlan {
            switch source {
            case .plain(let exchange, let delay): ResponsePlan(exchange.response, delay: delay)
            case .made(_, let plans): plans[attempt]
            }
        }
    }

    private struct RegionalTrack: Sendable {
        let region: String?
        let track: Int
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
    /// How a run compares what no track answers as it stands, and the tracks that are then the same.
    private let loosely: MatchRule?
    private var loose: [TrackKey: [Int]] = [:]
    private let known = KnownRequests(bytes: TrackIndex.rememberedBytes)

    /// Bytes of requests that are remembered for the sake of equal ones.
    static let rememberedBytes = 16 << 20

    /// How many requests are remembered.
    var remembered: Int {
        known.count
    }

    /// Of each track, whether all that it plays is known as bytes.
    private var isOnWire: [Bool] = []

    /// An operation on a connection.
    struct Subject: Hashable, Sendable {
        let operation: String
        let resource: String
    }

    /// - Parameters:
    ///   - loosely: how a request is compared that no track answers as it stands.
    ///   - keepsTimes: whether an answer takes as long as it did when it was recorded.
    init(_ reels: [(name: String, reel: Reel)], loosely: MatchRule? = nil, keepsTimes: Bool = false) {
        self.loosely = loosely
        names = reels.map(\.name)
        let recorded = reels.flatMap {
            Recorded.all(of: $0.reel, named: $0.name, loosely: loosely, keepsTimes: keepsTimes)
        }
        var keys = recorded.map(\.connection)
        ResourceKey.complete(&keys)
        let regions = zip(recorded, keys).map { $1?.region ?? $0.region }
        timeline = Timeline(regions: Set(regions), connections: recorded.count)
        slots.reserveCapacity(recorded.count)
        exact.reserveCapacity(recorded.count)
        candidatesAbout.reserveCapacity(recorded.count)
        for (index, exchange) in recorded.enumerated() {
            guard let source = exchange.source else {
                unplayable.append(exchange.reference)
                continue
            }
            let place = timeline.place(of: keys[index], region: regions[index])
            let changes = exchange.isMutation && exchange.hasSucceeded
            let change = changes ? keys[index].map { timeline.change(of: $0, slot: slots.count) } : nil
            slots.append(
                Slot(
                    reference: exchange.reference, source: source, isRead: !exchange.isMutation, place: place,
                    change: change ?? [], startedAt: exchange.startedAt))
            addToTrack(exchange, region: regions[index].isEmpty ? nil : regions[index])
        }
    }

    /// Puts the last slot where it belongs.
    private mutating func addToTrack(_ exchange: Recorded, region: String?) {
        let (slot, key, rule) = (slots.count - 1, exchange.key, exchange.rule)
        if rule != MatchRule() {
            let number = ruled.firstIndex { $0.rule == rule } ?? ruled.count
            if number == ruled.count { ruled.append((rule, [:])) }
            if let track = ruled[number].tracks[key] { return append(slot, to: track) }
            ruled[number].tracks[key] = tracks.count
        } else {
            let same = exact[key]?.first { $0.region == nil || region == nil || $0.region == region }
            if let same { return append(slot, to: same.track) }
            exact[key, default: []].append(RegionalTrack(region: region, track: tracks.count))
        }
        tracks.append([slot])
        isOnWire.append(slots[slot].wireBytes != nil)
        if let key = exchange.looseKey { loose[key, default: []].append(tracks.count - 1) }
        candidates[key.operation, default: []].append(slot)
        guard let resource = exchange.reference.resource else { return }
        candidatesAbout[Subject(operation: key.operation, resource: resource), default: []].append(slot)
    }

    private mutating func append(_ slot: Int, to track: Int) {
        tracks[track].append(slot)
        isOnWire[track] = isOnWire[track] && slots[slot].wireBytes != nil
    }

    /// What goes back in a turn.
    func plan(_ turn: Player.Turn) -> ResponsePlan {
        slots[turn.slot].plan(turn.attempt)
    }

    /// The entry that is played in a turn.
    func reference(_ turn: Player.Turn) -> EntryReference {
        var reference = slots[turn.slot].reference
        if turn.isLoose { reference.looseness = looseness }
        return reference
    }

    /// What an entry answers after all trouble of its own.
    func ownPlan(of slot: Int) -> ResponsePlan {
        slots[slot].plan(slots[slot].attempts - 1)
    }

    /// The tracks that answer a request by the rule of the run, in the order recorded.
    func looseTracks(for identity: Identity) -> [Int] {
        loosely.flatMap { loose[identity.key($0)] } ?? []
    }

    /// How the run loosens the comparison, in words.
    var looseness: String? {
        loosely?.looseness
    }

    /// The track that answers a request.
    func find(_ request: Request) -> Found {
        if let track = knownTrack(of: request) { return Found(track: track, identity: nil) }
        let identity = Identity(request)
        if let regional = exact[identity.key(MatchRule())] {
            // One answer for each region that was recorded; a client of another region gets the first one's.
            let region = regional.count > 1 ? request.signedRegion : nil
            let track = (regional.first { $0.region == region } ?? regional[0]).track
            if regional.count == 1 { remember(track, for: request) }
            return Found(track: track, identity: identity)
        }
        for (rule, tracks) in ruled {
            guard let track = tracks[identity.key(rule)] else { continue }
            remember(track, for: request)
            return Found(track: track, identity: identity)
        }
        return Found(track: nil, identity: identity)
    }

    /// The track that answers a request by its bytes, where they are known and its answers are.
    func wireTrack(of request: PlainRequest) -> Int? {
        known.track(target: request.target, body: request.body).flatMap { isOnWire[$0] ? $0 : nil }
    }

    private func knownTrack(of request: Request) -> Int? {
        withBytes(of: request) { known.track(target: $0, body: $1) }
    }

    private func remember(_ track: Int, for request: Request) {
        withBytes(of: request) { known.store(track, target: $0, body: $1) }
    }

    /// Only requests to the service's own path are remembered.
    private func withBytes<Value>(
        of request: Request, _ work: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Value?
    ) -> Value? {
        guard request.method == "POST", request.path == "/" else { return nil }
        var target = request.headers["X-Amz-Target"] ?? ""
        return target.withUTF8 { target in
            request.body.withUnsafeBytes { work(UnsafeRawBufferPointer(target), $0) }
        }
    }
}
