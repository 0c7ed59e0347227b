import ConnectionsClient
import Subprocess
import TapedeckTesting
import Testing

/// The client in this process, with AsyncHTTPClient.
@Suite(.cassette("create", recordingFrom: "stand-in"))
struct ConnectionsClientTests {
    @Test
    func createsAConnection() async throws {
        let client = ConnectionsClient(endpoint: try Deck.required.url)
        let connection = try await client.createConnection("my-github-connection", provider: "GITHUB")
        #expect(connection.status == "PENDING_HANDSHAKE")
    }

    @Test(.bind("ConnectionName"))
    func createsAConnectionOfAnyName() async throws {
        let client = ConnectionsClient(endpoint: try Deck.required.url)
        let name = "ci-\(UInt32.random(in: .min ... .max))"
        #expect(try await client.createConnection(name, provider: "GITHUB").name == name)
    }

    @Test(.fault("CreateConnection:1=503,reset:head,ok"))
    func triesAgainAfterA503AndTellsOfAConnectionThatBreaks() async throws {
        let deck = try Deck.required
        let client = ConnectionsClient(endpoint: deck.url)
        // A connection that breaks is not tried again: nobody knows whether the service has made the connection.
        await #expect(throws: (any Error).self) {
            try await client.createConnection("my-github-connection", provider: "GITHUB")
        }
        _ = try await client.createConnection("my-github-connection", provider: "GITHUB")
        #expect(deck.requests.map(\.operation) == ["CreateConnection", "CreateConnection", "CreateConnection"])
    }
}

/// A client that is another program: it gets the deck's variables and nothing else.
struct ChildProcessTests {
    private func curl(_ deck: Deck, _ operation: String, _ body: String) async throws -> String {
        var variables: [Environment.Key: String] = ["PATH": "/usr/bin:/bin"]
        for (name, value) in deck.environment {
            if let key = Environment.Key(rawValue: name) { variables[key] = value }
        }
        let script = """
            curl -sS --aws-sigv4 "aws:amz:$AWS_REGION:apprunner" --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" \
            -H "X-Amz-Target: AppRunner.$0" -H "Content-Type: application/x-amz-json-1.0" -d "$1" \
            "$AWS_ENDPOINT_URL_APPRUNNER/"
            """
        let result = try await Subprocess.run(
            .path("/bin/sh"), arguments: ["-c", script, operation, body], environment: .custom(variables),
            output: .string(limit: 1 << 20), error: .discarded)
        return result.standardOutput
    }

    @Test(.cassette("create"))
    func playsForAChildProcess() async throws {
        let deck = try Deck.required
        let answer = try await curl(
            deck, "CreateConnection", #"{"ConnectionName":"my-github-connection","ProviderType":"GITHUB"}"#)
        #expect(answer.contains("PENDING_HANDSHAKE"))
        #expect(deck.summary.isClean)
    }

    @Test(.standIn())
    func playsTheServiceForAChildProcess() async throws {
        let deck = try Deck.required
        _ = try await curl(deck, "CreateConnection", #"{"ConnectionName":"mine","ProviderType":"GITHUB"}"#)
        #expect(deck.finishHandshake(of: "mine"))
        #expect(try await curl(deck, "ListConnections", "{}").contains(#""Status":"AVAILABLE""#))
    }
}
