import TapedeckAWSWire
import Testing

@testable import TapedeckClientModel
@testable import TapedeckReferenceClient

/// Command lines that can't be understood: message, status, and whether the usage is shown, as AWS CLI 2.36.7 on 2026-11-23
/// had them.
struct ArgumentsErrorTests {
    @Test(arguments: [
        ([], "the following arguments are required: command"),
        (["create-connection"], "the following arguments are required: --connection-name, --provider-type"),
        (["create-connection", "--connection-name", "abcd"], "the following arguments are required: --provider-type"),
        (["create-connection", "--connection-name"], "argument --connection-name: expected one argument"),
        (["create-connection", "--connection-name", "-abcd"], "argument --connection-name: expected one argument"),
        (["list-connections", "--output", "xml"], "argument --output: Found invalid choice 'xml'\n"),
        (
            ["list-connections", "--output", "jsonn"],
            "argument --output: Found invalid choice 'jsonn'\n\nMaybe you meant:\n\n  * json"
        ),
        (["list-connections", "--color", "blue"], "argument --color: Found invalid choice 'blue'\n"),
        (
            ["creat-connection"],
            "argument command: Found invalid choice 'creat-connection'\n\nMaybe you meant:\n\n  * create-connection"
        ),
        (["apprunner", "list-connections"], "argument command: Found invalid choice 'apprunner'\n"),
        (
            ["create-connection", "--generate-cli-skeleton", "nope"],
            "argument --generate-cli-skeleton: Found invalid choice 'nope'\n"
        ),
        (
            ["create-connection", "--generate-cli-skeleton", "output"],
            "the following arguments are required: --connection-name, --provider-type"
        ),
        (["list-connections", "--debug=x"], "argument --debug: ignored explicit argument 'x'"),
        (
            ["list-connections", "--no", "x"],
            "ambiguous option: --no could match --no-verify-ssl, --no-paginate, --no-sign-request, --no-cli-pager, "
                + "--no-cli-auto-prompt"
        ),
        (
            ["create-connection", "--cli-in", "a"],
            "ambiguous option: --cli-in could match --cli-input-json, --cli-input-yaml"
        ),
        (["wait"], "the following arguments are required: state"),
        (
            ["wait", "connection-availabel"],
            "argument state: Found invalid choice 'connection-availabel'\n\nMaybe you meant:\n\n"
                + "  * connection-available"
        ),
        (["wait", "connection-deleted"], "the following arguments are required: --connection-name"),
        (["completions"], "the following arguments are required: shell"),
        (["completions", "tcsh"], "argument shell: Found invalid choice 'tcsh'\n"),
    ])
    func saysWhatIsWrongWithTheUsage(arguments: [String], message: String) throws {
        let error = try #require(throws: ClientError.self) { try read(arguments).get() }
        #expect(error.message == message)
        #expect(error.status == .usage)
        #expect(error.code == "ParamValidation")
        #expect(error.showsUsage)
    }

    @Test(arguments: [
        (["--nope", "x"], "--nope, x"), (["--nope", "x", "--nada=y"], "--nope, --nada=y, x"), (["a", "b"], "b, a"),
        (["--", "x"], "x"), (["-x"], "-x"), (["--nope=1"], "--nope=1"),
    ])
    func listsUnknownOptions(more: [String], expected: String) throws {
        let error = try #require(throws: ClientError.self) { try read(create() + more).get() }
        #expect(error.message == "Unknown options: \(expected)")
        #expect(error.status == .usage)
        #expect(error.code == nil)
        #expect(error.showsUsage)
    }

    @Test(arguments: [
        (
            ["list-connections", "--query", "Connection.["],
            "Bad value for --query Connection.[: Invalid jmespath expression: Incomplete expression:\n"
                + "\"Connection.[\"\n             ^", ClientError.Status.usage
        ),
        (
            ["list-connections", "--endpoint-url", "notaurl"],
            "Bad value for --endpoint-url \"notaurl\": scheme is missing.  Must be of the form "
                + "http://<hostname>/ or https://<hostname>/", .usage
        ),
        (
            ["list-connections", "--endpoint-url", "127.0.0.1:8080"],
            "Bad value for --endpoint-url \"127.0.0.1:8080\": scheme is missing.  Must be of the form "
                + "http://<hostname>/ or https://<hostname>/", .usage
        ),
        (["list-connections", "--cli-read-timeout", "x"], "invalid literal for int() with base 10: 'x'", .general),
        (
            ["list-connections", "--cli-auto-prompt", "--no-cli-auto-prompt"],
            "Both --cli-auto-prompt and --no-cli-auto-prompt cannot be specified at the same time.", .usage
        ),
        (
            ["wait", "connection-deleted", "--connection-name", "abcd", "--interval", "soon"],
            "Bad value for --interval \"soon\": it must be a number of seconds, such as 5 or 0.5, and no more than a year.",
            .usage
        ),
        (
            ["wait", "connection-deleted", "--connection-name", "abcd", "--connection-arn", "x"],
            "Only one of --connection-name and --connection-arn may be specified.", .usage
        ),
        (
            ["wait", "connection-deleted", "--connection-arn", "x"],
            "Bad value for --connection-arn \"x\": it must be of the form "
                + "arn:aws:apprunner:REGION:ACCOUNT:connection/NAME/ID", .usage
        ),
    ])
    func saysWhatIsWrongWithAValue(arguments: [String], message: String, status: ClientError.Status) throws {
        let error = try #require(throws: ClientError.self) { try read(arguments).get() }
        #expect(error.message == message)
        #expect(error.status == status)
        #expect(!error.showsUsage)
    }

    /// The whole of standard error, as AWS CLI 2.36.7 on 2026-11-23 had it for `aws`.
    @Test(arguments: [
        (
            ["create-connection", "--connection-name", "abcd"],
            "\napprunner: [ERROR]: An error occurred (ParamValidation): the following arguments are required: "
                + "--provider-type\n\n\(ErrorReport.usage)"
        ),
        (
            ["list-connections", "--output", "xml"],
            "\napprunner: [ERROR]: An error occurred (ParamValidation): argument --output: Found invalid choice 'xml'"
                + "\n\n\n\(ErrorReport.usage)"
        ),
        (
            ["creat-connection"],
            "\napprunner: [ERROR]: An error occurred (ParamValidation): argument command: Found invalid choice "
                + "'creat-connection'\n\nMaybe you meant:\n\n  * create-connection\n\n\(ErrorReport.usage)"
        ),
        (
            ["create-connection", "--connection-name", "abc", "--provider-type", "x"],
            "\napprunner: [ERROR]: An error occurred (ParamValidation): Parameter validation failed:\n"
                + "Invalid length for parameter ConnectionName, value: 3, valid min length: 4\n"
        ),
    ])
    func printsErrorsAsAWSCLIDoes(arguments: [String], expected: String) async {
        let world = World()
        let status = await ClientRun(surroundings: .test(world)).run(arguments)
        #expect(status == 252)
        #expect(world.error == expected)
        #expect(world.output.isEmpty)
    }
}
