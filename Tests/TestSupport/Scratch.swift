import FoundationEssentials

/// A folder for one test, removed with it.
public final class Scratch: Sendable {
    /// Its path.
    public let path: String

    /// Makes a folder below the system's folder for temporary files.
    public init() {
        path = "/tmp/tapedeck-test-\(UUID().uuidString.prefix(13))"
        do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
            preconditionFailure("\(path) can't be made: \(error)")
        }
    }

    deinit {
        // What can't be removed lies in the folder for temporary files; that is no reason to fail a test.
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Writes a file in it and gives its path.
    @discardableResult
    public func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
        try Data(bytes).write(to: URL(filePath: "\(path)/\(name)"))
        return "\(path)/\(name)"
    }

    /// Makes a directory in it, and those above.
    public func makeDirectory(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: "\(path)/\(name)", withIntermediateDirectories: true)
    }

    /// A file's bytes.
    public func read(_ name: String) throws -> [UInt8] {
        try Array(Data(contentsOf: URL(filePath: "\(path)/\(name)")))
    }

    /// The names of what is in it, sorted.
    public var names: [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: path))?.sorted() ?? []
    }
}
