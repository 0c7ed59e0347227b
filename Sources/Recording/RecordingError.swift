/// Why a recording can't start, go on or be kept.
public struct RecordingError: Error, Sendable, CustomStringConvertible {
    /// The kinds of trouble.
    public struct Code: Sendable, Hashable {
        enum Name { case journalExists, journalUnusable, journalFailed, notAJournal, fileFailed, noCredentials, secret }
        let name: Name
        /// A journal of an earlier recording stands in the way.
        public static let journalExists = Code(name: .journalExists)
        /// The journal can't be made or opened.
        public static let journalUnusable = Code(name: .journalUnusable)
        /// An exchange could not be made durable.
        public static let journalFailed = Code(name: .journalFailed)
        /// The file is not a journal of a version that can be read.
        public static let notAJournal = Code(name: .notAJournal)
        /// A file could not be read or written.
        public static let fileFailed = Code(name: .fileFailed)
        /// Signing again was asked for, and there is nothing to sign with.
        public static let noCredentials = Code(name: .noCredentials)
        /// A secret would have been written.
        public static let secret = Code(name: .secret)
    }

    /// What kind of trouble.
    public let code: Code
    /// One sentence: what, where, what to do.
    public let message: String

    /// Makes an error.
    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String {
        message
    }
}

extension RecordingError: Equatable {
    public static func == (left: RecordingError, right: RecordingError) -> Bool {
        left.code == right.code
    }
}
