import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText

/// What the index needs to know of one recorded exchange; texts are numbers of ``Words``.
struct Recorded {
    /// What is played; `nil` where there is nothing to play.
    let source: TrackIndex.Slot.Source?
    let reference: TrackIndex.Slot.Reference
    /// What its request is compared by: a number of the index's keys, or the key itself where the entry has a rule.
    let key: Key
    /// The same under the rule by which a run compares what nothing answers as it stands.
    let looseKey: TrackKey?
    /// The region that the request says; empty where it says none.
    let region: Int32
    /// The connection that it is about; `nil` for none in particular.
    let connection: ResourceKey?
    let isMutation: Bool
    /// Whether the answer says that what was asked was done.
    let hasSucceeded: Bool
    /// When the request came while recording, in milliseconds.
    let startedAt: Int64

    enum Key {
        case exact(Int32)
        /// `plain` is what it would be compared by as it stands.
        case ruled(MatchRule, TrackKey, plain: Int32)
    }
}

/// Reads what the index needs to know off exchanges, with what it needs for that at hand.
struct RecordedReader {
    /// Operations, names of connections, and the parts of their ARNs; 0 is the empty one.
    private(set) var words = Words()
    /// What tells requests apart that are compared as they stand: an operation's number, and a body.
    private(set) var keys = Words()
    private let loosely: MatchRule?
    private let keepsTimes: Bool
    private var body = PlainBody()
    private var keyBytes: [UInt8] = []

    /// - Parameters:
    ///   - loosely: a rule of the run.
    ///   - keepsTimes: whether an answer takes as long as it did when it was recorded.
    init(loosely: MatchRule?, keepsTimes: Bool) {
        (self.loosely, self.keepsTimes) = (loosely, keepsTimes)
        _ = words.number("")
    }

    /// All exchanges of a cassette, in order.
    mutating func all(of reel: Reel, number: Int) -> [Recorded] {
        let heads = reel.heads.map { Head($0.request, url: $0.url, &words) }
        var all: [Recorded] = []
        all.reserveCapacity(reel.items.count)
        keys.reserve(keys.count + reel.items.count)
        words.reserve(words.count + reel.items.count)
        for item in reel.items {
            switch item {
            case .plain(let exchange): all.append(plain(exchange, heads[exchange.head], in: number))
            case .entry(let entry): all.append(recorded(entry, in: number))
            }
        }
        return all
    }

    private mutating func recorded(_ entry: Entry, in number: Int) -> Recorded {
        let (request, response) = (entry.exchange.request, entry.exchange.response)
        let head = Head(request, url: entry.url, &words)
        let source = entry.plans(keepsTimes: keepsTimes).map { plans in
            TrackIndex.Slot.Source.made(
                body: request.body, plans: plans, made: entry.fault?.firstMade ?? 0, given: entry.fault?.firstGiven ?? 0
            )
        }
        return make(
            Identity(operation: words[head.operation], body: request.body), head, entry.match, source,
            sequence: entry.exchange.sequence, startedAt: entry.exchange.startedAt, in: number,
            answer: response?.body ?? [], status: response?.status ?? 0)
    }

    private mutating func plain(_ exchange: PlainExchange, _ head: Head, in number: Int) -> Recorded {
        let source = TrackIndex.Slot.Source.plain(exchange, delay: keepsTimes ? exchange.milliseconds : 0)
        guard loosely == nil, exchange.requestBody.withUnsafeBytes({ body.read($0) }) else {
            return make(
                Identity(operation: words[head.operation], body: exchange.requestBody), head, MatchRule(), source,
                sequence: exchange.sequence, startedAt: exchange.startedAt, in: number,
                answer: Array(exchange.responseBody), status: exchange.status)
        }
        let (resource, connection) = exchange.responseBody.withUnsafeBytes { about(head, answer: $0) }
        return Recorded(
            source: source,
            reference: .init(
                cassette: number, sequence: exchange.sequence, operation: head.operation, resource: resource),
            key: .exact(key(head.operation, body.canonical)), looseKey: nil, region: head.region,
            connection: connection, isMutation: head.isMutation,
            hasSucceeded: (200..<300).contains(exchange.status), startedAt: exchange.startedAt)
    }

    /// What the body that was just read is about.
    private mutating func about(
        _ head: Head, answer: UnsafeRawBufferPointer
    ) -> (resource: Int32?, connection: ResourceKey?) {
        guard body.name != nil || body.arn != nil else { return (nil, nil) }
        return body.canonical.withUnsafeBytes { bytes in
            let arn = body.arn.map { UnsafeRawBufferPointer(rebasing: bytes[$0]) }
            let parts = arn.flatMap { ConnectionARN.Parts($0) }
            // An ARN of something else still names one thing.
            let place = body.name ?? body.arn ?? 0..<0
            var name = UnsafeRawBufferPointer(rebasing: bytes[place])
            if body.name == nil, let arn, let parts { name = UnsafeRawBufferPointer(rebasing: arn[parts.name]) }
            let resource = words.number(name)
            if let arn, let parts { return (resource, ResourceKey(parts, in: arn, name: resource, &words)) }
            if let (parts, text) = ConnectionARN.Parts.first(of: name, in: answer) {
                return (resource, ResourceKey(parts, in: text, name: resource, &words))
            }
            return (resource, ResourceKey(name: resource, region: head.region))
        }
    }

