import TapedeckAWSWire
import TapedeckJSONText
import Testing

@testable import TapedeckClientModel
@testable import TapedeckReferenceClient

/// Calls of the whole client, from an invocation to an exit status, against a server on loopback.
struct CallingLoopbackTests {
    private static let body = #"{"Connection":{"ConnectionName":"abcd","Status":"PENDING_HANDSHAKE"}}"#

    private func http(_ body: String, status: String = "200 OK", head: String? = nil) -> LoopbackServer.Step {
        .send("HTTP/1.1 \(status)\r\n\(head ?? "Content-Length: \(body.utf8.count)\r\n")\r\n\(body)")
    }

    private func run(
        _ steps: [LoopbackServer.Step], attempts: Int = 3, options: (inout GlobalOptions) -> Void = { _ in }
    ) async throws -> (status: Int32, world: World, server: LoopbackServer) {
        let server = LoopbackServer(steps)
        let world = World()
        let surroundings = Surroundings.test(world)
        var given = GlobalOptions()
        given.endpointURL = server.url
        given.region = "us-east-1"
        options(&given)
        let configuration = try Configuration(
            options: given,
            environment: [
                "AWS_ACCESS_KEY_ID": "K", "AWS_SECRET_ACCESS_KEY": "SECRET", "AWS_MAX_ATTEMPTS": String(attempts),
            ])
        let input = JSONObject([("ConnectionName", "abcd"), ("ProviderType", "GITHUB")])
        let status = await ClientRun(surroundings: surroundings).call(
            Invocation(action: .call(.createConnection), parameters: input, options: given), configuration)
        return (status, world, server)
    }

    @Test
    func makesACall() async throws {
        let (status, world, server) = try await run([http(CallingLoopbackTests.body)])
        #expect(status == 0)
        #expect(world.error.isEmpty)
        #expect(world.output.contains("\"Status\": \"PENDING_HANDSHAKE\""))
        let request = try #require(server.requests.first)
        #expect(request.hasPrefix("POST / HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\nAccept-Encoding: identity\r\n"))
        #expect(
            request.hasSuffix("Content-Length: 52\r\n\r\n{\"ConnectionName\": \"abcd\", \"ProviderType\": \"GITHUB\"}"))
        let names = request.split(whereSeparator: \.isNewline).dropFirst().dropLast().map { line in
            String(line.prefix { $0 != ":" })
        }
        #expect(
            names == [
                "Host", "Accept-Encoding", "X-Amz-Target", "Content-Type", "User-Agent", "X-Amz-Date", "Authorization",
                "amz-sdk-invocation-id", "amz-sdk-request", "Content-Length",
            ])
    }

    @Test(arguments: [
        "Transfer-Encoding: chunked\r\n", "Connection: close\r\n", "content-LENGTH: 69\r\n",
    ])
    func readsBodiesHoweverTheyAreFramed(head: String) async throws {
        let body = CallingLoopbackTests.body
        let size = String(body.utf8.count, radix: 16)
        let framed = head.hasPrefix("Transfer") ? "\(size)\r\n\(body)\r\n0\r\n\r\n" : body
        let (status, world, _) = try await run([http(framed, head: head)])
        #expect(status == 0)
        #expect(world.output.contains("PENDING_HANDSHAKE"))
    }

    @Test(arguments: ["Content-Length: 500\r\n", "Transfer-Encoding: chunked\r\n"])
    func failsOnABodyThatIsCutOff(head: String) async throws {
        let body = CallingLoopbackTests.body
        let framed = head.hasPrefix("Transfer") ? "ff\r\n\(body)" : body
        let (status, world, server) = try await run([http(framed, head: head)])
        #expect(status == 255)
        #expect(world.output.isEmpty)
        #expect(world.error.contains("cut off"))
        #expect(server.requests.count == 1)
    }

    @Test
    func reportsAnErrorOfTheService() async throws {
        let (status, world, _) = try await run([
            http(#"{"__type":"InvalidRequestException","Message":"A message."}"#, status: "400 Bad Request")
        ])
        #expect(status == 254)
        #expect(
            world.error
                == "\napprunner: [ERROR]: An error occurred (InvalidRequestException) when calling the CreateConnection "
                + "operation: A message.\n")
    }

    @Test
    func doesNotFollowARedirect() async throws {
        let other = LoopbackServer([http(CallingLoopbackTests.body)])
        let head = "Location: \(other.url)/\r\nContent-Length: 0\r\n"
        let (status, _, server) = try await run([http("", status: "307 Temporary Redirect", head: head)])
        #expect(status == 254)
        #expect(server.requests.count == 1)
        #expect(other.requests.isEmpty)
    }

    @Test(arguments: ["reset", "close", "garbage"])
    func triesALostAnswerAgain(kind: String) async throws {
        let step: LoopbackServer.Step =
            switch kind {
            case "reset": .reset
            case "close": .close
            default: .send("SSH-2.0-OpenSSH_9.2\r\n")
            }
        let (status, world, server) = try await run([step, http(CallingLoopbackTests.body)])
        #expect(status == 0, "\(world.error)")
        #expect(server.requests.count == 2)
        let (failed, error, _) = try await run([step, step, step])
        #expect(failed == 255)
        #expect(error.output.isEmpty)
        #expect(error.error.contains("may have made the connection"))
    }

    @Test
    func endsWithinTheTimeGiven() async throws {
        let (status, world, server) = try await run([.hang], attempts: 1) { $0.readTimeout = 1 }
        #expect(status == 255)
        #expect(server.requests.count == 1)
        #expect(world.error.contains("Read timeout on endpoint URL: \"\(server.url)/\""))
    }

    @Test
    func failsWhereNobodyListens() async throws {
        let (status, world, _) = try await run([]) { $0.endpointURL = "http://127.0.0.1:9" }
        #expect(status == 255)
        #expect(world.error.contains("Could not connect to the endpoint URL: \"http://127.0.0.1:9/\""))
        #expect(!world.error.contains("may have"))
    }

    @Test
    func readsAnErrorPageWithoutShowingIt() async throws {
        let page = http("<html><body>\u{1B}[2Jsorry</body></html>", status: "404 Not Found")
        let (status, world, _) = try await run([page])
        #expect(status == 254)
        #expect(world.error.contains("(404) when calling the CreateConnection operation: Not Found"))
    }
}
