import TapedeckAWSWire
import TapedeckJSONText
import Testing

@testable import TapedeckClientModel

/// What a command line asks for.
struct ArgumentsInvocationTests {
    @Test(arguments: [
        (
            ["create-connection", "--connection-name", "abcd", "--provider-type", "x"],
            Invocation.Action.call(.createConnection)
        ),
        (["list-connections"], .call(.listConnections)),
        (["delete-connection", "--connection-arn", "x"], .call(.deleteConnection)),
        (["tag-resource", "--resource-arn", "x", "--tags", "Key=a"], .call(.tagResource)),
        (["untag-resource", "--resource-arn", "x", "--tag-keys", "a"], .call(.untagResource)),
        (["list-tags-for-resource", "--resource-arn", "x"], .call(.listTagsForResource)),
        (["wait", "connection-available", "--connection-name", "abcd"], .wait(.connectionAvailable)),
        (["wait", "--connection-name", "abcd", "connection-deleted"], .wait(.connectionDeleted)),
        (["create-connection", "--generate-cli-skeleton"], .skeleton(.createConnection, .input)),
        (["create-connection", "--generate-cli-skeleton=yaml-input"], .skeleton(.createConnection, .yamlInput)),
        (["list-connections", "--generate-cli-skeleton", "output"], .skeleton(.listConnections, .output)),
        (["help"], .help([])), (["help", "wait"], .help(["wait"])), (["help", "--man"], .help(["--man"])),
        (["create-connection", "help"], .help(["create-connection"])),
        (["create-connection", "help", "--region", "x"], .help(["create-connection"])),
        (["list-connections", "help", "x"], .help(["list-connections"])),
        (["list-connections", ""], .call(.listConnections)),
        (["wait", "help"], .help(["wait"])),
        (["wait", "connection-deleted", "help"], .help(["wait", "connection-deleted"])),
        (["completions", "fish"], .completions(shell: "fish")),
        (["--version"], .version), (["list-connections", "--version"], .version), (["--version", "zz"], .version),
        (["--cli-auto-prompt"], .autoPrompt(partial: false)),
        (["create-connection", "--cli-auto-prompt"], .autoPrompt(partial: false)),
        (["create-connection", "--cli-auto-prompt", "help"], .help(["create-connection"])),
    ])
    func understands(arguments: [String], action: Invocation.Action) throws {
        #expect(try read(arguments).get().action == action)
    }

    @Test(arguments: [true, false])
    func takesGlobalOptionsBeforeAndBehindTheCommand(before: Bool) throws {
        let options = [
            "--debug", "--endpoint-url", "http://127.0.0.1:1", "--no-verify-ssl", "--no-paginate", "--output=text",
            "--query", "a.b", "--profile", "p", "--reg", "eu-west-1", "--color", "off", "--no-sign", "--ca-bundle", "c",
            "--cli-read-timeout", "0", "--cli-connect-timeout", "7", "--cli-binary-format", "base64", "--no-cli-pager",
            "--no-cli-auto-prompt",
        ]
        var expected = GlobalOptions()
        expected.debug = true
        expected.endpointURL = "http://127.0.0.1:1"
        expected.verifiesTLS = false
        expected.paginates = false
        expected.output = .text
        expected.query = "a.b"
        expected.profile = "p"
        expected.region = "eu-west-1"
        expected.color = .off
        expected.signs = false
        expected.caBundle = "c"
        expected.readTimeout = 0
        expected.connectTimeout = 7
        expected.binaryFormat = "base64"
        expected.usesPager = false
        expected.autoPrompt = false
        let invocation = try read(before ? options + ["list-connections"] : ["list-connections"] + options).get()
        #expect(invocation.options == expected)
        #expect(invocation.command == "list-connections")
    }

    @Test(arguments: [
        (["--connection-name", "abcd"], 3000, 600_000),
        (["--connection-name", "abcd", "--interval", "0.25", "--timeout", "3"], 250, 3000),
        (
            [
                "--connection-arn",
                "arn:aws:apprunner:us-east-1:123456789012:connection/abcd/00112233445566778899aabbccddeeff",
                "--interval", "0",
            ], 0, 600_000
        ),
    ])
    func readsTheOptionsOfWait(options: [String], interval: Int, timeout: Int) throws {
        let invocation = try read(["wait", "connection-available"] + options).get()
        #expect(invocation.parameters["ConnectionName"] == .string("abcd"))
        #expect(invocation.waitInterval == interval)
        #expect(invocation.waitTimeout == timeout)
    }

    @Test
    func keepsTheProfileOfALineThatAsksToBeAsked() throws {
        let options = try read(["--cli-auto-prompt", "--profile", "p"]).get().options
        #expect(options.profile == "p")
        #expect(options.autoPrompt == true)
    }

    @Test
    func takesEmptyNamesForNone() throws {
        let options = try read(["list-connections", "--region", "", "--profile", ""]).get().options
        #expect(options == GlobalOptions())
    }

    @Test
    func offersEveryOptionOfTheSynopsis() {
        let seed = """
            debug endpoint-url no-verify-ssl no-paginate output query profile region version color no-sign-request \
            ca-bundle cli-read-timeout cli-connect-timeout cli-binary-format no-cli-pager cli-auto-prompt \
            no-cli-auto-prompt
            """
        #expect(OptionSpec.global.map(\.name).joined(separator: " ") == seed)
    }

    @Test(arguments: ConnectionOperation.allCases)
    func hasAnOptionForEveryMember(operation: ConnectionOperation) throws {
        let command = try #require(CommandSpec.of(operation))
        #expect(command.options.compactMap(\.member) == operation.input.members.map(\.name))
        #expect(command.options.map(\.isRequired) == operation.input.members.map(\.isRequired))
    }
}
