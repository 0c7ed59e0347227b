public import TapedeckWording

/// Why a verification can't be set up. It says nothing about a client.
public struct VerificationError: CodedError {
    /// The kinds of trouble.
    public enum Code: Sendable, Hashable {
        /// A profile or scenario can't be read.
        case badDefinition
        /// A file or directory is not there.
        case missingFile
        /// No program of the profile is on this machine.
        case clientNotFound
        /// The client, or the server for it, could not be started.
        case runFailed
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
