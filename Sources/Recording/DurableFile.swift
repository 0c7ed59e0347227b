import Glibc

/// Files that are either as they were or wholly new, never half written.
public enum DurableFile {
    /// Reads a whole file, or its first bytes.
    ///
    /// - Parameter limit: the most bytes that are given; `nil` for all.
    /// - Throws: ``FileTrouble``, which tells a missing file from other trouble.
    public static func read(_ path: String, atMost limit: Int? = nil) throws(FileTrouble) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileTrouble("read", path, errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileTrouble("read", path, errno) }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw FileTrouble("read", path, EISDIR) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw FileTrouble("read", path, errno) }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            if let limit, bytes.count >= limit { return Array(bytes.prefix(limit)) }
        }
    }

    /// Writes a file under a temporary name beside it, syncs it, renames it over the old one and syncs the directory.
    ///
    /// Missing directories are made. The temporary file is removed when something fails.
    public static func write(_ bytes: [UInt8], to path: String) throws(FileTrouble) {
        let directory = parent(of: path)
        try makeDirectories(directory)
        let temporary = "\(path).tmp-\(getpid())"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw FileTrouble("write", path, errno) }
        do throws(FileTrouble) {
            try writeAll(bytes, to: descriptor, path: path)
            guard fsync(descriptor) == 0 else { throw FileTrouble("write", path, errno) }
            guard close(descriptor) == 0 else { throw FileTrouble("write", path, errno) }
            guard rename(temporary, path) == 0 else { throw FileTrouble("write", path, errno) }
        } catch {
            unlink(temporary)
            throw error
        }
        try sync(directory: directory)
    }

    /// Whether something of this name exists.
    public static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    /// Removes a file; one that is not there is no trouble.
    public static func remove(_ path: String) throws(FileTrouble) {
        guard unlink(path) == 0 || errno == ENOENT else { throw FileTrouble("remove", path, errno) }
    }

    /// Makes a directory and those above it, where they are missing.
    public static func makeDirectories(_ path: String) throws(FileTrouble) {
        if path.isEmpty || exists(path) { return }
        try makeDirectories(parent(of: path))
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw FileTrouble("make the directory", path, errno) }
    }

    /// The directory that a path is in: `.` for a bare name.
    public static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(FileTrouble) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FileTrouble("write", path, count == 0 ? ENOSPC : errno) }
            rest = rest.dropFirst(count)
        }
    }

    private static func sync(directory: String) throws(FileTrouble) {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileTrouble("sync", directory, errno) }
        defer { close(descriptor) }
        // Some file systems can't sync a directory; the rename is as durable there as they make it.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw FileTrouble("sync", directory, errno) }
    }
}

/// Why a file could not be read or written.
public struct FileTrouble: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was tried, such as `read`.
    public let verb: String
    /// The file.
    public let path: String
    /// The system's error number.
    public let number: Int32

    init(_ verb: String, _ path: String, _ number: Int32) {
        self.verb = verb
        self.path = path
        self.number = number
    }

    /// Whether the file, or a directory above it, is not there.
    public var isMissing: Bool {
        number == ENOENT || number == ENOTDIR
    }

    public var description: String {
        let reason =
            switch number {
            case ENOENT: "there is no such file"
            case EACCES, EPERM: "permission is denied"
            case ENOSPC, EDQUOT: "the disk is full"
            case EROFS: "the file system is read-only"
            case EISDIR: "it is a directory"
            case ENOTDIR: "a part of the path is not a directory"
            default: String(cString: strerror(number))
            }
        return "can't \(verb) \(path): \(reason)"
    }
}
