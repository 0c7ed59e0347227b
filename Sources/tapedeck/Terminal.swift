import Glibc

/// The standard streams: words for people on standard error, data on standard output.
enum Terminal {
    /// Writes a line for people on standard error.
    static func tell(_ line: String) {
        write(Array((inert(line) + "\n").utf8), to: STDERR_FILENO)
    }

    /// A text whose control characters, but for line breaks and tabs, do nothing to a terminal.
    static func inert(_ text: String) -> String {
        String(
            text.unicodeScalars.map { scalar -> Character in
                let isControl =
                    scalar.value < 0x20 && scalar != "\n" && scalar != "\t" || (0x7F..<0xA0).contains(scalar.value)
                return isControl ? "\u{FFFD}" : Character(scalar)
            })
    }

    /// Writes data on standard output.
    static func write(_ text: String) {
        write(Array(text.utf8), to: STDOUT_FILENO)
    }

    /// Whether colour may be used on standard output: a terminal, no `NO_COLOR`, no dumb terminal.
    static var allowsColor: Bool {
        isatty(STDOUT_FILENO) == 1 && variable("NO_COLOR").isEmpty && variable("TERM") != "dumb"
    }

    /// A text in a colour of the terminal, where it may be used.
    static func colored(_ text: String, _ code: Int, when allowed: Bool = allowsColor) -> String {
        allowed ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }

    /// An environment variable; empty where it is not set.
    static func variable(_ name: String) -> String {
        getenv(name).map { String(cString: $0) } ?? ""
    }

    /// Every environment variable.
    static var environment: [String: String] {
        var variables: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let pair = String(cString: entry).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if pair.count == 2 { variables[String(pair[0])] = String(pair[1]) }
            next += 1
        }
        return variables
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            // Nobody reads any more; there is nothing left to tell.
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
