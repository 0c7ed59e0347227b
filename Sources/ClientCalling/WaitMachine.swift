import TapedeckAWSWire
import TapedeckClientModel
import TapedeckJSONText

/// Decides, poll by poll, whether waiting for a connection is over.
struct WaitMachine: Sendable {
    /// What to do next.
    enum Action: Sendable, Hashable {
        /// Poll again after so many milliseconds.
        case pause(milliseconds: Int)
        /// The goal is reached.
        case succeed
        /// It can't be reached any more, or not in time.
        case fail(String)
    }

    /// What is waited for.
    let goal: Invocation.WaitGoal
    /// The connection's name.
    let name: String
    /// Its ARN; `nil` where any connection of the name will do.
    let arn: String?
    /// Milliseconds between two polls.
    let interval: Int
    /// Milliseconds after which it gives up.
    let timeout: Int

    private var absences = 0

    /// Makes a machine that has seen nothing yet.
    init(goal: Invocation.WaitGoal, name: String, arn: String? = nil, interval: Int, timeout: Int) {
        self.goal = goal
        self.name = name
        self.arn = arn
        self.interval = max(interval, 0)
        self.timeout = timeout
    }

    /// A poll came back.
    ///
    /// - Parameters:
    ///   - list: the output of ListConnections, all pages of it; items of other names do not count.
    ///   - elapsed: milliseconds since the first poll began.
    mutating func listReceived(_ list: JSONValue, elapsed: Int) -> Action {
        let items = (list["ConnectionSummaryList"]?.array ?? []).filter { item in
            item["ConnectionName"]?.string == name && (arn == nil || item["ConnectionArn"]?.string == arn)
        }
        let statuses = items.map { $0["Status"]?.string ?? "" }
        // A name is free again once its connection is deleted, so a deleted one may stand beside its successor.
        let status = statuses.first { $0 != ConnectionStatus.deleted } ?? statuses.first
        switch goal {
        case .connectionDeleted:
            guard let status, status != ConnectionStatus.deleted else { return .succeed }
            return pause(status, elapsed: elapsed)
        case .connectionAvailable:
            return available(status, elapsed: elapsed)
        }
    }

    private mutating func available(_ status: String?, elapsed: Int) -> Action {
        switch status {
        case ConnectionStatus.available: return .succeed
        case ConnectionStatus.error:
            return .fail("The connection \(name) has the status ERROR and will not become available.")
        case ConnectionStatus.deleted:
            return .fail("The connection \(name) is deleted and will not become available.")
        case nil:
            // The list may lag behind a create: one look at it is not enough to say that there is none.
            absences += 1
            if absences > 1 { return .fail("There is no connection with the name \(name).") }
            return pause("absent", elapsed: elapsed)
        case let status?:
            absences = 0
            return pause(status, elapsed: elapsed)
        }
    }

    /// The time-out for people: `1 second`, `0.35 seconds`.
    private var seconds: String {
        var fraction = String(1000 + timeout % 1000).dropFirst()
        while fraction.last == "0" { fraction.removeLast() }
        let number = fraction.isEmpty ? "\(timeout / 1000)" : "\(timeout / 1000).\(fraction)"
        return "\(number) \(number == "1" ? "second" : "seconds")"
    }

    private func pause(_ status: String, elapsed: Int) -> Action {
        guard elapsed + interval <= timeout else {
            let state = status == "absent" ? "is not listed" : "still has the status \(status)"
            return .fail("The connection \(name) \(state) after \(seconds).")
        }
        return .pause(milliseconds: interval)
    }
}
