import Synchronization
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText

/// Which recorded exchanges ask the same as a request, but for what is bound: a client that comes in another order than the
/// recorded one finds its own among thousands.
///
/// It is made when the first such request comes; sessions of one replay share it.
final class BoundLikeness: Sendable {
    private let reels: [Reel]
    private let run: [BindRule]
    private let byShape = Mutex<[[UInt8]: [[Int]]]?>(nil)

    /// - Parameter run: the run's rules.
    init(_ reels: [Reel], run: [BindRule]) {
        (self.reels, self.run) = (reels, run)
    }

    /// The variables of each exchange that asks what a request asks, in the order recorded.
    ///
    /// - Parameters:
    ///   - found: what stands at the request's bound places.
    ///   - numbers: of the variables.
    func variables(
        like body: [UInt8], _ found: [Bindings.Found], _ numbers: [Bindings.Found: Int]
    ) -> [[Int]] {
        guard let shape = Self.shape(body, found) else { return [] }
        return byShape.withLock { known in
            let all = known ?? make(numbers)
            known = all
            return all[shape] ?? []
        }
    }

    private func make(_ numbers: [Bindings.Found: Int]) -> [[UInt8]: [[Int]]] {
        var all: [[UInt8]: [[Int]]] = [:]
        for reel in reels {
            for item in reel.items {
                let found = BoundPlaces(item, of: reel, run: run)?.found ?? []
                if found.isEmpty { continue }
                let body =
                    switch item {
                    case .plain(let exchange): Array(exchange.requestBody)
                    case .entry(let entry): entry.exchange.request.body
                    }
                if let shape = Self.shape(body, found) {
                    all[shape, default: []].append(found.compactMap { numbers[$0] })
                }
            }
        }
        return all
    }

    /// A body in which no bound value stands any more; `nil` for one that is not JSON.
    private static func shape(_ body: [UInt8], _ found: [Bindings.Found]) -> [UInt8]? {
        guard let value = try? JSONParser.parse(body) else { return nil }
        var blank = TextFitting()
        for place in found { blank.add(place.kind, place.text, "\u{0}") }
        return TextFitter(blank).fit(value, found.map(\.kind.rule), everywhere: true).canonicalBytes
    }
}
