public import TapedeckWording

/// Why a recording can't start, go on or be kept.
public struct RecordingError: CodedError {
    /// The kinds of trouble.
    public enum Code: Sendable, Hashable {
        /// A recorder is at work on the journal.
        case journalInUse
        /// A journal of an earlier recording stands in the way.
        case journalExists
        /// The journal can't be made or opened.
        case journalUnusable
        /// An exchange could not be made durable.
        case journalFailed
        /// The file is not a journal of a version that can be read.
        case notAJournal
        /// A file could not be read or written.
        case fileFailed
        /// Signing again was asked for, and there is nothing to sign with.
        case noCredentials
        /// A secret would have been written.
        case secret
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
