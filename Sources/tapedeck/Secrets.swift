import TapedeckAWSProfile
import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckPlatform

/// The secrets that this process knows: they must never be written.
enum Secrets {
    /// Values of variables that hold secrets by their names, the keys of all profiles, and of the credentials given: a client may
    /// use another profile than the deck does.
    static func known(_ credentials: Credentials? = nil) -> [String] {
        var secrets = SecretVariables.values(of: ProcessEnvironment.variables) + ofProfiles
        if let credentials {
            secrets.append(credentials.secretAccessKey)
            secrets.append(credentials.accessKeyID)
            if let token = credentials.sessionToken { secrets.append(token) }
        }
        return secrets
    }

    private static let ofProfiles = SharedFiles(
        environment: ProcessEnvironment.variables, homeDirectory: ProcessEnvironment.homeDirectory,
        currentDirectory: Files.currentDirectory
    ).secrets()

    /// Sees that a path that is to be written is one, and has no secret in it: a file's name is seen by everybody.
    ///
    /// - Parameters:
    ///   - path: `nil` for none.
    ///   - parameter: the option that gives it, or what it is.
    /// - Throws: ``Failure``.
    static func check(_ path: String?, of parameter: String) throws {
        if path?.isEmpty == true { throw Failure(.usage, "the path of \(parameter) is empty; expected that of a file") }
        guard let path, let found = Redactor(secrets: known()).findings(in: Array(path.utf8)).first
        else { return }
        throw Failure(
            .usage,
            "the path of \(parameter) holds \(found) (not shown); anybody can see a file's name, so choose another one"
        )
    }

    /// Sees that rules of a cassette, which are written into it, name no secret.
    ///
    /// - Throws: ``Failure``.
    static func check(_ rules: [BindRule], with redactor: Redactor) throws {
        let words = rules.map(\.description).joined(separator: "\n")
        guard let found = redactor.findings(in: Array(words.utf8)).first else { return }
        throw Failure(
            .usage,
            "--bind names \(found) (not shown), which would stand in the cassette; bind a member's name or place")
    }
}
