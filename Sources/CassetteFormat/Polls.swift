import TapedeckAWSWire
import TapedeckExchangeModel
import TapedeckJSONText

extension Cassette {
    /// Drops reads that say what the read before them said, of the same thing and with no change between: every state stays,
    /// once.
    ///
    /// Entries keep their numbers. A read that fails, is cut off, is late, or carries a fault of its own stays, and so does one
    /// that follows a read which did not say all of it.
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
    /// What the latest read of each kind said; nothing where it did not say all of it.
    private var last: [Poll: [UInt8]] = [:]

    /// Makes a filter for one cassette.
    public init() {}

    /// Whether the next entry stays.
    public mutating func keeps(_ entry: Entry) -> Bool {
        guard let poll = Poll(entry.exchange.request) else {
            // What was read before need not be true any more.
            last = [:]
            return true
        }
        let said = entry.wholeAnswer
        defer { last[poll] = said }
        guard let said, entry.delay == 0, last[poll] == said else { return true }
        dropped += 1
        return false
    }

    /// What a read asks for.
    private struct Poll: Hashable {
        let operation: ConnectionOperation
        let region: String?
        let body: [UInt8]

        /// - Returns: `nil` for what is no read, or may be none.
        init?(_ request: Request) {
            guard let operation = Envelope.operation(of: request), !operation.isMutation else { return nil }
            self.operation = operation
            region = request.signedRegion
            body = (try? JSONParser.parse(request.body))?.canonicalBytes ?? request.body
        }
    }
}

extension Entry {
    /// What its answer says to a client that gets all of it at once, in one spelling; `nil` where no client does.
    fileprivate var wholeAnswer: [UInt8]? {
        guard fault == nil, exchange.ending == .complete, let response = exchange.response, response.status == 200
        else { return nil }
        return (try? JSONParser.parse(response.body))?.canonicalBytes ?? response.body
    }
}

/// A connection, which is its name within an account and a region.
private struct ConnectionKey: Hashable {
    let name: String
    let region: String?
    let account: String?
}

extension Entry {
    /// The connections that its answer tells of, each with its status.
    fileprivate var told: [(key: ConnectionKey, status: String)] {
        guard let body = exchange.response.flatMap({ try? JSONParser.parse($0.body) }) else { return [] }
        let all = body["Connection"].map { [$0] } ?? body["ConnectionSummaryList"]?.array ?? []
        return all.compactMap { connection in
            let arn = connection["ConnectionArn"]?.string.flatMap { ConnectionARN($0) }
            guard let name = connection["ConnectionName"]?.string ?? arn?.name,
                let status = connection["Status"]?.string
            else { return nil }
            let region = arn?.region ?? exchange.request.signedRegion
            return (ConnectionKey(name: name, region: region, account: arn?.account), status)
        }
    }
}

extension Cassette {
    /// Connections that were AVAILABLE and are PENDING_HANDSHAKE again, though nobody has deleted or created them: the handshake
    /// is completed once.
    var backwardFindings: [Finding] {
        // By name, then whose it is: of one name there are few.
        var last: [String: [ConnectionKey: String]] = [:]
        var findings: [Finding] = []
        for (index, entry) in entries.enumerated() where entry.origin.kind != .synthetic {
            let operation = Envelope.operation(of: entry.exchange.request)
            let told = entry.told
            if operation == .createConnection || operation == .deleteConnection, let name = entry.resource {
                let region = told.first?.key.region ?? entry.exchange.request.signedRegion
                last[name] = last[name]?.filter { ($0.key.region ?? region) != (region ?? $0.key.region) }
            }
            for (key, status) in told {
                if last[key.name]?[key] == ConnectionStatus.available, status == ConnectionStatus.pendingHandshake {
                    findings.append(
                        Finding(
                            rule: "transition", entry: index + 1,
                            problem: "\(key.name) goes from AVAILABLE back to PENDING_HANDSHAKE",
                            remedy:
                                "a completed handshake stays so: put the entries in order, or mark the entry synthetic")
                    )
                }
                last[key.name, default: [:]][key] = status
            }
        }
        return findings
    }
}
