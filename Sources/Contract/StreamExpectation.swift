public import TapedeckJSONText

/// What one of a client's streams must be, or hold. What is not said is not judged.
public struct StreamExpectation: Sendable {
    /// The whole text.
    public let text: String?
    /// The whole text's JSON value.
    public let json: JSONValue?
    /// Texts that stand in it.
    public let held: [String]
    /// Texts that do not stand in it.
    public let lacked: [String]
    /// A regular expression that fits somewhere in it.
    public let pattern: String?

    init(_ fields: JSONMembers) throws(JSONMemberError) {
        try fields.allow(["is", "json", "holds", "lacks", "matches"])
        text = try fields.optionalString("is")
        json = fields.value("json")
        held = try fields.strings("holds")
        lacked = try fields.strings("lacks")
        pattern = try fields.optionalString("matches")
        do { _ = try Regex(pattern ?? "") } catch {
            throw fields.error("matches", "not a regular expression: \(error)")
        }
    }

    /// Everything that is not as expected.
    ///
    /// - Parameter name: the stream's name, for people.
    func evidence(in bytes: [UInt8], of name: String) -> [String] {
        let seen = String(decoding: bytes, as: UTF8.self)
        var evidence: [String] = []
        if let text, seen != text {
            evidence.append("\(name) is \(quoted(seen)) where \(quoted(text)) was expected")
        }
        if let json, (try? JSONParser.parse(bytes)) != json {
            evidence.append("\(name) is \(quoted(seen)) where \(json.text()) was expected")
        }
        for part in held where !seen.contains(part) {
            evidence.append("\(name) is \(quoted(seen)) where \(quoted(part)) was expected in it")
        }
        for part in lacked where seen.contains(part) {
            evidence.append("\(name) holds \(quoted(part)), which should not be there")
        }
        if let pattern, let regex = try? Regex(pattern), seen.firstMatch(of: regex) == nil {
            evidence.append("\(name) is \(quoted(seen)) where \(pattern) was expected to fit")
        }
        return evidence
    }

    /// As JSON writes a text, so that line breaks and blanks can be told apart; cut where it is long.
    private func quoted(_ text: String) -> String {
        JSONValue.string(text.count > 600 ? text.prefix(597) + "..." : text).text()
    }
}
