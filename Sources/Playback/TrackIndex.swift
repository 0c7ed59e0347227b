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
            /// What goes back, one for each time that the request comes; the last is the entry's own. From the attempt `made` on
            /// what was asked for is done, and from `given` on a client has its answer.
            indirect case made(body: [UInt8], plans: [ResponsePlan], made: Int, given: Int)
        }

        /// Which entry it is; texts are numbers of the index's words.
        struct Reference: Sendable {
            let cassette: Int
            let sequence: Int
            let operation: Int32
            let resource: Int32?
        }

        let reference: Reference
        /// The number of the rule by which its request is compared.
        let rule: Int
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
            case .made(let body, _, _, _): body[...]
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
            case .made(_, let plans, _, _): plans.count
            }
        }

        /// The first attempt, from 0, whose client has got the answer.
        var given: Int {
            switch source {
            case .plain: 0
            case .made(_, _, _, let given): given
            }
        }

        /// The first attempt, from 0, at which what was asked for is done.
        var made: Int {
            switch source {
            case .plain: 0
            case .made(_, _, let made, _): made
            }
        }

        /// What goes back at an attempt, from 0.
        func plan(_ attempt: Int) -> ResponsePlan {
            switch source {
            case .plain(let exchange, let delay): ResponsePlan(exchange.response, delay: delay)
            case .made(_, let plans, _, _): plans[attempt]
            }
        }
    }

    /// What a request asks for, and the track that answers it.
    struct Found {
        let track: Int?
        /// Left out where the request was known by its bytes.
        let identity: Identity?
    }

    /// What a request says as it stands: a key, and the region.
    struct Plain {
        fileprivate let key: Int32
        fileprivate let region: Int32
    }

    let names: [String]
    private(set) var slots: [Slot] = []
    /// The slots of each track, in order.
    private(set) var tracks = ShortLists()
    private(set) var timeline = Timeline()
    private(set) var unplayable: [EntryReference] = []
    private let words: Words
    private let keys: Words
    private var lookup = TrackLookup()
    private var candidates = Candidates()
    /// By number: how requests are compared, and what then answers them; the first compares them as they stand.
    private var ruled: [(rule: MatchRule, tracks: [TrackKey: Int])] = [(MatchRule(), [:])]
    /// By the slot of an entry that has a rule: what its request says as it stands.
    private var plain: [Int: Plain] = [:]
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

    /// - Parameters:
    ///   - loosely: how a request is compared that no track answers as it stands.
    ///   - keepsTimes: whether an answer takes as long as it did when it was recorded.
    init(_ reels: [(name: String, reel: Reel)], loosely: MatchRule? = nil, keepsTimes: Bool = false) {
        self.loosely = loosely
        names = reels.map(\.name)
        var reader = RecordedReader(loosely: loosely, keepsTimes: keepsTimes)
        var recorded: [Recorded] = []
        for (number, cassette) in reels.enumerated() { recorded += reader.all(of: cassette.reel, number: number) }
        (words, keys) = (reader.words, reader.keys)
        var connections = recorded.map(\.connection)
        ResourceKey.complete(&connections)
        let regions = zip(recorded, connections).map { $1?.region ?? $0.region }
        var maker = TimelineMaker(regions: Set(regions), count: recorded.count)
        var played: [(list: Int32, number: Int32)] = []
        slots.reserveCapacity(recorded.count)
        played.reserveCapacity(recorded.count)
        candidates.reserve(recorded.count)
        lookup.reserve(recorded.count)
        for (index, exchange) in recorded.enumerated() {
            guard let source = exchange.source else {
                unplayable.append(
                    EntryReference(exchange.reference, looseness: exchange.key.rule.looseness, names, words))
                continue
            }
            let place = maker.place(of: connections[index], region: regions[index])
            var change = Timeline.Change.none
            if exchange.isMutation, exchange.hasSucceeded, let connection = connections[index] {
                change = maker.change(of: connection, slot: slots.count)
            }
            let rule = number(of: exchange.key.rule)
            slots.append(
                Slot(
                    reference: exchange.reference, rule: rule, source: source, isRead: !exchange.isMutation,
                    place: place, change: change, startedAt: exchange.startedAt))
            played.append((Int32(track(of: exchange, rule, region: regions[index])), Int32(slots.count - 1)))
        }
        timeline = maker.timeline()
        // What its bytes lead to may have its turn after an entry with a rule.
        for said in plain.values { lookup.track(of: said.key, in: said.region).map { isOnWire[$0] = false } }
        tracks = ShortLists(isOnWire.count, played)
    }

    private mutating func number(of rule: MatchRule) -> Int {
        if let number = ruled.firstIndex(where: { $0.rule == rule }) { return number }
        ruled.append((rule, [:]))
        return ruled.count - 1
    }

    /// The track of the last slot.
    ///
    /// - Parameter region: 0 for a request that says none.
    private mutating func track(of exchange: Recorded, _ rule: Int, region: Int32) -> Int {
        let slot = slots.count - 1
        let same: Int?
        switch exchange.key {
        case .exact(let key): same = lookup.track(of: key, in: region)
        case .ruled(_, let key, let plain):
            same = ruled[rule].tracks[key]
            self.plain[slot] = Plain(key: plain, region: region)
        }
        let isOnWire = slots[slot].wireBytes != nil
        if let same {
            self.isOnWire[same] = self.isOnWire[same] && isOnWire
            return same
        }
        let track = self.isOnWire.count
        self.isOnWire.append(isOnWire)
        switch exchange.key {
        case .exact(let key): lookup.add(track, of: key, in: region)
        case .ruled(_, let key, _): ruled[rule].tracks[key] = track
        }
        if let key = exchange.looseKey { loose[key, default: []].append(track) }
        candidates.add(slot, of: exchange.reference.operation, about: exchange.reference.resource)
        return track
    }

    /// The entry of a slot.
    func reference(of slot: Int) -> EntryReference {
        let slot = slots[slot]
        return EntryReference(slot.reference, looseness: ruled[slot.rule].rule.looseness, names, words)
    }

    /// The operation of a slot.
    func operation(of slot: Int) -> String {
        words[slots[slot].reference.operation]
    }

    /// Whether a slot is about a connection; `nil` is none in particular.
    func isAbout(_ slot: Int, _ resource: String?) -> Bool {
        let own = slots[slot].reference.resource
        guard let resource else { return own == nil }
        return own != nil && words.find(resource) == own
    }

    /// Recorded identities of an operation to compare a miss with, as slots in order; `nil` where it does not occur.
    ///
    /// - Parameter resource: only those about this connection.
    func candidates(of operation: String, about resource: String? = nil) -> [Int]? {
        guard let operation = words.find(operation) else { return nil }
        guard let resource else { return candidates.all(of: operation) }
        return words.find(resource).flatMap { candidates.all(of: operation, about: $0) }
    }

    /// What goes back in a turn.
    func plan(_ turn: Player.Turn) -> ResponsePlan {
        slots[turn.slot].plan(turn.attempt)
    }

    /// The entry that is played in a turn.
    func reference(_ turn: Player.Turn) -> EntryReference {
        var reference = reference(of: turn.slot)
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

    /// Whether entries have rules of their own.
    var hasRules: Bool {
        ruled.count > 1
    }

    /// The tracks that answer a request by rules of entries, besides the one that was found.
    func ruledTracks(for found: Found, _ request: Request) -> [Int] {
        if !hasRules { return [] }
        let identity = found.identity ?? Identity(request)
        return ruled.dropFirst().compactMap { $0.tracks[identity.key($0.rule)] }.filter { $0 != found.track }
    }

    /// What a request says as it stands; `nil` for what was recorded nowhere.
    func plain(_ request: Request, _ found: Found) -> Plain? {
        guard let key = key(of: found.identity ?? Identity(request)) else { return nil }
        // One answer that is there for clients of all regions is of its own one.
        if let track = found.track, slots[tracks[track][0]].rule == 0 {
            return Plain(key: key, region: lookup.region(of: track))
        }
        return (words.find(request.signedRegion ?? "")).map { Plain(key: key, region: $0) }
    }

    /// Whether an entry answers a request as it stands, whatever rule it has.
    func isPlain(_ slot: Int, _ said: Plain?) -> Bool {
        guard let own = plain[slot] else { return true }
        guard let said else { return false }
        return own.key == said.key && TrackLookup.isOne(own.region, said.region)
    }

    /// How a request is compared, the strictest way first.
    enum Comparison {
        case asItStands, byRulesOfEntries, byRuleOfRun
    }

    /// The ways in which requests are compared here, the strictest first.
    var comparisons: [Comparison] {
        [.asItStands] + (hasRules ? [.byRulesOfEntries] : []) + (loosely == nil ? [] : [.byRuleOfRun])
    }

    /// How the run loosens the comparison, in words.
    var looseness: String? {
        loosely?.looseness
    }

    /// The track that answers a request.
    func find(_ request: Request) -> Found {
        if let track = knownTrack(of: request) { return Found(track: track, identity: nil) }
        let identity = Identity(request)
        if let key = key(of: identity), let first = lookup.firstTrack(of: key) {
            guard lookup.hasMore(after: first) else {
                remember(first, for: request)
                return Found(track: first, identity: identity)
            }
            // One answer for each region that was recorded; a client of another region gets the first one's.
            let region = request.signedRegion.map { words.find($0) } ?? 0
            return Found(track: region.flatMap { lookup.track(of: key, exactlyIn: $0) } ?? first, identity: identity)
        }
        for (rule, tracks) in ruled.dropFirst() {
            guard let track = tracks[identity.key(rule)] else { continue }
            remember(track, for: request)
            return Found(track: track, identity: identity)
        }
        return Found(track: nil, identity: identity)
    }

    /// The number of a key of a request that is compared as it stands; `nil` where none was recorded so.
    private func key(of identity: Identity) -> Int32? {
        guard let operation = words.find(identity.operation) else { return nil }
        var key: [UInt8] = []
        RecordedReader.write(operation, identity.key(MatchRule()).body, &key)
        return key.withUnsafeBytes { keys.find($0) }
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

extension Recorded.Key {
    /// How a request is compared.
    fileprivate var rule: MatchRule {
        switch self {
        case .exact: MatchRule()
        case .ruled(let rule, _, _): rule
        }
    }
}

extension EntryReference {
    fileprivate init(
        _ reference: TrackIndex.Slot.Reference, looseness: String?, _ names: [String], _ words: Words
    ) {
        self.init(
            cassette: names[reference.cassette], sequence: reference.sequence, operation: words[reference.operation],
            resource: reference.resource.map { words[$0] })
        self.looseness = looseness
    }
}
