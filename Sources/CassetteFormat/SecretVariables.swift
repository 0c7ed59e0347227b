import Synchronization

/// Which variables of an environment, and which header fields, hold secrets, by their names.
public enum SecretVariables {
    /// The values of those that do.
    ///
    /// - Parameter variables: an environment, by name.
    public static func values(of variables: [String: String]) -> [String] {
        variables.filter { isSecret($0.key) }.map(\.value)
    }

    private static let words = [
        "SECRET", "TOKEN", "PASSWORD", "PASSWD", "PRIVATE_KEY", "ACCESS_KEY", "API_KEY", "CREDENTIALS",
    ].map { Array($0.utf8) }
    /// Names of files and of endpoints are no secrets, though they stand near them.
    private static let endings = ["_FILE", "_PATH", "_DIR", "_URI", "_URL"].map { Array($0.utf8) }

    /// What a header field that holds a secret has in its name.
    private static let fieldWords = [
        "AUTH", "COOKIE", "TOKEN", "SECRET", "KEY", "SESSION", "PASSW", "CREDENTIAL", "CSRF", "XSRF", "JWT",
        "SIGNATURE",
    ].map { Array($0.utf8) }

    /// Names that were judged, of which there are as many as an environment and its clients have: each deck of a test run asks for
    /// them all, and a recorder for those of each exchange.
    private static let judged = Mutex<(variables: [String: Bool], fields: [String: Bool])>(([:], [:]))

    private static func isSecret(_ name: String) -> Bool {
        if let known = judged.withLock({ $0.variables[name] }) { return known }
        let isSecret = holdsSecret(name)
        judged.withLock { if $0.variables.count < 4096 { $0.variables[name] = isSecret } }
        return isSecret
    }

    /// Whether a header field holds what somebody proves himself with, by its name.
    static func isSecret(field name: String) -> Bool {
        if let known = judged.withLock({ $0.fields[name] }) { return known }
        let isSecret = holds(Array(name.uppercased().utf8), one: fieldWords)
        judged.withLock { if $0.fields.count < 4096, name.utf8.count < 256 { $0.fields[name] = isSecret } }
        return isSecret
    }

    private static func holds(_ name: [UInt8], one words: [[UInt8]]) -> Bool {
        words.contains { word in
            name.count >= word.count
                && (0...(name.count - word.count)).contains { name[$0..<($0 + word.count)].elementsEqual(word) }
        }
    }

    private static func holdsSecret(_ name: String) -> Bool {
        // Bytes: this is done at each start, and a search of characters makes tables first.
        let name = Array(name.uppercased().utf8)
        return holds(name, one: words) && !endings.contains { name.suffix($0.count).elementsEqual($0) }
    }
}
