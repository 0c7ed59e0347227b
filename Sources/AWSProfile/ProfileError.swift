import TapedeckWording

/// Why a profile, or the credentials in it, can't be had. The messages are AWS CLI's own where it has one.
package struct ProfileError: CodedError {
    /// The kinds of trouble.
    package enum Code: Sendable, Hashable {
        /// A file is there and can't be read.
        case unreadable
        /// A file is not of the form that AWS's tools read.
        case unparsable
        /// The profile that was asked for is in neither file.
        case noProfile
        /// A key without its secret.
        case partialCredentials
        /// There are no credentials.
        case noCredentials
        /// The profile or the environment asks for credentials of a kind that is not supported.
        case unsupportedCredentials
        /// The `credential_process` failed, or printed something else.
        case process
        /// The task was cancelled while the `credential_process` ran.
        case interrupted
    }

    package let code: Code
    package let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
