#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The machine's files: read whole, and written so that they are either as they were or wholly new.
public enum Files {
    /// Reads a whole file, or its first bytes.
    ///
    /// - Parameter limit: the most bytes that are given; `nil` for all.
    /// - Throws: ``FileError``, which tells a missing file from other trouble.
    public static func read(_ path: String, atMost limit: Int? = nil) throws(FileError) -> [UInt8] {
        let reader = try FileReader(path)
        var bytes: [UInt8] = []
        while true {
            let next = try reader.next(atMost: 1 << 16)
            if next.isEmpty { return bytes }
            bytes += next
            if let limit, bytes.count >= limit { return Array(bytes.prefix(limit)) }
        }
    }

    /// Writes a file under a temporary name beside it, syncs it, renames it over the old one and syncs the directory.
    ///
    /// Missing directories are made. The temporary file is removed when something fails. A link stays one: the file that
    /// it names is replaced. A device or a pipe, `/dev/stdout` too, is written to as it is.
    ///
    /// - Parameter mode: the new file's permissions, before the process's mask.
    public static func writeDurably(_ bytes: [UInt8], to path: String, mode: UInt32 = 0o644) throws(FileError) {
        let file = try NewFile(path, mode: mode)
        try file.write(bytes)
        try file.commit()
    }

    /// Makes a new empty file, mode 0600.
    ///
    /// - Throws: ``FileError`` with the code `exists` where something of the name is there.
    public static func make(_ path: String) throws(FileError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileError(errno == EEXIST ? .exists : .write, path, errno) }
        close(descriptor)
    }

    /// Makes an empty file, mode 0600, where there is none, and sees that it can be read and written.
    public static func makeIfMissing(_ path: String) throws(FileError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileError(.write, path, errno) }
        close(descriptor)
    }

    /// Whether something of this name exists.
    public static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    /// Whether this process may run the file.
    public static func isExecutable(_ path: String) -> Bool {
        access(path, X_OK) == 0 && !isDirectory(path)
    }

    /// Whether the path names a directory, or a link to one.
    public static func isDirectory(_ path: String) -> Bool {
        kind(of: path) == S_IFDIR
    }

    /// Whether the path leads to a file that is no directory, device or pipe.
    public static func isOrdinary(_ path: String) -> Bool {
        kind(of: path) == S_IFREG
    }

    /// The beginning of what is in an ordinary file; `nil` where there is none.
    ///
    /// - Parameter limit: at most so many bytes.
    public static func ordinaryText(_ path: String, atMost limit: Int) throws(FileError) -> String? {
        guard !isStream(path), isOrdinary(path) else { return nil }
        return String(decoding: try read(path, atMost: limit), as: UTF8.self)
    }

    /// Removes a file; one that is not there is no trouble, and a device or a pipe, `/dev/stdout` too, stays where it is.
    public static func remove(_ path: String) throws(FileError) {
        if isStream(path) { return }
        guard unlink(path) == 0 || errno == ENOENT else { throw FileError(.remove, path, errno) }
    }

    /// The directory that a path is in: `.` for a bare name.
    public static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Whether what is written must go to what is there already, instead of to a new file in its place.
    public static func isStream(_ path: String) -> Bool {
        // Where a shell sent standard output to a file, what it writes next must not land in a replaced one.
        path.hasPrefix("/dev/std") || path.hasPrefix("/dev/fd/") || isDeviceOrPipe(path)
    }

    private static func isDeviceOrPipe(_ path: String) -> Bool {
        kind(of: path).map { ![S_IFREG, S_IFDIR].contains($0) } ?? false
    }

    /// What the path, or a link of this name, leads to, as `stat` says it; `nil` for nothing.
    private static func kind(of path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
    }

    /// The path itself, or the one that a link of this name leads to, whether or not there is a file. What is a name of a device
    /// or a pipe, such as `/dev/stdout`, is left as it is.
    public static func target(of path: String) -> String {
        if isStream(path) { return path }
        var path = path
        // As many links as Linux follows; links that lead round are told by whoever opens the file.
        for _ in 0..<40 {
            var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
            let count = readlink(path, &buffer, buffer.count)
            guard count > 0 else { return path }
            let link = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
            path = link.hasPrefix("/") || !path.contains("/") ? link : "\(parent(of: path))/\(link)"
        }
        return path
    }

    /// Whether two paths lead to one file, whether or not it is there yet; devices and pipes are none.
    public static func areSame(_ one: String, _ other: String) -> Bool {
        let (first, second) = (FileIdentity(one), FileIdentity(other))
        guard first == nil, second == nil else { return first == second && isOrdinary(one) }
        let (one, other) = (target(of: one), target(of: other))
        func name(_ path: String) -> Substring { path.split(separator: "/").last ?? "" }
        // Directories that are not there either are told apart by their names.
        func isInOne() -> Bool {
            let (first, second) = (FileIdentity(parent(of: one)), FileIdentity(parent(of: other)))
            return first == nil && second == nil ? parent(of: one) == parent(of: other) : first == second
        }
        return name(one) == name(other) && isInOne()
    }

    static func append(_ bytes: [UInt8], to path: String) throws(FileError) {
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(.write, path, errno) }
        defer { close(descriptor) }
        try writeAll(bytes, to: descriptor, path: path)
    }

    static func writeAll(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(FileError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { buffer in
                buffer.baseAddress.map { writeBytes(descriptor, $0, buffer.count) } ?? 0
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FileError(.write, path, count == 0 ? ENOSPC : errno) }
            rest = rest.dropFirst(count)
        }
    }

    static func sync(directory: String) throws(FileError) {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(.write, directory, errno) }
        defer { close(descriptor) }
        // Some file systems can't sync a directory; the rename is as durable there as they make it.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw FileError(.write, directory, errno) }
    }
}
