public import TapedeckWording

/// Why a recording of another tool can't be taken over.
public struct ImportError: CodedError {
    /// The kinds of trouble.
    public enum Code: Sendable, Hashable {
        /// The text is not of the format.
        case notReadable
        /// There is nothing in it that concerns connections.
        case nothingToKeep
    }

    /// What kind of trouble.
    public let code: Code
    /// What was read, what was expected, what to do: a sentence without the file's name.
    public let message: String

    /// Makes an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
