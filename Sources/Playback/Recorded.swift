import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText

/// What the index needs to know of one recorded exchange.
struct Recorded {
    let reference: EntryReference
    let key: TrackKey
    /// The same under the rule by which a run compares what nothing answers as it stands.
    let looseKey: TrackKey?
    let rule: MatchRule
    /// The region that the request says; empty where it says none.
    let region: String
    /// The connection that it is about; `nil` for none in particular.
    let connection: ResourceKey?
    let isMutation: Bool
    /// Whether the answer says that what was asked was done.
    let hasSucceeded: Bool
    /// When the request came while recording, in milliseconds.
    let startedAt: Int64
    /// What is played; `nil` where there is nothing to play.
    let source: TrackIndex.Slot.Source?

    /// All exchanges of a cassette, in order.
    ///
    /// - Parameters:
    ///   - loosely: a rule of the run.
    ///   - keepsTimes: whether an answer takes as long as it did when it was recorded.
    static func all(of reel: Reel, named name: String, loosely: MatchRule?, keepsTimes: Bool) -> [Recorded] {
        let heads = reel.heads.map(Head.init)
        return reel.items.map { item in
            switch item {
            case .plain(let exchange):
                Recorded(exchange, heads[exchange.head], in: name, loosely: loosely, keepsTimes: keepsTimes)
            case .entry(let entry): Recorded(entry, in: name, loosely: loosely, keepsTimes: keepsTimes)
            }
        }
    }

    private init(_ entry: Entry, in name: String, loosely: MatchRule?, keepsTimes: Bool) {
        let head = Head(entry.exchange.request, url: entry.url)
        self.init(
            Identity(operation: head.operation, body: entry.exchange.request.body), head, entry.match, loosely,
            sequence: entry.exchange.sequence, startedAt: entry.exchange.startedAt, in: name,
            answer: entry.exchange.response?.body ?? [],
            status: entry.exchange.response?.status ?? 0,
            source: entry.plans(keepsTimes: keepsTimes).map { .made(body: entry.exchange.request.body, plans: $0) })
    }

    private init(
        _ exchange: PlainExchange, _ head: Head, in name: String, loosely: MatchRule?, keepsTimes: Bool
    ) {
        self.init(
            Identity(operation: head.operation, body: exchange.requestBody), head, MatchRule(), loosely,
            sequence: exchange.sequence, startedAt: exchange.startedAt, in: name, answer: exchange.responseBody,
            status: exchange.status, source: .plain(exchange, delay: keepsTimes ? exchange.milliseconds : 0))
    }

    private init(
        _ identity: Identity, _ head: Head, _ rule: MatchRule, _ loosely: MatchRule?, sequence: Int,
        startedAt: Int64, in name: String,
        answer: some BidirectionalCollection<UInt8>, status: Int, source: TrackIndex.Slot.Source?
    ) {
        var reference = EntryReference(
            cassette: name, sequence: sequence, operation: identity.operation, resource: identity.resource)
        reference.looseness = rule.looseness
        self.reference = reference
        key = identity.key(rule)
        looseKey = loosely.map { identity.key($0) }
        self.startedAt = startedAt
        self.rule = rule
        connection = ResourceKey(of: identity, region: head.region, answer: answer)
        region = head.region
        isMutation = head.isMutation
        hasSucceeded = (200..<300).contains(status)
        self.source = source
    }

    /// What is read off the head of a request, once for all that have the same.
    private struct Head {
        let operation: String
        let region: String
        let isMutation: Bool

        init(_ request: Request, url: String) {
            operation = Identity.operation(of: request)
            region = request.signedRegion ?? Recorded.region(inHost: url) ?? ""
            isMutation = ConnectionOperation(rawValue: operation)?.isMutation ?? false
        }

        init(_ head: Reel.Head) {
            self.init(head.request, url: head.url)
        }
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

extension Request {
    /// The region in the scope of the signature; `nil` where it is not signed.
    var signedRegion: String? {
        let scope = headers["Authorization"].flatMap { try? AuthorizationHeader($0) }?.scope
        return scope.flatMap { $0.region.isEmpty ? nil : $0.region }
    }
}

extension MatchRule {
    /// What a rule passes over, in words; `nil` where it passes over nothing.
    var looseness: String? {
        if !comparesBody { return "by its operation alone" }
        return ignoredMembers.isEmpty
            ? nil : "without a look at \(ignoredMembers.map(\.description).joined(separator: ", "))"
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
