import Synchronization
import TapedeckPlatform

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The standard streams.
enum Streams {
    private static let failure = Atomic<Bool>(false)

    /// Whether something could not be written to standard output.
    static var outputFailed: Bool { failure.load(ordering: .relaxed) }

    /// Puts `/dev/null` in the place of standard streams that are closed.
    ///
    /// Otherwise the first socket would take the number of standard output, and what is printed would go to the service.
    /// Standard output gets it for reading only, so that writing still fails.
    static func prepare() {
        for (descriptor, mode) in [(STDIN_FILENO, O_RDONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_WRONLY)]
        where fcntl(descriptor, F_GETFD) < 0 {
            // The lowest free number is the one that was found closed.
            _ = open("/dev/null", mode)
        }
    }

    /// A closed pipe is an error of the write, and an interrupt ends the run as AWS CLI does: a line break, status 130.
    static func installHandlers() {
        signal(SIGPIPE, SIG_IGN)
        signal(SIGINT) { _ in
            var lineBreak: UInt8 = 0x0A
            _ = write(STDOUT_FILENO, &lineBreak, 1)
            _exit(130)
        }
    }

    /// Writes to standard output, and remembers where that fails.
    @Sendable
    static func writeOutput(_ bytes: [UInt8]) {
        if !StandardStream.output.write(bytes) { failure.store(true, ordering: .relaxed) }
    }

    /// Writes to standard error; there is nobody to tell where that fails.
    @Sendable
    static func writeError(_ bytes: [UInt8]) {
        StandardStream.error.write(bytes)
    }
}
