import TapedeckAWSWire
import TapedeckRecording
import TapedeckPlatform

/// The user's own credentials, for signing again: from the environment, or a profile of the shared files.
enum DeckCredentials {
    /// The credentials; `nil` where there are none.
    ///
    /// - Parameter profile: asked for by name, so that its absence is an error.
    static func load(profile: String?) throws -> Credentials? {
        let key = ProcessEnvironment.variable("AWS_ACCESS_KEY_ID")
        let secret = ProcessEnvironment.variable("AWS_SECRET_ACCESS_KEY")
        if profile == nil, !key.isEmpty, !secret.isEmpty {
            return Credentials(
                accessKeyID: key, secretAccessKey: secret,
                sessionToken: ProcessEnvironment.variable("AWS_SESSION_TOKEN"))
        }
        let named =
            [profile ?? "", ProcessEnvironment.variable("AWS_PROFILE"), "default"].first { !$0.isEmpty } ?? "default"
        let home = ProcessEnvironment.variable("HOME")
        for (variable, file) in [("AWS_SHARED_CREDENTIALS_FILE", "credentials"), ("AWS_CONFIG_FILE", "config")] {
            let set = ProcessEnvironment.variable(variable)
            let path = set.isEmpty ? "\(home)/.aws/\(file)" : set
            guard Files.exists(path) else { continue }
            let text = String(decoding: try Files.read(path), as: UTF8.self)
            if let found = credentials(of: named, in: text) { return found }
        }
        if let profile {
            throw Failure(.usage, "the profile \(profile) has no aws_access_key_id and aws_secret_access_key in ~/.aws")
        }
        return nil
    }

    private static func credentials(of profile: String, in text: String) -> Credentials? {
        var values: [String: String] = [:]
        var isInProfile = false
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split(separator: " ").joined(separator: " ")
            if words.hasPrefix("[") {
                isInProfile = words == "[\(profile)]" || words == "[profile \(profile)]"
            } else if isInProfile, !words.hasPrefix("#"), let equals = line.firstIndex(of: "=") {
                let name = line[..<equals].filter { !$0.isWhitespace }
                let value = line[line.index(after: equals)...].drop(while: \.isWhitespace)
                values[String(name)] = String(value.reversed().drop(while: \.isWhitespace).reversed())
            }
        }
        guard let key = values["aws_access_key_id"], let secret = values["aws_secret_access_key"] else { return nil }
        return Credentials(accessKeyID: key, secretAccessKey: secret, sessionToken: values["aws_session_token"])
    }
}
