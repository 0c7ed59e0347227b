#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file that grows at its end, such as a log. Several processes may append to one; no piece is torn apart.
public final class AppendedFile: Sendable {
    private let descriptor: Int32
    private let path: String
    /// Whether the last line that the file held when it was opened has no end: whoever wrote it was interrupted.
    public let endsWithinLine: Bool

    /// Opens a file, which is made where it is missing (mode 0600).
    public init(_ path: String) throws(FileError) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileError(.write, path, errno) }
        endsWithinLine = Self.endsWithinLine(path)
    }

    /// A file that can't be read, or is no ordinary one, is not said to.
    private static func endsWithinLine(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else {
            return false
        }
        var last = UInt8(ascii: "\n")
        return pread(descriptor, &last, 1, status.st_size - 1) == 1 && last != UInt8(ascii: "\n")
    }

    /// Appends some bytes in one piece.
    public func append(_ bytes: [UInt8]) throws(FileError) {
        try Files.writeAll(bytes, to: descriptor, path: path)
    }

    deinit {
        close(descriptor)
    }
}
