package import TapedeckAWSProfile

/// Why a command did not succeed: what to print on standard error, and the exit status.
package struct ClientError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The exit statuses of AWS CLI v2 ; source: its topic `return-codes`.
    package enum Status: Int32, Sendable, Hashable {
        /// Interrupted by the user.
        case interrupted = 130
        /// Syntax, unknown or missing options, parameters that don't fit.
        case usage = 252
        /// Region, credentials or configuration missing or invalid.
        case configuration = 253
        /// The service answered with an error.
        case service = 254
        /// Everything else.
        case general = 255
    }

    /// The exit status.
    package var status: Status
    /// The code in parentheses after `An error occurred`; `nil` for a message that stands alone.
    package var code: String?
    /// The operation's name, for an error that the service answered with.
    package var operation: String?
    /// Retries used up before giving up, where there were any.
    package var retries: Int?
    /// The message, as it came; whoever prints it to a terminal makes control characters inert.
    package var message: String
    /// Whether the usage lines follow the message.
    package var showsUsage: Bool

    /// Makes an error.
    package init(
        _ status: Status, code: String? = nil, operation: String? = nil, retries: Int? = nil, message: String,
        showsUsage: Bool = false
    ) {
        self.status = status
        self.code = code
        self.operation = operation
        self.retries = retries
        self.message = message
        self.showsUsage = showsUsage
    }

    package var description: String {
        guard let code else { return message }
        guard let operation else { return "An error occurred (\(code)): \(message)" }
        let tries = retries.map { " (reached max retries: \($0))" } ?? ""
        return "An error occurred (\(code)) when calling the \(operation) operation\(tries): \(message)"
    }
}

extension ClientError {
    /// What AWS CLI makes of a profile that can't be used.
    package init(_ error: ProfileError) {
        switch error.code {
        case .noCredentials, .unsupportedCredentials:
            self.init(.configuration, code: "NoCredentials", message: error.message)
        case .interrupted: self.init(.interrupted, message: "")
        case .unreadable, .unparsable, .noProfile, .partialCredentials, .process:
            self.init(.general, message: error.message)
        }
    }
}
