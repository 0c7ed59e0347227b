import TapedeckJSONText

extension Scenario {
    /// Clients that break what the scenario expects, one thing each: everything that it says must be able to fail.
    ///
    /// - Parameter secret: the secret access key that the client was handed.
    public func derivedMutations(secret: String, token: String) -> [Mutation] {
        var changes = wire.breakages
        for call in calls { changes += call.report.breakages(secret: secret, token: token) }
        // A debug log may hold the trace of an error that was handled.
        if settings["debug"] == nil, settings["request-id"] == nil { changes.append(.crashes) }
        return changes.map { Mutation($0) }
    }
}

extension WireExpectation {
    fileprivate var breakages: [Mutation.Change] {
        var changes: [Mutation.Change] = []
        if let leastAttempts, leastAttempts > 0 { changes.append(.sends(leastAttempts - 1)) }
        if let mostAttempts { changes.append(.sends(mostAttempts + 1)) }
        if leastSpacing != nil || leastGap != nil { changes.append(.atOnce) }
        for name in sharedHeaders { changes.append(.requestHeader(name: name, to: "{n}")) }
        for header in headers {
            changes.append(.requestHeader(name: header.name, to: nil))
            changes.append(.requestHeader(name: header.name, to: "other"))
        }
        if method != nil { changes.append(.requestLine(method: "GET", target: path ?? "/")) }
        if path != nil { changes.append(.requestLine(method: method ?? "POST", target: "/elsewhere")) }
        if bodyIsInput {
            changes.append(.requestBody(#"{"Unknown":1}"#))
            changes.append(.requestBody(""))
        }
        if isSigned {
            changes.append(.requestHeader(name: "Authorization", to: nil))
            changes.append(.requestHeader(name: "X-Amz-Date", to: "20200101T000000Z"))
        }
        if region != nil || key != nil { changes.append(.requestHeader(name: "Authorization", to: nil)) }
        if isUnsigned { changes.append(.requestHeader(name: "Authorization", to: "AWS4-HMAC-SHA256 x")) }
        if signsToken { changes.append(.requestHeader(name: "X-Amz-Security-Token", to: nil)) }
        if allowsNoStrays { changes.append(.stray("CONNECT telemetry.example:443")) }
        return changes
    }
}

extension ReportExpectation {
    fileprivate func breakages(secret: String, token: String) -> [Mutation.Change] {
        var changes: [Mutation.Change] = []
        switch outcome {
        case .success: changes.append(.exits(1))
        case .failure: changes.append(.exits(0))
        case .either: break
        }
        for text in [code, messageContains, shows, showsAfterRetry].compactMap({ $0 }) {
            changes.append(.replaces(text, with: "other"))
        }
        for member in connection?.members ?? [] where member.name != "CreatedAt" {
            if let text = member.value.string { changes.append(.replaces("\"\(text)\"", with: "\"other\"")) }
        }
        if connectionCount != nil || connection != nil, !allowsSilence { changes.append(.prints("{}")) }
        if let within { changes.append(.takes(within + 1)) }
        if let statusIsNot {
            for status in ["PENDING_HANDSHAKE", "ERROR", "DELETED", "SOMETHING_NEW"] where status != statusIsNot {
                changes.append(.replaces("\"\(status)\"", with: "\"\(statusIsNot)\""))
            }
        }
        if let gone {
            changes.append(
                .prints(#"{"ConnectionSummaryList":[{"ConnectionName":"\#(gone)","Status":"AVAILABLE"}]}"#))
        }
        for hidden in hides {
            switch hidden {
            case .secret: changes.append(.output(secret))
            case .token: changes.append(.output(token))
            case .signature: changes.append(.showsSignature)
            }
        }
        if isInert { changes.append(.output("\u{1B}[31m")) }
        if let exit { changes.append(.exits(Int(exit) + 1)) }
        for stream in [output, error].compactMap({ $0 }) { changes += stream.breakages }
        return changes
    }
}

extension StreamExpectation {
    fileprivate var breakages: [Mutation.Change] {
        var changes: [Mutation.Change] = []
        if text != nil { changes.append(.prints("other")) }
        if json != nil { changes.append(.prints("null")) }
        if pattern != nil { changes.append(.prints("")) }
        changes += held.map { .replaces($0, with: "") }
        changes += lacked.map { .output($0) }
        return changes
    }
}
