package import TapedeckAWSWire

extension CommandSpec {
    /// All commands, in the order in which help lists them.
    package static let table: [CommandSpec] =
        ConnectionOperation.allCases.map { CommandSpec.operation($0) } + [
            .wait(.connectionAvailable), .wait(.connectionDeleted), .help, .completions,
        ]

    /// The first words of all commands, each once.
    package static let firstWords: [String] = table.reduce(into: []) { words, command in
        if words.last != command.words[0] { words.append(command.words[0]) }
    }

    /// The command of these words.
    package static func named(_ words: [String]) -> CommandSpec? {
        table.first { $0.words == words }
    }

    /// The command of an operation.
    package static func of(_ operation: ConnectionOperation) -> CommandSpec? {
        table.first { if case .operation(operation) = $0.kind { true } else { false } }
    }

    private static func operation(_ operation: ConnectionOperation) -> CommandSpec {
        switch operation {
        case .createConnection: createConnection
        case .listConnections: listConnections
        case .deleteConnection: deleteConnection
        case .tagResource: tagResource
        case .untagResource: untagResource
        case .listTagsForResource: listTagsForResource
        }
    }

    private static let createConnection = CommandSpec(
        words: ["create-connection"], kind: .operation(.createConnection),
        summary: "Creates a connection to a source code provider.",
        details: [
            "A connection is what lets App Runner read repositories at GitHub or Bitbucket. A new one has the status "
                + "PENDING_HANDSHAKE until a person completes the handshake with the provider in the App Runner "
                + "console; wait connection-available waits for that.",
            "The call has no token by which the service could tell a repeat from a second request. Where an answer is "
                + "lost on the way, a repeat may be told that the connection exists already.",
        ],
        options: [
            OptionSpec(
                "connection-name", value: "name", isRequired: true, member: "ConnectionName",
                "A name for the new connection.",
                details:
                    "4 to 32 letters, digits, hyphens and underscores, the first of them a letter or digit; it must be "
                    + "free in the account and region."),
            OptionSpec(
                "provider-type", value: "provider", suggestions: ProviderType.known, isRequired: true,
                member: "ProviderType", "The source repository provider.",
                details: "GITHUB or BITBUCKET; another name is sent as it is, for the service to judge."),
            OptionSpec(
                "tags", .list, value: "tag", member: "Tags",
                "A list of metadata items that you can associate with your connection resource.",
                details: tagSyntax),
        ],
        output: "Connection: the new connection's ConnectionName, ConnectionArn, ProviderType, Status and CreatedAt.",
        examples: [
            (
                "Create a connection to GitHub:",
                "apprunner create-connection --connection-name my-github --provider-type GITHUB"
            ),
            (
                "The same with two tags, printing the ARN only:",
                "apprunner create-connection --connection-name my-github --provider-type GITHUB "
                    + "--tags Key=team,Value=web Key=stage,Value=test --query Connection.ConnectionArn --output text"
            ),
            (
                "Fill in a file and create what it describes:",
                "apprunner create-connection --generate-cli-skeleton yaml-input >input.yaml\n"
                    + "apprunner create-connection --cli-input-yaml file://input.yaml"
            ),
        ])

    private static let listConnections = CommandSpec(
        words: ["list-connections"], kind: .operation(.listConnections),
        summary: "Lists the account's connections in a region.",
        details: [
            "The service may split a list that nobody asked to split. Unless --max-results, --next-token or "
                + "--no-paginate is given, all pages are fetched and printed as one."
        ],
        options: [
            OptionSpec(
                "connection-name", value: "name", member: "ConnectionName",
                "Only the connection of this name is listed.", details: "Without it all are."),
            OptionSpec(
                "max-results", value: "number", member: "MaxResults", "The greatest number of connections on a page.",
                details: "1 to 100. With it a single page is fetched."),
            OptionSpec(
                "next-token", value: "token", member: "NextToken", "The token that the page before came with.",
                details: "With it a single page is fetched; all else must be as it was for the page before."),
        ],
        output:
            "ConnectionSummaryList: a list of connections, each with ConnectionName, ConnectionArn, ProviderType, Status "
            + "and CreatedAt. NextToken: with --max-results, --next-token or --no-paginate, where there is another page.",
        examples: [
            ("List names and states:", "apprunner list-connections --output table"),
            (
                "Find the ARN of one connection:",
                "apprunner list-connections --connection-name my-github "
                    + "--query 'ConnectionSummaryList[0].ConnectionArn' --output text"
            ),
        ])

    private static let deleteConnection = CommandSpec(
        words: ["delete-connection"], kind: .operation(.deleteConnection), summary: "Deletes a connection.",
        details: ["Services that use the connection must be gone before."],
        options: [
            OptionSpec(
                "connection-arn", value: "arn", isRequired: true, member: "ConnectionArn",
                "The ARN of the connection to delete.")
        ],
        output: "Connection: the deleted connection, with the status DELETED.",
        examples: [
            (
                "Delete a connection:",
                "apprunner delete-connection --connection-arn arn:aws:apprunner:us-east-1:123456789012:"
                    + "connection/my-github/00112233445566778899aabbccddeeff"
            )
        ])

