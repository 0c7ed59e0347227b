public import TapedeckWording

/// Why the stand-in's state can't be kept or taken up.
public struct StandInError: CodedError {
    /// The kinds of trouble.
    public enum Code: Sendable, Hashable {
        /// The file is something else.
        case notOurs
        /// The file was written by a newer version.
        case newer
        /// The file can't be made or opened.
        case unusable
        /// A change could not be written.
        case failed
    }

    /// What kind of trouble.
    public let code: Code
    /// One sentence: what, where, what to do.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
