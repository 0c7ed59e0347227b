import Glibc
import Synchronization

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
            _ = Glibc.write(STDOUT_FILENO, &lineBreak, 1)
            _exit(130)
        }
    }

    /// Writes to standard output, and remembers where that fails.
    @Sendable
    static func writeOutput(_ bytes: [UInt8]) {
        if !write(bytes, to: STDOUT_FILENO) { failure.store(true, ordering: .relaxed) }
    }

    /// Writes to standard error; there is nobody to tell where that fails.
    @Sendable
    static func writeError(_ bytes: [UInt8]) {
        _ = write(bytes, to: STDERR_FILENO)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0 {
                    if errno == EINTR { continue }
                    return false
                }
                rest = rest.dropFirst(count)
            }
            return true
        }
    }
}
