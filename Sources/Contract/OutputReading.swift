import TapedeckJMESPath
public import TapedeckJSONText

/// How what a client prints is read, where it is not the JSON that AWS's own tools print: JMESPath expressions for the
/// connection, for the list, and for each member of a connection.
public struct OutputReading: Sendable {
    private let connection: Expression?
    private let connections: Expression?
    private let members: [(name: String, expression: Expression)]
    /// An expression over standard output whose groups are members of a connection; for a client that prints no JSON.
    private let text: String?
    /// Members of a connection that the client has no words for, by AWS's names; what scenarios expect of them is not asked.
    public let lacks: [String]

    init(_ page: JSONMembers?) throws(JSONMemberError) {
        try page?.allow(["connection", "connections", "members", "text", "lacks"])
        connection = try page.flatMap { page throws(JSONMemberError) in try OutputReading.expression(page, "connection")
        }
        connections = try page.flatMap { page throws(JSONMemberError) in
            try OutputReading.expression(page, "connections")
        }
        text = try page?.optionalString("text")
        if let page, let text, (try? Regex(text)) == nil {
            throw page.error("text", "not a regular expression: \(text)")
        }
        lacks = try page?.strings("lacks") ?? []
        var members: [(String, Expression)] = []
        if let table = try page?.members("members") {
            for name in table.object.names {
                if let expression = try OutputReading.expression(table, name) { members.append((name, expression)) }
            }
        }
        self.members = members.map { (name: $0.0, expression: $0.1) }
    }

    private static func expression(_ page: JSONMembers, _ name: String) throws(JSONMemberError) -> Expression? {
        guard let text = try page.optionalString(name) else { return nil }
        do throws(ExpressionError) {
            return try Expression(text)
        } catch {
            throw page.error(name, "not a JMESPath expression: \(error)")
        }
    }

    /// What was printed, as AWS's tools would have printed it; unchanged where the profile says nothing of outputs.
    public func read(_ printed: JSONValue) -> JSONValue {
        if connection == nil, connections == nil, members.isEmpty { return printed }
        if let list = OutputReading.search(connections, printed)?.array ?? printed["ConnectionSummaryList"]?.array {
            return ["ConnectionSummaryList": .array(list.map(mapped))]
        }
        let one = OutputReading.search(connection, printed) ?? printed["Connection"]
        return one.map { ["Connection": mapped($0)] } ?? printed
    }

    /// What was printed that is no JSON, as AWS's tools would have printed it: a connection where the expression fits once, a
    /// list where more often. `nil` where the profile has no expression, or it fits nowhere.
    public func read(text printed: [UInt8]) -> JSONValue? {
        guard let text, let regex = try? Regex(text) else { return nil }
        let names = ["ConnectionName", "ConnectionArn", "ProviderType", "Status", "CreatedAt"]
        let connections = String(decoding: printed, as: UTF8.self).matches(of: regex).map { match in
            var connection = JSONObject()
            for name in names {
                if let value = match[name]?.substring { connection[name] = .string(String(value)) }
            }
            return JSONValue.object(connection)
        }
        guard connections.count != 1 else { return ["Connection": connections[0]] }
        return connections.isEmpty ? nil : ["ConnectionSummaryList": .array(connections)]
    }

    private func mapped(_ connection: JSONValue) -> JSONValue {
        guard !members.isEmpty, var object = connection.object else { return connection }
        for (name, expression) in members { object[name] = OutputReading.search(expression, connection) }
        return .object(object)
    }

    /// What an expression selects; an expression that can't be evaluated on this value selects nothing.
    private static func search(_ expression: Expression?, _ value: JSONValue) -> JSONValue? {
        guard let found = try? expression?.search(value), !found.isNull else { return nil }
        return found
    }
}
