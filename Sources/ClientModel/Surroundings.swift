package import TapedeckAWSProfile
package import TapedeckAWSWire
import TapedeckPlatform

/// What the client reads of the machine it runs on, handed in so that tests can set it.
package struct Surroundings: Sendable {
    /// The environment's variables.
    package var environment: [String: String]
    /// The user's home directory, for `~/.aws` and `~` in paths.
    package var homeDirectory: String
    /// The directory against which relative paths of `file://` and the like are read.
    package var currentDirectory: String
    /// Whether standard input, output and error are terminals.
    package var terminals: Terminals
    /// The terminal's width in columns.
    package var columns: Int
    /// The present time.
    package var now: @Sendable () -> Instant
    /// A random number from 0 up to, not including, 1.
    package var random: @Sendable () -> Double
    /// Waits so many milliseconds; throws when the task is cancelled.
    package var pause: @Sendable (Int) async throws -> Void
    /// The offset of local time from UTC at an instant, in seconds east.
    package var utcOffset: @Sendable (Instant) -> Int
    /// Writes bytes to standard output.
    package var writeOutput: @Sendable ([UInt8]) -> Void
    /// Writes bytes to standard error.
    package var writeError: @Sendable ([UInt8]) -> Void

    /// Which of the standard streams are terminals.
    package struct Terminals: Sendable, Hashable {
        /// Standard input.
        package var input: Bool
        /// Standard output.
        package var output: Bool
        /// Standard error.
        package var error: Bool

        /// Makes a set of answers; no terminal unless said.
        package init(input: Bool = false, output: Bool = false, error: Bool = false) {
            self.input = input
            self.output = output
            self.error = error
        }
    }

    /// Makes surroundings of their parts.
    package init(
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
    package func files(
        reading read: @escaping SharedFiles.Reader = { path throws(FileError) in try Files.read(path) }
    ) -> SharedFiles {
        SharedFiles(
            environment: environment, homeDirectory: homeDirectory, currentDirectory: currentDirectory, reading: read)
    }
}
