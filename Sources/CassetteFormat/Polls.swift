import TapedeckAWSWire
import TapedeckExchangeModel
import TapedeckJSONText

extension Cassette {
    /// Drops reads that say what the read before them said, of the same thing and with no change between: every state stays,
    /// once.
    ///
    /// Entries keep their numbers. A read that fails, is cut off, or carries a fault of its own stays.
    ///
    /// - Returns: how many were dropped.
    public mutating func compactPolls() -> Int {
        var filter = PollFilter()
        entries.removeAll { !filter.keeps($0) }
        return filter.dropped
    }
}

/// Tells of one entry after the other whether it stays when polls are compacted: see ``Cassette/compactPolls()``.
public struct PollFilter {
    /// How many don't stay.
    public private(set) var dropped = 0
    private var last: [Poll: [UInt8]] = [:]

    /// Makes a filter for one cassette.
    public init() {}

    /// Whether the next entry stays.
    public mutating func keeps(_ entry: Entry) -> Bool {
        guard let poll = Poll(entry), let response = entry.exchange.response else {
            // Whatever it is, what was read before need not be true any more.
            if Envelope.operation(of: entry.exchange.request)?.isMutation ?? true { last = [:] }
            return true
        }
        let said = (try? JSONParser.parse(response.body))?.canonicalBytes ?? response.body
        defer { last[poll] = said }
        if last[poll] != said { return true }
        dropped += 1
        return false
    }

    /// What a read asks for.
    private struct Poll: Hashable {
        let operation: ConnectionOperation
        let region: String?
        let body: [UInt8]

        init?(_ entry: Entry) {
            let request = entry.exchange.request
            guard let operation = Envelope.operation(of: request), !operation.isMutation, entry.fault == nil,
                entry.delay == 0, entry.exchange.ending == .complete, entry.exchange.response?.status == 200
            else { return nil }
            self.operation = operation
            region = request.headers["Authorization"].flatMap { try? AuthorizationHeader($0) }?.scope.region
            body = (try? JSONParser.parse(request.body))?.canonicalBytes ?? request.body
        }
    }
}

extension Cassette {
    /// Connections that were AVAILABLE and are PENDING_HANDSHAKE again, though nobody has deleted or created them: the handshake
    /// is completed once.
    var backwardFindings: [Finding] {
        var last: [String: String] = [:]
        var findings: [Finding] = []
        for (index, entry) in entries.enumerated() where entry.origin.kind != .synthetic {
            let operation = Envelope.operation(of: entry.exchange.request)
            guard let resource = entry.resource else { continue }
            if operation == .createConnection || operation == .deleteConnection { last[resource] = nil }
            guard let state = entry.state else { continue }
            if last[resource] == ConnectionStatus.available, state == ConnectionStatus.pendingHandshake {
                findings.append(
                    Finding(
                        rule: "transition", entry: index + 1,
                        problem: "\(resource) goes from AVAILABLE back to PENDING_HANDSHAKE",
                        remedy: "a completed handshake stays so: put the entries in order, or mark the entry synthetic")
                )
            }
            last[resource] = state
        }
        return findings
    }
}
