#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file that this process alone holds, until it lets go or dies: the system releases the lock of a dead process.
public final class FileLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock on a file, which is made where it is missing (mode 0600).
    ///
    /// - Returns: `nil` where another process holds it.
    public init?(_ path: String) throws(FileError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileError(.lock, path, errno) }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            if errno == EINTR { continue }
            let number = errno
            close(descriptor)
            if number == EWOULDBLOCK { return nil }
            throw FileError(.lock, path, number)
        }
    }

    deinit {
        // Said, and not only closed: a program that is being started holds a copy of the descriptor for a moment, and with it
        // the lock.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
