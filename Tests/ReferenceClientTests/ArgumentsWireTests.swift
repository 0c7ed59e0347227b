import Testing

@testable import TapedeckClientModel

/// What is sent for a command line, or why nothing is: measured against AWS CLI 2.36.7 on 2026-11-23.
struct ArgumentsWireTests {
    private static let files = TestFiles([
        "/work/tags.json": #"[{"Key":"f","Value":"file"}]"#, "/work/one.json": #"{"Key":"f"}"#,
        "/work/name.txt": "abcd\r\nx\n", "/work/in.txt": "from-variable",
        "/work/input.json":
            #"{"ConnectionName":"from-json","ProviderType":"BITBUCKET","Tags":[{"Key":"a","Value":"b"}]}"#,
        "/work/input.yaml": "ConnectionName: from-yaml\nProviderType: BITBUCKET\nTags:\n- Key: a\n  Value: b\n",
    ])

    private static func tagged(_ tags: String) -> String {
        "{\"ConnectionName\": \"abcd\", \"ProviderType\": \"GITHUB\", \"Tags\": \(tags)}"
    }

    @Test(arguments: [
        (["Key=k1,Value=v1", "Key=k2,Value=v2"], #"[{"Key": "k1", "Value": "v1"}, {"Key": "k2", "Value": "v2"}]"#),
        (["Key=k1,Value=\"a,b\""], #"[{"Key": "k1", "Value": "a,b"}]"#),
        (["Key=k1,Value='a b'"], #"[{"Key": "k1", "Value": "a b"}]"#),
        (["Key=k1,Value="], #"[{"Key": "k1", "Value": ""}]"#),
        (["Key=k1"], #"[{"Key": "k1"}]"#),
        ([#"Key=k1,Value=a\,b"#], #"[{"Key": "k1", "Value": "a,b"}]"#),
        (["Key=k1,Value=a=b"], #"[{"Key": "k1", "Value": "a=b"}]"#),
        (["Key = k1 , Value = a"], #"[{"Key": "k1", "Value": "a"}]"#),
        (["Key=k1,Value=é日本"], #"[{"Key": "k1", "Value": "\u00e9\u65e5\u672c"}]"#),
        ([#"[{"Key":"j","Value":"v"}]"#], #"[{"Key": "j", "Value": "v"}]"#),
        ([#"{"Key":"j","Value":"v"}"#], #"[{"Key": "j", "Value": "v"}]"#),
        ([#"{"Key":"j"}"#, #"{"Key":"k"}"#], #"[{"Key": "j"}, {"Key": "k"}]"#),
        (["file://tags.json"], #"[{"Key": "f", "Value": "file"}]"#),
        (["file://one.json"], #"[{"Key": "f"}]"#),
        (["[]"], "[]"),
        ([], "[]"),
        (["Key=k,Value@=file://name.txt"], #"[{"Key": "k", "Value": "abcd\nx\n"}]"#),
    ])
    func sendsTags(tags: [String], expected: String) {
        #expect(body(create("--tags") + tags, files: Self.files) == Self.tagged(expected))
    }

    @Test(arguments: [
        ("Key", "Error parsing parameter '--tags': Expected: '=', received: 'EOF' for input:\n Key\n   ^"),
        (
            "[{\"Key\":",
            "Error parsing parameter '--tags': Invalid JSON: Expecting value: line 1 column 9 (char 8)\nJSON received: [{\"Key\":"
        ),
        (
            "Key=k1,Value=[a,b]",
            """
            Parameter validation failed:
            Invalid type for parameter Tags[0].Value, value: ['a', 'b'], type: <class 'list'>, valid types: <class 'str'>
            """
        ),
        (
            "Key=k1,Val=v",
            "Parameter validation failed:\nUnknown parameter in Tags[0]: \"Val\", must be one of: Key, Value"
        ),
        (
            "[{\"Key\":\"j\",\"Value\":1}]",
            """
            Parameter validation failed:
            Invalid type for parameter Tags[0].Value, value: 1, type: <class 'int'>, valid types: <class 'str'>
            """
        ),
        (
            "Key=,Value=x",
            "Parameter validation failed:\nInvalid length for parameter Tags[0].Key, value: 0, valid min length: 1"
        ),
        (
            "file://nope.json",
            "Error parsing parameter '--tags': Unable to load paramfile file://nope.json: [Errno 2] "
                + "No such file or directory: 'nope.json'"
        ),
    ])
    func refusesTags(tag: String, expected: String) {
        #expect(body(create("--tags", tag), files: Self.files) == expected)
    }

    @Test(arguments: [
        (["--provider-type", "GITHUB", "--connection-name", "abcd"], "abcd", "GITHUB"),
        (["--provider-type=GITHUB", "--connection-name=-abcd"], "-abcd", "GITHUB"),
        (["--connection-name", "a", "--connection-n", "abcd", "--provider-type", "x"], "abcd", "x"),
        (["--connection-name", "file://name.txt", "--provider-type", "x"], "abcd\\nx\\n", "x"),
        (["--connection-name", "file://$NAME.txt", "--provider-type", "x"], "from-variable", "x"),
        (["--connection-name", "file://${NAME}.txt", "--provider-type", "x"], "from-variable", "x"),
        (["--connection-name", "http://x", "--provider-type", "x"], "http://x", "x"),
        (["--connection-name", "has space!", "--provider-type", "GITLAB"], "has space!", "GITLAB"),
        (["--connection-name", "-1234", "--provider-type", "x"], "-1234", "x"),
    ])
    func sendsMembersInTheOrderOfTheModel(options: [String], name: String, provider: String) {
        #expect(
            body(["create-connection"] + options, files: Self.files)
                == "{\"ConnectionName\": \"\(name)\", \"ProviderType\": \"\(provider)\"}")
    }

    @Test(arguments: [
        (
            ["--max-results", "5", "--next-token", "t", "--connection-name", "abcd"],
            #"{"ConnectionName": "abcd", "MaxResults": 5, "NextToken": "t"}"#
        ),
        (["--max-results", "101"], #"{"MaxResults": 101}"#),
        (["--max-results", " +1_0 "], #"{"MaxResults": 10}"#),
        (
            ["--max-results", "0"],
            "Parameter validation failed:\nInvalid value for parameter MaxResults, value: 0, valid min value: 1"
        ),
        (
            ["--max-results", "-5"],
            "Parameter validation failed:\nInvalid value for parameter MaxResults, value: -5, valid min value: 1"
        ),
        (["--max-results", "abc"], "invalid literal for int() with base 10: 'abc'"),
        (["--max-results", "1__0"], "invalid literal for int() with base 10: '1__0'"),
        (["--max-items", "5"], "Unknown options: --max-items, 5"),
        (["--starting-token", "5"], "Unknown options: --starting-token, 5"),
        (["--page-size", "5"], "Unknown options: --page-size, 5"),
        ([], "{}"),
    ])
    func readsTheOptionsOfLists(options: [String], expected: String) {
        #expect(body(["list-connections"] + options) == expected)
    }

    @Test(arguments: [
        (["a", "b"], #"["a", "b"]"#), (["a,b"], #"["a,b"]"#), ([#"["a","b"]"#], #"["a", "b"]"#), ([], "[]"),
        ([#"{"a":1}"#], #"["{\"a\":1}"]"#),
    ])
    func sendsTagKeys(keys: [String], expected: String) {
        #expect(
            body(["untag-resource", "--resource-arn", "x", "--tag-keys"] + keys)
                == "{\"ResourceArn\": \"x\", \"TagKeys\": \(expected)}")
    }

    @Test(arguments: [
        (
            ["--cli-input-json", "file://input.json"],
            #"{"ConnectionName": "from-json", "ProviderType": "BITBUCKET", "Tags": [{"Key": "a", "Value": "b"}]}"#
        ),
        (
            ["--cli-input-json", "file://input.json", "--connection-name", "over-ride"],
            #"{"ConnectionName": "over-ride", "ProviderType": "BITBUCKET", "Tags": [{"Key": "a", "Value": "b"}]}"#
        ),
        (
            ["--cli-input-json", "file://input.json", "--tags", "Key=x,Value=y"],
            #"{"Tags": [{"Key": "x", "Value": "y"}], "ConnectionName": "from-json", "ProviderType": "BITBUCKET"}"#
        ),
        (
            ["--cli-input-json", #"{"ProviderType":"GITHUB","ConnectionName":"inline"}"#],
            #"{"ProviderType": "GITHUB", "ConnectionName": "inline"}"#
        ),
        (
            ["--cli-input-yaml", "file://input.yaml"],
            #"{"ConnectionName": "from-yaml", "ProviderType": "BITBUCKET", "Tags": [{"Key": "a", "Value": "b"}]}"#
        ),
        (
            ["--cli-input-json", #"{"ConnectionName":"abcd","ProviderType":"x","Bogus":1}"#],
            "Parameter validation failed:\nUnknown parameter in input: \"Bogus\", must be one of: ConnectionName, "
                + "ProviderType, Tags"
        ),
        (
            ["--cli-input-json", "{\"ConnectionName\":"],
            "Error parsing parameter 'cli-input-json': Invalid JSON received."
        ),
        (
            ["--cli-input-json", "[]"],
            "Error parsing parameter '--cli-input-json': Invalid type: expecting map, received <class 'list'>"
        ),
        (
            ["--cli-input-json", "file://nope.json"],
            "Error parsing parameter '--cli-input-json': Unable to load paramfile file://nope.json: [Errno 2] "
                + "No such file or directory: 'nope.json'"
        ),
        (["--cli-input-yaml", "{a"], "Error parsing parameter 'cli-input-yaml': Invalid YAML received."),
        (
            ["--cli-input-yaml", ""],
            "Error parsing parameter '--cli-input-yaml': Invalid type: expecting map, received <class 'NoneType'>"
        ),
        (["--cli-input-json", "{}", "--cli-input-yaml", "{}"], "Only one --cli-input- parameter may be specified."),
        (
            ["--cli-input-json", #"{"ConnectionName":null,"X":1,"ProviderType":1.0,"Tags":{"a":NaN}}"#],
            """
            Parameter validation failed:
            Unknown parameter in input: "X", must be one of: ConnectionName, ProviderType, Tags
            Invalid type for parameter ConnectionName, value: None, type: <class 'NoneType'>, valid types: <class 'str'>
            Invalid type for parameter ProviderType, value: 1.0, type: <class 'float'>, valid types: <class 'str'>
            Invalid type for parameter Tags, value: {'a': nan}, type: <class 'dict'>, valid types: <class 'list'>, <class 'tuple'>
            """
        ),
        (
            ["--cli-input-json", "{}"],
            """
            Parameter validation failed:
            Missing required parameter in input: "ConnectionName"
            Missing required parameter in input: "ProviderType"
            """
        ),
    ])
    func readsWholeInputs(options: [String], expected: String) {
        #expect(body(["create-connection"] + options, files: Self.files) == expected)
    }

    @Test(arguments: [
        (
            ["create-connection", "--connection-name", "abc", "--provider-type", "x"],
            "Invalid length for parameter ConnectionName, value: 3, valid min length: 4"
        ),
        (
            ["create-connection", "--connection-name", "日本", "--provider-type", "x"],
            "Invalid length for parameter ConnectionName, value: 2, valid min length: 4"
        ),
        (
            ["delete-connection", "--connection-arn", ""],
            "Invalid length for parameter ConnectionArn, value: 0, valid min length: 1"
        ),
        (
            ["list-connections", "--next-token", ""],
            "Invalid length for parameter NextToken, value: 0, valid min length: 1"
        ),
        (
            ["create-connection", "--connection-name", "fileb://name.txt", "--provider-type", "x"],
            "Invalid type for parameter ConnectionName, value: b'abcd\\r\\nx\\n', type: <class 'bytes'>, "
                + "valid types: <class 'str'>"
        ),
    ])
    func checksLeastLengthsAndKinds(arguments: [String], expected: String) {
        #expect(body(arguments, files: Self.files) == "Parameter validation failed:\n\(expected)")
    }

    @Test
    func leavesTheRestToTheService() {
        let long = String(repeating: "a", count: 33)
        #expect(
            body(["create-connection", "--connection-name", long, "--provider-type", "x", "--tags", "Key=aws:x"])
                == "{\"ConnectionName\": \"\(long)\", \"ProviderType\": \"x\", \"Tags\": [{\"Key\": \"aws:x\"}]}")
    }
}
