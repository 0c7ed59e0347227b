import TapedeckAWSProfile
public import TapedeckAWSWire
import TapedeckPlatform

/// What the client reads of the machine it runs on, handed in so that tests can set it.
public struct Surroundings: Sendable {
    /// The environment's variables.
    public var environment: [String: String]
    /// The user's home directory, for `~/.aws` and `~` in paths.
    public var homeDirectory: String
    /// The directory against which relative paths of `file://` and the like are read.
    public var currentDirectory: String
    /// Whether standard input, output and error are terminals.
    public var terminals: Terminals
    /// The terminal's width in columns.
    public var columns: Int
    /// The present time.
    public var now: @Sendable () -> Instant
    /// A random number from 0 up to, not including, 1.
    public var random: @Sendable () -> Double
    /// Waits so many milliseconds; throws when the task is cancelled.
    public var pause: @Sendable (Int) async throws -> Void
    /// The offset of local time from UTC at an instant, in seconds east.
    public var utcOffset: @Sendable (Instant) -> Int
    /// Writes bytes to standard output.
    public var writeOutput: @Sendable ([UInt8]) -> Void
    /// Writes bytes to standard error.
    public var writeError: @Sendable ([UInt8]) -> Void

    /// Which of the standard streams are terminals.
    public struct Terminals: Sendable, Hashable {
        /// Standard input.
        public var input: Bool
        /// Standard output.
        public var output: Bool
        /// Standard error.
        public var error: Bool

        /// Makes a set of answers; no terminal unless said.
        public init(input: Bool = false, output: Bool = false, error: Bool = false) {
            self.input = input
            self.output = output
            self.error = error
        }
    }

    /// Makes surroundings of their parts.
    public init(
        environment: [String: String], homeDirectory: String, currentDirectory: String,
        terminals: Terminals = Terminals(), columns: Int = 80, now: @escaping @Sendable () -> Instant,
        random: @escaping @Sendable () -> Double, pause: @escaping @Sendable (Int) async throws -> Void,
        utcOffset: @escaping @Sendable (Instant) -> Int = { _ in 0 },
        writeOutput: @escaping @Sendable ([UInt8]) -> Void, writeError: @escaping @Sendable ([UInt8]) -> Void
    ) {
        self.environment = environment
        self.homeDirectory = homeDirectory
        self.currentDirectory = currentDirectory
        self.terminals = terminals
        self.columns = columns
        self.now = now
        self.random = random
        self.pause = pause
        self.utcOffset = utcOffset
        self.writeOutput = writeOutput
        self.writeError = writeError
    }
}

extension Surroundings {
    /// The configuration and credentials files of this machine.
    func files(
        reading read: @escaping SharedFiles.Reader = { path throws(FileError) in try Files.read(path) }
    ) -> SharedFiles {
        SharedFiles(
            environment: environment, homeDirectory: homeDirectory, currentDirectory: currentDirectory, reading: read)
    }
}
