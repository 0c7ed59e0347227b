extension OptionSpec {
    /// The options that every command has, in the order of AWS CLI's synopsis.
    package static let global: [OptionSpec] = [
        OptionSpec(
            "debug", .flag, "Tells on standard error what happens: settings, attempts, headers, request ids.",
            details: "Secrets are left out. The service's request id is shown with an error under this option only."),
        OptionSpec(
            "endpoint-url", value: "url", "Sends requests to this URL instead of the region's endpoint."),
        OptionSpec(
            "no-verify-ssl", .flag, "Takes any certificate that the server shows.",
            details: "Whoever sits between may then read and change everything."),
        OptionSpec(
            "no-paginate", .flag, "Asks for one page of a list only.",
            details: "Without it list-connections follows the service's tokens to the end."),
        OptionSpec(
            "output", value: "format", choices: OutputFormat.allCases.map(\.rawValue),
            "Sets how the answer is printed; json unless the profile or AWS_DEFAULT_OUTPUT say otherwise."),
        OptionSpec(
            "query", value: "expression", "Prints only what this JMESPath expression picks from the answer.",
            details: "It is checked before anything is sent."),
        OptionSpec(
            "profile", value: "name", source: .profiles,
            "Takes settings and credentials from this profile of the configuration files."),
        OptionSpec("region", value: "name", source: .regions, "Sets the region to call and to sign for."),
        OptionSpec("version", .flag, "Prints the version of this client and ends."),
        OptionSpec(
            "color", value: "when", choices: ColorMode.allCases.map(\.rawValue),
            "Sets whether tables are coloured; auto does so on a terminal only."),
        OptionSpec(
            "no-sign-request", .flag, "Sends requests without a signature, and looks for no credentials."),
        OptionSpec(
            "ca-bundle", value: "file", source: .files,
            "Trusts the certificate authorities in this PEM file instead of the system's."),
        OptionSpec(
            "cli-read-timeout", value: "seconds",
            "Gives up when the server sends nothing for this long; 60 unless given, 0 for never."),
        OptionSpec(
            "cli-connect-timeout", value: "seconds",
            "Gives up when no connection comes about in this time; 60 unless given, 0 for never."),
        OptionSpec(
            "cli-binary-format", value: "format", choices: ["base64", "raw-in-base64-out"],
            "Sets how binary values are written; no parameter here is binary, so it changes nothing."),
        OptionSpec("no-cli-pager", .flag, "Prints to standard output without a pager."),
        OptionSpec(
            "cli-auto-prompt", .flag, "Asks on the terminal for command and parameters before anything is sent."),
        OptionSpec("no-cli-auto-prompt", .flag, "Asks for nothing, whatever environment and profile say."),
    ]

    /// The options by which an operation's whole input is given or shown.
    package static let input: [OptionSpec] = [
        OptionSpec(
            "cli-input-json", value: "json", source: .files,
            "Takes the operation's input from JSON text, or from a file by file://PATH.",
            details:
                "A parameter given as an option takes the place of the whole member. It can't be combined with "
                + "--cli-input-yaml."),
        OptionSpec(
            "cli-input-yaml", value: "yaml", source: .files,
            "Takes the operation's input from YAML text, or from a file by file://PATH.",
            details:
                "A parameter given as an option takes the place of the whole member. It can't be combined with "
                + "--cli-input-json."),
        OptionSpec(
            "generate-cli-skeleton", .optional(bare: Invocation.SkeletonKind.input.rawValue), value: "kind",
            choices: ["input", "output", "yaml-input"], "Prints a sample of the input or the output and sends nothing.",
            details:
                "input, or no value, prints JSON to fill in; yaml-input prints YAML with a comment on each member; "
                + "output checks the parameters and prints what an answer looks like."),
    ]
}
