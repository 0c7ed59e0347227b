import TapedeckJSONText
import Testing

@testable import TapedeckClientModel
@testable import TapedeckClientOutput

/// The format `json`, against what AWS CLI 2.9.19 printed; what was tried with 2.36.7 was the same.
struct OutputJSONTests {
    @Test(arguments: OutputSample.allCases)
    func printsWhatAWSCLIPrints(_ sample: OutputSample) throws {
        #expect(try sample.printed(.json) == expected(sample))
    }

    @Test
    func escapesOnATerminalWhatActsOnIt() throws {
        let text = try Rendering.Page(title: "T", isTerminal: true).text("\u{9B}1m\u{7F}\u{202E}é", .json)
        #expect(text == "\"\\u009b1m\\u007f\\u202eé\"\n")
        #expect(try Rendering.Page(title: "T").text("\u{9B}", .json) == "\"\u{9B}\"\n")
    }

    private func expected(_ sample: OutputSample) -> String {
        switch sample {
        case .created:
            """
            {
                "Connection": {
                    "ConnectionName": "my-github-connection",
                    "ConnectionArn": "arn:aws:apprunner:us-east-1:123456789012:connection/my-github-connection/e7656250f67242d7819feade6800f59e",
                    "ProviderType": "GITHUB",
                    "Status": "PENDING_HANDSHAKE",
                    "CreatedAt": "2020-11-03T00:32:51+00:00"
                }
            }

            """
        case .three:
            """
            {
                "ConnectionSummaryList": [
                    {
                        "ConnectionName": "first",
                        "ConnectionArn": "arn:a",
                        "ProviderType": "GITHUB",
                        "Status": "AVAILABLE",
                        "CreatedAt": "2020-11-03T00:32:51+00:00"
                    },
                    {
                        "ConnectionName": "second",
                        "ConnectionArn": "arn:b",
                        "ProviderType": "BITBUCKET",
                        "Status": "DELETED",
                        "CreatedAt": "2020-11-03T00:32:51.500000+00:00"
                    },
                    {
                        "ConnectionName": "third"
                    }
                ]
            }

            """
        case .emptyList:
            """
            {
                "ConnectionSummaryList": []
            }

            """
        case .nothing:
            ""
        case .text:
            """
            "PENDING_HANDSHAKE"

            """
        case .names:
            """
            [
                "first",
                "second",
                "third"
            ]

            """
        case .object:
            """
            {
                "Name": "my-github-connection",
                "At": "2020-11-03T00:32:51+00:00"
            }

            """
        case .null:
            """
            null

            """
        case .rows:
            """
            [
                [
                    "first",
                    "AVAILABLE"
                ],
                [
                    "second",
                    "DELETED"
                ],
                [
                    "third",
                    null
                ]
            ]

            """
        case .wide:
            """
            {
                "ConnectionSummaryList": [
                    {
                        "ConnectionName": "日本語",
                        "Status": "AVAILABLE"
                    },
                    {
                        "ConnectionName": "e\u{301}té…",
                        "Status": "😀"
                    }
                ]
            }

            """
        case .tags:
            """
            {
                "Tags": [
                    {
                        "Key": "plain",
                        "Value": "text"
                    },
                    {
                        "Key": "empty",
                        "Value": ""
                    },
                    {
                        "Key": "yes",
                        "Value": "true"
                    },
                    {
                        "Key": "number",
                        "Value": "1.5"
                    },
                    {
                        "Key": "colon",
                        "Value": "a: b"
                    },
                    {
                        "Key": "lines",
                        "Value": "a\\nb"
                    },
                    {
                        "Key": "escape",
                        "Value": "\\u001b[31m"
                    }
                ]
            }

            """
        case .skeleton:
            """
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
        }
    }
}
