import TapedeckPlatform
import TapedeckWording

/// The standard streams: words for people on standard error, data on standard output.
enum Terminal {
    /// Writes a line for people on standard error.
    static func tell(_ line: String) {
        StandardStream.error.write(Array((InertText.of(line) + "\n").utf8))
    }

    /// Writes data on standard output.
    static func write(_ text: String) {
        StandardStream.output.write(Array(text.utf8))
    }

    /// Whether colour may be used on standard output: a terminal, no `NO_COLOR`, no dumb terminal.
    static var allowsColor: Bool {
        StandardStream.output.isTerminal && ProcessEnvironment.variable("NO_COLOR").isEmpty
            && ProcessEnvironment.variable("TERM") != "dumb"
    }

    /// A text in a colour of the terminal, where it may be used.
    static func colored(_ text: String, _ code: Int, when allowed: Bool = allowsColor) -> String {
        allowed ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
