import Synchronization
import TapedeckCassetteFormat
import TapedeckPlatform
import TapedeckWording

/// The standard streams: words for people on standard error, data on standard output.
enum Terminal {
    /// Writes a line for people on standard error, in a colour where one is given and a terminal takes it.
    ///
    /// On a terminal a sentence ends its lines between words. What stands further in is laid out already, or to be pasted.
    ///
    /// All that is told goes through here, and secrets don't: an option, a path or a host that a message repeats may hold one.
    static func tell(_ line: String, color: Int? = nil) {
        let inert = InertText.of(concealed.redact(line))
        let isSentence = inert.hasPrefix("tapedeck: ") && !inert.contains("\n")
        let lines = isSentence ? WrappedText.lines(of: inert, columns: StandardStream.error.columns) : [inert]
        let text = lines.joined(separator: "\n")
        let shown = color.map { colored(text, $0, when: allowsColor(on: .error)) } ?? text
        StandardStream.error.write(Array("\(shown)\n".utf8))
    }

    /// A text without the secrets that a line for people must not show, for what is written on standard output.
    static func shown(_ text: String) -> String {
        concealed.redact(text)
    }

    /// Knows what a line for people must not show. The key id of AWS's own examples is in ours too.
    private static let concealed = Redactor(secrets: Secrets.known().filter { $0 != "AKIDEXAMPLE" })

    /// Why data could not be written; `nil` while all could.
    private static let trouble = Mutex<FileError?>(nil)

    /// Writes data on standard output.
    static func write(_ text: String) {
        guard let found = StandardStream.output.trouble(writing: Array(text.utf8)) else { return }
        trouble.withLock { $0 = $0 ?? found }
    }

    /// Sees that all data was written.
    static func checkOutput() throws(FileError) {
        if let trouble = trouble.withLock({ $0 }) { throw trouble }
    }

    /// The columns that a line on standard output may have: as many as the terminal has; elsewhere, any number.
    static var columns: Int? {
        StandardStream.output.columns
    }

    /// Whether colour may be used on standard output: a terminal, no `NO_COLOR`, no dumb terminal.
    static var allowsColor: Bool {
        allowsColor(on: .output)
    }

    /// Whether colour may be used on a stream.
    static func allowsColor(on stream: StandardStream) -> Bool {
        stream.isTerminal && ProcessEnvironment.variable("NO_COLOR").isEmpty
            && ProcessEnvironment.variable("TERM") != "dumb"
    }

    /// A text in a colour of the terminal, where it may be used.
    static func colored(_ text: String, _ code: Int, when allowed: Bool = allowsColor) -> String {
        allowed ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
