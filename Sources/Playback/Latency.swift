import Synchronization
public import TapedeckExchangeModel

/// How much later the answers of a run come.
public enum Latency: Sendable, Hashable {
    /// As late as when they were recorded.
    case recorded
    /// Not at all.
    case none
    /// By any number of milliseconds of a range, each equally likely.
    case between(ClosedRange<Int>)
    /// By milliseconds that lie round a mean, the most of them within a deviation of it; never less than 0.
    case normal(mean: Int, deviation: Int)

    /// The forms that ``init(words:)`` reads, for messages and help.
    public static let forms =
        "recorded, none, MS, FROM-TO or NORMAL(MEAN,DEVIATION), in whole milliseconds up to 9999999"

    /// Reads a latency; `nil` for what is none.
    public init?(words: String) {
        func numbers(_ text: some StringProtocol, by separator: Character) -> [Int]? {
            let parts = text.split(separator: separator, omittingEmptySubsequences: false)
            let numbers = parts.compactMap { part in
                part.utf8.allSatisfy { (0x30...0x39).contains($0) } && part.utf8.count <= 7 ? Int(part) : nil
            }
            return numbers.count == parts.count ? numbers : nil
        }
        let isNormal = words.uppercased().hasPrefix("NORMAL(") && words.hasSuffix(")")
        let inner = words.dropFirst("NORMAL(".count).dropLast().filter { $0 != " " }
        if words == "recorded" {
            self = .recorded
        } else if words == "none" {
            self = .none
        } else if isNormal, let pair = numbers(inner, by: ","), pair.count == 2 {
            self = .normal(mean: pair[0], deviation: pair[1])
        } else if let pair = numbers(words, by: "-"), pair.count <= 2, pair[0] <= pair[pair.count - 1] {
            self = .between(pair[0]...pair[pair.count - 1])
        } else {
            return nil
        }
    }

    /// Whether chance takes part.
    public var isRandom: Bool {
        switch self {
        case .recorded, .none: false
        case .between(let range): range.count > 1
        case .normal(_, let deviation): deviation > 0
        }
    }

    /// The milliseconds for a request.
    ///
    /// - Parameters:
    ///   - seed: the run's; equal seeds give equal milliseconds.
    ///   - number: the request's, counted in the run.
    public func milliseconds(seed: UInt64, number: Int) -> Int {
        var chance = SplitMix(seed: seed &+ UInt64(truncatingIfNeeded: number) &* 0x9E37_79B9_7F4A_7C15)
        switch self {
        case .recorded, .none: return 0
        case .between(let range): return Int.random(in: range, using: &chance)
        case .normal(let mean, let deviation):
            // The sum of twelve even numbers from 0 to 1 has the deviation 1 and all but the shape of the bell.
            let sum = (0..<12).reduce(0.0) { sum, _ in sum + Double.random(in: 0..<1, using: &chance) }
            return max(0, mean + Int(((sum - 6) * Double(deviation)).rounded()))
        }
    }
}

/// Stands before whatever answers, and lets its answers come later.
///
/// Requests are counted as they come. Where sessions are told apart each has a count and a chance of its own, so that clients
/// that run side by side wait as long in each run.
public struct DelayedResponder: ImmediateResponder {
    private final class Count: Sendable {
        let requests = Atomic(0)
        let bySession = Mutex<[String: Int]>([:])
    }

    private let base: any Responder
    private let immediate: (any ImmediateResponder)?
    private let latency: Latency
    private let seed: UInt64
    private let sessions: SessionKey
    private let count = Count()

    /// Makes a responder.
    public init(_ base: any Responder, latency: Latency, seed: UInt64, sessions: SessionKey = .single) {
        self.base = base
        self.sessions = sessions
        immediate = base.asImmediate
        self.latency = latency
        self.seed = seed
    }

    /// Counts requests from the first one again, so that the same ones wait as long as they did.
    public func restart() {
        count.requests.store(0, ordering: .relaxed)
        count.bySession.withLock { $0 = [:] }
    }

    public func respond(to request: Request) async -> ResponsePlan {
        delayed(await base.respond(to: request), request)
    }

    public func immediateResponse(to request: Request) -> ResponsePlan? {
        immediate?.immediateResponse(to: request).map { delayed($0, request) }
    }

    private func delayed(_ plan: ResponsePlan, _ request: Request) -> ResponsePlan {
        var plan = plan
        plan.delay += milliseconds(for: request)
        return plan
    }

    private func milliseconds(for request: Request) -> Int {
        guard sessions != .single else {
            let number = count.requests.wrappingAdd(1, ordering: .relaxed).oldValue
            return latency.milliseconds(seed: seed, number: number)
        }
        let named = sessions.session(of: request)
        let (session, number) = count.bySession.withLock { counts in
            // More are not played, and not told apart here either.
            let session = counts[named] != nil || counts.count < SessionPlayers.limit ? named : ""
            let number = counts[session, default: 0]
            counts[session] = number + 1
            return (session, number)
        }
        // The seed of a session is the run's and its name, mixed as FNV-1a does.
        let own = session.utf8.reduce(seed) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return latency.milliseconds(seed: own, number: number)
    }
}
