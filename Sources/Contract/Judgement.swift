import TapedeckAWSSigning
public import TapedeckAWSWire
import TapedeckExchangeModel
import TapedeckJSONText

/// Compares what was seen of a client with what a scenario expects.
public struct Judgement: Sendable {
    /// The scenario.
    public let scenario: Scenario
    /// The client's profile; it reads what the client reports.
    public let profile: ClientProfile
    /// The client's version; some deviations are known of some versions only.
    public let version: String
    /// The credentials that the client was handed.
    public let credentials: Credentials

    /// Makes a judge for a scenario and a client.
    public init(scenario: Scenario, profile: ClientProfile, version: String, credentials: Credentials) {
        self.scenario = scenario
        self.profile = profile
        self.version = version
        self.credentials = credentials
    }

    /// The verdict, known deviations considered.
    public func verdict(on observation: Observation) -> Verdict {
        let evidence = evidence(in: observation)
        let known = profile.knownDeviation(for: scenario, version: version)
        switch (evidence.isEmpty, known) {
        case (true, nil): return Verdict(scenario: scenario, kind: .conforms)
        case (true, let known?):
            return Verdict(
                scenario: scenario, kind: .unexpectedlyConforms,
                evidence: ["the profile lists this as a deviation (\(known.because)); take it off the list"])
        case (false, nil): return Verdict(scenario: scenario, kind: .deviates, evidence: evidence)
        case (false, let known?):
            return Verdict(scenario: scenario, kind: .knownDeviation, evidence: [known.because] + evidence)
        }
    }

    /// Everything that is not as the scenario expects.
    public func evidence(in observation: Observation) -> [String] {
        var evidence: [String] = []
        for (index, (call, run)) in zip(scenario.calls, observation.runs).enumerated() {
            let name = call.operation.rawValue
            let place = scenario.calls.count == 1 ? name : "call \(index + 1), \(name)"
            evidence += (wireEvidence(run, call: call) + reportEvidence(run, call: call)).map { "\(place): \($0)" }
        }
        if observation.runs.count < scenario.calls.count {
            evidence.append("\(observation.runs.count) of \(scenario.calls.count) calls were made")
        }
        let attempts = observation.requests.count
        if let least = scenario.wire.leastAttempts, attempts < least {
            evidence.append("\(attempts) requests were sent where at least \(least) were expected")
        }
        if let most = scenario.wire.mostAttempts, attempts > most {
            evidence.append("\(attempts) requests were sent where at most \(most) were expected")
        }
        return evidence + spacingEvidence(observation)
    }

    private func spacingEvidence(_ observation: Observation) -> [String] {
        let times = observation.requests.map(\.arrivedAt)
        guard times.count > 1, let first = times.first, let last = times.last else { return [] }
        var evidence: [String] = []
        if let least = scenario.wire.leastSpacing, last - first < least {
            evidence.append("the waits between requests come to \(last - first) ms where \(least) were expected")
        }
        let gap = zip(times.dropFirst(), times).map { $0 - $1 }.min() ?? 0
        if let least = scenario.wire.leastGap, gap < least {
            evidence.append("a request follows another one after \(gap) ms where \(least) were expected")
        }
        return evidence
    }
}

