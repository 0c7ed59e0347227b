import TapedeckAWSWire
import Testing

@testable import TapedeckReferenceClient

struct CredentialsTests {
    private func source(
        _ environment: [String: String] = [:], config: String = "", credentials: String = "", profile: String? = nil,
        signs: Bool = true
    ) throws -> CredentialSource {
        var options = GlobalOptions()
        options.profile = profile
        options.signs = signs
        return try Configuration(
            options: options, environment: environment, configuration: ConfigurationText(config),
            credentials: ConfigurationText(credentials)
        ).credentialSource()
    }

    private let variables = [
        "AWS_ACCESS_KEY_ID": "E", "AWS_SECRET_ACCESS_KEY": "ES", "AWS_SESSION_TOKEN": "ET",
    ]
    private let keys = "aws_access_key_id = K\naws_secret_access_key = S\naws_session_token = T\n"

    private func key(_ source: CredentialSource) -> String? {
        switch source {
        case .none: nil
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

    @Test
    func loadsNothingForUnsignedRequests() throws {
        #expect(try source(["AWS_ACCESS_KEY_ID": "E"], signs: false) == .none)
    }

    @Test
    func saysWhatIsMissing() throws {
        let error = try #require(throws: ClientError.self) { try source(["AWS_ACCESS_KEY_ID": "E"]) }
        #expect(error.description == "Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY")
        #expect(error.status == .general)
        let empty = try #require(throws: ClientError.self) {
            try source(["AWS_ACCESS_KEY_ID": "E", "AWS_SECRET_ACCESS_KEY": ""])
        }
        #expect(empty.status == .general)
        let file = try #require(throws: ClientError.self) {
            try source(credentials: "[default]\naws_access_key_id = K")
        }
        #expect(file.message == "Partial credentials found in shared-credentials-file, missing: aws_secret_access_key")
        let none = try #require(throws: ClientError.self) { try source() }
        #expect(none.status == .configuration)
        #expect(none.code == "NoCredentials")
    }

    @Test(arguments: [
        "role_arn = arn:aws:iam::123456789012:role/x\nsource_profile = default", "sso_session = s",
        "sso_start_url = https://x", "login_session = x",
    ])
    func saysThatOtherKindsAreNotSupported(settings: String) throws {
        let error = try #require(throws: ClientError.self) { try source(config: "[default]\n\(settings)") }
        #expect(error.status == .configuration)
        #expect(error.message.contains(Configuration.unsupportedCredentials))
    }

    @Test
    func readsWhatAProcessPrints() throws {
        let text = #"{"Version": 1, "AccessKeyId": "P", "SecretAccessKey": "PS", "SessionToken": "PT", "More": 1}"#
        let found = try CredentialProcess.credentials(printed: Array(text.utf8))
        #expect(found == Credentials(accessKeyID: "P", secretAccessKey: "PS", sessionToken: "PT"))
    }

    @Test(arguments: [
        ("", "not JSON"), ("[]", "an array"), (#"{"AccessKeyId": "HIDDEN"}"#, "Version"),
        (#"{"Version": 2, "SecretAccessKey": "HIDDEN"}"#, "Unsupported version '2'"),
        (#"{"Version": 1, "SecretAccessKey": "HIDDEN"}"#, "AccessKeyId"),
        (#"{"Version": 1, "AccessKeyId": "HIDDEN"}"#, "SecretAccessKey"),
    ])
    func refusesOtherOutputOfAProcessWithoutShowingIt(text: String, part: String) throws {
        let error = try #require(throws: ClientError.self) {
            try CredentialProcess.credentials(printed: Array(text.utf8))
        }
        #expect(error.status == .general)
        #expect(error.message.contains(part))
        #expect(!error.message.contains("HIDDEN"))
    }

    @Test
    func runsAProcess() async throws {
        let command = #"/bin/sh -c 'printf "{\"Version\":1,\"AccessKeyId\":\"%s\",\"SecretAccessKey\":\"S\"}" "$WHO"'"#
        var surroundings = Surroundings.test()
        surroundings.environment = ["WHO": "someone"]
        surroundings.pause = { _ in try await Task.sleep(for: .seconds(60)) }
        let found = try await CredentialProcess.credentials(of: command, in: surroundings)
        #expect(found == Credentials(accessKeyID: "someone", secretAccessKey: "S"))
    }

    @Test(arguments: [
        ("/bin/sh -c 'echo no luck >&2; exit 3'", "no luck"), ("/nowhere/at/all", "/nowhere/at/all"),
        ("/bin/sh -c 'exit 3'", "/bin/sh ended with"), ("'", "words"),
    ])
    func reportsAProcessThatFails(command: String, part: String) async throws {
        var surroundings = Surroundings.test()
        surroundings.pause = { _ in try await Task.sleep(for: .seconds(60)) }
        let given = surroundings
        let error = try await #require(throws: ClientError.self) {
            try await CredentialProcess.credentials(of: command, in: given)
        }
        #expect(error.status == .general)
        #expect(error.message.contains(part))
    }

    @Test
    func endsAProcessThatTakesTooLong() async throws {
        // The pause of these surroundings is over at once.
        let error = try await #require(throws: ClientError.self) {
            try await CredentialProcess.credentials(of: "/bin/sleep 600", in: .test())
        }
        #expect(error.message.contains("did not end within 60 seconds"))
    }
}
