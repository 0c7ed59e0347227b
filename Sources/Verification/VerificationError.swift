public import TapedeckContract
public import TapedeckWording

/// Why a verification can't be set up. It says nothing about a client.
public struct VerificationError: CodedError {
    /// The kinds of trouble.
    public enum Code: Sendable, Hashable {
        /// A profile or scenario can't be read.
        case badDefinition
        /// A file or directory is not there.
        case missingFile
        /// There is no profile of this name.
        case unknownClient
        /// No scenario and no clause begins so.
        case unknownScenario
        /// No program of the profile is on this machine.
        case clientNotFound
        /// The client, or the server for it, could not be started.
        case runFailed
    }

    /// What kind of trouble.
    public let code: Code
    /// One sentence: what, where, what to do.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

extension VerificationError {
    /// Somebody asked for scenarios that are not there.
    public init(noScenarioFits word: String, among scenarios: [Scenario]) {
        let families = Set(scenarios.map { String($0.clause.id.prefix { $0 != "-" }) }).sorted()
        let folders = Set(scenarios.map { String($0.id.prefix { $0 != "/" }) + "/" }).sorted()
        let near = CloseMatches.of(word, in: scenarios.map(\.id) + Clause.catalogue.map(\.id))
        let meant = near.isEmpty ? "" : "; nearest: \(near.joined(separator: ", "))"
        self.init(
            .unknownScenario,
            "no clause and no scenario begins with \(word)\(meant); expected a clause such as \(families.joined(separator: ", ")), or a scenario below \(folders.joined(separator: ", "))"
        )
    }

    /// Somebody asked for a client that has no profile.
    init(noClient name: String, among names: [String]) {
        let near = CloseMatches.of(name, in: names)
        let meant = near.first.map { "did you mean \($0)? " } ?? ""
        self.init(
            .unknownClient,
            "there is no client \(name); \(meant)expected one of \(names.joined(separator: ", ")), or the path of a profile"
        )
    }
}
