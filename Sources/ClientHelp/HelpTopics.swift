/// The sections of help that hold for every command.
enum HelpTopics {
    /// What the client is.
    static let description = [
        "apprunner calls the connection operations of AWS App Runner as AWS CLI v2 does, with the same options, output "
            + "and exit statuses. It exists to have something whose every byte is known: tests record it, play to it, and "
            + "measure other clients by it.",
        "Parameters can be given as options, as JSON or YAML, or be asked for on the terminal with --cli-auto-prompt. An "
            + "option may be cut short as long as one option alone begins so. Of a repeated option the last one counts.",
        "A value file://PATH stands for the text of a file.",
        "wait is this client's own addition; so are completions and help --man.",
        "Credentials come from the environment, the credentials file, the configuration file, or a credential_process. "
            + "Credentials of instances and containers are not supported, nor those of SSO sessions, web identities and "
            + "assumed roles.",
    ]

    /// How answers are printed.
    static let output = [
        "Answers go to standard output, all else to standard error. On a terminal a pager shows answers; elsewhere the "
            + "bytes are those of AWS CLI v2. Operations that answer with nothing print nothing.",
        "An error names the service's code and message. The request id, by which AWS finds a request, is shown with it "
            + "under --debug.",
    ]

    /// Exit statuses.
    static let exitStatus = HelpPage.Section(
        "EXIT STATUS",
        [
            .term("0", ["Done."]),
            .term("130", ["Interrupted."]),
            .term(
                "252",
                [
                    "The command line, a parameter or a query is wrong, or something required is missing. Nothing was sent."
                ]),
            .term("253", ["Region, credentials or another setting are missing or wrong. Nothing was sent."]),
            .term("254", ["The service answered with an error."]),
            .term(
                "255",
                [
                    "Anything else: no connection, no answer in time, an answer that can't be used, a profile that is not "
                        + "there, a wait that came to nothing."
                ]),
        ])

    /// The environment's variables.
    static let environment = HelpPage.Section(
        "ENVIRONMENT",
        [
            .term("AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN", ["Credentials."]),
            .term("AWS_PROFILE, AWS_DEFAULT_PROFILE", ["The profile, where --profile is not given."]),
            .term("AWS_REGION, AWS_DEFAULT_REGION", ["The region, where --region is not given."]),
            .term("AWS_DEFAULT_OUTPUT", ["The output format, where --output is not given."]),
            .term(
                "AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_APPRUNNER",
                ["The endpoint, where --endpoint-url is not given; the second one goes first."]),
            .term("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", ["true leaves endpoints of environment and files alone."]),
            .term("AWS_USE_FIPS_ENDPOINT, AWS_USE_DUALSTACK_ENDPOINT", ["true asks for an endpoint of that kind."]),
            .term("AWS_RETRY_MODE, AWS_MAX_ATTEMPTS", ["standard or adaptive; how often a request is sent at most."]),
            .term("AWS_CA_BUNDLE, REQUESTS_CA_BUNDLE", ["Certificate authorities, where --ca-bundle is not given."]),
            .term("AWS_PAGER, PAGER", ["The pager; an empty one means none."]),
            .term("AWS_CLI_AUTO_PROMPT", ["on asks always, on-partial where something is missing, off never."]),
            .term("AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE", ["Other places for the two files below."]),
            .term("HTTP_PROXY, HTTPS_PROXY, NO_PROXY", ["Proxies, and hosts to reach without one."]),
        ])

    /// Files.
    static let files = HelpPage.Section(
        "FILES",
        [
            .term("~/.aws/config", ["Settings, a section for each profile."]),
            .term("~/.aws/credentials", ["Credentials, a section for each profile."]),
        ])
}
