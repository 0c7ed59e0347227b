import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckWording

/// A cassette's requests as curl commands.
///
/// The cassette may be somebody else's: nothing of it may be more to the shell, or to curl, than the words of a request. So
/// whatever it says stands in single quotes, and curl is told to read no body from a file and no pattern from a URL.
struct CurlScript {
    /// What curl writes itself, or what a new signature makes anew.
    private static let madeAnew: Set<String> = [
        "host", "content-length", "authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256",
        "connection", "user-agent", "expect", "transfer-encoding", "accept-encoding",
    ]
    /// Bytes of a body above which it goes through a pipe: Linux takes no longer word.
    private static let longestWord = 100_000

    let cassette: Cassette

    init(_ cassette: Cassette) {
        self.cassette = cassette
    }

    var exported: (text: String, losses: [String]) {
        var text = """
            #!/bin/sh
            # \(Self.oneLine(cassette.title))
            # Made by tapedeck export. Signs with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; URL names another endpoint.
            set -eu

            """
        var losses: [String] = []
        for (index, entry) in cassette.entries.enumerated() {
            if let command = Self.command(entry, number: index + 1) {
                text += command
            } else {
                losses.append("entry \(index + 1): its URL is none of HTTP; it is left out")
            }
        }
        return (text, losses)
    }

    private static func command(_ entry: Entry, number: Int) -> String? {
        let request = entry.exchange.request
        let parts = entry.url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        // Of another scheme curl reads files, or speaks to other services.
        guard parts.count > 2, parts[1].isEmpty, ["http:", "https:"].contains(parts[0].lowercased()) else { return nil }
        let authority = parts[2].prefix { $0 != "?" && $0 != "#" }
        var words = ["curl -sS --globoff --path-as-is"]
        words.append(
            request.method == "HEAD" && request.body.isEmpty ? "--head" : "-X \(ShellWord.quoted(request.method))")
        if let region = authority.split(separator: ".").dropFirst().first {
            words.append(
                "--aws-sigv4 \(ShellWord.quoted("aws:amz:\(region):apprunner")) "
                    + "--user \"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY\"")
        }
        // A field that begins with @ would name a file of fields.
        for field in request.headers.fields
        where !madeAnew.contains(field.name.lowercased()) && !field.name.hasPrefix("@") {
            let line = field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)"
            words.append("-H \(ShellWord.quoted(line))")
        }
        var pipe = ""
        if !request.body.isEmpty {
            if let text = wordOfBody(request.body) {
                // Raw: a body that begins with @ names no file.
                words.append("--data-raw \(ShellWord.quoted(text))")
            } else {
                pipe = "printf \(printed(request.body)) | "
                words.append("--data-binary @-")
            }
            if !request.headers.contains("Content-Type") { words.append("-H 'Content-Type:'") }
        }
        let target = request.target.hasPrefix("/") ? request.target : "/\(request.target)"
        words.append("\"${URL:-$at}\"\(ShellWord.quoted(target))")
        return "\n# entry \(number): \(oneLine(entry.operation ?? request.method))\n"
            + "at=\(ShellWord.quoted("\(parts[0])//\(authority)"))\n"
            + pipe + words.joined(separator: " \\\n    ") + "\necho\n"
    }

    /// A body that can be a word of a command.
    private static func wordOfBody(_ body: [UInt8]) -> String? {
        body.contains(0) || body.count > longestWord ? nil : String(validating: body, as: UTF8.self)
    }

    /// What `printf` makes these bytes of, as a word.
    private static func printed(_ bytes: [UInt8]) -> String {
        var text = "'"
        for byte in bytes {
            switch byte {
            case 0x25: text += "%%"
            case 0x20...0x7E where byte != 0x27 && byte != 0x5C && byte != 0x2D:
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 8)
                text += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
            }
        }
        return text + "'"
    }

    private static func oneLine(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 })
    }
}
