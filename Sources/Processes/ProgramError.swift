import Subprocess
import TapedeckPlatform
public import TapedeckWording

/// Why a program could not be run.
public struct ProgramError: CodedError {
    /// The kinds of trouble.
    public enum Code: Sendable, Hashable {
        /// There is no such program.
        case notFound
        /// The file is there, and is no program that may be run.
        case notExecutable
        /// Anything else; the message has the system's reason.
        case failed
    }

    /// What kind of trouble.
    public let code: Code
    /// One sentence: which program, and what to do.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    init(running program: String, _ error: any Error) {
        let isNamed = program.contains("/")
        if isNamed, Files.exists(program), !Files.isExecutable(program) {
            self.init(.notExecutable, "can't run \(program): it is not an executable file")
        } else if let error = error as? SubprocessError, error.code == .executableNotFound || error.code == .spawnFailed
        {
            self.init(.notFound, "there is no command \(program); check its name and PATH")
        } else {
            self.init(.failed, "can't run \(program): \(error)")
        }
    }
}
