import TapedeckCassetteFormat
import TapedeckExchangeModel

/// A cassette's requests as curl commands.
enum CurlScript {
    /// What curl writes itself, or what a new signature makes anew.
    private static let madeAnew: Set<String> = [
        "host", "content-length", "authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256",
        "connection", "user-agent", "expect", "transfer-encoding", "accept-encoding",
    ]

    static func text(of cassette: Cassette) -> String {
        let head = """
            #!/bin/sh
            # \(oneLine(cassette.title))
            # Made by tapedeck export. Signs with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; URL names another endpoint.
            set -eu

            """
        return head + cassette.entries.enumerated().map { command($1, number: $0 + 1) }.joined()
    }

    private static func command(_ entry: Entry, number: Int) -> String {
        let request = entry.exchange.request
        let authority = entry.url.split(separator: "/").dropFirst().first.map(String.init) ?? "localhost"
        let scheme = entry.url.split(separator: ":").first.map(String.init) ?? "https"
        var words = ["curl -sS -X \(quoted(request.method))"]
        if let region = authority.split(separator: ".").dropFirst().first {
            words.append("--aws-sigv4 aws:amz:\(region):apprunner --user \"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY\"")
        }
        for field in request.headers.fields where !madeAnew.contains(field.name.lowercased()) {
            words.append("-H \(quoted("\(field.name): \(field.value)"))")
        }
        if !request.body.isEmpty {
            words.append("--data-binary \(quoted(String(decoding: request.body, as: UTF8.self)))")
        }
        words.append("\"${URL:-\(scheme)://\(authority)}\"\(quoted(request.target))")
        return "\n# entry \(number): \(oneLine(entry.operation ?? request.method))\n"
            + words.joined(separator: " \\\n    ") + "\necho\n"
    }

    /// A word of a POSIX shell that stands for itself.
    private static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    private static func oneLine(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 })
    }
}
