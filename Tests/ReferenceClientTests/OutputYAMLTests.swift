import TapedeckClientModel
import Testing

/// The format `yaml`, against what AWS CLI 2.9.19 printed; what was tried with 2.36.7 was the same.
struct OutputYAMLTests {
    @Test(arguments: OutputSample.allCases)
    func printsWhatAWSCLIPrints(_ sample: OutputSample) throws {
        #expect(try sample.printed(.yaml) == expected(sample))
    }

    private func expected(_ sample: OutputSample) -> String {
        switch sample {
        case .created:
            """
            Connection:
              ConnectionArn: arn:aws:apprunner:us-east-1:123456789012:connection/my-github-connection/e7656250f67242d7819feade6800f59e
              ConnectionName: my-github-connection
              CreatedAt: '2020-11-03T00:32:51+00:00'
              ProviderType: GITHUB
              Status: PENDING_HANDSHAKE

            """
        case .three:
            """
            ConnectionSummaryList:
            - ConnectionArn: arn:a
              ConnectionName: first
              CreatedAt: '2020-11-03T00:32:51+00:00'
              ProviderType: GITHUB
              Status: AVAILABLE
            - ConnectionArn: arn:b
              ConnectionName: second
              CreatedAt: '2020-11-03T00:32:51.500000+00:00'
              ProviderType: BITBUCKET
              Status: DELETED
            - ConnectionName: third

            """
        case .emptyList:
            """
            ConnectionSummaryList: []

            """
        case .nothing:
            ""
        case .text:
            """
            "PENDING_HANDSHAKE"

            """
        case .names:
            """
            - first
            - second
            - third

            """
        case .object:
            """
            At: '2020-11-03T00:32:51+00:00'
            Name: my-github-connection

            """
        case .null:
            """
            null

            """
        case .rows:
            """
            - - first
              - AVAILABLE
            - - second
              - DELETED
            - - third
              - null

            """
        case .wide:
            """
            ConnectionSummaryList:
            - ConnectionName: 日本語
              Status: AVAILABLE
            - ConnectionName: e\u{301}té…
              Status: "\\U0001F600"

            """
        case .tags:
            """
            Tags:
            - Key: plain
              Value: text
            - Key: empty
              Value: ''
            - Key: yes
              Value: 'true'
            - Key: number
              Value: '1.5'
            - Key: colon
              Value: 'a: b'
            - Key: lines
              Value: 'a

                b'
            - Key: escape
              Value: "\\e[31m"

            """
        case .skeleton:
            """
            Connection:
              ConnectionArn: ConnectionArn
              ConnectionName: ConnectionName
              CreatedAt: 1970-01-01 00:00:00
              ProviderType: ProviderType
              Status: Status

            """
        }
    }
}
