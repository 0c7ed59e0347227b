/// Why a verification can't be set up. It says nothing about a client.
public struct VerificationError: Error, Sendable, CustomStringConvertible {
    /// The kinds of trouble.
    public struct Code: Sendable, Hashable {
        enum Name { case badDefinition, missingFile, clientNotFound, runFailed }
        let name: Name
        /// A profile or scenario can't be read.
        public static let badDefinition = Code(name: .badDefinition)
        /// A file or directory is not there.
        public static let missingFile = Code(name: .missingFile)
        /// No program of the profile is on this machine.
        public static let clientNotFound = Code(name: .clientNotFound)
        /// The client, or the server for it, could not be started.
        public static let runFailed = Code(name: .runFailed)
    }

    /// What kind of trouble.
    public let code: Code
    /// One sentence: what, where, what to do.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String {
        message
    }
}

extension VerificationError: Equatable {
    public static func == (left: VerificationError, right: VerificationError) -> Bool {
        left.code == right.code
    }
}
