import Synchronization
import TapedeckAWSWire

/// Which variables of an environment, and which header fields, hold secrets, by their names.
public enum SecretVariables {
    /// The values of those that do, and the passwords in URLs, whatever the variable is called.
    ///
    /// - Parameter variables: an environment, by name.
    public static func values(of variables: [String: String]) -> [String] {
        variables.flatMap { name, value in
            let isOne = isSecret(name) || mayBeSecret(name) && isGenerated(value)
            return (isOne && !OrdinaryWords.contain(value) ? [trimmed(value)] : []) + password(inURL: value)
        }
    }

    /// Whether a variable may hold a secret as well as the name of something, by its name.
    private static func mayBeSecret(_ name: String) -> Bool {
        name.uppercased().hasSuffix("_KEY")
    }

    /// Whether a value looks made by a machine: one word of letters and digits.
    private static func isGenerated(_ value: String) -> Bool {
        let value = trimmed(value).utf8
        func has(_ range: ClosedRange<UInt8>) -> Bool { value.contains { range.contains($0) } }
        return value.count >= 16 && has(0x30...0x39) && (has(0x41...0x5A) || has(0x61...0x7A))
            && value.allSatisfy { $0 > 0x20 && $0 < 0x7F } && value.first != UInt8(ascii: "/")
    }

    /// Names of those whose values are no secrets, because every recording has them; sorted.
    public static func ordinary(in variables: [String: String]) -> [String] {
        variables.filter { isSecret($0.key) && $0.value.utf8.count >= SecretMatcher.minimumLength }
            .filter { OrdinaryWords.contain($0.value) }.map(\.key).sorted()
    }

    /// A value as clients send it: what ends with a line break in a file is read into many an environment with it.
    private static func trimmed(_ value: String) -> String {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
        guard let first = value.utf8.first, let last = value.utf8.last, isSpace(first) || isSpace(last) else {
            return value
        }
        let bytes = Array(value.utf8)
        let start = bytes.firstIndex { !isSpace($0) } ?? bytes.endIndex
        let end = (bytes.lastIndex { !isSpace($0) } ?? -1) + 1
        return start < end ? String(decoding: bytes[start..<end], as: UTF8.self) : ""
    }

    /// The password of a URL, as it is spelt and as it is meant; none for any other text.
    private static func password(inURL value: String) -> [String] {
        guard value.utf8.contains(0x40) else { return [] }
        let bytes = Array(value.utf8)
        guard let scheme = bytes.firstRange(of: Array("://".utf8)) else { return [] }
        let authority = bytes[scheme.upperBound...].prefix { $0 > 0x20 && !"/?#".utf8.contains($0) }
        guard let at = authority.lastIndex(of: 0x40), let colon = authority[..<at].firstIndex(of: 0x3A) else {
            return []
        }
        let password = String(decoding: authority[(colon + 1)..<at], as: UTF8.self)
        return [password, String(decoding: PercentCoding.decoded(password[...]), as: UTF8.self)]
            .filter { !OrdinaryWords.contain($0) }
    }

    private static let words = [
        "SECRET", "TOKEN", "PASSWORD", "PASSWD", "PASSPHRASE", "PRIVATE_KEY", "PRIVATEKEY", "ACCESS_KEY", "ACCESSKEY",
        "API_KEY", "APIKEY", "CREDENTIAL", "PASSCODE", "SIGNING_KEY", "ENCRYPTION_KEY", "MASTER_KEY", "ACCOUNT_KEY",
        "AUTH_KEY",
        "SSH_KEY", "DEPLOY_KEY", "SENTRY_DSN",
    ].map { Array($0.utf8) }
    private static let lastWords = ["_PASS", "_PWD", "_PAT", "_AUTH", "_JWT", "_COOKIE", "_COOKIES"].map {
        Array($0.utf8)
    }
    /// Those that are all of a name; PWD is a folder.
    private static let wholeNames = ["PASS", "JWT", "COOKIE", "COOKIES"].map { Array($0.utf8) }
    /// Names of files, of endpoints and of secrets are none, though they stand near them.
    private static let endings = [
        "_FILE", "_PATH", "_DIR", "_URI", "_URL", "_ARN", "_NAME", "_TYPE", "_REGION", "_HOST", "_ENDPOINT", "_ISSUER",
    ].map { Array($0.utf8) }

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
        func ends(with endings: [[UInt8]]) -> Bool { endings.contains { name.suffix($0.count).elementsEqual($0) } }
        return (holds(name, one: words) || ends(with: lastWords) || wholeNames.contains(name)) && !ends(with: endings)
    }
}
