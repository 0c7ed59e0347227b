import TapedeckAWSWire
public import TapedeckJSONText

extension ConnectionService {
    mutating func create(_ input: JSONValue, _ owner: Owner, at time: Instant) throws(Refusal) -> JSONValue {
        let name = input["ConnectionName"]?.string ?? ""
        let tags = try tags(in: input)
        let living = (shelves[owner] ?? []).filter { $0.status != ConnectionStatus.deleted }
        if living.contains(where: { $0.name == name }) {
            throw Refusal.invalid("Connection with the provided name already exists: \(name)")
        }
        if living.count >= configuration.quota {
            throw Refusal.modelled(
                "ServiceQuotaExceededException", "Connection quota exceeded for the account: \(configuration.quota)")
        }
        let id = generator.hexID()
        let arn = ConnectionARN(
            partition: EndpointRules.partition(of: owner.region), region: owner.region, account: owner.account,
            name: name, id: id)
        created += 1
        var connection = Connection(
            name: name, arn: arn.description, id: id, provider: input["ProviderType"]?.string ?? "",
            createdAt: time.seconds, order: created)
        connection.tags = tags
        append(connection, to: owner)
        return .object(JSONObject([("Connection", connection.wire)]))
    }

    mutating func list(_ input: JSONValue, _ owner: Owner, at time: Instant) throws(Refusal) -> JSONValue {
        let start = try input["NextToken"]?.string.map { (token) throws(Refusal) in try position(token, owner) } ?? 0
        advanceHandshakes(owner, at: time)
        let name = input["ConnectionName"]?.string
        let matching = (shelves[owner] ?? []).filter { connection in
            connection.order > start && (name == nil || connection.name == name)
        }
        let size = input["MaxResults"]?.int ?? configuration.pageSize
        let page = matching.prefix(size)
        for shown in page {
            guard let index = shelves[owner]?.firstIndex(where: { $0.id == shown.id }) else { continue }
            change(owner, index) { connection in
                connection.reads += 1
                if connection.status == ConnectionStatus.deleted { connection.readsSinceDelete += 1 }
            }
        }
        let limit = configuration.deletedReads
        remove(owner) { $0.status == ConnectionStatus.deleted && $0.readsSinceDelete >= limit }
        var output = JSONObject([("ConnectionSummaryList", .array(page.map(\.wire)))])
        if page.count < matching.count, let last = page.last {
            output["NextToken"] = .string(token(after: last, owner))
        }
        return .object(output)
    }

    mutating func delete(_ input: JSONValue, _ owner: Owner) throws(Refusal) -> JSONValue {
        let index = try index(of: input["ConnectionArn"], owner)
        change(owner, index) { $0.status = ConnectionStatus.deleted }
        let output = shelves[owner]?[index].wire ?? .null
        if configuration.deletedReads == 0 { remove(owner) { $0.status == ConnectionStatus.deleted } }
        return .object(JSONObject([("Connection", output)]))
    }

    mutating func tag(_ input: JSONValue, _ owner: Owner) throws(Refusal) -> JSONValue {
        let index = try index(of: input["ResourceArn"], owner)
        let added = try tags(in: input)
        var tags = shelves[owner]?[index].tags ?? []
        for tag in added {
            if let place = tags.firstIndex(where: { same($0.key, tag.key) }) {
                tags[place] = tag
            } else {
                tags.append(tag)
            }
        }
        if tags.count > 50 { throw Refusal.invalid("A resource can have at most 50 tags") }
        change(owner, index) { $0.tags = tags }
        return .object(JSONObject())
    }

    mutating func untag(_ input: JSONValue, _ owner: Owner) throws(Refusal) -> JSONValue {
        let index = try index(of: input["ResourceArn"], owner)
        let keys = input["TagKeys"]?.array?.compactMap(\.string) ?? []
        change(owner, index) { connection in
            connection.tags.removeAll { tag in keys.contains { same($0, tag.key) } }
        }
        return .object(JSONObject())
    }

    func listTags(_ input: JSONValue, _ owner: Owner) throws(Refusal) -> JSONValue {
        let index = try index(of: input["ResourceArn"], owner)
        let tags = (shelves[owner]?[index].tags ?? []).map { tag -> JSONValue in
            .object(JSONObject([("Key", .string(tag.key)), ("Value", .string(tag.value))]))
        }
        return .object(JSONObject([("Tags", .array(tags))]))
    }

    /// The place of a living connection on its owner's shelf.
    private func index(of arn: JSONValue?, _ owner: Owner) throws(Refusal) -> Int {
        let arn = arn?.string ?? ""
        let place = shelves[owner]?.firstIndex { $0.arn == arn && $0.status != ConnectionStatus.deleted }
        guard let place else { throw Refusal.notFound(arn) }
        return place
    }

