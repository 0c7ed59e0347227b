import TapedeckAWSWire
public import TapedeckCassetteFormat
import TapedeckExchangeModel

/// A rule of a cassette for what is bound that names nothing there: it may be mistyped.
public struct IdleBind: Sendable, Hashable, CustomStringConvertible {
    /// The rule.
    public let rule: BindRule
    /// Where the entry that has it is, counted from 1; `nil` for one of the whole cassette.
    public let entry: Int?

    /// The same as a clause.
    public var description: String {
        entry == nil
            ? "_cassette.bind has \(rule), and no request here has such a value"
            : "_bind has \(rule), and the request has no such value"
    }
}

extension Reel {
    /// The rules of this cassette that bind nothing. Where all of them do, few exchanges are looked at.
    public var idleBinds: [IdleBind] {
        var open = bind
        var idle: [IdleBind] = []
        for (index, item) in items.enumerated() {
            if !open.isEmpty, let places = BoundPlaces(item, of: self, run: []) {
                open.removeAll { rule in places.found.contains { $0.kind == Bindings.Kind(rule) } }
            }
            guard case .entry(let entry) = item, !entry.bind.isEmpty else { continue }
            let (request, response) = (entry.exchange.request, entry.exchange.response)
            let places = BoundPlaces(
                request.body, region: request.signedRegion, answer: response?.body ?? [], rules: entry.bind)
            for rule in entry.bind where !places.found.contains(where: { $0.kind == Bindings.Kind(rule) }) {
                idle.append(IdleBind(rule: rule, entry: index + 1))
            }
        }
        return open.map { IdleBind(rule: $0, entry: nil) } + idle
    }
}
