import TapedeckAWSProfile
import TapedeckAWSWire
import TapedeckPlatform
import Testing

@testable import TapedeckClientModel

struct ConfigurationTests {
    private let file = """
        [default]
        region = default-1
        output = table
        [profile p]
        region = p-1
        cli_timestamp_format = wire
        max_attempts = 5
        ca_bundle = /tmp/ca.pem
        cli_pager = more
        cli_auto_prompt = on-partial
        """

    private func configuration(
        _ environment: [String: String] = [:], options: (inout GlobalOptions) -> Void = { _ in }, file: String? = nil,
        credentials: String = ""
    ) throws -> Configuration {
        var given = GlobalOptions()
        options(&given)
        return try Configuration(
            options: given, environment: environment, configuration: ConfigurationText(file ?? self.file),
            credentials: ConfigurationText(credentials))
    }

    @Test
    func takesTheRegionFromOptionThenVariablesThenProfile() throws {
        #expect(try configuration().region() == "default-1")
        #expect(try configuration(["AWS_PROFILE": "p"]).region() == "p-1")
        #expect(try configuration(["AWS_DEFAULT_REGION": "d-1"]).region() == "d-1")
        #expect(try configuration(["AWS_DEFAULT_REGION": "d-1", "AWS_REGION": "r-1"]).region() == "r-1")
        #expect(try configuration(["AWS_REGION": "r-1"], options: { $0.region = "o-1" }).region() == "o-1")
        #expect(try configuration(credentials: "[default]\nregion = c-1").region() == "c-1")
    }

    @Test(arguments: [
        ("", ClientError.Status.configuration), ("not a label", .general), ("12", .general), ("-x", .general),
        ("x/y", .general), (String(repeating: "a", count: 64), .general),
    ])
    func refusesRegionsThatCannotBe(name: String, status: ClientError.Status) throws {
        let error = try #require(throws: ClientError.self) { try configuration(["AWS_REGION": name]).region() }
        #expect(error.status == status)
    }

