/// Which variables of an environment hold secrets, by their names.
public enum SecretVariables {
    /// The values of those that do.
    ///
    /// - Parameter variables: an environment, by name.
    public static func values(of variables: [String: String]) -> [String] {
        variables.filter { isSecret($0.key) }.map(\.value)
    }

    private static func isSecret(_ name: String) -> Bool {
        let name = name.uppercased()
        let words = ["SECRET", "TOKEN", "PASSWORD", "PASSWD", "PRIVATE_KEY", "ACCESS_KEY", "API_KEY", "CREDENTIALS"]
        // Names of files and of endpoints are no secrets, though they stand near them.
        let endings = ["_FILE", "_PATH", "_DIR", "_URI", "_URL"]
        return words.contains { name.contains($0) } && !endings.contains { name.hasSuffix($0) }
    }
}
