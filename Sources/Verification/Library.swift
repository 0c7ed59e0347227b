import Glibc
public import TapedeckCassetteFormat
public import TapedeckContract
import TapedeckJSONText

/// The pages and cassettes of a project: `Fixtures/scenarios`, `Fixtures/clients`, `cassettes`.
public struct Library: Sendable {
    /// The project's directory.
    public let root: String

    /// Takes a project's directory.
    public init(root: String) {
        self.root = root
    }

    /// Every scenario, sorted by its id.
    ///
    /// - Throws: ``VerificationError``; a page that can't be read stops the work, so that no test is lost in silence.
    public func scenarios() throws(VerificationError) -> [Scenario] {
        let directory = "\(root)/Fixtures/scenarios"
        var scenarios: [Scenario] = []
        for path in try files(in: directory, ending: ".yaml") {
            let scenario = try definition("\(directory)/\(path)") { (value) throws(DefinitionError) in
                try Scenario(value)
            }
            guard "\(scenario.id).yaml" == path else {
                throw VerificationError(
                    .badDefinition, "\(directory)/\(path) says it is \(scenario.id); name and place must agree")
            }
            scenarios.append(scenario)
        }
        return scenarios.sorted { $0.id < $1.id }
    }

    /// Every client profile, sorted by its name.
    public func profiles() throws(VerificationError) -> [ClientProfile] {
        var profiles: [ClientProfile] = []
        for path in try files(in: "\(root)/Fixtures/clients", ending: ".yaml") {
            profiles.append(try profile("\(root)/Fixtures/clients/\(path)"))
        }
        return profiles.sorted { $0.client < $1.client }
    }

    /// One profile: a path to a page, or the name of one in `Fixtures/clients`.
    public func profile(_ nameOrPath: String) throws(VerificationError) -> ClientProfile {
        let named = "\(root)/Fixtures/clients/\(nameOrPath).yaml"
        let path = !nameOrPath.hasSuffix(".yaml") && access(named, R_OK) == 0 ? named : nameOrPath
        return try definition(path) { (value) throws(DefinitionError) in try ClientProfile(value) }
    }

    /// A cassette by its path under `cassettes`, without its ending.
    public func cassette(_ name: String) throws(VerificationError) -> Cassette {
        let path = "\(root)/cassettes/\(name).har"
        let bytes = try read(path)
        do throws(CassetteError) {
            return try Cassette(bytes: bytes)
        } catch {
            throw VerificationError(.badDefinition, "\(path): \(error)")
        }
    }

    private func definition<Page>(
        _ path: String, _ make: (JSONValue) throws(DefinitionError) -> Page
    ) throws(VerificationError) -> Page {
        let value = try YAMLText.parse(String(decoding: try read(path), as: UTF8.self), name: path)
        do throws(DefinitionError) {
            return try make(value)
        } catch {
            throw VerificationError(.badDefinition, "\(path): \(error)")
        }
    }

    private func read(_ path: String) throws(VerificationError) -> [UInt8] {
        guard let file = fopen(path, "rb") else {
            throw VerificationError(.missingFile, "can't read \(path): \(String(cString: strerror(errno)))")
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        guard ferror(file) == 0 else { throw VerificationError(.missingFile, "can't read \(path): reading failed") }
        return bytes
    }

    /// The files below a directory with this ending, as paths relative to it, sorted.
    private func files(in directory: String, ending: String) throws(VerificationError) -> [String] {
        guard let names = DirectoryListing.names(in: directory) else {
            throw VerificationError(
                .missingFile, "can't read the directory \(directory): \(String(cString: strerror(errno)))")
        }
        var found: [String] = []
        for name in names where !name.hasPrefix(".") {
            var status = stat()
            guard stat("\(directory)/\(name)", &status) == 0 else { continue }
            if status.st_mode & S_IFMT == S_IFDIR {
                found += try files(in: "\(directory)/\(name)", ending: ending).map { "\(name)/\($0)" }
            } else if name.hasSuffix(ending) {
                found.append(name)
            }
        }
        return found.sorted()
    }
}

/// What is in a directory.
enum DirectoryListing {
    /// The names of everything in a directory but itself and its parent; `nil` where it can't be read.
    static func names(in directory: String) -> [String]? {
        guard let stream = opendir(directory) else { return nil }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { raw in
                String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