extension Judgement {
    private func wireEvidence(_ run: Observation.Run, call: Scenario.Call) -> [String] {
        if run.requests.isEmpty, scenario.wire.mostAttempts == 0 || scenario.wire.leastAttempts == 0 {
            return strayEvidence(run)
        }
        guard !run.requests.isEmpty else {
            return ["no request was sent (\(run.exit)): \(excerpt(run.error))"] + strayEvidence(run)
        }
        let evidence =
            strayEvidence(run) + sharedEvidence(run)
            + run.requests.flatMap { observed in
                (observed.miss.map { ["the request was not the one expected: \($0)"] } ?? [])
                    + requestEvidence(observed.request, call: call)
            }
        return evidence.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    private func sharedEvidence(_ run: Observation.Run) -> [String] {
        scenario.wire.sharedHeaders.compactMap { name in
            let values = run.requests.map { $0.request.headers[name] ?? "absent" }
            guard values.contains("absent") || Set(values).count > 1 else { return nil }
            return "\(name) is \(values.joined(separator: ", ")) where one and the same value was expected"
        }
    }

    private func strayEvidence(_ run: Observation.Run) -> [String] {
        scenario.wire.allowsNoStrays ? run.strays.map { "something was sent elsewhere: \($0)" } : []
    }

    private func requestEvidence(_ request: Request, call: Scenario.Call) -> [String] {
        var evidence: [String] = []
        let wire = scenario.wire
        if let method = wire.method, request.method != method {
            evidence.append("the method is \(request.method) where \(method) was expected")
        }
        if let path = wire.path, request.target != path {
            evidence.append("the target is \(request.target) where \(path) was expected")
        }
        for header in wire.headers {
            let expected = header.value == "{Target}" ? call.operation.target : header.value
            let seen = request.headers.values(header.name)
            if seen.count != 1 || seen[0] != expected {
                let said = seen.isEmpty ? "absent" : seen.joined(separator: " and ")
                evidence.append("\(header.name) is \(said) where \(expected) was expected, once")
            }
        }
        if wire.bodyIsInput { evidence += bodyEvidence(request, call: call) }
        if wire.isSigned || wire.signsToken { evidence += signatureEvidence(request) }
        if wire.isUnsigned {
            for name in ["Authorization", "X-Amz-Security-Token"] where request.headers.contains(name) {
                evidence.append("\(name) is sent where none was expected")
            }
        }
        let authorization = request.headers["Authorization"].flatMap { try? AuthorizationHeader($0) }
        if let region = wire.region, authorization?.scope.region != region {
            evidence.append(
                "the scope's region is \(authorization?.scope.region ?? "absent") where \(region) was expected")
        }
        if let key = wire.key, authorization?.accessKeyID != key {
            evidence.append("the access key id is \(authorization?.accessKeyID ?? "absent") where \(key) was expected")
        }
        return evidence
    }

    private func bodyEvidence(_ request: Request, call: Scenario.Call) -> [String] {
        do {
            let body = try JSONParser.parse(request.body)
            let repeated = body.object?.repeatedNames ?? []
            if !repeated.isEmpty { return ["the body repeats \(repeated.joined(separator: ", "))"] }
            let mismatches = call.operation.input.mismatches(in: body).map { "in the body, \($0)" }
            if !mismatches.isEmpty { return mismatches }
            if body == .object(call.input) { return [] }
            return ["the body is \(body.text()) where \(JSONValue.object(call.input).text()) was expected"]
        } catch {
            return ["the body is not JSON: \(error)"]
        }
    }

    private func signatureEvidence(_ request: Request) -> [String] {
        do {
            // The age of the request is the client's clock's business, not this clause's.
            try SignatureV4.verify(request, credentials: credentials, service: ConnectionOperation.signingName, at: nil)
            return []
        } catch {
            return [error.message]
        }
    }
}

extension Judgement {
    private static let crashMarks = [
        "Traceback (most recent call last)", "panic:", "Fatal error:", "Segmentation fault", "Plugin did not respond",
    ]

    private func reportEvidence(_ run: Observation.Run, call: Scenario.Call) -> [String] {
        var evidence: [String] = []
        if case .status = run.exit {} else { evidence.append("\(run.exit)") }
        if let most = call.report.within, run.duration > Int64(most) * 1000 {
            evidence.append("it took \(run.duration) ms where at most \(most) s were expected")
        }
        let error = String(decoding: run.error, as: UTF8.self)
        // A debug log may well hold the trace of an error that was handled.
        let isDebug = ["debug", "request-id"].contains { scenario.settings[$0] != nil }
        for mark in Self.crashMarks where !isDebug && error.contains(mark) {
            evidence.append("it crashed: standard error holds \"\(mark)\"")
        }
        let outcome = profile.outcome(of: run)
        switch (call.report.outcome, outcome.isSuccess) {
        case (.success, false):
            evidence.append("it was reported as failure (\(run.exit)): \(excerpt(run.error, else: run.output))")
        case (.failure, true):
            evidence.append("it was reported as success (\(run.exit)): \(excerpt(run.output, else: run.error))")
        default: break
        }
        if !outcome.isSuccess { evidence += errorEvidence(outcome, call: call, run: run) }
        if outcome.isSuccess { evidence += valueEvidence(outcome.value, call: call, run: run) }
        evidence += outputEvidence(run, call: call)
        return evidence
    }

