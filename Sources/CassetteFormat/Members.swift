import TapedeckExchangeModel
import TapedeckJSONText

/// The members of one JSON object of a cassette, read with errors that say where.
struct Members {
    let value: JSONValue
    let location: String

    init(_ value: JSONValue, at location: String) {
        self.value = value
        self.location = location
    }

    /// The place of a member, for people: `entry 3, request.method`.
    private func place(_ name: String) -> String {
        if location == "the file" || location == "log" { return name }
        return location.hasPrefix("entry") && !location.contains(",") ? "\(location), \(name)" : "\(location).\(name)"
    }

    private func wrong(_ name: String, _ seen: JSONValue, expected: String) -> CassetteError {
        CassetteError(.invalidMember, "\(seen.kindName) where \(expected) was expected", at: place(name))
    }

    private func missing(_ name: String, expected: String) -> CassetteError {
        CassetteError(.invalidMember, "missing; expected \(expected)", at: place(name))
    }

    func optionalObject(_ name: String) throws(CassetteError) -> Members? {
        guard let member = value[name], !member.isNull else { return nil }
        guard member.object != nil else { throw wrong(name, member, expected: "an object") }
        return Members(member, at: place(name))
    }

    func optionalArray(_ name: String) throws(CassetteError) -> [JSONValue]? {
        guard let member = value[name], !member.isNull else { return nil }
        guard let array = member.array else { throw wrong(name, member, expected: "an array") }
        return array
    }

    func optionalString(_ name: String) throws(CassetteError) -> String? {
        guard let member = value[name], !member.isNull else { return nil }
        guard let string = member.string else { throw wrong(name, member, expected: "a string") }
        return string
    }

    func string(_ name: String) throws(CassetteError) -> String {
        guard let string = try optionalString(name) else { throw missing(name, expected: "a string") }
        return string
    }

    func optionalInt(_ name: String) throws(CassetteError) -> Int? {
        guard let member = value[name], !member.isNull else { return nil }
        guard let int = member.int else { throw wrong(name, member, expected: "a whole number") }
        return int
    }

    func int(_ name: String) throws(CassetteError) -> Int {
        guard let int = try optionalInt(name) else { throw missing(name, expected: "a whole number") }
        return int
    }

    /// A duration; other programs write fractions, and -1 where they don't know.
    func milliseconds(_ name: String) throws(CassetteError) -> Int {
        guard let member = value[name], !member.isNull else { return 0 }
        guard let number = member.number else { throw wrong(name, member, expected: "a number") }
        return number.int ?? Int(exactly: number.double.rounded()) ?? 0
    }

    func strings(_ name: String) throws(CassetteError) -> [String] {
        var strings: [String] = []
        for item in try optionalArray(name) ?? [] {
            guard let string = item.string else { throw wrong(name, item, expected: "an array of strings") }
            strings.append(string)
        }
        return strings
    }

    func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, _ type: Choice.Type
    ) throws(CassetteError) -> Choice? where Choice.RawValue == String {
        guard let text = try optionalString(name) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw CassetteError(.invalidMember, "\"\(text)\" is not known; expected one of \(known)", at: place(name))
        }
        return choice
    }

    func headers() throws(CassetteError) -> HeaderFields {
        var headers = HeaderFields()
        for (index, item) in (try optionalArray("headers") ?? []).enumerated() {
            let field = Members(item, at: "\(place("headers"))[\(index)]")
            headers.append(try field.string("name"), try field.string("value"))
        }
        return headers
    }

    /// The members whose names are not in a list, in their order.
    func unknown(_ known: Set<String>) -> JSONObject {
        JSONObject((value.object?.members ?? []).filter { !known.contains($0.name) }.map { ($0.name, $0.value) })
    }
}