    private mutating func make(
        _ identity: Identity, _ head: Head, _ rule: MatchRule, _ source: TrackIndex.Slot.Source?, sequence: Int,
        startedAt: Int64, in number: Int, answer: [UInt8], status: Int
    ) -> Recorded {
        let resource = identity.resource.map { words.number($0) }
        let plain = self.key(head.operation, identity.key(MatchRule()).body)
        let key: Recorded.Key =
            rule == MatchRule() ? .exact(plain) : .ruled(rule, identity.key(rule), plain: plain)
        return Recorded(
            source: source,
            reference: .init(cassette: number, sequence: sequence, operation: head.operation, resource: resource),
            key: key, looseKey: loosely.map { identity.key($0) }, region: head.region,
            connection: connection(of: identity, resource, head, answer), isMutation: head.isMutation,
            hasSucceeded: (200..<300).contains(status), startedAt: startedAt)
    }

    private mutating func connection(
        of identity: Identity, _ resource: Int32?, _ head: Head, _ answer: [UInt8]
    ) -> ResourceKey? {
        guard let resource, var name = identity.resource else { return nil }
        if let arn = identity.arn {
            var key = ResourceKey(name: resource, region: words.number(arn.region))
            (key.partition, key.account) = (words.number(arn.partition), words.number(arn.account))
            return key
        }
        return name.withUTF8 { name in
            answer.withUnsafeBytes { answer in
                guard let (parts, text) = ConnectionARN.Parts.first(of: UnsafeRawBufferPointer(name), in: answer)
                else { return ResourceKey(name: resource, region: head.region) }
                return ResourceKey(parts, in: text, name: resource, &words)
            }
        }
    }

    private mutating func key(_ operation: Int32, _ body: [UInt8]) -> Int32 {
        Self.write(operation, body, &keyBytes)
        return keyBytes.withUnsafeBytes { keys.number($0) }
    }

    /// An operation's number and a body as one text.
    static func write(_ operation: Int32, _ body: [UInt8], _ key: inout [UInt8]) {
        key.removeAll(keepingCapacity: true)
        withUnsafeBytes(of: operation) { key.append(contentsOf: $0) }
        key += body
    }

    /// What is read off the head of a request, once for all that have the same.
    private struct Head {
        let operation: Int32
        let region: Int32
        let isMutation: Bool

        init(_ request: Request, url: String, _ words: inout Words) {
            let name = Identity.operation(of: request)
            operation = words.number(name)
            region = words.number(request.signedRegion ?? Head.region(inHost: url) ?? "")
            isMutation = ConnectionOperation(rawValue: name)?.isMutation ?? false
        }

        /// The region in the endpoint's name, for requests whose signature says none.
        private static func region(inHost url: String) -> String? {
            let labels = url.split(separator: "/").dropFirst().first?.split(separator: ".") ?? []
            guard let index = labels.firstIndex(where: { $0.hasPrefix("apprunner") }), index + 1 < labels.count,
                labels[index + 1].contains("-")
            else { return nil }
            return String(labels[index + 1])
        }
    }
}

extension MatchRule {
    /// What a rule passes over, in words; `nil` where it passes over nothing.
    var looseness: String? {
        if !comparesBody { return "by its operation alone" }
        return ignoredMembers.isEmpty
            ? nil
            : "without a look at "
                + ignoredMembers.map { $0.steps.isEmpty ? "the body" : "\($0)" }.joined(separator: ", ")
    }
}

extension Entry {
    /// What goes back when this entry is played; `nil` for an exchange in which the upstream answered nothing that a server
    /// could do again.
    ///
    /// An exchange that was cut off is played cut off: a cassette never makes a whole response of a broken one.
    fileprivate func plans(keepsTimes: Bool) -> [ResponsePlan]? {
        let delay = delay + (keepsTimes ? max(0, exchange.timing.wait) + max(0, exchange.timing.receive) : 0)
        let plan = plan(delay: delay)
        guard let fault else { return plan.map { [$0] } }
        let whole = ResponsePlan(exchange.response, delay: delay)
        return fault.steps.map { step in
            step == .none ? plan ?? ResponsePlan(nil, fault: .close, delay: delay) : step.plan(for: whole)
        }
    }

    private func plan(delay: Int) -> ResponsePlan? {
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
