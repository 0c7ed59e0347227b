public import TapedeckWording

/// Why a history of runs can't be used.
public struct HistoryError: CodedError {
    /// The kinds of trouble.
    public enum Code: Sendable, Hashable {
        /// The file or its directory can't be made, read or written.
        case unusable
        /// The file is not a history, or of a newer version, or damaged.
        case notOurs
        /// There is no such run.
        case unknownRun
        /// A word that names no run.
        case badName
    }

    /// What kind of trouble.
    public let code: Code
    /// One sentence: which file or run, and what to do.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
