/// Why a cassette can't be read or written.
public struct CassetteError: Error, Sendable, CustomStringConvertible {
    /// The kinds of trouble.
    public struct Code: Sendable, Hashable {
        enum Name { case notJSON, notACassette, newerFormat, invalidMember }
        let name: Name
        /// The text is not JSON, or is cut off.
        public static let notJSON = Code(name: .notJSON)
        /// The JSON is not a HAR log.
        public static let notACassette = Code(name: .notACassette)
        /// The format's number is higher than this version reads.
        public static let newerFormat = Code(name: .newerFormat)
        /// A member is missing or of the wrong kind.
        public static let invalidMember = Code(name: .invalidMember)
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

extension CassetteError: Equatable {
    public static func == (left: CassetteError, right: CassetteError) -> Bool {
        left.code == right.code
    }
}
