import TapedeckJSONText
import Testing

@testable import TapedeckClientCalling
@testable import TapedeckClientModel

struct WaitMachineTests {
    private func list(_ items: (name: String, status: String)...) -> JSONValue {
        let values = items.map { item -> JSONValue in
            ["ConnectionName": .string(item.name), "Status": .string(item.status)]
        }
        return ["ConnectionSummaryList": .array(values)]
    }

    private func machine(_ goal: Invocation.WaitGoal) -> WaitMachine {
        WaitMachine(goal: goal, name: "mine", interval: 5000, timeout: 12_000)
    }

    @Test
    func endsWhenTheConnectionIsAvailable() {
        var machine = machine(.connectionAvailable)
        #expect(
            machine.listReceived(list(("mine", "PENDING_HANDSHAKE")), elapsed: 0) == .pause(milliseconds: 5000))
        #expect(machine.listReceived(list(("mine", "AVAILABLE")), elapsed: 5000) == .succeed)
    }

    @Test(arguments: ["ERROR", "DELETED"])
    func failsWhereItCannotBecomeAvailable(status: String) {
        var machine = machine(.connectionAvailable)
        guard case .fail(let sentence) = machine.listReceived(list(("mine", status)), elapsed: 0) else {
            Issue.record("\(status) is no reason to go on")
            return
        }
        #expect(sentence.contains("mine"))
    }

    @Test
    func failsWhenTheConnectionStaysAbsent() {
        var machine = machine(.connectionAvailable)
        #expect(machine.listReceived(list(), elapsed: 0) == .pause(milliseconds: 5000))
        #expect(machine.listReceived(list(), elapsed: 5000) == .fail("There is no connection with the name mine."))
    }

    @Test
    func seesAConnectionThatTheListShowsLate() {
        var machine = machine(.connectionAvailable)
        #expect(machine.listReceived(list(), elapsed: 0) == .pause(milliseconds: 5000))
        #expect(machine.listReceived(list(("mine", "AVAILABLE")), elapsed: 5000) == .succeed)
    }

    @Test
    func failsWhenTheTimeIsOver() {
        var machine = machine(.connectionAvailable)
        let pending = list(("mine", "PENDING_HANDSHAKE"))
        #expect(machine.listReceived(pending, elapsed: 7000) == .pause(milliseconds: 5000))
        #expect(
            machine.listReceived(pending, elapsed: 7001)
                == .fail("The connection mine still has the status PENDING_HANDSHAKE after 12 seconds."))
    }

    @Test
    func doesNotMixUpConnections() {
        var machine = machine(.connectionAvailable)
        let both = list(("other", "AVAILABLE"), ("mine", "PENDING_HANDSHAKE"))
        #expect(machine.listReceived(both, elapsed: 0) == .pause(milliseconds: 5000))
        #expect(machine.listReceived(list(("mine", "AVAILABLE"), ("other", "ERROR")), elapsed: 0) == .succeed)
    }

    @Test
    func anARNLeavesASuccessorOutOfIt() {
        var machine = WaitMachine(goal: .connectionDeleted, name: "mine", arn: "arn:1", interval: 1, timeout: 1000)
        let successor: JSONValue = ["ConnectionName": "mine", "ConnectionArn": "arn:2", "Status": "AVAILABLE"]
        #expect(machine.listReceived(["ConnectionSummaryList": [successor]], elapsed: 0) == .succeed)
    }

    @Test(arguments: [(1000, "1 second"), (350, "0.35 seconds"), (12_500, "12.5 seconds"), (2005, "2.005 seconds")])
    func saysHowLongItWaited(timeout: Int, text: String) {
        var machine = WaitMachine(goal: .connectionDeleted, name: "mine", interval: 1000, timeout: timeout)
        let action = machine.listReceived(list(("mine", "AVAILABLE")), elapsed: 12_500)
        #expect(action == .fail("The connection mine still has the status AVAILABLE after \(text)."))
    }

    @Test
    func looksAtTheSuccessorOfADeletedConnection() {
        var available = machine(.connectionAvailable)
        #expect(available.listReceived(list(("mine", "DELETED"), ("mine", "AVAILABLE")), elapsed: 0) == .succeed)
        var deleted = machine(.connectionDeleted)
        #expect(
            deleted.listReceived(list(("mine", "DELETED"), ("mine", "AVAILABLE")), elapsed: 0)
                == .pause(milliseconds: 5000))
    }

    @Test
    func takesAnUnknownStatusForNeitherGoal() {
        var available = machine(.connectionAvailable)
        #expect(available.listReceived(list(("mine", "available")), elapsed: 0) == .pause(milliseconds: 5000))
        var deleted = machine(.connectionDeleted)
        #expect(deleted.listReceived(list(("mine", "DELETING")), elapsed: 0) == .pause(milliseconds: 5000))
    }

    @Test
    func takesDeletedAndAbsentForGone() {
        var machine = machine(.connectionDeleted)
        #expect(machine.listReceived(list(("mine", "AVAILABLE")), elapsed: 0) == .pause(milliseconds: 5000))
        #expect(machine.listReceived(list(("mine", "DELETED")), elapsed: 0) == .succeed)
        #expect(machine.listReceived(list(("other", "AVAILABLE")), elapsed: 0) == .succeed)
    }
}
