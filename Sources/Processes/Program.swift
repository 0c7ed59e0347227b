import Subprocess
import SystemPackage

/// A program to run: its words, all of its variables, and where. Nothing is inherited but what is said here.
public struct Program: Sendable {
    /// The program and its arguments; a name without a slash is looked up in this process's `PATH`.
    public var words: [String]
    /// All of its variables.
    public var environment: [String: String]
    /// The directory it runs in; `nil` for this process's own.
    public var directory: String?

    /// Names a program.
    ///
    /// - Parameter words: at least one, the program.
    public init(_ words: [String], environment: [String: String], directory: String? = nil) {
        self.words = words
        self.environment = environment
        self.directory = directory
    }

    /// How a program ended.
    public enum Exit: Sendable, Hashable, CustomStringConvertible {
        /// By itself, with this status.
        case status(Int32)
        /// By a signal.
        case signal(Int32)
        /// It was ended, because its time was over.
        case deadline

        public var description: String {
            switch self {
            case .status(let number): "exit status \(number)"
            case .signal(let number): "signal \(number)"
            case .deadline: "the end of its time"
            }
        }

        init(_ status: TerminationStatus) {
            switch status {
            case .exited(let code): self = .status(code)
            case .signaled(let signal): self = .signal(signal)
            }
        }
    }
}

extension Program {
    var executable: Executable {
        words[0].contains("/") ? .path(FilePath(words[0])) : .name(words[0])
    }

    var arguments: Arguments {
        Arguments(Array(words.dropFirst()))
    }

    var variables: Environment {
        var variables: [Environment.Key: String] = [:]
        for (name, value) in environment {
            if let key = Environment.Key(rawValue: name) { variables[key] = value }
        }
        return .custom(variables)
    }

    var workingDirectory: FilePath? {
        directory.map { FilePath($0) }
    }
}
