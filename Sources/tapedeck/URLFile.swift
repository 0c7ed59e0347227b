import TapedeckPlatform

/// The file of `--url-file`, which holds the deck's URL as long as it serves. A link to it stays one.
struct URLFile {
    /// As it was given.
    private let path: String

    /// The file of a path; `nil` for none.
    init?(_ path: String?) {
        guard let path else { return nil }
        self.path = path
    }

    /// Sees that nothing is lost by it: what is in its place goes, so it must not be anything but the URL of an earlier run.
    ///
    /// - Throws: ``Failure``.
    func check() throws {
        let text = try text() ?? ""
        let isURL = text.hasPrefix("http") && text.firstIndex(of: "\n").map { text.index(after: $0) } == text.endIndex
        guard text.isEmpty || isURL else {
            throw Failure(
                .cantWrite,
                "--url-file \(path) holds something else than a URL, and would be removed; give another file")
        }
    }

    /// What is in the file; `nil` where there is none.
    private func text() throws(FileError) -> String? {
        try Files.ordinaryText(path, atMost: 1024)
    }

    /// Removes the URL of an earlier run, which nobody must take for this one's.
    func clear() throws {
        try check()
        try Files.remove(Files.target(of: path))
    }

    /// Writes the deck's URL.
    func write(_ url: String) throws(FileError) {
        try Files.writeDurably(Array("\(url)\n".utf8), to: path)
    }

    /// Removes the deck's URL; what somebody has put in its place meanwhile, such as another deck, stays.
    func remove(_ url: String) throws(FileError) {
        if try text() == "\(url)\n" { try Files.remove(Files.target(of: path)) }
    }
}
