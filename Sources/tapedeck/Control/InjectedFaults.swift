import Synchronization
import TapedeckAWSWire
import TapedeckExchangeModel
import TapedeckJSONText

/// Trouble that was asked for on the control port while the deck runs: for the next requests, in the order it was added.
final class InjectedFaults: Sendable {
    /// One piece of trouble.
    struct Fault: Sendable {
        /// As it was asked for, such as `reset` or `status:503`.
        let word: String
        /// The operation that it is for; `nil` for any.
        let operation: String?
        /// Requests that it is still for.
        var times: Int
        let plan: ResponsePlan
    }

    /// The words that name a fault.
    static let words = "reset, close, hang, throttling, error:CODE or status:NNN"

    private let faults = Mutex<[Fault]>([])
    /// So that a request that no fault waits for takes no lock.
    private let count = Atomic<Int>(0)

    /// Whether no fault is waiting.
    var isEmpty: Bool {
        count.load(ordering: .relaxed) == 0
    }

    /// Adds a fault; `false` where its word names none.
    func add(_ word: String, operation: String?, times: Int) -> Bool {
        guard let plan = Self.plan(word) else { return false }
        change { $0.append(Fault(word: word, operation: operation, times: times, plan: plan)) }
        return true
    }

    /// The fault that the next request of an operation meets.
    func take(for operation: String) -> Fault? {
        if isEmpty { return nil }
        return change { faults in
            guard let index = faults.firstIndex(where: { $0.operation == nil || $0.operation == operation }) else {
                return nil
            }
            faults[index].times -= 1
            let fault = faults[index]
            if fault.times <= 0 { faults.remove(at: index) }
            return fault
        }
    }

    /// Those that have not been met yet.
    var pending: [Fault] {
        faults.withLock { $0 }
    }

    /// Forgets them all.
    func removeAll() {
        change { $0.removeAll() }
    }

    private func change<Value: Sendable>(_ work: (inout [Fault]) -> Value) -> Value {
        faults.withLock { faults in
            let value = work(&faults)
            count.store(faults.count, ordering: .relaxed)
            return value
        }
    }

    private static func plan(_ word: String) -> ResponsePlan? {
        if let fault = TapedeckExchangeModel.Fault(words: word), [.reset, .close, .hang].contains(fault) {
            return ResponsePlan(nil, fault: fault)
        }
        if word == "throttling" { return error("ThrottlingException", "Rate exceeded") }
        let parts = word.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        if parts[0] == "error", parts[1].utf8.allSatisfy(\.isWord) {
            return error(parts[1], "asked for on the control port")
        }
        if parts[0] == "status", let status = Int(parts[1]), (200..<600).contains(status) {
            return ResponsePlan(
                Response(status: status, reason: "", headers: [HeaderField("Content-Length", "0")]))
        }
        return nil
    }

    private static func error(_ code: String, _ message: String) -> ResponsePlan {
        ResponsePlan(.awsJSONError(code: code, message: message))
    }
}

extension UInt8 {
    fileprivate var isWord: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }
}
