public import TapedeckJSONText

extension Report {
    /// Reads a report that was written as JSON.
    ///
    /// - Throws: ``JSONMemberError`` with the place in it; a newer format and a clause that is not known are refused.
    public init(_ value: JSONValue) throws(JSONMemberError) {
        let page = try JSONMembers(value)
        let format = try page.int("format")
        guard format == Report.format else {
            throw page.error("format", "\(format) where \(Report.format) was expected; take the version that wrote it")
        }
        self.init()
        for client in try page.objects("clients") { judged.append(try Judged(client)) }
        for client in try page.objects("missing") {
            missing.append(
                Missing(
                    client: try client.string("client"), title: try client.string("title"),
                    why: try client.string("why")))
        }
    }

    /// The report of a whole run from those of its shards: each client once, its scenarios in their order.
    ///
    /// A scenario that stands in two shards counts with its worse verdict.
    public static func merged(_ shards: [Report]) -> Report {
        var whole = Report()
        for shard in shards {
            for client in shard.judged {
                if let index = whole.judged.firstIndex(where: { $0.isSameClient(as: client) }) {
                    whole.judged[index].add(client)
                } else {
                    whole.judged.append(client)
                }
            }
            for client in shard.missing where !whole.missing.contains(client) { whole.missing.append(client) }
        }
        for index in whole.judged.indices {
            whole.judged[index].verdicts.sort { $0.scenario < $1.scenario }
            whole.judged[index].leftOut.sort { $0.scenario < $1.scenario }
        }
        return whole
    }
}

extension Report.Judged {
    fileprivate init(_ client: JSONMembers) throws(JSONMemberError) {
        self.init(
            client: try client.string("client"), title: try client.string("title"),
            version: try client.string("version"), command: try client.optionalString("command"), verdicts: [])
        for item in try client.objects("verdicts") {
            guard let kind = try item.choice("verdict", Verdict.Kind.self) else {
                throw item.error("verdict", "missing; expected a verdict")
            }
            var verdict = Verdict(
                scenario: try item.string("scenario"), clause: try Clause(item), kind: kind,
                evidence: try item.strings("evidence"))
            for attempt in try item.objects("attempts") { verdict.attempts.append(try Attempt(attempt)) }
            verdict.transcript = try item.strings("transcript")
            verdict.took = try item.optionalInt("took").map(Int64.init)
            verdicts.append(verdict)
        }
        for item in try client.objects("leftOut") {
            leftOut.append(
                Report.LeftOut(
                    scenario: try item.string("scenario"), clause: try Clause(item), why: try item.string("why")))
        }
    }

    fileprivate func isSameClient(as other: Report.Judged) -> Bool {
        client == other.client && version == other.version
    }

    fileprivate mutating func add(_ other: Report.Judged) {
        for verdict in other.verdicts {
            guard let index = verdicts.firstIndex(where: { $0.scenario == verdict.scenario }) else {
                verdicts.append(verdict)
                continue
            }
            let order = Verdict.Kind.fromWorst
            let isWorse = order.firstIndex(of: verdict.kind) ?? 0 < order.firstIndex(of: verdicts[index].kind) ?? 0
            if isWorse { verdicts[index] = verdict }
        }
        for left in other.leftOut where !leftOut.contains(left) { leftOut.append(left) }
    }
}

extension Clause {
    fileprivate init(_ item: JSONMembers) throws(JSONMemberError) {
        let id = try item.string("clause")
        guard let clause = Clause(id: id) else {
            throw item.error("clause", "\(id) is not a clause of this edition")
        }
        self = clause
    }
}
