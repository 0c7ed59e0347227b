import TapedeckExchangeModel

/// Requests as the public suite writes them: a request line, header lines (folded ones too), an empty line, the body.
enum RequestText {
    static func parse(_ bytes: [UInt8]) -> Request {
        let text = String(decoding: bytes, as: UTF8.self).withoutReturns
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let words = lines.removeFirst().split(separator: " ").map(String.init)
        var headers = HeaderFields()
        while !lines.isEmpty {
            let line = lines.removeFirst()
            if line.isEmpty { break }
            if line.hasPrefix(" ") || line.hasPrefix("\t") {
                headers.fields[headers.fields.count - 1].value += " \(line.drop { $0 == " " || $0 == "\t" })"
            } else {
                let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                headers.append(String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
            }
        }
        // A target may hold a space, unencoded: it is everything between the method and the version.
        return Request(
            method: words[0], target: words[1..<(words.count - 1)].joined(separator: " "), headers: headers,
            body: Array(lines.joined(separator: "\n").utf8))
    }
}

extension String {
    /// The files of the suite end their lines in either way.
    var withoutReturns: String {
        String(decoding: utf8.filter { $0 != 13 }, as: UTF8.self)
    }

    func replacingText(_ old: String, _ new: String) -> String {
        var parts: [Substring] = []
        var rest = self[...]
        while let start = rest.indices.first(where: { rest[$0...].hasPrefix(old) }) {
            parts.append(rest[..<start])
            rest = rest[start...].dropFirst(old.count)
        }
        return (parts + [rest]).joined(separator: new)
    }
}
