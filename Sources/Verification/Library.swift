public import TapedeckCassetteFormat
public import TapedeckContract
import TapedeckJSONText
import TapedeckPlatform
import TapedeckYAMLPages

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
            let scenario = try definition("\(directory)/\(path)") { (value) throws(JSONMemberError) in
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
            profiles.append(try readProfile("\(root)/Fixtures/clients/\(path)"))
        }
        return profiles.sorted { $0.client < $1.client }
    }

    /// One profile: a path to a page, or the name of one in `Fixtures/clients`.
    ///
    /// - Throws: ``VerificationError`` with the code `unknownClient` and the nearest names, where it is neither.
    public func profile(_ nameOrPath: String) throws(VerificationError) -> ClientProfile {
        let directory = "\(root)/Fixtures/clients"
        let isPath = nameOrPath.contains("/") || nameOrPath.hasSuffix(".yaml")
        if isPath { return try readProfile(nameOrPath) }
        let names = try files(in: directory, ending: ".yaml").map { String($0.dropLast(".yaml".count)) }
        guard names.contains(nameOrPath) else { throw VerificationError(noClient: nameOrPath, among: names) }
        return try readProfile("\(directory)/\(nameOrPath).yaml")
    }

    private func readProfile(_ path: String) throws(VerificationError) -> ClientProfile {
        try definition(path) { (value) throws(JSONMemberError) in try ClientProfile(value) }
    }

    /// What a scenario sends: the responses that its page states, or its cassette.
    public func cassette(of scenario: Scenario) throws(VerificationError) -> Cassette {
        switch scenario.stimulus {
        case .stated(let cassette, _): return cassette
        case .cassette(let name): return try cassette(name)
        }
    }

    private func cassette(_ name: String) throws(VerificationError) -> Cassette {
        let path = "\(root)/cassettes/\(name).har"
        let bytes = try read(path)
        do throws(CassetteError) {
            return try Cassette(bytes: bytes)
        } catch {
            throw VerificationError(.badDefinition, "\(path): \(error)")
        }
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

    private func files(in directory: String, ending: String) throws(VerificationError) -> [String] {
        do throws(FileError) {
            return try Files.files(below: directory, ending: ending)
        } catch {
            throw VerificationError(.missingFile, error.message)
        }
    }
}
