import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText

/// A cassette in vcrpy's format 1: `interactions`, each a request and a response whose header fields are lists.
struct VCRExport {
    let cassette: Cassette

    init(_ cassette: Cassette) {
        self.cassette = cassette
    }

    var exported: (text: String, losses: [String]) {
        var lines = ["interactions:"]
        var losses: [String] = []
        for (index, entry) in cassette.entries.enumerated() {
            guard let response = entry.exchange.response, entry.exchange.ending == .complete, entry.fault == nil else {
                losses.append("entry \(index + 1): vcrpy plays whole responses only; it is left out")
                continue
            }
            let request = entry.exchange.request
            lines.append("- request:")
            lines.append("    body: \(body(request.body))")
            lines += headers(request.headers, indent: "    ")
            lines.append("    method: \(quoted(request.method))")
            lines.append("    uri: \(quoted(entry.url))")
            lines.append("  response:")
            lines.append("    body:")
            lines.append("      string: \(body(response.body))")
            lines += headers(response.headers, indent: "    ")
            lines.append("    status:")
            lines.append("      code: \(response.status)")
            lines.append("      message: \(quoted(response.reason))")
        }
        if lines.count == 1 { lines = ["interactions: []"] }
        return (lines.joined(separator: "\n") + "\nversion: 1\n", losses)
    }

    private func headers(_ fields: HeaderFields, indent: String) -> [String] {
        var names: [String] = []
        for field in fields.fields where !names.contains(where: { HeaderFields.same($0, field.name) }) {
            names.append(field.name)
        }
        if names.isEmpty { return ["\(indent)headers: {}"] }
        return ["\(indent)headers:"]
            + names.flatMap { name in
                ["\(indent)  \(quoted(name)):"] + fields.values(name).map { "\(indent)  - \(quoted($0))" }
            }
    }

    private func body(_ bytes: [UInt8]) -> String {
        String(validating: bytes, as: UTF8.self).map(quoted) ?? "!!binary \(quoted(Base64.encode(bytes)))"
    }

    /// YAML's double-quoted scalars take every text that JSON writes, but for what is not printable and for line breaks of Unicode.
    private func quoted(_ text: String) -> String {
        var quoted = ""
        for scalar in JSONValue.string(text).text().unicodeScalars {
            switch scalar.value {
            case 0x7F...0x9F: quoted += "\\x\(String(scalar.value, radix: 16))"
            case 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: quoted += "\\u\(String(scalar.value, radix: 16))"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted
    }
}
