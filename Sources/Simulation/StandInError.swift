/// Why the stand-in's state can't be kept or taken up.
public struct StandInError: Error, Sendable, CustomStringConvertible {
    /// The kinds of trouble.
    public struct Code: Sendable, Hashable {
        enum Name { case notOurs, newer, unusable, failed }
        let name: Name
        /// The file is something else.
        public static let notOurs = Code(name: .notOurs)
        /// The file was written by a newer version.
        public static let newer = Code(name: .newer)
        /// The file can't be made or opened.
        public static let unusable = Code(name: .unusable)
        /// A change could not be written.
        public static let failed = Code(name: .failed)
    }

    /// What kind of trouble.
    public let code: Code
    /// One sentence: what, where, what to do.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String {
        message
    }
}

extension StandInError: Equatable {
    /// Equal where the codes are.
    public static func == (left: StandInError, right: StandInError) -> Bool {
        left.code == right.code
    }
}
