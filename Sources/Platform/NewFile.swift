#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file that is written piece by piece under a temporary name, and takes its place once it is whole.
///
/// One that is let go before ``commit()`` leaves nothing: what was at its place stays as it was. Missing directories are made.
/// A link stays one: the file that it names is replaced, and nobody may do more with the new one. A device or a pipe,
/// `/dev/stdout` too, gets all of it at the end.
public final class NewFile {
    /// Bytes that are gathered before they are written.
    private static let block = 1 << 18

    private let path: String
    /// The name of the file until it is whole; `nil` where the place is a device or a pipe.
    private let temporary: String?
    private var descriptor: Int32 = -1
    private var pending: [UInt8] = []
    /// Bytes that were written before those that are pending.
    private var written = 0
    private var isWhole = false

    /// Makes the temporary file.
    ///
    /// - Parameter mode: the new file's permissions, before the process's mask.
    public init(_ path: String, mode: UInt32 = 0o644) throws(FileError) {
        guard !Files.isStream(path) else {
            (self.path, temporary) = (path, nil)
            return
        }
        self.path = Files.target(of: path)
        try Files.makeDirectories(Files.parent(of: self.path))
        var name = "\(self.path).tmp-\(getpid())"
        var opened = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_t(mode))
        // A process that was killed left its own; in containers they all have one number.
        for turn in 1...Self.turns where opened < 0 && errno == EEXIST {
            name = "\(self.path).tmp-\(getpid())-\(turn)"
            opened = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_t(mode))
        }
        // Named only once it is this one's: another's is not removed.
        temporary = opened < 0 ? nil : name
        descriptor = opened
        guard opened >= 0 else { throw FileError(.write, self.path, errno) }
        try keepPermissions()
    }

    /// Names that are tried.
    private static let turns = 1000

    /// Gives nobody more than the file had that is replaced: who keeps it to himself keeps the new one so too.
    private func keepPermissions() throws(FileError) {
        var (old, new) = (stat(), stat())
        guard stat(path, &old) == 0, old.st_mode & S_IFMT == S_IFREG, fstat(descriptor, &new) == 0 else { return }
        let mode = new.st_mode & old.st_mode & 0o777
        guard mode == new.st_mode & 0o777 || fchmod(descriptor, mode) == 0 else {
            throw FileError(.write, path, errno)
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        if let temporary, !isWhole { unlink(temporary) }
    }

    /// Writes what comes next.
    public func write(_ bytes: [UInt8]) throws(FileError) {
        if temporary != nil, bytes.count >= Self.block {
            try flush()
            try Files.writeAll(bytes, to: descriptor, path: path)
            written += bytes.count
            return
        }
        pending += bytes
        if pending.count >= Self.block { try flush() }
    }

    /// Puts some bytes in the place of as many that were written before.
    ///
    /// - Parameter place: bytes from the beginning of the file.
    public func overwrite(at place: Int, _ bytes: [UInt8]) throws(FileError) {
        if temporary != nil { try flush() }
        guard place < written else {
            pending.replaceSubrange((place - written)..<(place - written + bytes.count), with: bytes)
            return
        }
        var rest = bytes[...]
        while !rest.isEmpty {
            let start = place + bytes.count - rest.count
            let count = rest.withUnsafeBytes { buffer in
                buffer.baseAddress.map { pwrite(descriptor, $0, buffer.count, off_t(start)) } ?? 0
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FileError(.write, path, count == 0 ? ENOSPC : errno) }
            rest = rest.dropFirst(count)
        }
    }

    /// Syncs the file, renames it over the old one and syncs the directory. Nothing can be written after that.
    public func commit() throws(FileError) {
        guard let temporary else { return try Files.append(pending, to: path) }
        try flush()
        guard fsync(descriptor) == 0 else { throw FileError(.write, path, errno) }
        let closed = close(descriptor)
        descriptor = -1
        guard closed == 0 else { throw FileError(.write, path, errno) }
        guard rename(temporary, path) == 0 else { throw FileError(.write, path, errno) }
        isWhole = true
        try Files.sync(directory: Files.parent(of: path))
    }

    private func flush() throws(FileError) {
        // A device gets all of it in one piece.
        guard temporary != nil, !pending.isEmpty else { return }
        try Files.writeAll(pending, to: descriptor, path: path)
        written += pending.count
        pending.removeAll(keepingCapacity: true)
    }
}
