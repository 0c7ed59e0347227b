package import TapedeckAWSWire

extension Profile {
    /// Where credentials come from.
    package enum Source: Sendable, Hashable {
        /// They are at hand, from the place named.
        case keys(Credentials, place: String)
        /// A command prints them.
        case process(String)
    }

    /// What can't be had, in one sentence.
    package static let unsupportedCredentials =
        "Credentials of instances, containers, SSO sessions, web identities and assumed roles are not supported: "
        + "give keys, or a credential_process."

    /// Finds credentials as AWS CLI does: environment (not for a profile that was named), credentials file, credential
    /// process, configuration file.
    ///
    /// Source: "Configuration settings and precedence" in the AWS CLI User Guide; the order of a profile's own kinds was
    /// measured against AWS CLI 2.36.7 on 2026-11-23.
    ///
    /// - Throws: ``ProfileError`` where there are none, only a part of them, or only of a kind that is not supported.
    package func source() throws(ProfileError) -> Source {
        if !isNamed, let credentials = try environmentCredentials() {
            return .keys(credentials, place: "the environment")
        }
        if setting("role_arn") != nil {
            throw unsupported("The profile's role_arn asks for an assumed role.")
        }
        if !isNamed, set("AWS_WEB_IDENTITY_TOKEN_FILE") != nil, set("AWS_ROLE_ARN") != nil {
            throw unsupported("AWS_WEB_IDENTITY_TOKEN_FILE asks for a web identity.")
        }
        if setting("sso_start_url") != nil || setting("sso_session") != nil {
            throw unsupported("The profile asks for an SSO session.")
        }
        if let credentials = try Self.keys(of: credentialsSection, named: "shared-credentials-file") {
            return .keys(credentials, place: "the credentials file")
        }
        if let command = setting("credential_process") { return .process(command) }
        if let credentials = try Self.keys(of: configurationSection, named: "config-file") {
            return .keys(credentials, place: "the configuration file")
        }
        if setting("login_session") != nil { throw unsupported("The profile asks for a login session.") }
        if set("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") != nil || set("AWS_CONTAINER_CREDENTIALS_FULL_URI") != nil {
            throw unsupported("The environment asks for a container's credentials.")
        }
        throw ProfileError(.noCredentials, "Unable to locate credentials. \(Self.unsupportedCredentials)")
    }

    private func environmentCredentials() throws(ProfileError) -> Credentials? {
        guard let key = set("AWS_ACCESS_KEY_ID") else { return nil }
        guard let secret = set("AWS_SECRET_ACCESS_KEY") else {
            throw Self.partial("env", missing: "AWS_SECRET_ACCESS_KEY")
        }
        return Credentials(
            accessKeyID: key, secretAccessKey: secret,
            sessionToken: set("AWS_SECURITY_TOKEN") ?? set("AWS_SESSION_TOKEN"))
    }

    private static func keys(
        of section: ConfigurationText.Section, named name: String
    ) throws(ProfileError) -> Credentials? {
        guard let key = section["aws_access_key_id"]?.text else { return nil }
        guard let secret = section["aws_secret_access_key"]?.text else {
            throw partial(name, missing: "aws_secret_access_key")
        }
        return Credentials(
            accessKeyID: key, secretAccessKey: secret,
            sessionToken: section["aws_security_token"]?.text ?? section["aws_session_token"]?.text)
    }

    private func set(_ variable: String) -> String? {
        environment[variable].flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func partial(_ place: String, missing: String) -> ProfileError {
        ProfileError(.partialCredentials, "Partial credentials found in \(place), missing: \(missing)")
    }

    private func unsupported(_ reason: String) -> ProfileError {
        ProfileError(.unsupportedCredentials, "\(reason) \(Self.unsupportedCredentials)")
    }
}
