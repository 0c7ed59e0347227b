public import TapedeckCassetteFormat
public import TapedeckContract
import TapedeckJSONText
import TapedeckPlatform
import TapedeckYAMLPages

/// The pages and cassettes below some directories: `Fixtures/scenarios`, `Fixtures/clients`, `cassettes`.
///
/// What stands in an earlier directory comes before what has the same name in a later one; so people's own pages come
/// first, and those that belong to the program after.
public struct Library: Sendable {
    /// A profile, and the directory that relative programs and `{root}` are looked up from.
    public struct FoundProfile: Sendable {
        /// The profile.
        public let profile: ClientProfile
        /// The directory.
        public let root: String
        /// The page's path.
        public let path: String
    }

    /// The directories.
    public let roots: [String]

    /// Takes one directory.
    public init(root: String) {
        self.init(roots: [root])
    }

    /// Takes directories, the most important first.
    public init(roots: [String]) {
        self.roots = roots
    }

    /// Every scenario, sorted by its id.
    ///
    /// - Throws: ``VerificationError``; a page that can't be read stops the work, so that no test is lost in silence.
    public func scenarios() throws(VerificationError) -> [Scenario] {
        var scenarios: [String: Scenario] = [:]
        for page in try pages(in: "Fixtures/scenarios") where scenarios[page.name] == nil {
            let scenario = try definition(page.path) { (value) throws(JSONMemberError) in try Scenario(value) }
            guard scenario.id == page.name else {
                throw VerificationError(
                    .badDefinition, "\(page.path) says it is \(scenario.id); name and place must agree")
            }
            scenarios[page.name] = scenario
        }
        return scenarios.values.sorted { $0.id < $1.id }
    }

    /// Every client profile, sorted by its name.
    public func profiles() throws(VerificationError) -> [FoundProfile] {
        var profiles: [String: FoundProfile] = [:]
        for page in try pages(in: "Fixtures/clients") where profiles[page.name] == nil {
            profiles[page.name] = FoundProfile(profile: try profile(at: page.path), root: page.root, path: page.path)
        }
        return profiles.values.sorted { $0.profile.client < $1.profile.client }
    }

    /// One profile: a path to a page, or the name of one in `Fixtures/clients`.
    ///
    /// - Throws: ``VerificationError`` with the code `unknownClient` and the nearest names, where it is neither.
    public func profile(_ nameOrPath: String) throws(VerificationError) -> FoundProfile {
        if nameOrPath.contains("/") || nameOrPath.hasSuffix(".yaml") {
            return FoundProfile(profile: try profile(at: nameOrPath), root: roots.first ?? ".", path: nameOrPath)
        }
        let pages = try pages(in: "Fixtures/clients")
        guard let page = pages.first(where: { $0.name == nameOrPath }) else {
            var names: [String] = []
            for page in pages where !names.contains(page.name) { names.append(page.name) }
            throw VerificationError(noClient: nameOrPath, among: names)
        }
        return FoundProfile(profile: try profile(at: page.path), root: page.root, path: page.path)
    }

    /// What a scenario sends: the responses that its page states, or its cassette.
    public func cassette(of scenario: Scenario) throws(VerificationError) -> Cassette {
        switch scenario.stimulus {
        case .stated(let cassette, _): return cassette
        case .cassette(let name):
            let paths = roots.map { "\($0)/cassettes/\(name).har" }
            let path = paths.first(where: Files.exists) ?? paths.first ?? name
            let bytes = try read(path)
            do throws(CassetteError) {
                return try Cassette(bytes: bytes)
            } catch {
                throw VerificationError(.badDefinition, "\(path): \(error)")
            }
        }
    }

    private func profile(at path: String) throws(VerificationError) -> ClientProfile {
        try definition(path) { (value) throws(JSONMemberError) in try ClientProfile(value) }
    }

    private func definition<Page>(
        _ path: String, _ make: (JSONValue) throws(JSONMemberError) -> Page
    ) throws(VerificationError) -> Page {
        let bytes = try read(path)
        let value: JSONValue
        do throws(YAMLError) {
            value = try YAMLText.parse(String(decoding: bytes, as: UTF8.self), name: path)
        } catch {
            throw VerificationError(.badDefinition, error.message)
        }
        do throws(JSONMemberError) {
            return try make(value)
        } catch {
            throw VerificationError(.badDefinition, "\(path): \(error)")
        }
    }

    private func read(_ path: String) throws(VerificationError) -> [UInt8] {
        do throws(FileError) {
            return try Files.read(path)
        } catch {
            throw VerificationError(.missingFile, error.message)
        }
    }

    /// The pages of a folder in every directory that has it, with their names: paths without `.yaml`.
    private func pages(
        in folder: String
    ) throws(VerificationError) -> [(name: String, path: String, root: String)] {
        let places = roots.filter { Files.isDirectory("\($0)/\(folder)") }
        guard !places.isEmpty else {
            throw VerificationError(.missingFile, "there is no \(folder) in \(roots.joined(separator: ", "))")
        }
        var pages: [(name: String, path: String, root: String)] = []
        do throws(FileError) {
            for root in places {
                for path in try Files.files(below: "\(root)/\(folder)", ending: ".yaml") {
                    pages.append((String(path.dropLast(".yaml".count)), "\(root)/\(folder)/\(path)", root))
                }
            }
        } catch {
            throw VerificationError(.missingFile, error.message)
        }
        return pages
    }
}
