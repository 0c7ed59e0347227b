import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckPlatform

/// The secrets that this process knows: they must never be written.
enum Secrets {
    /// Values of variables that hold secrets by their names, and of the credentials given.
    static func known(_ credentials: Credentials? = nil) -> [String] {
        var secrets: [String] = []
        for (name, value) in ProcessEnvironment.variables where isSecret(name) { secrets.append(value) }
        if let credentials {
            secrets.append(credentials.secretAccessKey)
            secrets.append(credentials.accessKeyID)
            if let token = credentials.sessionToken { secrets.append(token) }
        }
        return secrets
    }

    /// Sees that a path that is to be written has no secret in it: a file's name is seen by everybody.
    ///
    /// - Parameters:
    ///   - path: `nil` for none.
    ///   - parameter: the option that gives it, or what it is.
    /// - Throws: ``Failure``.
    static func check(_ path: String?, of parameter: String) throws {
        guard let path, let found = Redactor(secrets: known()).findings(in: Array(path.utf8)).first
        else { return }
        throw Failure(
            .usage,
            "the path of \(parameter) holds \(found) (not shown); anybody can see a file's name, so choose another one"
        )
    }

    private static func isSecret(_ name: String) -> Bool {
        let name = name.uppercased()
        let words = ["SECRET", "TOKEN", "PASSWORD", "PASSWD", "PRIVATE_KEY", "ACCESS_KEY", "API_KEY", "CREDENTIALS"]
        // Names of files and of endpoints are no secrets, though they stand near them.
        let endings = ["_FILE", "_PATH", "_DIR", "_URI", "_URL"]
        return words.contains { name.contains($0) } && !endings.contains { name.hasSuffix($0) }
    }
}