    private static let tagResource = CommandSpec(
        words: ["tag-resource"], kind: .operation(.tagResource), summary: "Adds tags to a resource, or changes them.",
        details: [],
        options: [
            OptionSpec(
                "resource-arn", value: "arn", isRequired: true, member: "ResourceArn", "The ARN of the resource to tag."
            ),
            OptionSpec(
                "tags", .list, value: "tag", isRequired: true, member: "Tags",
                "The tags to add; a tag whose key is there already gets the new value.", details: tagSyntax),
        ],
        output: "Nothing.",
        examples: [
            (
                "Set a tag:",
                "apprunner tag-resource --resource-arn \"$arn\" --tags Key=team,Value=web"
            )
        ])

    private static let untagResource = CommandSpec(
        words: ["untag-resource"], kind: .operation(.untagResource), summary: "Removes tags from a resource.",
        details: [],
        options: [
            OptionSpec(
                "resource-arn", value: "arn", isRequired: true, member: "ResourceArn",
                "The ARN of the resource to remove tags from."),
            OptionSpec(
                "tag-keys", .list, value: "key", isRequired: true, member: "TagKeys", "The keys of the tags to remove."),
        ],
        output: "Nothing.",
        examples: [
            ("Remove two tags:", "apprunner untag-resource --resource-arn \"$arn\" --tag-keys team stage")
        ])

    private static let listTagsForResource = CommandSpec(
        words: ["list-tags-for-resource"], kind: .operation(.listTagsForResource), summary: "Lists a resource's tags.",
        details: ["No other operation shows tags: they are not part of a connection."],
        options: [
            OptionSpec(
                "resource-arn", value: "arn", isRequired: true, member: "ResourceArn",
                "The ARN of the resource whose tags to list.")
        ],
        output: "Tags: a list of tags, each with Key and Value.",
        examples: [
            ("Print keys and values:", "apprunner list-tags-for-resource --resource-arn \"$arn\" --output text")
        ])

    private static func wait(_ goal: Invocation.WaitGoal) -> CommandSpec {
        let isAvailable = goal == .connectionAvailable
        return CommandSpec(
            words: ["wait", goal.rawValue], kind: .wait(goal),
            summary: "Waits until a connection \(isAvailable ? "can be used" : "is gone").",
            details: [
                "This command is this client's own; AWS CLI has no waiter for connections. It asks ListConnections for "
                    + "the name again and again, and ends with status 0 when the connection "
                    + (isAvailable
                        ? "has the status AVAILABLE, with 255 when it has the status ERROR or DELETED, is not listed, or "
                        : "has the status DELETED or is not listed, with 255 when it is neither, ")
                    + "in the time given."
            ],
            options: [
                OptionSpec(
                    "connection-name", value: "name", member: "ConnectionName",
                    "The name of the connection to wait for."
                ),
                OptionSpec(
                    "connection-arn", value: "arn",
                    "The ARN of the connection to wait for, in the place of its name."),
                OptionSpec(
                    "interval", value: "seconds", "The time between two looks; 3 unless given, fractions allowed."),
                OptionSpec(
                    "timeout", value: "seconds", "The longest time to wait; 600 unless given, fractions allowed."),
            ],
            output: "Nothing.",
            examples: [
                (
                    "Wait for at most an hour:",
                    "apprunner wait \(goal.rawValue) --connection-name my-github --timeout 3600"
                )
            ])
    }

    private static let help = CommandSpec(
        words: ["help"], kind: .help, summary: "Tells about this client, or about one command.",
        details: ["COMMAND help and help COMMAND tell the same."],
        options: [OptionSpec("man", .flag, "Prints the manual page as roff.")],
        output: "Plain text.", examples: [("Install the manual page:", "apprunner help --man >apprunner.1")])

    private static let completions = CommandSpec(
        words: ["completions"], kind: .completions, summary: "Prints a script that completes command lines.",
        details: ["It takes the name of a shell: bash, zsh or fish."], options: [], output: "The script.",
        examples: [
            ("Complete in this bash:", "source <(apprunner completions bash)"),
            ("Complete in every fish:", "apprunner completions fish >~/.config/fish/completions/apprunner.fish"),
        ])

    private static let tagSyntax =
        "Shorthand Key=KEY,Value=VALUE, a JSON list, one JSON object, or file://PATH. A value with a comma stands in "
        + "quotes; Value@=file://PATH takes the value from a file."
}

/// The shells that completions exist for.
package enum Shell: String, Sendable, CaseIterable {
    case bash, zsh, fish
}

extension CommandSpec {
    /// The options of `wait`, the same for every goal.
    package static var waitOptions: [OptionSpec] {
        named(["wait", Invocation.WaitGoal.connectionAvailable.rawValue])?.options ?? []
    }
}
