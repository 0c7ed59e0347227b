public import TapedeckWording

/// Why a cassette can't be read or written.
public struct CassetteError: CodedError {
    /// The kinds of trouble.
    public enum Code: Sendable, Hashable {
        /// The text is not JSON, or is cut off.
        case notJSON
        /// The JSON is not a HAR log.
        case notACassette
        /// The format's number is higher than this version reads.
        case newerFormat
        /// A member is missing or of the wrong kind.
        case invalidMember
    }

    /// What kind of trouble.
    public let code: Code
    /// What was read, where, what was expected, what to do: a sentence without the file's name.
    public let message: String
    /// The place in the file, where it is known: `entry 3, request.method`.
    public let location: String?

    init(_ code: Code, _ message: String, at location: String? = nil) {
        self.code = code
        self.message = message
        self.location = location
    }

    public var description: String {
        location.map { "\($0): \(message)" } ?? message
    }
}
