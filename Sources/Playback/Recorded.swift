import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel

/// What the index needs to know of one recorded exchange.
struct Recorded {
    let reference: EntryReference
    let key: TrackKey
    let rule: MatchRule
    /// The region that the request says; empty where it says none.
    let region: String
    /// The connection that it is about; `nil` for none in particular.
    let connection: ResourceKey?
    let isMutation: Bool
    /// Whether the answer says that what was asked was done.
    let hasSucceeded: Bool
    /// What is played; `nil` where there is nothing to play.
    let source: TrackIndex.Slot.Source?

    /// All exchanges of a cassette, in order.
    static func all(of reel: Reel, named name: String) -> [Recorded] {
        let heads = reel.heads.map(Head.init)
        return reel.items.map { item in
            switch item {
            case .plain(let exchange): Recorded(exchange, heads[exchange.head], in: name)
            case .entry(let entry): Recorded(entry, in: name)
            }
        }
    }

    private init(_ entry: Entry, in name: String) {
        let head = Head(entry.exchange.request, url: entry.url)
        self.init(
            Identity(operation: head.operation, body: entry.exchange.request.body), head, entry.match,
            sequence: entry.exchange.sequence, in: name, answer: entry.exchange.response?.body ?? [],
            status: entry.exchange.response?.status ?? 0,
            source: entry.plans.map { .made(body: entry.exchange.request.body, plans: $0) })
    }

    private init(_ exchange: PlainExchange, _ head: Head, in name: String) {
        self.init(
            Identity(operation: head.operation, body: exchange.requestBody), head, MatchRule(),
            sequence: exchange.sequence, in: name, answer: exchange.responseBody, status: exchange.status,
            source: .plain(exchange))
    }

    private init(
        _ identity: Identity, _ head: Head, _ rule: MatchRule, sequence: Int, in name: String,
        answer: some BidirectionalCollection<UInt8>, status: Int, source: TrackIndex.Slot.Source?
    ) {
        reference = EntryReference(
            cassette: name, sequence: sequence, operation: identity.operation, resource: identity.resource)
        key = identity.key(rule)
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
