import FoundationEssentials
public import TapedeckJSONText

/// The public test vectors, which lie outside of the project.
///
/// `TAPEDECK_CONFORMANCE` says where; by default `../shared/conformance` beside the package.
public enum Conformance {
    /// The folder.
    public static var directory: String {
        ProcessInfo.processInfo.environment["TAPEDECK_CONFORMANCE"] ?? "\(Package.root)/../shared/conformance"
    }

    /// Whether the folder is there.
    public static var isPresent: Bool {
        FileManager.default.fileExists(atPath: directory)
    }

    /// Why a test that needs the folder is skipped.
    public static let absence = "no vectors at \(directory); set TAPEDECK_CONFORMANCE"

    /// A file's bytes.
    public static func bytes(_ path: String) throws -> [UInt8] {
        try Array(Data(contentsOf: URL(filePath: "\(directory)/\(path)")))
    }

    /// A file's text.
    public static func text(_ path: String) throws -> String {
        String(decoding: try bytes(path), as: UTF8.self)
    }

    /// A file's JSON.
    public static func json(_ path: String) throws -> JSONValue {
        try JSONParser.parse(bytes(path))
    }

    /// Every file below a folder whose name ends so, as paths, sorted; none where the folder is absent.
    public static func files(under folder: String, ending suffix: String) -> [String] {
        Package.list(directory, folder, suffix)
    }
}

/// The package under test.
public enum Package {
    /// Its root folder, found from this file's place.
    public static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }

    /// A file's bytes.
    public static func bytes(_ path: String) throws -> [UInt8] {
        try Array(Data(contentsOf: URL(filePath: "\(root)/\(path)")))
    }

    /// Writes a file of reference.
    public static func write(_ bytes: [UInt8], to path: String) throws {
        try Data(bytes).write(to: URL(filePath: "\(root)/\(path)"))
    }

    /// Every file below a folder whose name ends so, as paths from the root, sorted.
    public static func files(under folder: String, ending suffix: String) -> [String] {
        list(root, folder, suffix)
    }

    /// Every file below a folder anywhere whose name ends so, as paths from it, sorted.
    public static func files(in directory: String, ending suffix: String) -> [String] {
        list(directory, "", suffix).map { String($0.dropFirst()) }
    }

    static func list(_ root: String, _ folder: String, _ suffix: String) -> [String] {
        // A folder that is absent has no files; the tests that need some check that they got them.
        let all = (try? FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(folder)")) ?? []
        return all.filter { $0.hasSuffix(suffix) }.sorted().map { "\(folder)/\($0)" }
    }
}
