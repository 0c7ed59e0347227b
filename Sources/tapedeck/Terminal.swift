import TapedeckPlatform
import TapedeckWording

/// The standard streams: words for people on standard error, data on standard output.
enum Terminal {
    /// Writes a line for people on standard error.
    ///
    /// On a terminal a sentence ends its lines between words. What stands further in is laid out already, or to be pasted.
    static func tell(_ line: String) {
        let text = InertText.of(line)
        let isSentence = text.hasPrefix("tapedeck: ") && !text.contains("\n")
        let lines = isSentence ? WrappedText.lines(of: text, columns: StandardStream.error.columns) : [text]
        StandardStream.error.write(Array((lines.joined(separator: "\n") + "\n").utf8))
    }

    /// Writes data on standard output.
    static func write(_ text: String) {
        StandardStream.output.write(Array(text.utf8))
    }

    /// The columns that a line on standard output may have: as many as the terminal has; elsewhere, any number.
    static var columns: Int? {
        StandardStream.output.columns
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
