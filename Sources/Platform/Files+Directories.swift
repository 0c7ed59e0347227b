#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension Files {
    /// The directory that this process runs in; `.` where the system can't say.
    public static var currentDirectory: String {
        guard let path = getcwd(nil, 0) else { return "." }
        defer { free(path) }
        return String(cString: path)
    }

    /// Makes a directory and those above it, where they are missing.
    public static func makeDirectories(_ path: String) throws(FileError) {
        if path.isEmpty || exists(path) { return }
        try makeDirectories(parent(of: path))
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw FileError(.makeDirectory, path, errno) }
    }

    /// The names of everything in a directory but itself and its parent, sorted.
    public static func names(in directory: String) throws(FileError) -> [String] {
        guard let stream = opendir(directory) else { throw FileError(.list, directory, errno) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { raw in
                String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// The files below a directory with an ending, as paths relative to it, sorted; those that begin with a dot are passed
    /// over. A directory that links lead to more than once is looked into once, so links that lead round have an end.
    ///
    /// - Parameter unreadable: called for each directory below that can't be read; the others are looked into all the same.
    public static func files(
        below directory: String, ending: String,
        unreadable: (FileError) throws(FileError) -> Void = { (error) throws(FileError) in throw error }
    ) throws(FileError) -> [String] {
        var found: [String] = []
        var seen: Set<FileIdentity> = []
        try findFiles(below: directory, as: "", ending: ending, &found, &seen, unreadable)
        return found.sorted()
    }

    private static func findFiles(
        below directory: String, as prefix: String, ending: String, _ found: inout [String],
        _ seen: inout Set<FileIdentity>, _ unreadable: (FileError) throws(FileError) -> Void
    ) throws(FileError) {
        if let identity = FileIdentity(directory), !seen.insert(identity).inserted { return }
        for name in try names(in: directory) where !name.hasPrefix(".") {
            let path = "\(directory)/\(name)"
            if isDirectory(path) {
                do throws(FileError) {
                    try findFiles(below: path, as: "\(prefix)\(name)/", ending: ending, &found, &seen, unreadable)
                } catch { try unreadable(error) }
            } else if name.hasSuffix(ending) {
                found.append(prefix + name)
            }
        }
    }

    /// Makes a new directory for this process in the system's place for temporary files, mode 0700.
    ///
    /// - Parameter prefix: what its name begins with.
    public static func makeTemporaryDirectory(_ prefix: String) throws(FileError) -> String {
        let base = ProcessEnvironment.variable("TMPDIR")
        let pattern = "\(base.isEmpty ? "/tmp" : base)/\(prefix)-XXXXXX"
        var template = Array(pattern.utf8CString)
        guard let made = mkdtemp(&template) else { throw FileError(.makeDirectory, pattern, errno) }
        return String(cString: made)
    }

    /// Removes a file or a directory with all that is in it, as far as the system lets it; links are not followed.
    public static func removeTree(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            unlink(path)
            return
        }
        for name in (try? names(in: path)) ?? [] { removeTree("\(path)/\(name)") }
        rmdir(path)
    }
}
