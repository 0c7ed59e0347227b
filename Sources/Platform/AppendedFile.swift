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

    /// Opens a file, which is made where it is missing (mode 0600).
    public init(_ path: String) throws(FileError) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileError(.write, path, errno) }
    }

    /// Appends some bytes in one piece.
    public func append(_ bytes: [UInt8]) throws(FileError) {
        try Files.writeAll(bytes, to: descriptor, path: path)
    }

    deinit {
        close(descriptor)
    }
}
