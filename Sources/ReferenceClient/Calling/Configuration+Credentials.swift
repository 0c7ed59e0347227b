import TapedeckAWSWire

/// Where the credentials of a run come from.
enum CredentialSource: Sendable, Hashable {
    /// The request is not signed.
    case none
    /// They are at hand, from the place named.
    case keys(Credentials, place: String)
    /// A command prints them.
    case process(String)
}

extension Configuration {
    /// What can't be had, in one sentence.
    static let unsupportedCredentials =
        "Credentials of instances, containers, SSO sessions, web identities and assumed roles are not supported: "
        + "give keys, or a credential_process."

    /// Finds the credentials as AWS CLI does: environment (not when `--profile` is given), credentials file,
    /// credential process, configuration file.
    ///
    /// - Throws: status 253 where there are none or only of a kind that this client does not have, 255 where they are
    ///   there in part.
    func credentialSource() throws(ClientError) -> CredentialSource {
        guard options.signs else { return .none }
        if options.profile == nil, let credentials = try environmentCredentials() {
            return .keys(credentials, place: "the environment")
        }
        if profile["role_arn"] != nil {
            throw unsupported("The profile's role_arn asks for an assumed role.")
        }
        if options.profile == nil, set("AWS_WEB_IDENTITY_TOKEN_FILE") != nil, set("AWS_ROLE_ARN") != nil {
            throw unsupported("AWS_WEB_IDENTITY_TOKEN_FILE asks for a web identity.")
        }
        if profile["sso_start_url"] != nil || profile["sso_session"] != nil {
            throw unsupported("The profile asks for an SSO session.")
        }
        if let credentials = try keys(of: credentialsSection, named: "shared-credentials-file") {
            return .keys(credentials, place: "the credentials file")
        }
        if let command = setting("credential_process") { return .process(command) }
        if let credentials = try keys(of: configurationSection, named: "config-file") {
            return .keys(credentials, place: "the configuration file")
        }
        if profile["login_session"] != nil { throw unsupported("The profile asks for a login session.") }
        if set("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") != nil || set("AWS_CONTAINER_CREDENTIALS_FULL_URI") != nil {
            throw unsupported("The environment asks for a container's credentials.")
        }
        throw ClientError(
            .configuration, code: "NoCredentials",
            message: "Unable to locate credentials. \(Configuration.unsupportedCredentials)")
    }

    private func environmentCredentials() throws(ClientError) -> Credentials? {
        guard let key = set("AWS_ACCESS_KEY_ID") else { return nil }
        guard let secret = set("AWS_SECRET_ACCESS_KEY") else {
            throw ClientError(.general, message: "Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY")
        }
        return Credentials(
            accessKeyID: key, secretAccessKey: secret,
            sessionToken: set("AWS_SECURITY_TOKEN") ?? set("AWS_SESSION_TOKEN"))
    }

    private func keys(of section: ConfigurationText.Section?, named name: String) throws(ClientError) -> Credentials? {
        func text(_ setting: String) -> String? {
            if case .text(let text) = section?[setting] { text } else { nil }
        }
        guard let key = text("aws_access_key_id") else { return nil }
        guard let secret = text("aws_secret_access_key") else {
            throw ClientError(
                .general, message: "Partial credentials found in \(name), missing: aws_secret_access_key")
        }
        return Credentials(
            accessKeyID: key, secretAccessKey: secret,
            sessionToken: text("aws_security_token") ?? text("aws_session_token"))
    }

    private func set(_ variable: String) -> String? {
        environment[variable].flatMap { $0.isEmpty ? nil : $0 }
    }

    private func unsupported(_ reason: String) -> ClientError {
        ClientError(.configuration, code: "NoCredentials", message: "\(reason) \(Configuration.unsupportedCredentials)")
    }
}
