import TapedeckAWSWire
import TapedeckExchangeModel
import TapedeckJSONText

/// What was understood of one call of a client, field by field: for somebody who writes its profile.
public struct Understanding: Sendable {
    /// Lines for people.
    public private(set) var lines: [String] = []
    /// How many things were not understood as they were sent.
    public private(set) var gaps = 0

    /// Reads one run of a client in a scenario of one call.
    public init(of run: Observation.Run, in scenario: Scenario, by profile: ClientProfile) {
        lines.append("\(scenario.id): \(scenario.title)")
        let request = run.requests.first?.request
        let target = request?.headers["X-Amz-Target"] ?? "no X-Amz-Target"
        row("sent", request.map { "\($0.method) \($0.target), \(target), \($0.body.count) bytes" }, wanted: nil)
        row("ended", "\(run.exit)", wanted: nil)
        guard let report = scenario.calls.first?.report else { return }
        let outcome = profile.outcome(of: run)
        let wanted = report.outcome == .success
        row("read as", outcome.isSuccess ? "success" : "failure", wanted: wanted ? "success" : "failure")
        if let code = report.code { row("code", outcome.code, wanted: code) }
        if let part = report.messageContains {
            let message = outcome.message
            row("message", message, wanted: message?.contains(part) == true ? message : "\(part) in it")
        }
        guard let expected = report.connection else { return }
        let connection = outcome.value?.connections.first
        if connection == nil { row("connection", nil, wanted: "one") }
        for member in expected.members where !profile.output.lacks.contains(member.name) {
            let seen = connection?[member.name]
            let isInstant = member.name == "CreatedAt"
            let isSame =
                isInstant
                ? ReportedValue.instant(seen) != nil
                    && ReportedValue.instant(seen) == ReportedValue.instant(member.value)
                : seen == member.value
            row(member.name, seen?.text(), wanted: isSame ? seen?.text() : member.value.text())
        }
    }

    private mutating func row(_ name: String, _ seen: String?, wanted: String?) {
        let start = "  " + name + String(repeating: " ", count: max(1, 16 - name.count)) + (seen ?? "nothing")
        if let wanted, seen != wanted {
            gaps += 1
            lines.append("\(start)   <- expected \(wanted)")
        } else {
            if seen == nil { gaps += 1 }
            lines.append(start)
        }
    }
}
