import Glibc

/// A directory for one test, removed with it.
final class Scratch {
    let path: String

    init() {
        var template = Array("/tmp/tapedeck-test-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { preconditionFailure("no directory in /tmp") }
        path = String(cString: made)
    }

    deinit {
        let names = Scratch.names(in: path)
        for name in names { unlink("\(path)/\(name)") }
        rmdir(path)
    }

    /// The files in it.
    var names: [String] { Scratch.names(in: path) }

    private static func names(in path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}
