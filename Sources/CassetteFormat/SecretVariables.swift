import Synchronization

/// Which variables of an environment hold secrets, by their names.
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

    /// Names that were judged, of which there are as many as an environment has: each deck of a test run asks for them all.
    private static let judged = Mutex<[String: Bool]>([:])

    private static func isSecret(_ name: String) -> Bool {
        if let known = judged.withLock({ $0[name] }) { return known }
        let isSecret = holdsSecret(name)
        judged.withLock { if $0.count < 4096 { $0[name] = isSecret } }
        return isSecret
    }

    private static func holdsSecret(_ name: String) -> Bool {
        // Bytes: this is done at each start, and a search of characters makes tables first.
        let name = Array(name.uppercased().utf8)
        func holds(_ word: [UInt8]) -> Bool {
            name.count >= word.count
                && (0...(name.count - word.count)).contains { name[$0..<($0 + word.count)].elementsEqual(word) }
        }
        return words.contains(where: holds) && !endings.contains { name.suffix($0.count).elementsEqual($0) }
    }
}
