extension Clause {
    /// One clause for every option of the synopsis, in its order; then its exit statuses, its example and its output.
    static let commandLine: [Clause] = [
        option(1, "--connection-name", "names the connection, and is required"),
        option(2, "--provider-type", "names the provider, and is required"),
        option(3, "--tags", "takes tags in shorthand and as JSON"),
        option(
            4, "--cli-input-json and --cli-input-yaml",
            "read the input; options given beside win; not both at a time"),
        option(5, "--generate-cli-skeleton", "prints input, yaml-input or output, and sends nothing"),
        option(6, "--debug", "writes a log to standard error, and leaves the result as it is"),
        option(7, "--endpoint-url", "is where requests go; it needs a scheme"),
        option(8, "--no-verify-ssl", "takes any certificate"),
        option(9, "--no-paginate", "asks for the first page alone"),
        option(10, "--output", "prints json, text, table, yaml and yaml-stream; anything else is refused"),
        option(11, "--query", "filters the result; what is not JMESPath is refused before anything is sent"),
        option(12, "--profile", "signs with that profile's credentials; one that is not there is told"),
        option(13, "--region", "wins over the environment; without any region nothing is sent"),
        option(14, "--version", "prints name and version, and sends nothing"),
        option(15, "--color", "takes on, off and auto"),
        option(16, "--no-sign-request", "signs nothing, and needs no credentials"),
        option(17, "--ca-bundle", "trusts the authorities of that file"),
        option(18, "--cli-read-timeout", "ends a wait for an answer; it takes a number"),
        option(19, "--cli-connect-timeout", "takes a number"),
        option(20, "--cli-binary-format", "takes base64 and raw-in-base64-out"),
        option(21, "--no-cli-pager", "leaves the result as it is"),
        option(22, "--cli-auto-prompt", "without a terminal does not keep a script waiting"),
        option(23, "--no-cli-auto-prompt", "prompts for nothing, and is refused beside --cli-auto-prompt"),
        Clause(
            "CLI-24", .must, .exits,
            "0 for success, 130 when interrupted, 252 for a wrong command line, 253 without region or credentials, "
                + "254 for an error of the service, 255 for anything else"),
        Clause("CLI-25", .must, .synopsis, "the example works as it is printed"),
        Clause(
            "CLI-26", .must, .synopsis,
            "the output has the members that the command's page lists, CreatedAt as ISO 8601"),
    ]

    private static func option(_ number: Int, _ name: String, _ text: String) -> Clause {
        Clause("CLI-\(number)", .must, .synopsis, "\(name) \(text)")
    }
}
