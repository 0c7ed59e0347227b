import TapedeckAWSProfile
import TapedeckAWSWire
import TapedeckPlatform
import Testing

struct ProfileTests {
    private func source(
        _ environment: [String: String] = [:], config: String = "", credentials: String = "", profile: String? = nil
    ) throws -> Profile.Source {
        try Profile(
            named: profile, environment: environment, configuration: ConfigurationText(config),
            credentials: ConfigurationText(credentials)
        ).source()
    }

    private let variables = [
        "AWS_ACCESS_KEY_ID": "E", "AWS_SECRET_ACCESS_KEY": "ES", "AWS_SESSION_TOKEN": "ET",
    ]
    private let keys = "aws_access_key_id = K\naws_secret_access_key = S\naws_session_token = T\n"

    private func key(_ source: Profile.Source) -> String {
        switch source {
        case .keys(let credentials, _): "\(credentials.accessKeyID) \(credentials.sessionToken ?? "-")"
        case .process(let command): command
        }
    }

    @Test
    func findsCredentialsInTheirOrder() throws {
        let config = "[default]\ncredential_process = run me\naws_access_key_id = C\naws_secret_access_key = CS\n"
        #expect(try key(source(variables, config: config, credentials: "[default]\n\(keys)")) == "E ET")
        #expect(try key(source(config: config, credentials: "[default]\n\(keys)")) == "K T")
        #expect(try key(source(config: config)) == "run me")
        #expect(try key(source(config: "[default]\naws_access_key_id=C\naws_secret_access_key=CS")) == "C -")
    }

    @Test
    func leavesTheEnvironmentAsideForAProfileOfTheCommandLine() throws {
        #expect(try key(source(variables, config: "[profile p]\n\(keys)", profile: "p")) == "K T")
        let named = variables.merging(["AWS_PROFILE": "p"]) { $1 }
        #expect(try key(source(named, config: "[profile p]\n\(keys)")) == "E ET")
    }

    @Test(arguments: ["config", "credentials"])
    func findsAProfileUnderEitherFilesName(file: String) throws {
        let isConfig = file == "config"
        let text = isConfig ? "[x]\naws_access_key_id = WRONG\n[profile x]\n\(keys)" : "[x]\n\(keys)"
        #expect(
            try key(source(config: isConfig ? text : "", credentials: isConfig ? "" : text, profile: "x")) == "K T")
    }

    @Test
    func prefersTheCredentialsFilesSettingOfAProfileInBoth() throws {
        let profile = try Profile(
            named: "x", environment: [:], configuration: ConfigurationText("[profile x]\nregion = c\noutput = o"),
            credentials: ConfigurationText("[x]\nregion = k"))
        #expect(profile.setting("region") == "k")
        #expect(profile.setting("output") == "o")
        #expect(profile.setting("absent") == nil)
    }

    @Test
    func saysThatAProfileIsInNeitherFile() {
        let error = #expect(throws: ProfileError.self) { try source(config: "[x]\n\(keys)", profile: "x") }
        #expect(error?.code == .noProfile)
        #expect(error?.message == "The config profile (x) could not be found")
    }

    @Test
    func saysWhatIsMissing() {
        let error = #expect(throws: ProfileError.self) { try source(["AWS_ACCESS_KEY_ID": "E"]) }
        #expect(error?.message == "Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY")
        #expect(error?.code == .partialCredentials)
        let empty = #expect(throws: ProfileError.self) {
            try source(["AWS_ACCESS_KEY_ID": "E", "AWS_SECRET_ACCESS_KEY": ""])
        }
        #expect(empty?.code == .partialCredentials)
        let file = #expect(throws: ProfileError.self) {
            try source(credentials: "[default]\naws_access_key_id = K")
        }
        #expect(file?.message == "Partial credentials found in shared-credentials-file, missing: aws_secret_access_key")
        let none = #expect(throws: ProfileError.self) { try source() }
        #expect(none?.code == .noCredentials)
    }

    @Test(arguments: [
        "role_arn = arn:aws:iam::123456789012:role/x\nsource_profile = default", "sso_session = s",
        "sso_start_url = https://x", "login_session = x",
    ])
    func saysThatOtherKindsAreNotSupported(settings: String) {
        let error = #expect(throws: ProfileError.self) { try source(config: "[default]\n\(settings)") }
        #expect(error?.code == .unsupportedCredentials)
        #expect(error?.message.contains(Profile.unsupportedCredentials) == true)
    }
}