    @Test
    func refusesAWayOfWritingBinaryValuesThatThereIsNot() throws {
        let odd = "[default]\ncli_binary_format = x\n"
        let error = #expect(throws: ClientError.self) { try configuration(file: odd).checkBinaryFormat() }
        #expect(error?.status == .general)
        #expect(
            error?.message == "Unknown cli_binary_format value: x, valid values are \"base64\" or \"raw-in-base64-out\""
        )
        try configuration(options: { $0.binaryFormat = "base64" }, file: odd).checkBinaryFormat()
        try configuration(file: "[default]\ncli_binary_format = base64\n").checkBinaryFormat()
    }

    @Test
    func takesPseudoRegionsForFIPS() throws {
        let configuration = try configuration(["AWS_REGION": "fips-us-east-1"])
        #expect(try configuration.region() == "us-east-1")
        #expect(
            try configuration.endpoint(region: "us-east-1").url == "https://apprunner-fips.us-east-1.amazonaws.com/")
    }

    @Test
    func asksForTheProfileThatWasChosen() throws {
        let error = try #require(throws: ClientError.self) { try configuration(["AWS_PROFILE": "nope"]) }
        #expect(error == ClientError(.general, message: "The config profile (nope) could not be found"))
        #expect(try configuration(["AWS_PROFILE": "nope"], options: { $0.profile = "p" }).profile.name == "p")
        #expect(try configuration(["AWS_PROFILE": "p", "AWS_DEFAULT_PROFILE": "nope"]).profile.name == "p")
        #expect(try configuration(file: "").profile.name == nil)
        #expect(throws: ClientError.self) { try configuration(["AWS_PROFILE": "default"], file: "") }
    }

    @Test
    func readsTheOtherSettings() throws {
        let settings = try configuration(["AWS_PROFILE": "p"])
        #expect(try settings.timestampFormat() == .wire)
        #expect(try settings.maximumAttempts() == 5)
        #expect(try settings.outputFormat() == .json)
        #expect(settings.caBundle == "/tmp/ca.pem")
        #expect(settings.pager == "more")
        #expect(settings.autoPrompt == .onPartial)
        let other = try configuration([
            "AWS_PROFILE": "p", "AWS_DEFAULT_OUTPUT": "yaml-stream", "AWS_MAX_ATTEMPTS": "2", "AWS_CA_BUNDLE": "/x",
            "AWS_PAGER": "", "AWS_CLI_AUTO_PROMPT": "on",
        ])
        #expect(try other.outputFormat() == .yamlStream)
        #expect(try other.maximumAttempts() == 2)
        #expect(other.caBundle == "/x")
        #expect(other.pager == nil)
        #expect(other.autoPrompt == .on)
        #expect(try configuration().outputFormat() == .table)
    }

    @Test(arguments: [
        ("AWS_DEFAULT_OUTPUT", "xml", ClientError.Status.general), ("AWS_RETRY_MODE", "legacy", .general),
        ("AWS_RETRY_MODE", "bogus", .general), ("AWS_MAX_ATTEMPTS", "many", .general),
        ("AWS_MAX_ATTEMPTS", "0", .general),
    ])
    func refusesUnknownValues(variable: String, value: String, status: ClientError.Status) throws {
        let settings = try configuration([variable: value])
        let error = try #require(throws: ClientError.self) {
            _ = try settings.outputFormat()
            _ = try settings.maximumAttempts()
        }
        #expect(error.status == status)
        #expect(error.message.contains(value))
    }

    @Test
    func refusesAnUnknownTimestampFormatAsConfiguration() throws {
        let settings = try configuration(file: "[default]\ncli_timestamp_format = none")
        let error = try #require(throws: ClientError.self) { try settings.timestampFormat() }
        #expect(error.status == .configuration)
        #expect(
            error.description == "An error occurred (Configuration): Unknown cli_timestamp_format value: none, "
                + "valid values are \"wire\" or \"iso8601\"")
    }

    @Test(arguments: ["standard", "adaptive"])
    func acceptsTheRetryModesThatThereAre(mode: String) throws {
        #expect(try configuration(["AWS_RETRY_MODE": mode]).maximumAttempts() == 3)
    }

    @Test
    func readsTheFilesOfTheMachine() throws {
        var surroundings = Surroundings.test()
        surroundings.environment = ["AWS_PROFILE": "p"]
        let files = surroundings.files { path throws(FileError) in
            guard path == "/home/test/.aws/config" else { throw FileError(.read, path, 2) }
            return Array("[profile p]\nregion = a-1".utf8)
        }
        let settings = try Configuration(GlobalOptions(), files: files)
        #expect(try settings.region() == "a-1")
    }

    @Test
    func endsWithAWSCLIsStatusForFilesThatCannotBeParsed() {
        let files = Surroundings.test().files { _ throws(FileError) in Array("[a]\nnonsense".utf8) }
        let error = #expect(throws: ClientError.self) { try Configuration(GlobalOptions(), files: files) }
        #expect(error?.status == .general)
        #expect(error?.message.contains("/home/test/.aws/config, line 2") == true)
    }

    @Test
    func findsCredentialsInTheirPlacesAndNoneForUnsignedRequests() throws {
        let keys = "[default]\naws_access_key_id = K\naws_secret_access_key = S"
        #expect(
            try configuration(credentials: keys).credentialSource()
                == .keys(Credentials(accessKeyID: "K", secretAccessKey: "S"), place: "the credentials file"))
        #expect(try configuration(["AWS_ACCESS_KEY_ID": "E"], options: { $0.signs = false }).credentialSource() == nil)
    }

    @Test(arguments: [
        ("", ClientError.Status.configuration, "An error occurred (NoCredentials): Unable to locate credentials."),
        ("[default]\nrole_arn = x", .configuration, "An error occurred (NoCredentials): The profile's role_arn"),
        ("[default]\naws_access_key_id = K", .general, "Partial credentials found in config-file, missing:"),
    ])
    func endsWithAWSCLIsStatusWithoutCredentials(file: String, status: ClientError.Status, text: String) {
        let error = #expect(throws: ClientError.self) { try configuration(file: file).credentialSource() }
        #expect(error?.status == status)
        #expect(error?.description.hasPrefix(text) == true)
    }

    @Test(arguments: [
        (["HTTP_PROXY": "http://up:1", "http_proxy": "http://low:1"], "http://low:1"),
        (["HTTP_PROXY": "up:1"], "http://up:1"), (["http_proxy": "", "HTTP_PROXY": "http://up:1"], nil),
        (["HTTPS_PROXY": "http://s:1"], nil), (["ALL_PROXY": "http://a:1"], nil),
        (["HTTP_PROXY": "http://up:1", "NO_PROXY": "example.com"], nil),
        (["HTTP_PROXY": "http://up:1", "NO_PROXY": " .com , x"], nil),
        (["HTTP_PROXY": "http://up:1", "NO_PROXY": "*"], nil),
        (["HTTP_PROXY": "http://up:1", "NO_PROXY": "example.com:99"], "http://up:1"),
        (["HTTP_PROXY": "http://up:1", "NO_PROXY": "ample.com"], "http://up:1"),
        (["HTTP_PROXY": "http://up:1", "REQUEST_METHOD": "GET"], nil),
        (["http_proxy": "http://low:1", "REQUEST_METHOD": "GET"], "http://low:1"),
    ])
    func choosesTheProxyAsPythonDoes(environment: [String: String], proxy: String?) throws {
        let endpoint = try #require(Endpoint("http://example.com:8080/"))
        #expect(try configuration(environment).proxy(for: endpoint) == proxy)
    }
}