    private func outputEvidence(_ run: Observation.Run, call: Scenario.Call) -> [String] {
        var evidence: [String] = []
        let output = run.output + [10] + run.error
        if let text = call.report.showsAfterRetry, run.requests.count > 1, !output.holds(Array(text.utf8)) {
            evidence.append("it sent more than one request, and neither stream shows \"\(text)\"")
        }
        if let text = call.report.shows, !output.holds(Array(text.utf8)) {
            evidence.append("neither stream shows \"\(text)\"")
        }
        if call.report.isInert, output.contains(where: { $0 < 0x20 && $0 != 9 && $0 != 10 && $0 != 13 || $0 == 0x7F }) {
            evidence.append("a control character of the message reaches the terminal raw")
        }
        if let status = call.report.exit, run.exit != .status(status), case .status = run.exit {
            evidence.append(
                "it ended with \(run.exit) where \(status) was expected: \(excerpt(run.error, else: run.output))")
        }
        evidence += call.report.output?.evidence(in: run.output, of: "standard output") ?? []
        evidence += call.report.error?.evidence(in: run.error, of: "standard error") ?? []
        for hidden in call.report.hides {
            let sent = run.requests.map(\.request)
            let secrets: [String] =
                switch hidden {
                case .secret: [credentials.secretAccessKey]
                case .token: [credentials.sessionToken].compactMap { $0 }
                case .signature:
                    sent.compactMap { $0.headers["Authorization"].flatMap { try? AuthorizationHeader($0) }?.signature }
                }
            for secret in secrets where output.holds(Array(secret.utf8)) {
                evidence.append("the client's output holds the \(hidden.rawValue)")
            }
            if hidden == .secret, sent.contains(where: { $0.holds(credentials.secretAccessKey) }) {
                evidence.append("a request holds the secret key")
            }
        }
        return evidence
    }

    private func errorEvidence(_ outcome: Outcome, call: Scenario.Call, run: Observation.Run) -> [String] {
        var evidence: [String] = []
        if let code = call.report.code, outcome.code != code {
            let seen = outcome.code ?? "absent"
            evidence.append("the code is \(seen) where \(code) was expected: \(excerpt(run.error, else: run.output))")
        }
        if let part = call.report.messageContains, outcome.message?.contains(part) != true {
            let seen = outcome.message.map { "\"\($0)\"" } ?? "absent"
            evidence.append("the message is \(seen) where \"\(part)\" was expected in it")
        }
        return evidence
    }

    private func valueEvidence(_ value: ReportedValue?, call: Scenario.Call, run: Observation.Run) -> [String] {
        var evidence: [String] = []
        let connections = value?.connections ?? []
        if let expected = call.report.connection {
            let isSilent = connections.isEmpty && (value == nil || value?.json.object?.isEmpty == true)
            if isSilent, call.report.allowsSilence {
                // Said nothing, and nothing wrong.
            } else if connections.count == 1 {
                evidence += memberEvidence(connections[0], expected: expected)
            } else {
                evidence.append(
                    "\(connections.count) connections were reported where 1 was expected: \(excerpt(run.output))")
            }
        }
        if let count = call.report.connectionCount, connections.count != count {
            evidence.append(
                "\(connections.count) connections were reported where \(count) were expected: \(excerpt(run.output))")
        }
        if let status = call.report.statusIsNot, connections.contains(where: { $0["Status"]?.string == status }) {
            evidence.append("the status \(status) was reported")
        }
        if let name = call.report.gone {
            guard value?.json["ConnectionSummaryList"]?.array != nil || value == nil && run.output.isEmpty else {
                return evidence + ["no list was reported: \(excerpt(run.output))"]
            }
            for connection in connections
            where connection["ConnectionName"]?.string == name
                && connection["Status"]?.string != ConnectionStatus.deleted
            {
                evidence.append("\(name) was reported as \(connection["Status"]?.string ?? "present") where it is gone")
            }
        }
        return evidence
    }

    private func memberEvidence(_ connection: JSONValue, expected: JSONObject) -> [String] {
        expected.members.filter { !profile.output.lacks.contains($0.name) }.compactMap { member in
            let seen = connection[member.name]
            if member.value.isNull {
                // Absent or null: both say that there is none.
                return seen?.isNull ?? true ? nil : "\(member.name) is \(seen?.text() ?? "") where there is none"
            }
            let isSame =
                member.name == "CreatedAt"
                ? ReportedValue.instant(seen) != nil
                    && ReportedValue.instant(seen) == ReportedValue.instant(member.value)
                : seen == member.value
            return isSame
                ? nil : "\(member.name) is \(seen?.text() ?? "absent") where \(member.value.text()) was expected"
        }
    }

    private func excerpt(_ bytes: [UInt8], else other: [UInt8] = []) -> String {
        let bytes = bytes.isEmpty ? other : bytes
        if bytes.isEmpty { return "nothing was printed" }
        let text = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).joined(separator: " ")
        return text.count > 300 ? text.prefix(297) + "..." : text
    }
}

extension [UInt8] {
    /// Whether some bytes stand in these.
    fileprivate func holds(_ other: [UInt8]) -> Bool {
        guard let first = other.first, count >= other.count else { return other.isEmpty }
        return indices.dropLast(other.count - 1).contains { self[$0] == first && self[$0...].starts(with: other) }
    }
}

extension Request {
    fileprivate func holds(_ text: String) -> Bool {
        let fields = headers.fields.map(\.value).joined(separator: "\n")
        return (Array("\(target)\n\(fields)\n".utf8) + body).holds(Array(text.utf8))
    }
}