    private func tags(in input: JSONValue) throws(Refusal) -> [(key: String, value: String)] {
        var tags: [(key: String, value: String)] = []
        for item in input["Tags"]?.array ?? [] {
            // The constraints were checked: both are there.
            let key = item["Key"]?.string ?? ""
            if tags.contains(where: { same($0.key, key) }) {
                throw Refusal.invalid("The tag key is given twice: \(key)")
            }
            tags.append((key, item["Value"]?.string ?? ""))
        }
        if tags.count > 50 { throw Refusal.invalid("A resource can have at most 50 tags") }
        return tags
    }
}

extension ConnectionService {
    /// A page token: the members that were logged for ListServices, in base64.
    private func token(after connection: Connection, _ owner: Owner) -> String {
        let json = JSONObject([
            ("CustomerAccountId", .string(owner.account)),
            ("CreatedAt", .number(JSONNumber(Int(connection.createdAt)))),
            ("HashKey", .string("\(owner.account)#\(connection.id)")), ("Order", .number(JSONNumber(connection.order))),
            ("Region", .string(owner.region)),
        ])
        return Base64.encode(JSONValue.object(json).bytes(.compact))
    }

    private func position(_ token: String, _ owner: Owner) throws(Refusal) -> Int {
        guard let bytes = Base64.decode(token), let json = try? JSONParser.parse(bytes),
            json["CustomerAccountId"]?.string == owner.account, json["Region"]?.string == owner.region,
            let order = json["Order"]?.int
        else { throw Refusal.invalid("The NextToken is not valid") }
        return order
    }
}

extension ConnectionService {
    /// What a person did in the console.
    public enum HandshakeOutcome: String, Sendable, Hashable, CaseIterable {
        /// The handshake was completed: the connection becomes AVAILABLE.
        case complete
        /// The handshake went wrong: the connection becomes ERROR.
        case fail
    }

    /// Moves the pending connections of a name on; returns their ARNs.
    ///
    /// - Parameters:
    ///   - account: only this account's; `nil` for any.
    ///   - region: only this region's; `nil` for any.
    public mutating func finishHandshake(
        of name: String, _ outcome: HandshakeOutcome, account: String? = nil, region: String? = nil
    ) -> [String] {
        markKept()
        var arns: [String] = []
        for owner in shelves.keys
        where (account ?? owner.account) == owner.account && (region ?? owner.region) == owner.region {
            for index in (shelves[owner] ?? []).indices {
                guard let connection = shelves[owner]?[index], connection.name == name,
                    connection.status == ConnectionStatus.pendingHandshake
                else { continue }
                change(owner, index) {
                    $0.status = outcome == .complete ? ConnectionStatus.available : ConnectionStatus.error
                }
                arns.append(connection.arn)
            }
        }
        return arns.sorted()
    }

    /// Every connection with its owner, for people: by account, region and creation.
    public var overview: JSONValue {
        let owners = shelves.keys.sorted { ($0.account, $0.region) < ($1.account, $1.region) }
        return .array(
            owners.flatMap { owner in
                (shelves[owner] ?? []).map { connection -> JSONValue in
                    .object(
                        JSONObject([
                            ("account", .string(owner.account)), ("region", .string(owner.region)),
                            ("name", .string(connection.name)), ("status", .string(connection.status)),
                            ("provider", .string(connection.provider)), ("arn", .string(connection.arn)),
                            ("reads", .number(JSONNumber(connection.reads))),
                        ]))
                }
            })
    }

    private mutating func advanceHandshakes(_ owner: Owner, at time: Instant) {
        if case .manual = configuration.handshake { return }
        for index in (shelves[owner] ?? []).indices {
            guard let connection = shelves[owner]?[index], connection.status == ConnectionStatus.pendingHandshake else {
                continue
            }
            switch configuration.handshake {
            case .manual: continue
            case .afterReads(let reads) where connection.reads >= reads:
                change(owner, index) { $0.status = ConnectionStatus.available }
            case .afterSeconds(let seconds) where time.seconds - connection.createdAt >= Int64(seconds):
                change(owner, index) { $0.status = ConnectionStatus.available }
            case .error where connection.reads >= 1:
                change(owner, index) { $0.status = ConnectionStatus.error }
            default: continue
            }
        }
    }
}

/// Tag keys are the same scalar by scalar; Swift's own equality would take different spellings of a letter as one.
private func same(_ left: String, _ right: String) -> Bool {
    left.unicodeScalars.elementsEqual(right.unicodeScalars)
}
