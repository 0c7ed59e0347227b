import TapedeckAWSWire
import TapedeckJSONText
import Testing

@testable import TapedeckClientArguments
@testable import TapedeckClientModel
@testable import TapedeckReferenceClient

/// Skeletons, whole, as AWS CLI 2.36.7 on 2026-11-23 printed them.
struct ArgumentsSkeletonTests {
    private static let createInput = """
        {
            "ConnectionName": "",
            "ProviderType": "GITHUB",
            "Tags": [
                {
                    "Key": "",
                    "Value": ""
                }
            ]
        }

        """
    private static let createYAML = """
        ConnectionName: ''  # [REQUIRED] A name for the new connection.
        ProviderType: GITHUB # [REQUIRED] The source repository provider. Valid values are: GITHUB, BITBUCKET.
        Tags: # A list of metadata items that you can associate with your connection resource.
        - Key: ''  # The key of the tag.
          Value: '' # The value of the tag.

        """
    private static let createOutput = """
        {
            "Connection": {
                "ConnectionName": "ConnectionName",
                "ConnectionArn": "ConnectionArn",
                "ProviderType": "ProviderType",
                "Status": "Status",
                "CreatedAt": "1970-01-01T00:00:00"
            }
        }

        """

    @Test(arguments: [
        (["create-connection", "--generate-cli-skeleton"], createInput),
        (["create-connection", "--generate-cli-skeleton", "input"], createInput),
        (create("--generate-cli-skeleton", "input"), createInput),
        (["create-connection", "--generate-cli-skeleton", "yaml-input"], createYAML),
        (create("--generate-cli-skeleton", "output"), createOutput),
        (
            create("--generate-cli-skeleton", "output", "--output", "text"),
            "CONNECTION\tConnectionArn\tConnectionName\t1970-01-01 00:00:00\tProviderType\tStatus\n"
        ),
        (create("--generate-cli-skeleton", "output", "--query", "Connection.Status"), "\"Status\"\n"),
        (
            ["list-connections", "--generate-cli-skeleton"],
            "{\n    \"ConnectionName\": \"\",\n    \"MaxResults\": 0,\n    \"NextToken\": \"\"\n}\n"
        ),
        (["delete-connection", "--generate-cli-skeleton"], "{\n    \"ConnectionArn\": \"\"\n}\n"),
        (
            ["untag-resource", "--generate-cli-skeleton"],
            "{\n    \"ResourceArn\": \"\",\n    \"TagKeys\": [\n        \"\"\n    ]\n}\n"
        ),
        (
            ["list-tags-for-resource", "--resource-arn", "x", "--generate-cli-skeleton", "output", "--query", "Tags"],
            "[\n    {\n        \"Key\": \"Key\",\n        \"Value\": \"Value\"\n    }\n]\n"
        ),
    ])
    func printsWithoutCredentials(arguments: [String], expected: String) async {
        let world = World()
        let status = await ClientRun(surroundings: .test(world)).run(arguments)
        #expect(status == 0)
        #expect(world.output == expected)
        #expect(world.error.isEmpty)
    }

    @Test(arguments: ConnectionOperation.allCases)
    func inputsAreReadBackAsYAMLAndJSON(operation: ConnectionOperation) {
        let yaml = YAMLInput.value(of: Skeleton.inputYAML(for: operation))
        #expect(yaml?.json == Skeleton.inputValue(for: operation))
    }

    @Test(arguments: ConnectionOperation.allCases)
    func outputsFitTheModelButForTimes(operation: ConnectionOperation) {
        let mismatches = operation.output.mismatches(in: Skeleton.outputValue(for: operation))
        #expect(mismatches.allSatisfy { $0.path.hasSuffix("/CreatedAt") })
    }
}
