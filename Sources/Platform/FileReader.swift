#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file that is read from its beginning to its end, some bytes at a time.
public final class FileReader {
    private let path: String
    private let descriptor: Int32

    /// Opens a file.
    ///
    /// - Throws: ``FileError``, which tells a missing file from other trouble.
    public init(_ path: String) throws(FileError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(.read, path, errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileError(.read, path, errno) }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw FileError(.read, path, EISDIR) }
    }

    deinit {
        close(descriptor)
    }

    /// The next bytes, at most so many; none at the end.
    public func next(atMost limit: Int) throws(FileError) -> [UInt8] {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            while true {
                let read = readBytes(descriptor, start, limit)
                if read < 0, errno == EINTR { continue }
                if read < 0 { failure = errno }
                count = max(read, 0)
                return
            }
        }
        guard failure == 0 else { throw FileError(.read, path, failure) }
        return bytes
    }
}
