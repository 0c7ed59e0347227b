import TapedeckExchangeModel

/// The parts of a canonical request, in the order of its lines.
struct CanonicalRequest: Hashable {
    var method: String
    var path: String
    var query: String
    /// Signed fields, names in lower case.
    var fields: [HeaderField]
    /// The names, joined by semicolons.
    var names: String
    var bodyHash: String

    /// The text that is hashed.
    var text: String {
        var lines = [method, path, query]
        for field in fields { lines.append("\(field.name):\(field.value)") }
        lines.append("")
        lines.append(names)
        lines.append(bodyHash)
        return lines.joined(separator: "\n")
    }
}
